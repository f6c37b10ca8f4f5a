"""What findings came to, by unit and by week: found = mended in time + mended late + open + overdue."""

import datetime as dt
from collections import defaultdict
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


# One number for each finding (unit, then what it is, bit by bit), and how often each comes: the database
# sorts by one key and reads the index alone; eight filters over as many rows take twice as long.
_STATES = ("open", "answered", "closed")
_LATE, _OVERDUE, _GRAVE, _REPEATED, _KEYS = 4, 8, 16, 32, 64
_COUNTS = """
select key, count(*) from (
  select unit_no / %(size)s * %(keys)s
    + case state when 'open' then 0 when 'answered' then 1 else 2 end
    + case when late then %(late)s else 0 end + case when due_at < %(now)s then %(overdue)s else 0 end
    + case when rank = 2 then %(grave)s else 0 end
    + case when repeats > 0 then %(repeated)s else 0 end as key
  from inspections_finding
  where state <> 'void' and found_at >= %(since)s and unit_no >= %(lo)s and unit_no < %(hi)s
  offset 0
) one group by 1 order by 1
"""


def by_unit(actor: Actor, interval: Interval, since: dt.datetime) -> dict[int, Counts]:
    """The counts of each township of a county, of each school of a township, of a school itself."""
    lo, hi = interval
    size = numbering.TOWNSHIP if hi - lo > numbering.TOWNSHIP else numbering.SCHOOL
    values: dict[str, Any] = {
        "now": clock.now(), "since": since, "lo": lo, "hi": hi, "size": size, "keys": _KEYS,
        "late": _LATE, "overdue": _OVERDUE, "grave": _GRAVE, "repeated": _REPEATED,
    }  # fmt: skip
    found: dict[int, list[Counts]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, values)
        for key, n in cursor.fetchall():
            found[key // _KEYS * size].append(_counts(key % _KEYS, n))
    return {no: total(dict(enumerate(each))) for no, each in found.items()}


def _counts(key: int, n: int) -> Counts:
    """What so many findings of a key come to."""
    state = _STATES[key % _LATE]
    late, overdue, grave, repeated = (
        bool(key & bit) for bit in (_LATE, _OVERDUE, _GRAVE, _REPEATED)
    )
    is_open, is_mended = state == "open", state != "open"
    return Counts(
        n, n * (is_mended and not late), n * (is_mended and late), n * (is_open and not overdue),
        n * (is_open and overdue), n * (state == "closed"), n * (state != "closed" and grave), n * repeated,
    )  # fmt: skip


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


# Twice the week, and one more for what was closed.
_WEEKS = """
select key, count(*) from (
  select floor((date_part('epoch', found_at) - date_part('epoch', %(first)s)) / 604800)::int * 2 as key
  from inspections_finding
  where state <> 'void' and found_at >= %(first)s and unit_no >= %(lo)s and unit_no < %(hi)s
  union all
  select floor((date_part('epoch', ended_at) - date_part('epoch', %(first)s)) / 604800)::int * 2 + 1
  from inspections_finding
  where state = 'closed' and ended_at >= %(first)s and unit_no >= %(lo)s and unit_no < %(hi)s
) each group by 1
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
        counted: dict[int, int] = dict(cursor.fetchall())
    return [
        Week(
            first + dt.timedelta(weeks=n), counted.get(2 * n, 0), counted.get(2 * n + 1, 0)
        )
        for n in range(WEEKS)
    ]  # fmt: skip


def tops(actor: Actor) -> list[directory.Place]:
    """The units where the actor's sight begins."""
    found = directory.places({lo for lo, _hi in actor.reach(Permission.SEE_INSPECTIONS)})
    return [found[no] for no in sorted(found)]
