"""How the people of schools stand in their courses, by the counted rows. Counts, no names."""

from collections.abc import Collection

from django.db.models import Sum

from xiaoan.kernel.actor import Interval
from xiaoan.training.models import Count
from xiaoan.training.queries.units import Figures


def by_school(interval: Interval, courses: Collection[str] = ()) -> dict[int, Figures]:
    """School → the sum over its courses (some, or all); one that nobody has counted is not in it. Inside
    the running scope."""
    names = ("needed", "valid", "expiring", "expired", "missing", "waiting")
    rows = Count.objects.filter(unit_no__gte=interval[0], unit_no__lt=interval[1])
    if courses:
        rows = rows.filter(course__in=courses)
    found = (
        rows.order_by().values("school_id").annotate(**{f"n_{name}": Sum(name) for name in names})
    )
    told = found.values_list("school_id", *(f"n_{name}" for name in names))
    return {no: Figures(*map(int, numbers)) for no, *numbers in told}
