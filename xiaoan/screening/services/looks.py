"""Roll-call sheets and their results are looks at a class; who is missing at night is one at a pupil."""

import datetime as dt
from uuid import UUID

from xiaoan.directory.services import looking
from xiaoan.kernel.actor import Actor
from xiaoan.screening import queries


def roll_seen(actor: Actor, unit_no: int, day: dt.date, slot: str) -> None:
    """A class's sheet, or what came of it, was shown.

    Not a look of whoever's position is that very class: they work with it every school day, all of them in
    the same half-hour, and what they send in bears their name.
    """
    if any((scope.lo, scope.hi) == (unit_no, unit_no + 1) for scope in actor.scopes):
        return
    # In the evening only boarders are called.
    looking.class_seen(actor, unit_no, day, "evening" if slot == "evening" else "roll_call")


def see_missing(actor: Actor, missing_id: UUID) -> queries.MissingBoarder:
    """A boarder who was not found, with the family's phones beside it: each opening is a look."""
    one = queries.missing_boarder(actor, missing_id)
    looking.pupil_seen(actor, one.row.person_id, one.row.unit_no, "missing")
    return one
