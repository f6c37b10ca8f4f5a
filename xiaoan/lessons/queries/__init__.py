"""Reading online lessons: sums for rates, and who is excused or without a device, for apps above."""

from xiaoan.lessons.models import Entry, Lesson
from xiaoan.lessons.queries.numbers import calls_after
from xiaoan.lessons.queries.people import excused, without_device
from xiaoan.lessons.queries.rates import Sum, rows
from xiaoan.lessons.queries.told import Perhaps, by_ids, candidates, near, of_class
from xiaoan.lessons.queries.words import PLATFORM_NAMES

__all__ = [
    "PLATFORM_NAMES", "Entry", "Lesson", "Perhaps", "Sum", "by_ids", "calls_after", "candidates", "excused",
    "near", "of_class", "rows", "without_device",
]  # fmt: skip
