"""Background work of care teams, and what they hear: whoever comes, goes or loses a position.

What is heard only puts a job into the queue: a school is locked before the journal, never after it.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xiaoan.accounts import queries as accounts
from xiaoan.accounts.events import RoleEnded, RoleGranted
from xiaoan.careteams import services
from xiaoan.careteams.events import ListChanged, ManyAsked, SchemeSet
from xiaoan.directory.events import (
    ClassChanged,
    EnrolmentEnded,
    GuardiansChanged,
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

OfOne = ClassChanged | EnrolmentEnded | GuardiansChanged | PlanWithdrawn | PupilEnrolled
OfSchool = OfOne | RollLoaded | RosterMerged | YearPromoted | ListChanged
_RETRY = RetryStrategy(max_attempts=5, exponential_wait=3)


def on_roll(actor: Actor, event: OfSchool) -> None:
    """Somebody came, left, changed class or has other guardians; or a list changed."""
    _settle_soon([event.school_id])


def on_rolls(actor: Actor, events: Sequence[OfSchool]) -> None:
    """Many at once: each school once."""
    _settle_soon({event.school_id for event in events})


def on_unit_closed(actor: Actor, event: UnitClosed) -> None:
    """Recorded in the county's chain: the school is told by the unit's number."""
    _settle_soon([school_of(event.unit_no)])


def on_position(actor: Actor, event: RoleGranted | RoleEnded) -> None:
    """A position was given or ended: at a school, or above it, where the carer's own schools are meant."""
    if isinstance(event, RoleEnded) and event.until > clock.today():
        return  # on that morning
    if event.school_id:
        _settle_soon([event.school_id])
    elif isinstance(event, RoleEnded):
        _settle_soon(services.schools_of(event.user_id))


def on_scheme(actor: Actor, event: SchemeSet) -> None:
    """Other roles from today: everybody is settled."""
    if event.since <= clock.today():
        settle_everywhere.defer()


def on_many(actor: Actor, event: ManyAsked) -> None:
    """Each school in a job of its own: the largest takes a second."""
    for school_no in event.school_nos:
        arrange_school.defer(
            act_id=str(event.act_id), school_no=school_no, user_id=str(actor.user_id or "")
        )


def _settle_soon(school_nos: Iterable[int]) -> None:
    # No queueing lock: meeting one breaks the transaction of whoever is heard. Twice changes nothing.
    for school_no in services.schools_begun(list(school_nos)):
        settle_school.defer(school_no=school_no)


@app.task(name="careteams.arrange_school", retry=_RETRY)
def arrange_school(act_id: str, school_no: int, user_id: str) -> int:
    """One of many schools, with the rights its person has now; gives how many links began."""
    actor = system("careteams")
    if user_id:
        with acting_as(Actor(user_id=UUID(user_id), name="")):
            actor = accounts.actor_of_job(UUID(user_id))
    with acting_as(actor):
        given = services.act_of(UUID(act_id), school_no)
        return services.assign(actor, given, school_no, services.Asked()).begun


@app.task(name="careteams.settle_school", retry=_RETRY)
def settle_school(school_no: int) -> int:
    """Whoever has no carer any more gets one, or the principal a duty; gives how many links began."""
    with acting_as(system("careteams")) as actor:
        return services.settle(actor, school_no).begun


@app.task(queueing_lock="careteams.settle_county", name="careteams.settle_county", retry=_RETRY)
def settle_county(timestamp: int) -> int:
    """Each night: who left, who came, whose position ended, school by school; then the county is counted.
    Ledgers that nobody has confirmed go."""
    with acting_as(system("careteams")):
        services.clear_sheets(clock.now())
    return _settle_all()


@app.task(name="careteams.settle_everywhere", retry=_RETRY)
def settle_everywhere() -> int:
    """The same by day, after other roles were chosen."""
    return _settle_all()


def _settle_all() -> int:
    with acting_as(system("careteams")):
        schools = services.schools()
    count = 0
    for school_no in schools:
        with acting_as(system("careteams")) as actor:
            count += services.settle(actor, school_no).begun
    with acting_as(system("careteams")) as actor:
        services.count_county(actor)
    return count
