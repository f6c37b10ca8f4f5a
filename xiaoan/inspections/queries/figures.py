"""What findings came to, by unit and by week: found = mended in time + mended late + open + overdue."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission

# So far back the figures go (own choice: about a term).
DAYS = 180
WEEKS = 12


@dataclass(frozen=True)
class Counts:
    """Findings that were found in the time, without those taken back. `repeated`: of an item that had failed
    before; `closed`: of the mended, seen again and closed."""

    found: int = 0
    in_time: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0
    closed: int = 0
    grave: int = 0
    repeated: int = 0

    @property
    def mended(self) -> int:
        return self.in_time + self.late


_COUNTS = """
select {unit} as unit, count(*),
  count(*) filter (where state in ('answered', 'closed') and not late),
  count(*) filter (where state in ('answered', 'closed') and late),
  count(*) filter (where state = 'open' and due_at >= %(now)s),
  count(*) filter (where state = 'open' and due_at < %(now)s),
  count(*) filter (where state = 'closed'),
  count(*) filter (where state in ('open', 'answered') and severity = 'grave'),
  count(*) filter (where repeats > 0)
from inspections_finding
where state <> 'void' and found_at >= %(since)s and unit_no >= %(lo)s and unit_no < %(hi)s
group by 1 order by 1
"""


def by_unit(actor: Actor, interval: Interval, since: dt.datetime) -> dict[int, Counts]:
    """The counts of each township of a county, of each school of a township, of a school itself."""
    lo, hi = interval
    size = hi - lo
    if size > numbering.TOWNSHIP:
        unit = f"unit_no / {numbering.TOWNSHIP} * {numbering.TOWNSHIP}"
    else:
        unit = f"unit_no / {numbering.SCHOOL} * {numbering.SCHOOL}"
    values: dict[str, Any] = {"now": clock.now(), "since": since, "lo": lo, "hi": hi}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS.format(unit=unit), values)
        return {row[0]: Counts(*row[1:]) for row in cursor.fetchall()}


def total(counts: dict[int, Counts]) -> Counts:
    """All units together."""
    names = Counts.__dataclass_fields__
    return Counts(**{name: sum(getattr(one, name) for one in counts.values()) for name in names})


def units_below(place: directory.Place) -> list[directory.Place]:
    """What the figures of a unit are told by: the townships of a county, the schools of a township."""
    if place.kind == "county":
        return directory.places_inside(place.interval, "township")
    if place.kind == "township":
        return directory.places_inside(place.interval, "school", day=clock.today())
    return []


_WEEKS = """
select floor(extract(epoch from (at - %(first)s)) / 604800)::int as week, what, count(*)
from (
  select found_at as at, 'found' as what from inspections_finding
  where state <> 'void' and found_at >= %(first)s and unit_no >= %(lo)s and unit_no < %(hi)s
  union all
  select ended_at, 'closed' from inspections_finding
  where state = 'closed' and ended_at >= %(first)s and unit_no >= %(lo)s and unit_no < %(hi)s
) each group by 1, 2
"""


@dataclass(frozen=True)
class Week:
    """Found and closed in the seven days from a Monday on."""

    monday: dt.date
    found: int
    closed: int


def by_week(actor: Actor, interval: Interval) -> list[Week]:
    """The last weeks, this one among them."""
    today = clock.today()
    last = today - dt.timedelta(days=today.weekday())
    first = last - dt.timedelta(weeks=WEEKS - 1)
    values: dict[str, Any] = {
        "first": clock.at(first, dt.time.min),
        "lo": interval[0],
        "hi": interval[1],
    }
    with connection.cursor() as cursor:
        cursor.execute(_WEEKS, values)
        counted = {(week, what): n for week, what, n in cursor.fetchall()}
    return [
        Week(
            first + dt.timedelta(weeks=n), counted.get((n, "found"), 0), counted.get((n, "closed"), 0)
        )
        for n in range(WEEKS)
    ]  # fmt: skip


def tops(actor: Actor) -> list[directory.Place]:
    """The units where the actor's sight begins."""
    found = directory.places({lo for lo, _hi in actor.reach(Permission.SEE_INSPECTIONS)})
    return [found[no] for no in sorted(found)]
