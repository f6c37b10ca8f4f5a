"""Periods of online learning, the timetable, lessons of a day with who did not watch; help and loans."""

from xiaoan.lessons.models.help import Excuse, Loan, Without, Word
from xiaoan.lessons.models.imports import Import, Mapping, Parked, Preview
from xiaoan.lessons.models.timetable import Act, Back, Day, Entry, Feed, Lesson, Mark, Period

__all__ = [
    "Act",
    "Back",
    "Day",
    "Entry",
    "Excuse",
    "Feed",
    "Import",
    "Lesson",
    "Loan",
    "Mapping",
    "Mark",
    "Parked",
    "Period",
    "Preview",
    "Without",
    "Word",
]
