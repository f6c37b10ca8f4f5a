"""Sums of the read table, for rates and for the guard against too much."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Sum

from xiaoan.homework.models import Day
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible

FIGURES = (
    "tasks", "minutes", "roll", "handed", "missing", "excused", "no_device", "unknown", "late", "marked",
)  # fmt: skip


def sums(
    actor: Actor, interval: Interval, since: dt.date, until: dt.date, *by: str
) -> list[dict[str, object]]:
    """The figures inside an interval for homework due on days (both counted), by any of unit_no, school_id,
    subject and day; where the actor sees homework. Keys n_<figure>. roll = handed + missing + excused +
    no_device + unknown; marked of handed."""
    lo, hi = interval
    seen = visible(Day.objects.all(), actor, Permission.SEE_HOMEWORK)
    rows = seen.filter(unit_no__gte=lo, unit_no__lt=hi, day__range=(since, until)).order_by()
    found = rows.values(*by).annotate(**{f"n_{name}": Sum(name) for name in FIGURES})
    return list(found.order_by(*by))


def load(
    actor: Actor, unit_nos: Collection[int], since: dt.date, until: dt.date
) -> list[tuple[int, dt.date, str, int]]:
    """Class, day, subject and minutes expected of homework due on days, where the actor sees homework."""
    seen = visible(Day.objects.all(), actor, Permission.SEE_HOMEWORK)
    rows = seen.filter(unit_no__in=list(unit_nos), day__range=(since, until), minutes__gt=0)
    rows = rows.order_by("unit_no", "day", "subject")
    return list(rows.values_list("unit_no", "day", "subject", "minutes"))
