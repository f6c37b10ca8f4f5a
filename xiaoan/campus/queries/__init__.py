"""Campus: what other apps may read: who has a seat and a bed, who ate at the same table."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere

# Schools with a canteen or boarders alone: of the others nothing is on record.
_READY = """
select e.school_id, count(*), count(p.person_id), count(*) filter (where e.boarder),
  count(*) filter (where e.boarder and e.dormitory_no is not null),
  exists (select 1 from directory_unit u where u.school_id = e.school_id and u.kind = 'canteen'
    and u.opened <= %(day)s and (u.closed is null or u.closed > %(day)s))
from directory_enrolment e
left join directory_placement p on p.school_id = e.school_id and p.person_id = e.person_id
  and p.kind = 'canteen' and p.label <> '' and p.since <= %(day)s and (p.until is null or p.until > %(day)s)
where e.school_id = any(%(schools)s) and e.since <= %(day)s and (e.until is null or e.until > %(day)s)
group by 1
"""
_MATES = """
select distinct own.person_id, other.person_id, other.school_id, other.unit_no, other.place_no, other.label,
  greatest(own.since, other.since, %(first)s), least(own.until - 1, other.until - 1, %(last)s)
from directory_placement own
join directory_placement other on other.place_no = own.place_no and other.label = own.label
  and other.kind = 'canteen' and other.person_id <> own.person_id
where own.person_id = any(%(people)s) and own.kind = 'canteen' and own.label <> ''
  and own.since <= %(last)s and (own.until is null or own.until > %(first)s)
  and other.since <= %(last)s and (other.until is null or other.until > %(first)s)
  and (own.until is null or own.until > other.since) and (other.until is null or other.until > own.since)
order by 1, 7, 2
"""


@dataclass(frozen=True)
class CampusReadiness:
    """Who of a school has a seat at a table and a bed. `diners`: everybody on the roll of a school with a
    canteen, else 0."""

    diners: int
    seated: int
    boarders: int
    bedded: int


@dataclass(frozen=True)
class TableMate:
    """`mate_id` ate at the table of `person_id` from `first` through `last`."""

    person_id: UUID
    mate_id: UUID
    school_id: int
    unit_no: int
    canteen_no: int
    table: str
    first: dt.date
    last: dt.date


def readiness(school_nos: Sequence[int], on: dt.date) -> dict[int, CampusReadiness]:
    """School → how it stands on a day; one with neither canteen nor boarders is not in it. One statement,
    beyond the running scope: counts alone."""
    found = {}
    with everywhere("campus"), connection.cursor() as cursor:
        cursor.execute(_READY, {"schools": list(school_nos), "day": on})
        for school, pupils, seated, boarders, bedded, has_canteen in cursor.fetchall():
            if has_canteen or boarders:
                diners = pupils if has_canteen else 0
                found[school] = CampusReadiness(diners, min(seated, diners), boarders, bedded)
    return found


def table_mates(
    actor: Actor, person_ids: Collection[UUID], first: dt.date, last: dt.date
) -> tuple[TableMate, ...]:
    """Who ate at the same table as these people in these days, both included, in the running scope and the
    actor's sight."""
    with connection.cursor() as cursor:
        cursor.execute(_MATES, {"people": list(person_ids), "first": first, "last": last})
        found = [TableMate(*row) for row in cursor.fetchall()]
    return tuple(one for one in found if actor.sees(one.unit_no))
