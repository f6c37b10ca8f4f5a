"""How far what is to be done is done: schools by day, summed from one row per school and day, whatever the
history: the cost hangs on the days that are shown."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Interval

# What is looked at: all, all but airing, airing.
WHATS = ("all", "clean", "air")
SPANS = (14, 30)


class Share(NamedTuple):
    """So many of so many things to do that nobody excused are done, `late` of these late; `excused` apart.
    Places that were done altogether likewise. Late and places: only where all things are looked at."""

    due: int = 0
    done: int = 0
    late: int = 0
    excused: int = 0
    places: int = 0
    places_done: int = 0

    @property
    def rate(self) -> float | None:
        return self.done / self.due if self.due else None


def plus(rows: Iterable[Share]) -> Share:
    """The sum of shares, each figure by itself."""
    found = list(rows)
    return Share(*(sum(column) for column in zip(*found, strict=True))) if found else Share()


_SHARE = {
    "all": "sum(dues - excused), sum(done), sum(late), sum(excused), sum(places - places_excused), "
    "sum(places_done)",
    "clean": "sum(dues - excused - air_dues + air_excused), sum(done - air_done), 0, "
    "sum(excused - air_excused), 0, 0",
    "air": "sum(air_dues - air_excused), sum(air_done), 0, sum(air_excused), 0, 0",
}
_SUMS = """
select {group}, {share} from hygiene_school_day
where unit_no >= %s and unit_no < %s and day >= %s and day <= %s group by 1
"""
_CELLS = """
select unit_no, day, {share} from hygiene_school_day
where unit_no = any(%s) and day >= %s and day <= %s group by 1, 2
"""


def _sums(
    group: str, interval: Interval, what: str, first: dt.date, last: dt.date
) -> dict[Any, Share]:
    with connection.cursor() as cursor:
        cursor.execute(_SUMS.format(group=group, share=_SHARE[what]), [*interval, first, last])
        return {row[0]: Share(*map(int, row[1:])) for row in cursor.fetchall()}


def by_school(interval: Interval, what: str, first: dt.date, last: dt.date) -> dict[int, Share]:
    """School → its sum over some days; a school where nothing was laid out is not in there. Inside the
    running scope."""
    return _sums("unit_no", interval, what, first, last)


def by_day(interval: Interval, what: str, first: dt.date, last: dt.date) -> dict[dt.date, Share]:
    """Day → the sum of all schools of an interval; days on which nothing was laid out are not in there."""
    return _sums("day", interval, what, first, last)


def cells(
    school_nos: Sequence[int], what: str, first: dt.date, last: dt.date
) -> dict[tuple[int, dt.date], Share]:
    """(school, day) → share."""
    with connection.cursor() as cursor:
        cursor.execute(_CELLS.format(share=_SHARE[what]), [list(school_nos), first, last])
        return {(row[0], row[1]): Share(*map(int, row[2:])) for row in cursor.fetchall()}


_PLANNED = """
select unit_no from hygiene_plan
where unit_no >= %s and unit_no < %s and since <= %s and (until is null or until > %s)
"""


def planned(interval: Interval, day: dt.date) -> set[int]:
    """The schools of an interval with a plan in force on a day."""
    with connection.cursor() as cursor:
        cursor.execute(_PLANNED, [*interval, day, day])
        return {row[0] for row in cursor.fetchall()}


_SPANS = """
select unit_no, since, until from hygiene_plan
where unit_no >= %s and unit_no < %s and since <= %s and (until is null or until > %s)
"""


@dataclass(frozen=True)
class Plans:
    """From when until (not including) when plans were in force at schools. A day without one is unknown for
    another reason than a day that nobody laid out."""

    spans: Mapping[int, Sequence[tuple[dt.date, dt.date | None]]]

    def had(self, school_no: int, day: dt.date) -> bool:
        return any(
            since <= day and (until is None or day < until)
            for since, until in self.spans.get(school_no, ())
        )

    def any_had(self, day: dt.date) -> bool:
        return any(self.had(no, day) for no in self.spans)


def plans(interval: Interval, first: dt.date, last: dt.date) -> Plans:
    """The plans in force at some day between two, at the schools of an interval."""
    found: dict[int, list[tuple[dt.date, dt.date | None]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_SPANS, [*interval, last, first])
        for unit_no, since, until in cursor.fetchall():
            found[unit_no].append((since, until))
    return Plans(found)


def school_days(unit_no: int, last: dt.date, count: int) -> list[dt.date]:
    """The last school days of a unit up to a day, the oldest first."""
    return directory.calendar(unit_no).school_days_before(last + dt.timedelta(days=1), count)


@dataclass(frozen=True)
class School:
    """A school over the days shown. `planned`: a plan is in force today; `share` None: nothing laid out."""

    no: int
    name: str
    planned: bool
    share: Share | None


def schools(interval: Interval, what: str, days: Sequence[dt.date], today: dt.date) -> list[School]:
    """The schools of an interval: those without a plan first, then by how little of what was due is done."""
    found = by_school(interval, what, days[0], days[-1]) if days else {}
    held = planned(interval, today)
    rows = [
        School(one.no, one.name, one.no in held, found.get(one.no))
        for one in directory.places_inside(interval, "school")
    ]
    return sorted(rows, key=_worst)


def _worst(one: School) -> tuple[bool, float, int, int]:
    rate = one.share.rate if one.share else None
    missing = one.share.due - one.share.done if one.share else 0
    return one.planned, 2.0 if rate is None else rate, -missing, one.no
