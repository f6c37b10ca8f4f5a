"""How many statutory signals run at each school. Counts, no names."""

from django.db.models import Count

from xiaoan.kernel.actor import Interval
from xiaoan.outbreaks.models import Signal
from xiaoan.outbreaks.queries.names import RUNNING


def running(interval: Interval) -> dict[int, int]:
    """School → signals that still need somebody; one without any is not in it. Inside the running scope."""
    rows = Signal.objects.filter(
        layer="statutory", state__in=RUNNING, unit_no__gte=interval[0], unit_no__lt=interval[1]
    )
    counted = rows.order_by().values_list("school_id").annotate(n=Count("id"))
    return dict(counted.values_list("school_id", "n"))
