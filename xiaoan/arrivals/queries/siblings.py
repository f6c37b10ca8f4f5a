"""Households with children at two schools: who of a plan is expected on the same day as a brother or sister
elsewhere. Looks beyond the school, and says no more of the other child than the hour.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.arrivals.queries.plans import Child
from xiaoan.arrivals.rules.numbers import SIBLINGS
from xiaoan.kernel.scope import everywhere

# The guardian is known again by the keyed index of the phone; no number is opened. Step by step and joined
# here: under row security the planner takes each table for a row or two, and would go through all guardians
# of the county for every child of the school.
_MINE = """
select p.person_id, p.unit_no, s.day, s.begins from arrivals_place p
join arrivals_slot s on s.id = p.slot_id where p.plan_id = %(plan)s
"""
_OWN = """
select person_id, phone_index from directory_guardian
where until is null and school_id = %(school)s and person_id = any(%(people)s)
"""
_OTHER = """
select person_id, phone_index from directory_guardian
where until is null and school_id <> %(school)s and phone_index = any(%(phones)s)
"""
_THERE = """
select p.person_id, s.day, s.begins from arrivals_place p
join arrivals_plan l on l.id = p.plan_id and l.state = 'published'
join arrivals_slot s on s.id = p.slot_id where p.person_id = any(%(people)s)
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
    with everywhere("arrivals"):
        mine = _rows(_MINE, plan=plan_id)
        own = _rows(_OWN, school=school_no, people=[row[0] for row in mine])
        phones = sorted({phone for _who, phone in own})
        other = _rows(_OTHER, school=school_no, phones=phones) if phones else []
        there = _rows(_THERE, people=sorted({who for who, _phone in other})) if other else []
    kin: dict[bytes, set[UUID]] = defaultdict(set)
    for who, phone in other:
        kin[bytes(phone)].add(who)
    beside: dict[UUID, set[UUID]] = defaultdict(set)
    for who, phone in own:
        beside[who] |= kin.get(bytes(phone), set()) - {who}
    comes: dict[tuple[UUID, dt.date], set[dt.time]] = defaultdict(set)
    for who, day, begins in there:
        comes[who, day].add(begins)
    found = {
        Elsewhere(who, unit_no, day, begins, at)
        for who, unit_no, day, begins in mine
        for sibling in beside.get(who, ())
        for at in comes.get((sibling, day), ())
    }
    return sorted(found, key=lambda one: (one.day, one.begins, one.person_id, one.other))


def _rows(statement: str, **given: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())


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
