"""Who is where, without names or ids: numbers of units alone, for a whole county in two statements."""

import datetime as dt

from django.db import connection

from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import Forbidden

# Children whose first guardian has the same telephone live together, as far as the record knows.
_PUPILS = """
with kin as (
  select person_id, (array_agg(phone_index order by rank))[1] first, count(*) many
  from directory_guardian
  where unit_no >= %(lo)s and unit_no < %(hi)s and rank is not null
    and (since is null or since <= %(day)s) and (until is null or until > %(day)s)
  group by 1
)
select e.school_id, e.unit_no, coalesce(e.dormitory_no, 0),
       dense_rank() over (order by coalesce(k.first, uuid_send(e.person_id))), coalesce(k.many, 0)
from directory_enrolment e left join kin k on k.person_id = e.person_id
where e.unit_no >= %(lo)s and e.unit_no < %(hi)s and e.since <= %(day)s
  and (e.until is null or e.until > %(day)s)
order by e.unit_no, e.seat, e.id
"""
_STAFF = """
select school_id from directory_person
where unit_no >= %(lo)s and unit_no < %(hi)s and kind = 'staff' and school_id > 0 order by 1
"""


def crowd(
    actor: Actor, interval: Interval, day: dt.date
) -> tuple[list[tuple[int, int, int, int, int]], list[int]]:
    """Pupils on the roll on a day as (school, class, dormitory room or 0, household, guardians on record), by
    class and seat, and the school of each of the staff. Households are numbered anew with every call. Of the
    system alone."""
    if not actor.is_system:
        raise Forbidden
    given: dict[str, int | dt.date] = {"lo": interval[0], "hi": interval[1], "day": day}
    with connection.cursor() as cursor:
        cursor.execute(_PUPILS, given)
        pupils = cursor.fetchall()
        cursor.execute(_STAFF, given)
        return pupils, [no for (no,) in cursor.fetchall()]
