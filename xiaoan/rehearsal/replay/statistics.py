"""What the statistical layer of the school says beside the statutory rules.

Statistics need a past, and a file tells of an outbreak alone: the school is given thirty quiet school days
before it, on which every class reported nobody ill.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from xiaoan.directory import services as directory
from xiaoan.kernel.scope import acting_as
from xiaoan.outbreaks.services import statistics
from xiaoan.rehearsal.replay.diary import IsSchoolDay
from xiaoan.rehearsal.replay.school import ACTOR, COUNTY, Scratch
from xiaoan.rehearsal.replay.sheet import LineList

QUIET_DAYS = 30
# An alarm of the same method and symptoms within so many days is the same, unless it has grown.
SAME_WITHIN = dt.timedelta(days=7)


def quiet_days(opens: dt.date, is_school_day: IsSchoolDay) -> list[dt.date]:
    """Thirty weekdays with school before the school of the file opens, the earliest first."""
    found: list[dt.date] = []
    day = opens
    while len(found) < QUIET_DAYS:
        day -= dt.timedelta(days=1)
        if day.weekday() < 5 and is_school_day(day):
            found.append(day)
    return found[::-1]


def give_a_past(days: list[dt.date], opens: dt.date) -> None:
    """A term of its own: the one of the file may be as long as a term can be."""
    directory.set_term(ACTOR, COUNTY, "before", days[0], opens - dt.timedelta(days=1))


@dataclass
class SchoolLevel:
    """Tells an alarm once, and again when it counts more people."""

    told: dict[tuple[str, str], tuple[dt.date, int]] = field(default_factory=dict)

    def lines(self, lines: LineList, made: Scratch, day: dt.date) -> Iterator[dict[str, Any]]:
        with acting_as(ACTOR):
            found = statistics.unusual(ACTOR, day, "school")
        for one, people in sorted(found, key=lambda each: (each[0].syndrome, each[0].method)):
            key = (one.syndrome, one.method)
            before, count = self.told.get(key, (dt.date.min, 0))
            self.told[key] = (day, max(one.observed, count))
            if day - before <= SAME_WITHIN and one.observed <= count:
                continue
            yield {
                "day": lines.label(one.day),
                "rule": one.method,
                "basis": "statistics",
                "level": "school",
                "unit": "school",
                "count": one.observed,
                "people": [made.names[who] for who in sorted(people, key=made.number)],
                "syndrome": one.syndrome,
                "reported": lines.label(day),
                "expected": one.expected,
            }
