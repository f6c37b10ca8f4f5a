"""How many items of each school's store last so many days, as they were reckoned last. Counts, no names."""

from dataclasses import dataclass

from django.db.models import Count, F, Q

from xiaoan.demand.models import Cover
from xiaoan.kernel.actor import Interval


@dataclass(frozen=True)
class Lasting:
    """Items that last (in 97.5 of 100 cases), of those of which it is known, and of how many it is not."""

    lasting: int
    known: int
    unknown: int


def lasting(interval: Interval, days: int) -> dict[int, Lasting]:
    """School → its items; a store of which nothing was reckoned is not in it. Inside the running scope."""
    rows = Cover.objects.filter(
        whole=False, unit_no__gte=interval[0], unit_no__lt=interval[1], school_id=F("unit_no")
    )
    counted = rows.order_by().values("unit_no").annotate(
        lasting=Count("id", filter=Q(low__gte=days)),
        known=Count("id", filter=Q(low__isnull=False)),
        unknown=Count("id", filter=Q(low=None)),
    )  # fmt: skip
    return {
        row["unit_no"]: Lasting(row["lasting"], row["known"], row["unknown"]) for row in counted
    }
