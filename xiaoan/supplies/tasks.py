"""Schools are counted anew as their roll or their places change, and each night."""

from collections.abc import Iterable, Sequence

from procrastinate.contrib.django import app

from xiaoan.directory.events import (
    AreasSet,
    ClassChanged,
    EnrolmentEnded,
    PlanWithdrawn,
    PupilEnrolled,
    RollLoaded,
    RosterMerged,
    UnitClosed,
    UnitOpened,
    YearPromoted,
)
from xiaoan.directory.rules import school_of
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import acting_as, everywhere
from xiaoan.supplies import services

Heard = (
    ClassChanged | EnrolmentEnded | PlanWithdrawn | PupilEnrolled | RosterMerged | YearPromoted
    | UnitOpened | UnitClosed | AreasSet
)  # fmt: skip


def on_change(actor: Actor, event: Heard) -> None:
    """Somebody came or left, a class or a place was opened or closed, areas were entered."""
    _recount([event])


def on_changes(actor: Actor, events: Sequence[Heard]) -> None:
    """Many at once: each school once."""
    _recount(events)


def _recount(events: Iterable[Heard]) -> None:
    # What closes is recorded in the county's chain: the school is told by the unit's number.
    schools = {event.school_id or school_of(event.unit_no) for event in events}
    with everywhere("supplies") as actor:
        services.recount(actor, sorted(schools))


def on_roll_loaded(actor: Actor, event: RollLoaded) -> None:
    """A whole roll was read in: counted when that is stored, outside its long transaction."""
    count_schools.defer(school_nos=[event.school_id])


def on_rolls_loaded(actor: Actor, events: Sequence[RollLoaded]) -> None:
    """A county at once: one job."""
    count_schools.defer(school_nos=sorted({event.school_id for event in events}))


@app.task(name="supplies.count_schools")
def count_schools(school_nos: list[int]) -> int:
    """Count some schools; running twice changes nothing."""
    with acting_as(system("supplies")) as actor:
        return services.recount(actor, school_nos)


@app.task(queueing_lock="supplies.count_county", name="supplies.count_county")
def count_county(timestamp: int) -> None:
    """Each night everything once more: days of enrolments begin and end by themselves."""
    with acting_as(system("supplies")) as actor:
        services.recount(actor)
