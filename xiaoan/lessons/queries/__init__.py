"""Reading online lessons: sums for rates, and who is excused or without a device, for apps above."""

from xiaoan.lessons.models import Entry, Lesson
from xiaoan.lessons.queries.people import excused, without_device
from xiaoan.lessons.queries.rates import Sum, rows

__all__ = ["Entry", "Lesson", "Sum", "excused", "rows", "without_device"]
