"""Background work of the daily checks, and what they hear of the calendar and the tree."""

import datetime as dt

from procrastinate.contrib.django import app

from xiaoan.directory import queries as directory
from xiaoan.directory.events import CalendarDayCleared, CalendarDaySet, TermSet, UnitClosed
from xiaoan.duties.events import DutyLetOff, LevelDecided
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.scope import acting_as
from xiaoan.screening import services


@app.task(queueing_lock="screening.open_today", name="screening.open_today")
def open_today(timestamp: int) -> int:
    """Open today's roll-call duties that are not open yet."""
    if clock.now().hour < services.FIRST_HOUR:
        return 0
    with acting_as(system("screening")) as actor:
        try:
            county = directory.county()
        except NotFound:
            return 0
        opened = services.open_day(actor, clock.today(), county.interval)
        return opened + services.open_rounds(actor, clock.today(), county.interval)


@app.task(queueing_lock="screening.clear", name="screening.clear")
def clear(timestamp: int) -> int:
    """Clear away sheets about which something was asked and never answered; gives how many."""
    with acting_as(system("screening")) as actor:
        return services.clear_sheets(actor)


@app.task(queueing_lock="screening.show_missing", name="screening.show_missing")
def show_missing(timestamp: int) -> int:
    """Tell of boarders who are missing once the evening's deadline has passed; gives how many."""
    with acting_as(system("screening")) as actor:
        return services.show_missing(actor)


@app.task(queueing_lock="screening.clear_readings", name="screening.clear_readings")
def clear_readings(timestamp: int) -> int:
    """Clear away raw readings of terms that are over; gives how many."""
    with acting_as(system("screening")) as actor:
        return services.clear_readings(actor)


@app.task(queueing_lock="screening.look_for_doubts", name="screening.look_for_doubts")
def look_for_doubts(timestamp: int) -> int:
    """Look for reporting that seems copied or made by a machine; gives how many patterns are new."""
    with acting_as(system("screening")) as actor:
        try:
            return services.look_for_doubts(actor, clock.today())
        except NotFound:  # no county yet
            return 0


@app.task(name="screening.follow_level")
def follow_level(unit_no: int) -> int:
    """Today's roll-calls under a unit follow its response level; gives how many changed."""
    with acting_as(system("screening")) as actor:
        return services.follow_level(actor, unit_no, clock.today())


def on_level_decided(actor: Actor, event: LevelDecided) -> None:
    """A response level is in force from now on: the checks follow once it is stored."""
    if event.confirmed:
        follow_level.defer(unit_no=event.unit_no)


def on_duty_let_off(actor: Actor, event: DutyLetOff) -> None:
    """A superior has let a check off: it counts as not due, and is not opened again."""
    services.let_off(actor, event)


def on_calendar_day(actor: Actor, event: CalendarDaySet | CalendarDayCleared) -> None:
    """Today became a school day, or is none any more: the duties that are there follow at once.

    Boarders who come back on the evening before a school day come, or not, by the calendar of tomorrow.
    """
    today = clock.today()
    if event.day in (today, today + dt.timedelta(days=1)):
        services.follow_calendar(actor, event.unit_no, today)
        services.follow_rounds(actor, event.unit_no, today)


def on_term(actor: Actor, event: TermSet) -> None:
    """A term that has begun was set or changed: today, or tomorrow, may have become part of it."""
    if event.since <= clock.today() + dt.timedelta(days=1):
        services.follow_calendar(actor, event.unit_no, clock.today())
        services.follow_rounds(actor, event.unit_no, clock.today())


def on_unit_closed(actor: Actor, event: UnitClosed) -> None:
    """A class is no more from today on: it owes nothing any more today. Later days: nothing is there yet."""
    if event.since <= clock.today():
        services.follow_closing(actor, event.unit_no, event.into_no, clock.today())
