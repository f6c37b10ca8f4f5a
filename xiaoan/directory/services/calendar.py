"""Terms, holidays and make-up days."""

import datetime as dt

from xiaoan.directory.events import CalendarDaySet
from xiaoan.directory.models import CalendarDay, Term
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission


def set_term(actor: Actor, unit_no: int, name: str, since: dt.date, until: dt.date) -> None:
    """A stretch of teaching at a unit."""
    _may_set_calendar(actor, unit_no)
    Term.objects.update_or_create(
        unit_no=unit_no, since=since, defaults={"name": name, "until": until}
    )


def set_calendar_day(
    actor: Actor, unit_no: int, day: dt.date, is_school_day: bool, note: str, source: str = ""
) -> None:
    """Name a day at a unit: a holiday, or a make-up school day."""
    _may_set_calendar(actor, unit_no)
    CalendarDay.objects.update_or_create(
        unit_no=unit_no,
        day=day,
        defaults={"is_school_day": is_school_day, "note": note, "source": source},
    )
    journal.record(
        actor, CalendarDaySet(school_id=0, unit_no=unit_no, day=day, is_school_day=is_school_day)
    )


def _may_set_calendar(actor: Actor, unit_no: int) -> None:
    if not actor.may(Permission.SET_CALENDAR, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound
