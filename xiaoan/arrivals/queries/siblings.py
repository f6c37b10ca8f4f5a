"""Households with children at two schools: who of a plan is expected on the same day as a brother or sister
elsewhere. Looks beyond the school, and says no more of the other child than the hour.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from xiaoan.arrivals.queries.plans import Child
from xiaoan.arrivals.rules.numbers import SIBLINGS
from xiaoan.kernel.scope import everywhere

# The guardian is known again by the keyed index of the phone; no number is opened.
_SAME_DAY = """
with mine as (
  select p.person_id, p.unit_no, s.day, s.begins from arrivals_place p
  join arrivals_slot s on s.id = p.slot_id where p.plan_id = %(plan)s
), kin as (
  select distinct m.*, g.phone_index from mine m
  join directory_guardian g on g.person_id = m.person_id and g.until is null
)
select distinct k.person_id, k.unit_no, k.day, k.begins, s.begins from kin k
join directory_guardian o on o.phone_index = k.phone_index and o.until is null
  and o.person_id <> k.person_id and o.school_id <> %(school)s
join arrivals_place p on p.person_id = o.person_id
join arrivals_plan l on l.id = p.plan_id and l.state = 'published'
join arrivals_slot s on s.id = p.slot_id and s.day = k.day
order by k.day, k.begins, k.person_id, s.begins
"""


@dataclass(frozen=True)
class Elsewhere:
    """A pupil whose brother or sister is expected at another school on the same day, at `other`. `is_near`:
    one adult cannot well be at both gates."""

    person_id: UUID
    class_no: int
    day: dt.date
    begins: dt.time
    other: dt.time

    @property
    def is_near(self) -> bool:
        return is_near(self.begins, self.other)


def is_near(one: dt.time, other: dt.time) -> bool:
    """Within the minutes of the data file, whichever comes first."""
    minutes = (one.hour - other.hour) * 60 + one.minute - other.minute
    return abs(minutes) < SIBLINGS


def elsewhere(plan_id: UUID, school_no: int) -> list[Elsewhere]:
    """Everybody of a plan of whom that is so, by hour; whether the reader sees them the caller has asked."""
    with everywhere("arrivals"), connection.cursor() as cursor:
        cursor.execute(_SAME_DAY, {"plan": plan_id, "school": school_no})
        return [Elsewhere(*row) for row in cursor.fetchall()]


def near(children: list[Child]) -> list[tuple[Child, Child]]:
    """Pairs of a family's own children who are expected at two schools at nearly the same time."""
    return [
        (one, other)
        for at, one in enumerate(children)
        for other in children[at + 1 :]
        if _is_too_near(one, other)
    ]


def _is_too_near(one: Child, other: Child) -> bool:
    if one.slot is None or other.slot is None or one.slot.school_id == other.slot.school_id:
        return False
    return one.slot.day == other.slot.day and is_near(one.slot.begins, other.slot.begins)
