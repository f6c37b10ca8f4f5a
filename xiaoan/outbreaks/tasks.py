"""Background work of the early search: a look at a class after each roll-call that changes its sick."""

import datetime as dt

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.scope import acting_as
from xiaoan.outbreaks import services
from xiaoan.outbreaks.services import statistics
from xiaoan.screening.events import (
    ObservationNoted,
    ObservationWithdrawn,
    RollCallSubmitted,
    RoundReported,
)

_SICK = ("absent_sick", "sent_home", "symptomatic")
# 3, 9, 27 … seconds, two and a half hours in all: a signal outlives a database that is away.
_RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)

# From then on the day's checks are over.
_EVENING = 18


def on_roll_call(actor: Actor, event: RollCallSubmitted) -> None:
    """Have the class looked at, in the transaction of its roll-call.

    A clean class that was clean before needs no look. A correction to clean does, and so does a
    clean report of an earlier day: it can tell that a child was well between two illnesses.
    """
    is_old = event.day < clock.today()
    if is_old or _sick(event.figures) or _sick(event.before or {}):
        # No queueing lock: meeting one breaks the transaction of the roll-call, and a class has few
        # roll-calls a day. Looking twice changes nothing.
        look.defer(school_id=event.school_id, unit_no=event.unit_no, day=event.day.isoformat())


def on_observation(actor: Actor, event: ObservationNoted | ObservationWithdrawn) -> None:
    """A pupil was seen sick between the checks, or was not after all: the class is looked at."""
    look.defer(school_id=event.school_id, unit_no=event.unit_no, day=event.day.isoformat())


def on_round(actor: Actor, event: RoundReported) -> None:
    """Somebody is ill in a dormitory room: their classes, and with these the room, are looked at."""
    for class_no in event.class_nos:
        look.defer(school_id=event.school_id, unit_no=class_no, day=event.day.isoformat())


def _sick(figures: dict[str, int]) -> bool:
    return any(figures.get(name) for name in _SICK)


@app.task(name="outbreaks.look", retry=_RETRY)
def look(school_id: int, unit_no: int, day: str) -> int:
    """Hold the rules against one class; gives how many signals are new."""
    with acting_as(system("outbreaks")) as actor:
        found = services.look_for_clusters(actor, school_id, unit_no, dt.date.fromisoformat(day))
        return len(found)


@app.task(name="outbreaks.resume", queueing_lock="outbreaks.resume", pass_context=True)
async def resume(context: JobContext, timestamp: int) -> int:
    """Put looks back into the queue whose worker died in the middle; gives how many."""
    jobs = context.app.job_manager
    stalled = list(await jobs.get_stalled_jobs(task_name="outbreaks.look"))
    for job in stalled:
        await jobs.retry_job(job)
    return len(stalled)


@app.task(queueing_lock="outbreaks.look_at_night", name="outbreaks.look_at_night", retry=_RETRY)
def look_at_night(timestamp: int) -> int:
    """The statistical layers over today, and over yesterday before the first roll-call (what came in late
    is in it then); gives how many entries are new on the list.
    """
    now = clock.now()
    day = now.date() if now.hour >= _EVENING else now.date() - dt.timedelta(days=1)
    with acting_as(system("outbreaks")) as actor:
        try:
            looked = statistics.look_at_day(actor, day)
        except NotFound:  # no county yet
            return 0
        return looked.shown if looked else 0
