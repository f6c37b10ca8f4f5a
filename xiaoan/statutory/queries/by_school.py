"""How many reports of each school are late and not sent. Counts, no names."""

from django.db.models import Count

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Interval
from xiaoan.statutory.models import Report


def late(interval: Interval) -> dict[int, int]:
    """School → reports whose legal time is over and that are not sent; one without any is not in it. Inside
    the running scope."""
    rows = Report.objects.filter(
        state="due", due_at__lt=clock.now(), unit_no__gte=interval[0], unit_no__lt=interval[1]
    )
    return dict(
        rows.order_by().values("school_id").annotate(n=Count("id")).values_list("school_id", "n")
    )
