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
    """The last days of a unit up to `until`, oldest first: its school days, and those without school on
    which something was due all the same (boarders' evenings, a school that makes the day up).

    Figures are kept by school and day: below the school there is no trend.
    """
    place = place_seen(actor, unit_no)
    if place.kind not in KEPT:
        return ()
    calendar = directory.calendar(unit_no)
    wanted = set(calendar.school_days_before(until, days - 1))
    rows = school_days(actor, place.interval).filter(
        slot=slot, day__gte=min(wanted, default=until), day__lte=until
    )
    found = {day: sums for day, sums in sums_by(rows, "day").items() if sums.classes_due}
    if calendar.is_school_day(until):
        wanted.add(until)
    return tuple(
        TrendDay(day, found.get(day, Figures())) for day in sorted(wanted | found.keys())[-days:]
    )
