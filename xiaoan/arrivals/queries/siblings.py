"""Households with children at two schools: who of a plan is expected on the same day as a brother or sister
elsewhere. Looks beyond the school, and says no more of the other child than the hour.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from xiaoan.arrivals.queries.plans import Child
from xiaoan.arrivals.rules.numbers import SIBLINGS
from xiaoan.kernel.scope import everywhere

# The guardian is known again by the keyed index of the phone; no number is opened. In two steps, each begun
# at its small end: under row security the planner expects single rows, and went through all with all.
_PHONES = """
select p.person_id, p.unit_no, s.day, s.begins, g.phone_index from arrivals_place p
join arrivals_slot s on s.id = p.slot_id
join directory_guardian g on g.person_id = p.person_id and g.school_id = %(school)s and g.until is null
where p.plan_id = %(plan)s
"""
_OTHERS = """
with kin as materialized (
  select o.person_id, o.phone_index from directory_guardian o
  where o.phone_index = any(%(phones)s) and o.until is null and o.school_id <> %(school)s
)
select distinct k.phone_index, k.person_id, s.day, s.begins from kin k
join arrivals_place p on p.person_id = k.person_id
join arrivals_plan l on l.id = p.plan_id and l.state = 'published'
join arrivals_slot s on s.id = p.slot_id
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
        cursor.execute(_PHONES, {"plan": plan_id, "school": school_no})
        mine = [(*row[:4], bytes(row[4])) for row in cursor.fetchall()]
        phones = sorted({row[4] for row in mine})
        cursor.execute(_OTHERS, {"phones": phones, "school": school_no})
        kin: dict[tuple[bytes, dt.date], list[tuple[UUID, dt.time]]] = defaultdict(list)
        for phone, other_id, day, begins in cursor.fetchall():
            kin[bytes(phone), day].append((other_id, begins))
    found = {
        Elsewhere(person_id, class_no, day, begins, other)
        for person_id, class_no, day, begins, phone in mine
        for other_id, other in kin.get((phone, day), ())
        if other_id != person_id
    }
    return sorted(found, key=lambda one: (one.day, one.begins, one.person_id, one.other))


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
