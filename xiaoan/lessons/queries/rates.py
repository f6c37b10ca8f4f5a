"""Sums of viewing for rates: from the read table, never from rows of pupils."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models import Sum as Total

from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.lessons.models import Day

_SUMS = (
    "lessons",
    "reported",
    "minutes",
    "due",
    "watched",
    "missed",
    "excused",
    "no_device",
    "unknown",
)


@dataclass(frozen=True)
class Sum:
    """Of a class, subject and day: lessons, of which reported, their minutes; and pupils' seats in them.
    due = watched + missed + excused + no_device + unknown (nothing reported)."""

    unit_no: int
    subject: str
    day: dt.date
    lessons: int
    reported: int
    minutes: int
    due: int
    watched: int
    missed: int
    excused: int
    no_device: int
    unknown: int


def rows(actor: Actor, interval: Interval, since: dt.date, until: dt.date) -> list[Sum]:
    """The rows of the read table inside an interval for days (both counted), where the actor sees lessons;
    by day, class and subject. A whole term of a county is a million rows: ask `sums` for that."""
    found = _inside(actor, interval, since, until).order_by("day", "unit_no", "subject")
    return [Sum(*row) for row in found.values_list("unit_no", "subject", "day", *_SUMS)]


def sums(
    actor: Actor, interval: Interval, since: dt.date, until: dt.date, *by: str
) -> list[dict[str, object]]:
    """The same summed in the database, by any of unit_no, school_id, subject, day."""
    found = _inside(actor, interval, since, until).order_by().values(*by)
    return list(found.annotate(**{f"n_{name}": Total(name) for name in _SUMS}).order_by(*by))


def _inside(actor: Actor, interval: Interval, since: dt.date, until: dt.date) -> QuerySet[Day]:
    lo, hi = interval
    seen = visible(Day.objects.all(), actor, Permission.SEE_LESSONS)
    return seen.filter(unit_no__gte=lo, unit_no__lt=hi, day__range=(since, until))
