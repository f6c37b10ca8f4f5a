"""Saved lists, and whom a typed number means."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.notices.models import SavedList


@dataclass(frozen=True)
class Person:
    """A pupil by number, or a member of staff by login: `person_id` of staff is that of the account."""

    person_id: UUID
    school_id: int
    unit_no: int


@dataclass(frozen=True)
class Kept:
    """A saved list with how many are on it."""

    id: UUID
    unit_no: int
    name: str
    people: int
    at: dt.datetime


_FOUND = """
select p.number, p.id, e.school_id, e.unit_no from directory_person p
join directory_enrolment e on e.person_id = p.id and e.since <= %(day)s
  and (e.until is null or e.until > %(day)s)
where p.number = any(%(typed)s) and p.kind = 'student' and e.unit_no >= %(lo)s and e.unit_no < %(hi)s
union all
select u.login, u.id, g.school_id, case when g.school_id = 0 then g.unit_no else g.school_id end
from accounts_user u join accounts_grant g on g.user_id = u.id and g.role <> 'guardian'
  and g.since <= %(day)s and (g.until is null or g.until > %(day)s)
where u.login = any(%(typed)s) and u.is_active and g.unit_no >= %(lo)s and g.unit_no < %(hi)s
"""


def found(actor: Actor, interval: Interval, typed: Sequence[str]) -> dict[str, Person]:
    """Who of a unit is meant, by what was typed; inside the running scope."""
    lo, hi = interval
    values: dict[str, list[str] | int | dt.date] = {"typed": list(typed), "lo": lo, "hi": hi}
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, {**values, "day": clock.today()})
        return {number: Person(*row) for number, *row in cursor.fetchall()}


def names(list_ids: Iterable[str]) -> list[str]:
    """What lists are called, in that order; of the running scope."""
    rows = SavedList.objects.filter(pk__in=[UUID(one) for one in list_ids])
    return list(rows.order_by("name", "id").values_list("name", flat=True))


def lists(actor: Actor, interval: Interval | None = None) -> list[Kept]:
    """The lists that the actor may write to, of one unit and below where that is asked."""
    rows = visible(SavedList.objects.filter(retired=False), actor, Permission.WRITE_NOTICES)
    if interval:
        rows = rows.filter(unit_no__gte=interval[0], unit_no__lt=interval[1])
    counted = rows.annotate(people=Count("savedmember")).order_by("name", "id")
    return [Kept(*row) for row in counted.values_list("id", "unit_no", "name", "people", "at")]
