"""Counting who has a carer: always from the roll and the links, in the transaction of whoever wrote."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import connection

from xiaoan.careteams.queries.plans import hashed
from xiaoan.careteams.rules import Scheme
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere

_GONE = "delete from careteams_tally where {here}"
# Role '' is the whole team: whoever has a carer in each role that is asked for.
_COUNT = """
insert into careteams_tally (id, school_id, unit_no, kind, role, people, held)
with wanted as (
  select 'student' as kind, unnest(%(student)s::text[]) as role
  union all select 'staff', unnest(%(staff)s::text[])
), people as materialized (
  select e.school_id, e.unit_no, 'student' as kind, e.person_id from directory_enrolment e
  where {enrolled} e.since <= %(day)s and (e.until is null or e.until > %(day)s)
  union all
  select p.school_id, p.unit_no, 'staff', p.id from directory_person p
  where {employed} p.kind = 'staff' and p.unit_no = p.school_id
), held as materialized (
  select p.school_id, p.unit_no, p.kind, p.person_id, l.role from people p
  join careteams_link l on l.school_id = p.school_id and l.person_id = p.person_id
    and l.until is null
  join wanted w on w.kind = p.kind and w.role = l.role
), units as (
  select school_id, unit_no, kind, count(*) as people from people group by 1, 2, 3
), per_role as (
  select unit_no, kind, role, count(*) as held from held group by 1, 2, 3
), whole as (
  select unit_no, kind, count(*) as held from (
    select unit_no, kind, person_id from held h group by 1, 2, 3
    having count(*) = (select count(*) from wanted w where w.kind = h.kind)
  ) complete group by 1, 2
)
select gen_random_uuid(), u.school_id, u.unit_no, u.kind, w.role, u.people, coalesce(r.held, 0)
from units u join wanted w on w.kind = u.kind
left join per_role r on r.unit_no = u.unit_no and r.kind = u.kind and r.role = w.role
union all
select gen_random_uuid(), u.school_id, u.unit_no, u.kind, '', u.people, coalesce(c.held, 0)
from units u left join whole c on c.unit_no = u.unit_no and c.kind = u.kind
"""


def recount(
    actor: Actor, scheme: Scheme, day: dt.date, school_nos: Collection[int] | None = None
) -> None:
    """Count some schools, or the whole county, as of a day. The caller holds the schools."""
    given: dict[str, Any] = {
        "student": list(scheme.student), "staff": list(scheme.staff), "day": day,
        "schools": list(school_nos or ()),
    }  # fmt: skip
    here = "true" if school_nos is None else "school_id = any(%(schools)s)"
    some = {
        "enrolled": "" if school_nos is None else "e.school_id = any(%(schools)s) and",
        "employed": "" if school_nos is None else "p.school_id = any(%(schools)s) and",
    }
    with everywhere("careteams"), hashed() as cursor:
        cursor.execute(_GONE.format(here=here), given)
        cursor.execute(_COUNT.format(**some), given)


_MISSING = """
select coalesce(sum(people - held), 0) from careteams_tally where school_id = %s and role <> ''
"""


def missing(school_no: int) -> int:
    """How many roles of people of a school have nobody, as it was counted last."""
    with connection.cursor() as cursor:
        cursor.execute(_MISSING, [school_no])
        return int(cursor.fetchone()[0])


_PEOPLE = """
select coalesce(sum(people - held), 0) from careteams_tally where school_id = %s and role = ''
"""


def people_without(school_no: int) -> int:
    """How many people of a school have no whole team."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [school_no])
        return int(cursor.fetchone()[0])
