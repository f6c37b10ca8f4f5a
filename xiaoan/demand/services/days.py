"""What each day was at each store, kept beside the use: written each night, and again for five weeks."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db import connection
from django.db.models import Min

from xiaoan.demand import rules
from xiaoan.demand.models import Day, Use
from xiaoan.demand.queries import ahead
from xiaoan.directory import queries as directory
from xiaoan.directory.rules import SCHOOL_KINDS
from xiaoan.duties.queries import ladders as duty_ladders
from xiaoan.investigations import queries as investigations
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.screening.queries import attendance

# Late roll-calls, entries of before and events that are found out later still change a day so long.
AGAIN = dt.timedelta(days=35)
# An event that began before is looked for so far back.
_EVENTS = dt.timedelta(days=200)
_PUT = """
insert into demand_day (school_id, unit_no, day, teaching, level, outbreak, people, counted)
select * from unnest(%s::int[], %s::int[], %s::date[], %s::boolean[], %s::text[], %s::boolean[], %s::int[],
                     %s::boolean[])
on conflict (unit_no, day) do update set teaching = excluded.teaching, level = excluded.level,
  outbreak = excluded.outbreak, people = excluded.people, counted = excluded.counted
where (demand_day.teaching, demand_day.level, demand_day.outbreak, demand_day.people, demand_day.counted)
  is distinct from (excluded.teaching, excluded.level, excluded.outbreak, excluded.people, excluded.counted)
"""
Row = tuple[int, int, dt.date, bool, str, bool, int, bool]


def keep_days(actor: Actor, today: dt.date) -> int:
    """Write today and the days before it, as far as there is use to hold against them where there are none
    yet; of the system. Gives how many rows were looked at."""
    county = directory.county()
    begun = Day.objects.filter(unit_no=county.no, day=today - dt.timedelta(days=1)).exists()
    since = today - AGAIN if begun else _first(today)
    stores = ahead.stores(county, today)
    rows = list(_rows(actor, stores, since, today))
    with connection.cursor() as cursor:
        for start in range(0, len(rows), 5000):
            columns = zip(*rows[start : start + 5000], strict=True)
            cursor.execute(_PUT, [list(column) for column in columns])
    return len(rows)


def _first(today: dt.date) -> dt.date:
    """The first day worth keeping: that of the first use on record, as far as the forecast looks back. Days
    before the ledger began are not days on which nothing was used."""
    used = Use.objects.filter(used__gt=0).aggregate(first=Min("day"))["first"] or today
    return max(today - dt.timedelta(days=rules.WEEKS * 7), min(used, today - AGAIN))


def _rows(
    actor: Actor, stores: Sequence[ahead.Store], since: dt.date, until: dt.date
) -> Iterator[Row]:
    days = [since + dt.timedelta(days=n) for n in range((until - since).days + 1)]
    kinds = directory.kinds_of_day(days, [one.no for one in stores])
    present = attendance.present(actor, since, until)
    ill = _ill(actor, since, until)
    levels = duty_ladders()
    schools = [one for one in stores if one.place.kind == "school"]
    for day in days:
        noon = dt.datetime.combine(day, dt.time(12), clock.ZONE)
        teaching = {one.no: kinds[day][one.no] in SCHOOL_KINDS for one in stores}
        there = {
            one.no: _there(one, present.get((one.place.school_id, day)), teaching[one.no])
            for one in schools
        }
        for one in stores:
            inside = _inside(there, one)
            yield (
                one.place.school_id, one.no, day, teaching[one.no], levels.level_of(one.no, noon),
                any(one.no <= no < one.place.end for no in ill.get(day, ())),
                sum(n for n, _counted in inside), bool(inside) and all(c for _n, c in inside),
            )  # fmt: skip


def _inside(there: Mapping[int, tuple[int, bool]], one: ahead.Store) -> list[tuple[int, bool]]:
    if one.place.kind == "school":
        return [there[one.no]]
    return [found for no, found in there.items() if one.no <= no < one.place.end]


def _there(one: ahead.Store, told: tuple[int, int] | None, teaching: bool) -> tuple[int, bool]:
    """How many were at a school, and whether that was counted: roll-calls of at least half of its pupils
    stand for all. Without teaching a day is told by everybody on the roll."""
    if teaching and told and told[1] * 2 >= one.pupils > 0:
        return round(one.pupils * told[0] / told[1]) + one.staff, True
    return one.pupils + one.staff, False


def _ill(actor: Actor, since: dt.date, until: dt.date) -> dict[dt.date, set[int]]:
    """Day → the schools with an event open."""
    county = directory.county()
    start = dt.datetime.combine(since, dt.time(0), clock.ZONE) - _EVENTS
    found: dict[dt.date, set[int]] = {}
    for head in investigations.heads_since(actor, county.interval, start):
        first = head.detected_at.astimezone(clock.ZONE).date()
        last = head.closed_at.astimezone(clock.ZONE).date() if head.closed_at else until
        for day in _days(max(first, since), min(last, until)):
            found.setdefault(day, set()).add(head.unit_no)
    return found


def _days(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    return (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
