"""Who has come from another school, and where pupils are on the roll: for many at once."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden

_MOVES = """
select p.id, count(distinct o.id) from directory_person o
join directory_person p on p.identity_id = o.identity_id and p.id <> o.id and p.kind = 'student'
where o.kind = 'student' and exists (
  select 1 from directory_enrolment e where e.person_id = o.id and e.until >= %(since)s)
group by 1
"""
_WHERE = """
select e.person_id, e.school_id, e.unit_no from directory_enrolment e
where e.person_id = any(%(people)s) and e.since <= %(day)s and (e.until is null or e.until > %(day)s)
"""
_AGED = """
select e.school_id, count(*) from directory_enrolment e
join directory_person p on p.school_id = e.school_id and p.id = e.person_id
where e.since <= %(day)s and (e.until is null or e.until > %(day)s)
  and e.unit_no >= %(lo)s and e.unit_no < %(hi)s
  and p.birth_date <= %(born_by)s and p.birth_date > %(born_after)s
group by 1
"""


def moves(actor: Actor, since: dt.date) -> dict[UUID, int]:
    """Pupil → how many other schools of the county they have left since a day; for the system alone."""
    if not actor.is_system:
        raise Forbidden
    with connection.cursor() as cursor:
        cursor.execute(_MOVES, {"since": since})
        return dict(cursor.fetchall())


def where_on_roll(person_ids: Iterable[UUID], day: dt.date) -> dict[UUID, tuple[int, int]]:
    """Pupil → (school, class) on a day, in the running scope."""
    with connection.cursor() as cursor:
        cursor.execute(_WHERE, {"people": list(set(person_ids)), "day": day})
        return {person: (school, unit) for person, school, unit in cursor.fetchall()}


def of_age(interval: tuple[int, int], day: dt.date, least: int, most: int) -> dict[int, int]:
    """School → pupils on the roll who are between two ages in full years on a day, in the running scope."""
    given: dict[str, dt.date | int] = {
        "day": day, "lo": interval[0], "hi": interval[1], "born_by": _years_before(day, least),
        "born_after": _years_before(day, most + 1),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_AGED, given)
        return dict(cursor.fetchall())


def _years_before(day: dt.date, years: int) -> dt.date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - years, day=28 if is_leap_day else day.day)
