"""Doubts and looks of units and days, from the schools' rows of the day: flat in history."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence

from xiaoan.hygiene.models import SchoolDay
from xiaoan.kernel.actor import Interval

FIGURES = ("records", "doubtful", "drawn", "checked", "untrue")


def by_school(interval: Interval, days: Sequence[dt.date]) -> dict[int, Counter[str]]:
    """School → its sums over some days; of the running scope."""
    lo, hi = interval
    rows = SchoolDay.objects.filter(day__in=list(days), unit_no__gte=lo, unit_no__lt=hi)
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for unit_no, *figures in rows.values_list("unit_no", *FIGURES):
        found[unit_no].update(dict(zip(FIGURES, figures, strict=True)))
    return dict(found)


def sums(interval: Interval, days: Sequence[dt.date]) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in by_school(interval, days).values():
        found.update(row)
    return found
