"""Records as the usual forms want them (消毒记录表): those that stand, each with what the plan says where
nobody said more than "as planned"."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.accounts import queries as accounts
from xiaoan.hygiene.queries import lateness
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor

# What replaces another counts, what is replaced or was a mistake does not.
_WHERE = """
from hygiene_record r
where r.school_id = %(school)s and r.day >= %(first)s and r.day <= %(last)s and not r.void
  and not exists (select 1 from hygiene_record o where o.replaces_id = r.id)
  and (%(places)s::uuid[] is null or r.place_id = any(%(places)s::uuid[]))
  and (%(tasks)s::text[] is null or r.task = any(%(tasks)s::text[]))
"""
# By the time that the sheet shows first: the beginning, or, of one tap, when that was.
_WHEN = "case when r.usual then r.ended_at else r.started_at end"
# The records of the page first, then what belongs to each.
_ROWS = """
with page as materialized (
  select r.* $where order by r.day, $when, r.id limit %(limit)s offset %(offset)s
)
select r.id, r.day, r.started_at, r.ended_at, r.unit_no, p.id, p.name, p.kind, p.building, p.floor, r.task,
       r.target, r.method, r.agent, q.name, r.item, r.batch, r.strength, l.strength, r.mixed_ml, r.contact,
       l.contact, r.rinsed, l.rinse, r.present, l.absent, r.minutes, r.by_id, r.checker_id, r.usual,
       r.received_at, r.replaces_id is not null, r.note, r.plate, r.driver, r.attendant,
       r.incident_id
from page r
cross join lateral (select * from hygiene_place p where p.id = r.place_id offset 0) p
left join lateral (select * from hygiene_due d where d.id = r.due_id offset 0) d on true
left join lateral (select * from hygiene_line l where l.id = d.line_id offset 0) l on true
left join lateral (select * from hygiene_product q where q.id = r.product_id offset 0) q on true
order by r.day, $when, r.id
""".replace("$where", _WHERE).replace("$when", _WHEN)
_PLACES = """
select id from hygiene_place
where school_id = %(school)s and (%(kinds)s::text[] is null or kind = any(%(kinds)s::text[]))
  and (%(building)s = '' or building = %(building)s) and (%(place)s::uuid is null or id = %(place)s::uuid)
"""


@dataclass(frozen=True)
class Wanted:
    """Which records of a school: of these days; kinds of places, building, place, tasks (None, "": all)."""

    first: dt.date
    last: dt.date
    kinds: tuple[str, ...] | None = None
    building: str = ""
    place_id: UUID | None = None
    tasks: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Entry:
    """One record. `planned_…`: what the plan says; of what is `usual` nobody said more. Strengths in the
    agent's unit, `mixed_ml` in mL, `contact` and `minutes` (of airing) in minutes; None: unsaid. `after`:
    told after its day was over; `mended`: put right since; `late`: of an incident, how many of its times came
    in long after (queries.lateness)."""

    id: UUID
    day: dt.date
    started_at: dt.datetime
    ended_at: dt.datetime
    unit_no: int
    place_id: UUID
    place: str
    kind: str
    building: str
    floor: int | None
    task: str
    target: str
    method: str
    agent: str
    product: str | None
    item: str
    batch: str
    strength: int | None
    planned_strength: int | None
    mixed_ml: int | None
    contact: int | None
    planned_contact: int | None
    rinsed: bool | None
    planned_rinse: bool | None
    present: bool | None
    planned_absent: bool | None
    minutes: int | None
    by_id: UUID | None
    checker_id: UUID | None
    usual: bool
    received_at: dt.datetime
    mended: bool
    note: str
    plate: str
    driver: str
    attendant: str
    incident_id: UUID | None
    by: str
    checker: str
    late: int

    @property
    def after(self) -> bool:
        return self.received_at.astimezone(clock.ZONE).date() > self.day


def _values(school_no: int, wanted: Wanted) -> dict[str, Any]:
    found: dict[str, Any] = {
        "school": school_no, "first": wanted.first, "last": wanted.last, "places": None,
        "tasks": list(wanted.tasks) if wanted.tasks else None,
    }  # fmt: skip
    if wanted.kinds or wanted.building or wanted.place_id:
        asked = {
            "school": school_no, "kinds": list(wanted.kinds) if wanted.kinds else None,
            "building": wanted.building, "place": wanted.place_id,
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(_PLACES, asked)
            found["places"] = [row[0] for row in cursor.fetchall()]
    return found


def count(school_no: int, wanted: Wanted) -> int:
    """How many records there are. Inside the running scope."""
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) {_WHERE}", _values(school_no, wanted))  # our own words
        return int(cursor.fetchone()[0])


def entries(
    actor: Actor, school_no: int, wanted: Wanted, offset: int = 0, limit: int = 10_000
) -> list[Entry]:
    """Records in the order of the times they show: begun, or pressed. Inside the running scope."""
    values = _values(school_no, wanted) | {"limit": limit, "offset": offset}
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, values)
        rows: Sequence[Any] = cursor.fetchall()
    names = accounts.names(actor, {who for row in rows for who in row[27:29] if who})
    late = lateness.late_times(row[-1] for row in rows)
    return [
        Entry(*(*row, names.get(row[27], ""), names.get(row[28], ""), late[row[-1]]))
        for row in rows
    ]
