"""What needs somebody now: the head of their own due list, what waits for their decision, what is overdue
under them."""

from dataclasses import dataclass

from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import spots
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.web import waiting

SHOWN = 5


@dataclass(frozen=True)
class Needs:
    """`mine`: the first open duties, of `total` in all; `overdue` under the unit, None where the actor may
    not see duties there."""

    mine: tuple[duties.Due, ...]
    places: dict[int, Place]
    total: int
    waiting: tuple[waiting.Line, ...]
    overdue: int | None


def needs(actor: Actor, place: Place) -> Needs:
    """What needs the actor now; `overdue` of a unit."""
    today, now = clock.today(), clock.now()
    found = duties.due_today(actor, today) if actor.may_anywhere(Permission.MY_DUTIES) else []
    opened = [
        due for due in found
        if due.state == "open" and (due.opens_at is None or due.opens_at <= now)
    ]  # fmt: skip
    head = tuple(opened[:SHOWN])
    overdue = None
    if actor.may(Permission.SEE_DUTIES, place.no):
        overdue = spots.spots(actor, place, spots.Wanted(), limit=0).total
    return Needs(
        head, directory.places({due.unit_no for due in head}), len(opened),
        tuple(waiting.lines(actor)), overdue,
    )  # fmt: skip
