"""How many events run at each school. Counts, no names."""

from django.db.models import Count, F

from xiaoan.investigations import rules
from xiaoan.investigations.models import Event
from xiaoan.kernel.actor import Interval


def running(interval: Interval) -> dict[int, int]:
    """School → events that are open or confirmed; one without any is not in it. Inside the running scope."""
    rows = (
        Event.objects.filter(
            state__in=rules.RUNNING, unit_no__gte=interval[0], unit_no__lt=interval[1]
        )
        .order_by()
        .values(no=F("school_id"))
        .annotate(n=Count("id"))
    )
    return {row["no"]: row["n"] for row in rows}
