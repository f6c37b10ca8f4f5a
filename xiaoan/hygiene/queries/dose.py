"""What was flagged of records: by kind and school, of how many records; and the records one by one."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.hygiene import rules
from xiaoan.kernel.actor import Actor, Interval

# Flags that can only be found of a record that says a strength.
STRENGTHS = ("weak", "strong", "routine")
# A record that another replaces speaks no more, nor do its flags.
_COUNTS = """
select f.school_id, f.what, count(*) from hygiene_flag f
where f.day >= %s and f.day <= %s and f.unit_no >= %s and f.unit_no < %s
  and not exists (select 1 from hygiene_record o where o.replaces_id = f.record_id)
group by 1, 2
"""
_OF = """
select unit_no, sum(records), sum(judged), sum(over), sum(under), $could from hygiene_school_day
where unit_no >= %s and unit_no < %s and day >= %s and day <= %s group by 1
""".replace("$could", ", ".join(f"sum(of_{what})" for what in rules.OF))


@dataclass(frozen=True)
class Of:
    """Records of a school over some days: of how many the dose can be told, how many are flagged; `could`: of
    how many each flag of `rules.OF` could be found, in that order."""

    records: int = 0
    judged: int = 0
    over: int = 0
    under: int = 0
    could: tuple[int, ...] = (0,) * len(rules.OF)

    def of(self, what: str) -> int:
        """What the records with a flag are counted of: those in which it could be found."""
        if what in STRENGTHS:
            return self.judged
        return self.could[rules.OF.index(what)] if what in rules.OF else self.records


def plus(rows: Iterable[Of]) -> Of:
    """The sum, each figure by itself."""
    found = list(rows)
    return Of(
        sum(one.records for one in found), sum(one.judged for one in found),
        sum(one.over for one in found), sum(one.under for one in found),
        tuple(map(sum, zip(*(one.could for one in found), strict=True))) or Of().could,
    )  # fmt: skip


def flags(interval: Interval, first: dt.date, last: dt.date) -> dict[int, Counter[str]]:
    """School → code of a flag → how many records have it."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [first, last, *interval])
        for school_no, what, n in cursor.fetchall():
            found[school_no][what] += n
    return found


def records_of(interval: Interval, first: dt.date, last: dt.date) -> dict[int, Of]:
    """School → what its flags are of."""
    with connection.cursor() as cursor:
        cursor.execute(_OF, [*interval, first, last])
        return {
            no: Of(int(records), int(judged), int(over), int(under), tuple(map(int, could)))
            for no, records, judged, over, under, *could in cursor.fetchall()
        }


# The flags of the page first, then their records one by one: under row security the planner takes each table
# for a row or two, and would walk through all records of the days.
_FLAGGED = """
with page as materialized (
  select f.* from hygiene_flag f
  where f.day >= %(first)s and f.day <= %(last)s and f.unit_no >= %(lo)s and f.unit_no < %(hi)s
    and (%(what)s = '' or f.what = %(what)s) and (%(side)s = '' or f.side = %(side)s)
    and not exists (select 1 from hygiene_record o where o.replaces_id = f.record_id)
  order by f.day desc, f.id desc limit %(limit)s offset %(offset)s
)
select f.what, f.side, f.source, f.confidence, f.said, f.bound, r.id, r.school_id, r.unit_no, r.day, r.task,
       r.method, r.agent, r.strength, r.ended_at, r.by_id, p.id, p.name, p.building
from page f
cross join lateral (select * from hygiene_record r where r.id = f.record_id offset 0) r
cross join lateral (select * from hygiene_place p where p.id = r.place_id offset 0) p
order by f.day desc, f.id desc
"""


@dataclass(frozen=True)
class Flagged:
    """A record with one of its flags, and where and by whom it was done."""

    what: str
    side: str
    source: str
    confidence: str
    said: int | None
    bound: int | None
    record_id: UUID
    school_no: int
    unit_no: int
    day: dt.date
    task: str
    method: str
    agent: str
    strength: int | None
    ended_at: dt.datetime
    by_id: UUID | None
    place_id: UUID
    place: str
    building: str
    by: str
    school: str


def flagged(
    actor: Actor,
    interval: Interval,
    days: tuple[dt.date, dt.date],
    wanted: tuple[str, str],
    offset: int,
    limit: int,
) -> list[Flagged]:
    """Flagged records, the newest first. `wanted`: code and side of the flag (\"\": any)."""
    values: dict[str, Any] = {
        "first": days[0], "last": days[1], "lo": interval[0], "hi": interval[1], "what": wanted[0],
        "side": wanted[1], "limit": limit, "offset": offset,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_FLAGGED, values)
        rows: Sequence[Any] = cursor.fetchall()
    names = accounts.names(actor, {row[15] for row in rows if row[15]})
    schools = directory.places({row[7] for row in rows})
    return [Flagged(*(*row, names.get(row[15], ""), schools[row[7]].name)) for row in rows]
