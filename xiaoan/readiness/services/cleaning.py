"""A closed school is cleaned and aired again before it opens: how many days before its day is ours."""

import datetime as dt

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.hygiene import services as hygiene
from xiaoan.kernel import clock
from xiaoan.kernel.scope import everywhere
from xiaoan.lessons import services as lessons
from xiaoan.reopening import queries as reopening

# Own choice: time to clean everything once, and for the gate to see it done.
DAYS_BEFORE = 3


def clean_before_opening() -> int:
    """Closed schools that have a day of opening ahead are cleaned from so many days before; gives how many
    schools that changes. Looks and writes as the system."""
    today = clock.today()
    closed = lessons.closed_schools(today)
    if not closed:
        return 0
    with everywhere("readiness") as system:
        current = reopening.latest(reopening.versions())
        days: dict[int, dt.date | None] = {}
        for no, place in directory.places(closed).items():
            stages = reopening.of_school(place.stage, numbering.ancestors(no), current)
            dated = [
                one.opening.day for one in stages if one.opening and one.opening.what == "date"
            ]
            ahead = [day for day in dated if day is not None and day > today]
            days[no] = min(ahead) - dt.timedelta(days=DAYS_BEFORE) if ahead else None
        changed = hygiene.clean_before(system, days)
    if changed:
        with everywhere("hygiene") as system:
            hygiene.follow_today(system, closed)
    return changed
