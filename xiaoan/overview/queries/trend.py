"""The last school days of a unit, one row a day."""

import datetime as dt
from dataclasses import dataclass

from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.overview.queries.figures import Figures, school_days, sums_by
from xiaoan.overview.queries.places import KEPT, place_seen

DAYS = 20


@dataclass(frozen=True)
class TrendDay:
    """A day and its sums; a school day without any rows stays in the list, with nothing due."""

    day: dt.date
    figures: Figures


def trend(
    actor: Actor, unit_no: int, slot: str, until: dt.date, days: int = DAYS
) -> tuple[TrendDay, ...]:
    """The school days of a unit up to `until`, oldest first; `until` itself is always the last.

    Figures are kept by school and day: below the school there is no trend.
    """
    place = place_seen(actor, unit_no)
    if place.kind not in KEPT:
        return ()
    wanted = [*directory.calendar(unit_no).school_days_before(until, days - 1), until]
    rows = school_days(actor, place.interval).filter(slot=slot, day__in=wanted)
    found = sums_by(rows, "day")
    return tuple(TrendDay(day, found.get(day, Figures())) for day in wanted)
