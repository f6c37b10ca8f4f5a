"""Background work of hygiene: the day laid out, closed, and laid out again as things change; places follow
the tree, and a plan that is missing is owed."""

import datetime as dt

from procrastinate.contrib.django import app

from xiaoan.accounts.events import RoleEnded, RoleGranted
from xiaoan.directory import queries as directory
from xiaoan.directory.events import (
    CalendarDayCleared,
    CalendarDaySet,
    TermSet,
    UnitChanged,
    UnitClosed,
    UnitOpened,
    YearPromoted,
)
from xiaoan.directory.rules import school_of
from xiaoan.duties.events import LevelDecided
from xiaoan.hygiene import services
from xiaoan.hygiene.events import PlacesChanged, PlanStepped
from xiaoan.hygiene.queries import places, turns
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.scope import acting_as, everywhere

FIRST_HOUR = 4
OWED_FROM = 5


@app.task(queueing_lock="hygiene.lay_out_today", name="hygiene.lay_out_today")
def lay_out_today(timestamp: int) -> int:
    """From four in the morning: today at every school where it is not laid out yet."""
    if clock.now().hour < FIRST_HOUR:
        return 0
    with acting_as(system("hygiene")):
        schools = turns.not_laid_out(clock.today())
    return _lay_out(schools)


@app.task(queueing_lock="hygiene.close_days", name="hygiene.close_days")
def close_days(timestamp: int) -> int:
    """After midnight: what was due is missed; gives how much."""
    with acting_as(system("hygiene")) as actor:
        return services.close_days(actor)


@app.task(queueing_lock="hygiene.look_at_records", name="hygiene.look_at_records")
def look_at_records(timestamp: int) -> int:
    """In the night: doubts of what came in about past days, school by school, and places drawn for a look
    after yesterday. Gives how many were drawn."""
    yesterday = clock.today() - dt.timedelta(days=1)
    with acting_as(system("hygiene")):
        wanted = services.days_to_look_at()
    drawn = 0
    for school_no, day in wanted:
        with acting_as(system("hygiene")) as actor:
            found = services.look_at(actor, school_no, day)
            if day == yesterday:
                drawn += len(services.draw_for(actor, school_no, day, found))
    return drawn


@app.task(name="hygiene.lay_out_again")
def lay_out_again(unit_no: int) -> int:
    """Today under a unit follows what has changed; gives how much is new."""
    if clock.now().hour < FIRST_HOUR:
        return 0
    with acting_as(system("hygiene")):
        interval = directory.place(unit_no).interval
        lo, _hi = interval
        inside = [one.no for one in directory.places_inside(interval, "school")]
        schools = inside or [school_of(lo)]
    return _lay_out(schools)


def _lay_out(schools: list[int]) -> int:
    total = 0
    for at in range(0, len(schools), services.BATCH):
        with acting_as(system("hygiene")) as actor:
            total += services.lay_out(actor, clock.today(), schools[at : at + services.BATCH])
    return total


def on_level_decided(actor: Actor, event: LevelDecided) -> None:
    if event.confirmed:
        lay_out_again.defer(unit_no=event.unit_no)


def on_calendar_day(actor: Actor, event: CalendarDaySet | CalendarDayCleared) -> None:
    if event.day == clock.today():
        lay_out_again.defer(unit_no=event.unit_no)


def on_term(actor: Actor, event: TermSet) -> None:
    if event.since <= clock.today():
        lay_out_again.defer(unit_no=event.unit_no)


def on_plan(actor: Actor, event: PlanStepped) -> None:
    """A plan is in force: of today what it asks from now on."""
    if event.state == "in_force" and event.since is not None and event.since <= clock.today():
        lay_out_again.defer(unit_no=event.school_id)


def on_places(actor: Actor, event: PlacesChanged) -> None:
    """Places were closed or excused, or are there again."""
    _again(event.school_id)


def on_position(actor: Actor, event: RoleGranted | RoleEnded) -> None:
    """Who leaves is followed by whoever comes next, the same day. What begins or ends later is seen that
    morning."""
    day = event.until if isinstance(event, RoleEnded) else event.since
    if event.school_id and day <= clock.today():
        _again(event.school_id)


def _again(school_no: int) -> None:
    """Only where a plan is in force: before that there is nothing to follow."""
    with everywhere("hygiene"):
        planned = turns.is_planned(school_no)
    if planned:
        lay_out_again.defer(unit_no=school_no)


@app.task(queueing_lock="hygiene.owe_plans", name="hygiene.owe_plans")
def owe_plans(timestamp: int) -> int:
    """From five in the morning: schools without a plan, or with places in none, are told; gives how many."""
    if clock.now().hour < OWED_FROM:
        return 0
    with acting_as(system("hygiene")) as actor:
        try:
            return services.owe_today(actor)
        except NotFound:  # no county yet
            return 0


@app.task(queueing_lock="hygiene.follow_all", name="hygiene.follow_all")
def follow_all(timestamp: int) -> int:
    """Each night, before the day is laid out: places that have fallen behind the tree follow it."""
    with acting_as(system("hygiene")) as actor:
        return services.follow_all(actor)


@app.task(name="hygiene.follow_tree")
def follow_tree(school_no: int) -> int:
    """The places of a school follow the tree; gives how many changed."""
    with acting_as(system("hygiene")) as actor:
        return services.follow_tree(actor, school_no)


def on_unit(_actor: Actor, event: UnitOpened | UnitChanged | UnitClosed | YearPromoted) -> None:
    """A class or room opened, closed or is called otherwise: in a job, for whoever announces it holds the
    chain of facts, and places are held before that."""
    school_no = school_of(event.unit_no)
    if school_no and places.are_entered(school_no):
        follow_tree.defer(school_no=school_no)
