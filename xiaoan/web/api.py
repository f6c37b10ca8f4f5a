"""What all JSON addresses share: who asks, and how a refusal is said."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DataError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError
from ninja.parser import Parser
from ninja.security import APIKeyCookie

from xiaoan.kernel import races
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, Refusal
from xiaoan.web.gate import actor_of


class Refused(Schema):
    """Why nothing was done, and per field how to mend it."""

    message: str
    fields: dict[str, str] = {}


class NotJson(Refusal):
    """A body in a form that this interface does not read."""

    status = 415


class SessionActor(APIKeyCookie):
    """The person of the session cookie; a changing request needs the CSRF token as pages do."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Actor | None:
        # Said before anything reads the body: a form's body can be read once only.
        if request.method != "GET" and (request.content_type or "").startswith("multipart/"):
            raise NotJson(_("请以 application/json 发送。"))
        found: Actor | None = super().__call__(request)
        return found

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        actor = actor_of(request)
        return actor if actor.user_id else None


class Strict(Parser):
    """A body that names a field twice is refused: which of the two was meant, nobody knows."""

    def parse_body(self, request: HttpRequest) -> Any:
        return json.loads(request.body, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a field is named twice")
    return found


def _misshapen(
    api: NinjaAPI, request: HttpRequest, error: ValidationError | type[ValidationError]
) -> HttpResponse:
    found = error.errors if isinstance(error, ValidationError) else []
    fields = {_name_of(one["loc"]): _mend(one) for one in found[:_MOST_FAULTS]}
    said = _("有 %(n)s 处要改,见 fields。") % {"n": len(found)}
    return api.create_response(request, {"message": said, "fields": fields}, status=422)


def new_api() -> NinjaAPI:
    """The API object of the product, with refusals answered as JSON."""
    api = NinjaAPI(
        title="Xiaoan 校安",
        version="1",
        auth=SessionActor(),
        docs_url=None,
        urls_namespace="api",
        parser=Strict(),
    )

    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, error: Refusal | type[Refusal]) -> HttpResponse:
        # The handler answers instead of raising: without this, half-done work would be committed.
        transaction.set_rollback(True)
        fields: dict[str, Any] = error.fields if isinstance(error, Invalid) else {}
        body = {"message": str(error), "fields": fields}
        return api.create_response(request, body, status=error.status)

    @api.exception_handler(DataError)
    def unreadable(request: HttpRequest, error: DataError | type[DataError]) -> HttpResponse:
        if isinstance(error, type) or not races.is_unreadable(error):
            raise error
        return refused(request, races.unreadable())

    @api.exception_handler(RequestDataTooBig)
    def too_big(
        request: HttpRequest, _error: RequestDataTooBig | type[RequestDataTooBig]
    ) -> HttpResponse:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024
        said = _("一次最多发送 %(n)s KiB。请分成几批发送。") % {"n": most}
        return api.create_response(request, {"message": said, "fields": {}}, status=413)

    api.add_exception_handler(ValidationError, partial(_misshapen, api))
    return api


# So many faults of one body are told; a batch that is wrong in one way is wrong in each of its rows.
_MOST_FAULTS = 50
_NUMBER = _l("要写成普通数字,最多一位小数,如 37.3。")
_DATE = _l("要写成日期,如 2026-11-23。")
_MOMENT = _l("要写成带时区的时间,如 2026-11-23T07:30:00+08:00。")
_UUID = _l("要写成 UUID,如 01932b5e-7c1a-7000-8000-000000000001。")
# How a kind of fault begins → how to mend it, in the words of whoever sends.
_MENDS = (
    ("missing", _l("缺少这一项。")),
    ("json", _l("请求内容不是 JSON。")),
    ("uuid", _UUID),
    ("literal_error", _l("只能是:%(expected)s。")),
    ("datetime", _MOMENT),
    ("timezone", _MOMENT),
    ("date", _DATE),
    ("value_error", _NUMBER),
    ("decimal", _NUMBER),
    ("greater_than_equal", _l("不能小于 %(ge)s。")),
    ("greater_than", _l("要大于 %(gt)s。")),
    ("less_than_equal", _l("不能大于 %(le)s。")),
    ("less_than", _l("要小于 %(lt)s。")),
    ("string_too_short", _l("至少 %(min_length)s 个字符。")),
    ("string_too_long", _l("最多 %(max_length)s 个字符。")),
    ("string", _l("要写成文字,加引号。")),
    ("too_short", _l("至少 %(min_length)s 条。")),
    ("too_long", _l("最多 %(max_length)s 条。")),
    ("int", _l("要写成整数。")),
    ("bool", _l("只能是 true 或 false。")),
    ("list", _l("要写成列表:[ … ]。")),
    ("model", _l("要写成对象:{ … }。")),
    ("dict", _l("要写成对象:{ … }。")),
)


def _name_of(where: Sequence[str | int]) -> str:
    """The sender's own name of a field (readings[0].temperature), without ours for the body."""
    own = list(where[2:] if where and where[0] == "body" else where[1:])
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in own)
    return text.removeprefix(".") or "body"


def _mend(fault: dict[str, Any]) -> str:
    kind = str(fault["type"])
    known = next((said for start, said in _MENDS if kind.startswith(start)), None)
    return str(known) % fault.get("ctx", {}) if known else _("这一项的格式不对。")


def actor_from(request: HttpRequest) -> Actor:
    """The actor that the authentication put on the request."""
    actor: Actor = request.auth  # type: ignore[attr-defined]  # set by ninja from SessionActor
    return actor
