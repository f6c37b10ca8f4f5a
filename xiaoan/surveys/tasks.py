"""Background work of surveys, and what they hear of the roll."""

from collections.abc import Sequence

from procrastinate.contrib.django import app

from xiaoan.directory.events import (
    ClassChanged,
    EnrolmentEnded,
    PlanWithdrawn,
    PupilEnrolled,
    RollLoaded,
    RosterMerged,
    UnitClosed,
    YearPromoted,
)
from xiaoan.directory.rules import school_of
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import acting_as
from xiaoan.surveys import services

OfRoll = ClassChanged | EnrolmentEnded | PlanWithdrawn | RollLoaded | RosterMerged | YearPromoted
FIRST_HOUR = 5


@app.task(queueing_lock="surveys.go_on", name="surveys.go_on")
def go_on(timestamp: int) -> int:
    """From five in the morning: open the next round of each series that is due, close what is over, and
    have duties follow the counts and the people."""
    if clock.now().hour < FIRST_HOUR:
        return 0
    with acting_as(system("surveys")) as actor:
        opened = services.go_on(actor, clock.today())
        services.owe_again(actor, clock.today())
    with acting_as(system("surveys")) as actor:
        services.follow_people(actor, clock.today())
    with acting_as(system("surveys")) as actor:
        services.ask_there(actor, clock.today())
    return opened


@app.task(queueing_lock="surveys.recount", name="surveys.recount")
def recount(timestamp: int) -> int:
    """Each early morning: what was entered on the roll for today holds from now on."""
    with acting_as(system("surveys")) as actor:
        services.clear_codes()
        services.clear_imports(clock.now())
        return services.follow_day(actor)


@app.task(queueing_lock="surveys.clear_answers", name="surveys.clear_answers")
def clear_answers(timestamp: int) -> int:
    """Each night: clear what was answered in rounds that ended longer ago than answers are kept."""
    with acting_as(system("surveys")) as actor:
        return services.clear_answers(actor, clock.today())


def on_roll(actor: Actor, event: OfRoll) -> None:
    """Somebody came, left or changed the class: the open rounds of the school are counted anew."""
    services.follow_roll(actor, event.school_id)


def on_rolls(actor: Actor, events: Sequence[OfRoll | PupilEnrolled]) -> None:
    """Many changes at once, by a roster: each school is counted once."""
    for school_id in sorted({event.school_id for event in events}):
        services.follow_roll(actor, school_id)


def on_pupil_enrolled(actor: Actor, event: PupilEnrolled) -> None:
    """A pupil who comes from another school of the county brings along what stands about them."""
    services.follow_roll(actor, event.school_id, event.person_id)


def on_unit_closed(actor: Actor, event: UnitClosed) -> None:
    """Recorded in the county's chain: the school is told by the unit's number."""
    services.follow_roll(actor, school_of(event.unit_no))
