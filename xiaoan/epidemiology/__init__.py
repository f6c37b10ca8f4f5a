"""Detection on NumPy arrays, usable as a library on its own: no Django, no database, no clock."""

from xiaoan.epidemiology.counting import WindowCounts, count_days, count_people, counts_or_missing

__all__ = ["WindowCounts", "count_days", "count_people", "counts_or_missing"]
