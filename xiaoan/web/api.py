"""What all JSON addresses share: who asks, and how a refusal is said."""

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DataError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
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

    return api


def actor_from(request: HttpRequest) -> Actor:
    """The actor that the authentication put on the request."""
    actor: Actor = request.auth  # type: ignore[attr-defined]  # set by ninja from SessionActor
    return actor
