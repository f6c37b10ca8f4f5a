"""What a screen shows for half a minute instead of going through the gate each second: who asked, for what,
in which session. Signed; worth nothing without the session's cookie; the gate gives a new one every few
seconds to whom it still lets in."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

_SALT = "situation.screen"
# Seconds (own choice): a screen asks the gate every five. So long what a leaver saw goes on being shown.
GOOD_FOR = 30


@dataclass(frozen=True)
class Ticket:
    """`key`: of the fragment that the gate let them see, all but its day."""

    user_id: str
    unit_no: int
    language: str
    may: tuple[bool, ...]


def give(request: HttpRequest, ticket: Ticket) -> str:
    """The text that goes into the page."""
    said = [ticket.user_id, ticket.unit_no, ticket.language, *map(int, ticket.may)]
    return signing.dumps([_bound(request), *said], salt=_SALT)


def read(request: HttpRequest, text: str) -> Ticket | None:
    """The ticket of this session; None where it is none, another's, or old."""
    try:
        bound, user, unit, language, *may = signing.loads(text, salt=_SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    if bound != _bound(request):
        return None
    return Ticket(user, unit, language, tuple(map(bool, may)))


def _bound(request: HttpRequest) -> str:
    cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return hashlib.sha256(cookie.encode()).hexdigest()[:16]
