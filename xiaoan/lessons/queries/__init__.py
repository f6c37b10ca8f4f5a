"""Reading online lessons: sums for rates, and who is excused or without a device, for apps above."""

from xiaoan.lessons.queries.people import excused, without_device
from xiaoan.lessons.queries.rates import Sum, rows

__all__ = ["Sum", "excused", "rows", "without_device"]
