"""Receipts of what was just recorded: said once on the next page, and in a header to programs.

Number and digits, of nobody and about nothing: they stay in a cookie until a page has shown them.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from xiaoan.journal import services as journal
from xiaoan.journal.rules import Receipt

HEADER = "X-Receipt"
COOKIE = "xiaoan-receipts"
# Whoever did something in many schools at once keeps the receipts of some of their chains.
_MOST = 3
_SLIP = re.compile(r"\d{1,10}-\d{1,10}-[0-9a-f]{10}", re.ASCII)
_STORED = (200, 201, 204, 302, 303)
_SHOWN, _SILENT = "receipts_were_shown", "receipts_are_silent"


def shown(request: HttpRequest) -> list[str]:
    """For the page that is being made: it shows them, so they are told no more."""
    setattr(request, _SHOWN, True)
    return _kept(request)


def told(request: HttpRequest, response: HttpResponse, taken: Mapping[int, Receipt]) -> None:
    """Say what the request recorded, and forget what its page has shown."""
    slips = [] if getattr(request, _SILENT, False) else [str(one) for one in taken.values()]
    is_answer = response.status_code in _STORED and _is_of_somebody(request)
    led_on = response.status_code != 200
    if slips and is_answer:
        response.headers[HEADER] = ", ".join(slips[:_MOST])
    if slips and is_answer and led_on:
        # A browser that was offline sends several sheets before its next page.
        _keep(response, [*_kept(request), *slips])
    elif getattr(request, _SHOWN, False) and COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, samesite="Lax")


def say_nothing(request: HttpRequest) -> None:
    """What this request records took nothing in (a sheet to be looked at first): no receipt of it."""
    setattr(request, _SILENT, True)


def taking() -> Any:
    """What is recorded in here, by chain."""
    return journal.receipts()


def _is_of_somebody(request: HttpRequest) -> bool:
    """Of somebody who was signed in before and still is: signing in and out are no submissions."""
    actor = getattr(request, "actor", None)
    if request.path.startswith("/api/"):
        return True
    return actor is not None and actor.user_id is not None and bool(request.session.session_key)


def _kept(request: HttpRequest) -> list[str]:
    return _SLIP.findall(request.COOKIES.get(COOKIE, ""))[-_MOST:]


def _keep(response: HttpResponse, slips: Iterable[str]) -> None:
    response.set_cookie(
        COOKIE, ".".join(list(dict.fromkeys(slips))[-_MOST:]), secure=settings.HTTPS,
        httponly=True, samesite="Lax",
    )  # fmt: skip
