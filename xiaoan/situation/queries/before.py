"""The day that a figure is held against: the last school day before, for on Sunday nobody is at school and
Monday would be held against nothing."""

import datetime as dt

from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place


def day_before(place: Place, day: dt.date) -> dt.date:
    """The last school day of a unit's own calendar before a day; the day before where it knows of none."""
    found = directory.calendar(place.no).school_days_before(day, 1)
    return found[0] if found else day - dt.timedelta(days=1)
