"""When schools open, as it is decided: the first of the days of their stages."""

import datetime as dt
from collections.abc import Sequence

from xiaoan.directory import rules as numbering
from xiaoan.directory.queries import Place
from xiaoan.reopening import queries as reopening


def first_days(schools: Sequence[Place]) -> dict[int, dt.date]:
    """School → the first day on which a stage of it opens; those without any are left out. One look."""
    current = reopening.latest(reopening.versions())
    found = {}
    for one in schools:
        stages = reopening.of_school(one.stage, numbering.ancestors(one.no), current)
        days = [held.opening.day for held in stages if held.opening and held.opening.day]
        if days:
            found[one.no] = min(days)
    return found


def first_day(school: Place) -> dt.date | None:
    return first_days([school]).get(school.no)
