"""What inspections found at each school and how much of it is closed. Counts, no words."""

import datetime as dt

from django.db.models import Count, F, Q

from xiaoan.inspections import rules
from xiaoan.inspections.models import Finding
from xiaoan.kernel.actor import Interval


def by_school(interval: Interval, since: dt.datetime, least: str) -> dict[int, tuple[int, int]]:
    """School → findings since then of at least this severity that were not taken back, and how many of them
    were seen again and closed; one without any is not in it. Inside the running scope."""
    rows = (
        Finding.objects.filter(
            found_at__gte=since,
            rank__gte=rules.rank(least),
            unit_no__gte=interval[0],
            unit_no__lt=interval[1],
        )
        .exclude(state="void")
        .order_by()
        .values(no=F("school_id"))
        .annotate(n=Count("id"), shut=Count("id", filter=Q(state="closed")))
    )
    return {row["no"]: (row["n"], row["shut"]) for row in rows}
