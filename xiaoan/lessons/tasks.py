"""Background work of lessons: the day is laid out, who is missing is called, what is owed is opened."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xiaoan.kernel import clock
from xiaoan.kernel.actor import EVERYWHERE, Actor, system
from xiaoan.kernel.scope import acting_as
from xiaoan.lessons import services
from xiaoan.measures.events import SuspensionChanged
from xiaoan.measures.queries import suspensions

_RETRY = RetryStrategy(max_attempts=3, exponential_wait=3)


def on_suspension(actor: Actor, event: SuspensionChanged) -> None:
    """Lessons of classes rest, for longer, or again take place: they learn online for as long."""
    found = suspensions.rested(event.suspension_id)
    if found is not None:
        services.follow_suspension(actor, event.suspension_id, *found)


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
