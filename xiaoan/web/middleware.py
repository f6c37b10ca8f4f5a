"""What happens around every request: language, refusals as pages, no caching, one log line."""

import time
from collections.abc import Callable
from http import HTTPStatus

import structlog
from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel import clock, races
from xiaoan.kernel.errors import Conflict, Invalid, Refusal
from xiaoan.web import gate, receipts

Next = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("xiaoan.web")
_BUSY = _l("有人正在改同一处,这次没有办成。请再试一次。")


class Language:
    """The language chosen (cookie), else the browser's, else 简体中文. zh-HK, zh-TW and zh-MO read 繁體."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request)):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


def language_of(request: HttpRequest) -> str:
    known = dict(settings.LANGUAGES)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in known:
        return chosen
    for wanted in request.headers.get("Accept-Language", "").lower().split(","):
        code = wanted.split(";")[0].strip()
        if code.startswith(("zh-hant", "zh-hk", "zh-tw", "zh-mo")):
            return "zh-hant"
        if code.startswith("zh"):
            return "zh-hans"
        if code.startswith("en"):
            return "en"
    return settings.LANGUAGE_CODE


class NoStore:
    """Nothing behind the sign-in is kept by a browser or a proxy (an operator's cache once mixed users)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class Receipts:
    """Whoever records something is told number and digits of the entry (see web/receipts.py)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with receipts.taking() as taken:
            response = self.get_response(request)
        # What looking records is no submission.
        is_act = request.method not in ("GET", "HEAD", "OPTIONS")
        receipts.told(request, response, taken if is_act else {})
        return response


class Outbox:
    """A post of the outbox is answered with a receipt, not with the page behind it: where a form would
    have been led to. What was stored is acknowledged by one answer, however slow the network."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "X-Outbox" in request.headers and response.status_code in (302, 303):
            response.headers["X-Outbox-To"] = response.headers["Location"]
            # By the county's clock: the phone's may be wrong.
            response.headers["X-Outbox-At"] = clock.now().astimezone(clock.ZONE).strftime("%H:%M")
            del response.headers["Location"]
            response.status_code = HTTPStatus.NO_CONTENT.value
        return response


class ContentSecurity:
    """One policy for every answer, put together once (django-csp's middleware does so for each)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(HEADER, self.policy)
        response.headers.setdefault(gate.CAMERA, gate.CLOSED)
        return response


class Refusals:
    """A refusal of a service becomes a page with its status; nothing of the request was kept.

    A request that the database ended in favour of another one (a deadlock, two serial transactions) is
    tried once more: nothing of it was kept either.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if races.gave_way(exception):
            return _once_more(request)
        refused = _said(exception)
        return None if refused is None else refusal(request, refused)


def _said(error: Exception) -> Refusal | None:
    """What an error says to whoever asked; None: it is one of ours."""
    if races.is_unreadable(error):
        return races.unreadable()
    if races.is_taken(error):
        return races.taken()
    return error if isinstance(error, Refusal) else None


def _once_more(request: HttpRequest) -> HttpResponse:
    match = request.resolver_match
    if match is None:
        return refusal(request, Conflict(_BUSY))
    for _name, files in request.FILES.lists():
        for file in files:
            file.seek(0)
    try:
        with transaction.atomic():
            response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    except Refusal as refused:
        return refusal(request, refused)
    except DatabaseError as error:
        said = Conflict(_BUSY) if races.gave_way(error) else _said(error)
        if said is None:
            raise
        return refusal(request, said)
    return response


def refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
    """The page that says what was refused, why, and what next."""
    fields = error.fields if isinstance(error, Invalid) else {}
    roles: frozenset[str] = getattr(getattr(request, "actor", None), "roles", frozenset())
    context = {
        "status": error.status,
        "message": str(error),
        "fields": fields,
        "at_home": roles == {"guardian"},
    }
    return render(request, "web/error.html", context, status=error.status)


class RequestLog:
    """One line per request: method, route, status, milliseconds. No query string, no body, no person."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        log.info(
            "request",
            method=request.method,
            route=match.route if match else "-",
            status=HTTPStatus(response.status_code).value,
            ms=round((time.perf_counter() - start) * 1000, 1),
        )
        return response
