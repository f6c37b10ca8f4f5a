"""Background work of lessons: the day is laid out, who is missing is called, what is owed is opened."""

from collections.abc import Sequence
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xiaoan.duties.events import DutiesOpened
from xiaoan.hygiene import services as hygiene
from xiaoan.kernel import clock
from xiaoan.kernel.actor import EVERYWHERE, Actor, system
from xiaoan.kernel.scope import acting_as, everywhere
from xiaoan.lessons import services
from xiaoan.lessons.events import CameBack, PeriodSet
from xiaoan.lessons.services import at_school
from xiaoan.measures.events import SuspensionChanged
from xiaoan.measures.queries import suspensions
from xiaoan.screening.services.day import KIND

_RETRY = RetryStrategy(max_attempts=3, exponential_wait=3)


def on_suspension(actor: Actor, event: SuspensionChanged) -> None:
    """Lessons of classes rest, for longer, or again take place: they learn online for as long."""
    found = suspensions.rested(event.suspension_id)
    if found is not None:
        services.follow_suspension(actor, event.suspension_id, *found)


def on_period(_actor: Actor, event: PeriodSet | CameBack) -> None:
    """Rooms and roll-calls follow, in a job: a county is four hundred schools."""
    follow_period.defer(period_id=str(event.period_id))


@app.task(name="lessons.follow_period", retry=_RETRY)
def follow_period(period_id: str) -> int:
    """Gives how many roll-calls of today became due or not due; some schools in each transaction."""
    pk, changed = UUID(period_id), 0
    with acting_as(system("lessons")):
        schools = at_school.schools_of(pk)
    for at in range(0, len(schools), at_school.BATCH):
        with acting_as(system("lessons")) as actor:
            changed += at_school.follow(actor, pk, schools[at : at + at_school.BATCH])
        # A job of its own could begin before what it rests on is committed: a worker defers at once.
        with acting_as(system("hygiene")) as actor:
            hygiene.follow_today(actor, schools[at : at + at_school.BATCH])
    return changed


def on_duties_opened(actor: Actor, event: DutiesOpened) -> None:
    """Roll-calls of classes that learn online are not due, from the moment they are opened."""
    on_many_opened(actor, [event])


def on_many_opened(_actor: Actor, events: Sequence[DutiesOpened]) -> None:
    """The same for a morning's opening of all schools."""
    wanted = {(one.day, one.school_id) for one in events if one.duty == KIND and one.duties}
    for day in sorted({day for day, _school in wanted}):
        schools = sorted(school for on, school in wanted if on == day)
        with everywhere("lessons") as running:
            at_school.rest(running, schools, day)


@app.task(queueing_lock="lessons.lay_out", name="lessons.lay_out", retry=_RETRY)
def lay_out(timestamp: int) -> int:
    """Every ten minutes: today's lessons as the timetable, the calendar and the rolls have them by now."""
    with acting_as(system("lessons")):
        return services.lay_out(clock.today(), EVERYWHERE)


@app.task(queueing_lock="lessons.go_on", name="lessons.go_on", retry=_RETRY)
def go_on(timestamp: int) -> int:
    """Each minute: who is missing is called, and what is over and not reported is owed."""
    with acting_as(system("lessons")) as actor:
        services.call_out(actor)
    with acting_as(system("lessons")) as actor:
        return services.owe(actor)


@app.task(queueing_lock="lessons.forget", name="lessons.forget", retry=_RETRY)
def forget(timestamp: int) -> int:
    """Each night: exports that were never applied."""
    with acting_as(system("lessons")) as actor:
        return services.forget_previews(actor)
