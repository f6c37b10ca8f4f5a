"""How many families were to be called, how many were reached, why, and how long it took."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission

# Units are intervals: the unit below that a class lies in is arithmetic.
_SUMS = """
select unit_no - unit_no %% %(size)s as no, count(*), count(reached_at),
  count(*) filter (where stage not in ('closed', 'waiting')),
  count(*) filter (where stage in ('principal', 'township')), coalesce(sum(broken), 0),
  percentile_cont(0.5) within group (order by extract(epoch from reached_at - opened_at))
from outreach_task where opened_at >= %(since)s and opened_at < %(until)s
  and unit_no >= %(lo)s and unit_no < %(hi)s
group by grouping sets ((1), ()) order by 1 nulls first
"""
_GAPS = """
select why, count(*) from outreach_task where opened_at >= %(since)s and opened_at < %(until)s
  and unit_no >= %(lo)s and unit_no < %(hi)s and why <> '' group by 1 order by 2 desc, 1
"""


@dataclass(frozen=True)
class Sum:
    """Of one unit (`no` None: all together): tasks opened in the days, those reached, those still open, those
    with the head or township, promises not kept, minutes until half of the reached were."""

    no: int | None
    name: str
    asked: int
    reached: int
    left: int
    risen: int
    broken: int
    minutes: float | None


@dataclass(frozen=True)
class Figures:
    place: directory.Place
    since: dt.date
    until: dt.date
    total: Sum
    rows: tuple[Sum, ...]
    gaps: tuple[tuple[str, int], ...]


def figures(actor: Actor, unit_no: int, days: int) -> Figures:
    """Of the units right below a county, township or school (its classes), of the last days until today;
    NotFound outside the reach."""
    if not actor.may(Permission.SEE_OUTREACH, unit_no):
        raise NotFound
    place = directory.place(unit_no)
    today = clock.today()
    since = today - dt.timedelta(days=days - 1)
    size = {"county": numbering.TOWNSHIP, "township": numbering.SCHOOL}.get(place.kind, 1)
    given: dict[str, int | dt.datetime] = {
        "size": size, "lo": place.interval[0], "hi": place.interval[1],
        "since": clock.at(since, dt.time.min),
        "until": clock.at(today + dt.timedelta(days=1), dt.time.min),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, given)
        found = cursor.fetchall()
        cursor.execute(_GAPS, given)
        gaps = tuple(cursor.fetchall())
    names = directory.places({row[0] for row in found if row[0] is not None})
    sums = [_sum(row, names) for row in found]
    total = next((one for one in sums if one.no is None), Sum(None, "", 0, 0, 0, 0, 0, None))
    return Figures(place, since, today, total, tuple(s for s in sums if s.no is not None), gaps)


def _sum(row: tuple[Any, ...], names: dict[int, directory.Place]) -> Sum:
    no, asked, reached, left, risen, broken, seconds = row
    name = names[no].name if no in names else ""
    minutes = None if seconds is None else round(float(seconds) / 60, 1)
    return Sum(no, name, asked, reached, left, risen, int(broken), minutes)
