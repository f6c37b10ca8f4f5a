"""xAPI 1.0.3 as far as it is needed to hear who is there: statements are taken, none is given out."""

import base64
import binascii
import json
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import Router
from ninja.security.base import AuthBase

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.scope import enter
from xiaoan.platforms import queries, rules, services
from xiaoan.platforms.queries.words import fault_sentence
from xiaoan.platforms.rules import statements

router = Router(tags=["xapi"])
VERSION, VERSION_HEADER = "1.0.3", "X-Experience-API-Version"


class PlatformKey(AuthBase):
    """A platform, by HTTP Basic: its number and its secret; it acts inside its own unit only."""

    openapi_type, openapi_scheme = "http", "basic"

    def __call__(self, request: HttpRequest) -> tuple[Actor, Any] | None:
        kind, _space, text = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "basic":
            return None
        try:
            said = base64.b64decode(text, validate=True).decode()
        except (binascii.Error, ValueError):
            return None
        name, _colon, secret = said.partition(":")
        platform = queries.sender(name, secret)
        if platform is None:
            return None
        actor = queries.actor_of(platform)
        enter(actor)
        return actor, platform


@router.get("/about", auth=None)
def about(request: HttpRequest) -> HttpResponse:
    """Which versions are spoken; for anybody, as xAPI asks."""
    return _answer({"version": [VERSION]})


@router.post("/statements", auth=PlatformKey())
def post_statements(request: HttpRequest) -> HttpResponse:
    """One statement or a list of at most 1,000, all or nothing; gives their ids."""
    return _take(request, None)


@router.put("/statements", auth=PlatformKey())
def put_statement(request: HttpRequest) -> HttpResponse:
    """One statement under the id of the address; nothing to say about it."""
    try:
        one_id = UUID(request.GET.get("statementId", ""))
    except ValueError:
        said = _("地址里要有 statementId,写成 UUID。")
        return _refused(request, 400, said, {"statementId": "uuid"})
    return _take(request, one_id)


def _answer(body: Any, status: int = 200) -> HttpResponse:
    if status == 204:
        response = HttpResponse(status=status)
    else:
        response = JsonResponse(
            body, safe=False, status=status, json_dumps_params={"ensure_ascii": False}
        )
    response.headers[VERSION_HEADER] = VERSION
    response.headers["X-Experience-API-Consistent-Through"] = clock.now().isoformat()
    return response


def _refused(request: HttpRequest, status: int, said: str, fields: dict[str, str]) -> HttpResponse:
    """Nothing of the request is kept, but that it was refused and why: its platform's page shows it."""
    _actor, platform = cast("Any", request).auth
    services.tally(platform, refused=1, fault=said)
    return _answer({"message": said, "fields": fields}, status)


def _take(request: HttpRequest, one_id: UUID | None) -> HttpResponse:
    actor, platform = cast("Any", request).auth
    version = request.headers.get(VERSION_HEADER, "")
    if not (version == "1.0" or version.startswith("1.0.")):
        said = _("请求头 %(name)s 要写 1.0.3。") % {"name": VERSION_HEADER}
        return _refused(request, 400, said, {VERSION_HEADER: "version"})
    if request.content_type != "application/json":
        said = _("请以 application/json 发送,不带附件。")
        return _refused(request, 400, said, {"Content-Type": "json"})
    try:
        found = json.loads(request.body, object_pairs_hook=_once)
        if one_id is not None:
            found = _under(found, one_id)
        sent = statements.read_all(found, clock.now(), rules.NUMBERS["most_at_once"])
    except statements.Fault as fault:
        said = fault_sentence(fault.index, fault.field, fault.code)
        return _refused(request, 400, said, {f"[{fault.index}].{fault.field}": fault.code})
    except (ValueError, RecursionError):
        return _refused(request, 400, _("请求内容不是 JSON,或同一项写了两次。"), {"body": "json"})
    try:
        with transaction.atomic():
            taken = services.take(actor, platform, sent)
    except Conflict as refused:
        return _refused(request, 409, str(refused), {"id": "other"})
    except Invalid as refused:
        return _refused(request, 400, str(refused), refused.fields)
    return _answer([str(one) for one in taken.ids], 204 if one_id else 200)


def _under(found: Any, one_id: UUID) -> Any:
    """A statement under the id of its address, which it may say itself."""
    if not isinstance(found, dict):
        raise statements.Fault("statement", "object")
    if str(found.get("id", one_id)).lower() != str(one_id):
        raise statements.Fault("id", "uuid")
    return {**found, "id": str(one_id)}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a field is named twice")
    return found
