"""Background work of the early search: a look at a class after each roll-call that changes its sick, at a
school after a diagnosis, and at who is absent unexplained.
"""

import datetime as dt
from contextlib import suppress
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from xiaoan.illness.events import LateDecided, StepTaken
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

_UNKNOWN = "absent_unknown"
# Steps of an illness that can tell of a diagnosis, of when it began, or of a grave sign.
_TELLING = frozenset(
    {
        "retest_fever", "retest_normal", "observe", "send", "trace", "diagnose", "follow",
        "investigate", "refuse", "clear", "clear_against", "withdraw",
    }
)  # fmt: skip
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
    unexplained = (event.figures.get(_UNKNOWN), (event.before or {}).get(_UNKNOWN))
    if any(unexplained) and not is_old:
        look_at_absence.defer(school_id=event.school_id, day=event.day.isoformat())


def on_illness(actor: Actor, event: StepTaken | LateDecided) -> None:
    """A step that can change a diagnosis, its onset or a grave sign has the illness looked at in a job."""
    if isinstance(event, LateDecided) or event.step in _TELLING:
        look_at_illness.defer(school_id=event.school_id, illness_id=str(event.illness_id))


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
        more = services.may_meet_by_signs(actor, school_id)
    if more:
        _look_at_school_soon(school_id)
    return len(found)


def _look_at_school_soon(school_id: int) -> None:
    """One look for many classes that report together: it reads all of them."""
    lock = f"outbreaks.look_at_school.{school_id}"
    with suppress(AlreadyEnqueued):
        look_at_school.configure(queueing_lock=lock).defer(school_id=school_id)


@app.task(name="outbreaks.look_at_school", retry=_RETRY)
def look_at_school(school_id: int) -> int:
    """Hold the rules on diagnoses, and on diseases that teachers see, against a school."""
    with acting_as(system("outbreaks")) as actor:
        return len(services.look_at_school(actor, school_id))


@app.task(name="outbreaks.look_at_illness", retry=_RETRY)
def look_at_illness(school_id: int, illness_id: str) -> int:
    """Hold the rules against one illness, and against the diagnoses of its school."""
    with acting_as(system("outbreaks")) as actor:
        return len(services.look_at_illness(actor, school_id, UUID(illness_id)))


@app.task(name="outbreaks.look_at_absence", retry=_RETRY)
def look_at_absence(school_id: int, day: str) -> int:
    """Count a school's unexplained absences of a day."""
    with acting_as(system("outbreaks")) as actor:
        return len(services.look_at_absence(actor, school_id, dt.date.fromisoformat(day)))


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
