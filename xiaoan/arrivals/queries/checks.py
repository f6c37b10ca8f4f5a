"""One check of the desk, and what became of the child since."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xiaoan.arrivals.models import Check, Follow
from xiaoan.kernel import ciphers

__all__ = ["Check", "Told", "check", "told"]
FOLLOW_PLACE = "arrivals_follow.note_cipher"


@dataclass(frozen=True)
class Told:
    """What somebody said became of a child."""

    outcome: str
    at: dt.datetime
    note: str


def check(check_id: UUID | None) -> Check | None:
    """The check with this id, in the running scope."""
    return Check.objects.filter(pk=check_id).first() if check_id else None


def told(check_id: UUID) -> list[Told]:
    """What was said of it since, the first first."""
    rows = Follow.objects.filter(check_id=check_id).order_by("at")
    return [
        Told(
            one.outcome, one.at,
            ciphers.unseal(one.note_cipher, place=FOLLOW_PLACE, row=one.pk) if one.note_cipher else "",
        )
        for one in rows
    ]  # fmt: skip
