"""Reading online lessons: sums for rates, and who is excused or without a device, for apps above."""

from xiaoan.lessons.queries.rates import Sum, rows
from xiaoan.lessons.queries.people import excused, without_device

__all__ = ["Sum", "excused", "rows", "without_device"]
