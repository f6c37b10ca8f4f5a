"""Numbers of viewing that the county may set, from a day on and with a reason; else those of the catalogue
of duties, with its source."""

from xiaoan.duties import queries as duties


def call_after(unit_no: int) -> int:
    """So many minutes after the beginning of a lesson who is not watching is called."""
    return duties.ladders().value("lessons.viewing.call_after", unit_no)


def watched_percent(unit_no: int) -> int:
    """So much of a lesson counts as watched, in per cent of its length."""
    return duties.ladders().value("lessons.viewing.watched", unit_no)
