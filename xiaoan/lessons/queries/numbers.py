"""Numbers of viewing that the county may set, from a day on and with a reason; else those of the catalogue
of duties, with its source."""

import datetime as dt
from collections.abc import Callable

from xiaoan.duties import queries as duties

_AFTER, _WATCHED = "lessons.viewing.call_after", "lessons.viewing.watched"


def calls_after() -> Callable[[int], dt.timedelta]:
    """Class → so long after the beginning of a lesson who is not watching is called; read once for many."""
    ladders = duties.ladders()
    return lambda unit_no: dt.timedelta(minutes=ladders.value(_AFTER, unit_no))


def call_after(unit_no: int) -> int:
    """The same of one class, in minutes."""
    return duties.ladders().value(_AFTER, unit_no)


def percents_watched() -> Callable[[int], int]:
    """Class → so much of a lesson counts as watched, in per cent of its length; read once for many."""
    ladders = duties.ladders()
    return lambda unit_no: ladders.value(_WATCHED, unit_no)


def watched_percent(unit_no: int) -> int:
    """The same of one class."""
    return percents_watched()(unit_no)
