"""Passes: made from a place in a published plan, opened again at the desk. Nothing is stored of a pass but
its number;
what signs it is the installation's key."""

import datetime as dt
from uuid import UUID

from xiaoan.arrivals.rules import numbers
from xiaoan.arrivals.rules import passes as rules
from xiaoan.kernel import ciphers, clock

_KIND = "arrivals.pass"


def token(pass_id: UUID, day: dt.date) -> str:
    """What the QR code of a child holds, whose slot is on a day."""
    ends = clock.at(day + dt.timedelta(days=numbers.PASS_DAYS + 1), dt.time.min)
    signed = rules.body(pass_id, ends)
    return rules.token(signed, _signature(signed))


def opened(text: str) -> rules.Pass | None:
    """What a code says, if it is one of this installation's; whether it still holds is asked of the plan."""
    parts = rules.split(text)
    return None if parts is None else rules.opened(*parts, _signature(parts[0]))


def short(pass_id: UUID, day: dt.date) -> str:
    """By what a phone without a network knows a pass again."""
    return rules.short(token(pass_id, day))


def _signature(signed: bytes) -> bytes:
    return ciphers.blind_index(signed.hex(), kind=_KIND)
