"""What is so in a school, read at once: whose team is to be arranged, who may look after whom.

Positions may be held above the reader's own units, so it is read beyond the scope; what of it is shown is for
the caller to decide.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from xiaoan.accounts import queries as accounts
from xiaoan.accounts.queries import finding
from xiaoan.careteams.models import Limit, Link, Listed
from xiaoan.careteams.rules import Carer, Person, Standing
from xiaoan.careteams.rules import Link as Held
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere

# Who may look after people: whoever sees pupils in the first place, so that a team opens nothing more.
CARING = (
    "principal", "school_doctor", "grade_head", "class_teacher", "subject_teacher",
    "dormitory_keeper", "township_liaison", "bureau_officer",
)  # fmt: skip
_PUPILS = """
select e.person_id, e.unit_no, u.parent_no from directory_enrolment e
join directory_unit u on u.no = e.unit_no
where e.unit_no >= %(lo)s and e.unit_no < %(hi)s and e.since <= %(day)s
  and (e.until is null or e.until > %(day)s) {some} order by e.unit_no, e.seat, e.person_id
"""
_STAFF = """
select e.id from directory_person e
where e.unit_no = %(lo)s and e.school_id = %(lo)s and e.kind = 'staff' {some} order by e.number, e.id
"""
_GUARDIANS = """
select e.person_id, e.id from directory_guardian e
where e.unit_no >= %(lo)s and e.unit_no < %(hi)s and e.until is null
  and (e.since is null or e.since <= %(day)s) {some}
order by e.person_id, not e.is_legal, e.rank
"""


def standing(school_no: int, day: dt.date, only: Collection[UUID] | None = None) -> Standing:
    """A school as of a day; `only`: as far as it concerns these people."""
    with everywhere("careteams") as system:
        return _read(system, directory.place(school_no), day, only)


def _read(
    actor: Actor, school: directory.Place, day: dt.date, only: Collection[UUID] | None
) -> Standing:
    _school, township_no, county_no = numbering.ancestors(school.no)
    found = Standing(school.no, township_no, county_no)
    inside = directory.places_inside(school.interval, "grade", "class", day=day)
    found.grades = [one.no for one in inside if one.kind == "grade"]
    units = [county_no, township_no, school.no, *(one.no for one in inside)]
    holders: dict[tuple[int, str], list[UUID]] = defaultdict(list)
    reach: dict[UUID, list[tuple[int, int]]] = defaultdict(list)
    for one in accounts.holders(actor, CARING, units, day):
        reach[one.user_id].append((one.unit_no, one.unit_end))
        if not one.acting:
            holders[one.unit_no, one.role].append(one.user_id)
    found.holders, found.reach = holders, reach
    grade_of = {one.no: one.parent_no or 0 for one in inside if one.kind == "class"}
    _people(actor, found, school, day, only, grade_of)
    _links(found, only)
    _listed(found, day)
    return found


def _people(
    actor: Actor, found: Standing, school: directory.Place, day: dt.date,
    only: Collection[UUID] | None, grade_of: dict[int, int],
) -> None:  # fmt: skip
    for person_id, unit_no, grade_no in _rows(_PUPILS, "e.person_id", school, day, only):
        found.people[person_id] = Person(person_id, "student", unit_no, grade_no or 0)
    own = finding.accounts_of_staff(actor, school.no)
    for (person_id,) in _rows(_STAFF, "e.id", school, day, only):
        user_id = own.get(person_id)
        grade_no = next(
            (grade_of.get(lo, lo) for lo, _hi in found.reach.get(user_id, ()) if lo in grade_of
             or lo in found.grades),
            0,
        ) if user_id else 0  # fmt: skip
        found.people[person_id] = Person(person_id, "staff", school.no, grade_no, user_id)
    kin: dict[UUID, list[UUID]] = defaultdict(list)
    for person_id, guardian_id in _rows(_GUARDIANS, "e.person_id", school, day, only):
        kin[person_id].append(guardian_id)
    found.guardians = kin


def _rows(
    sql: str, column: str, school: directory.Place, day: dt.date, only: Collection[UUID] | None
) -> list[tuple[Any, ...]]:
    some = "" if only is None else f"and {column} = any(%(only)s)"
    given: dict[str, Any] = {
        "lo": school.no,
        "hi": school.end,
        "day": day,
        "only": list(only or ()),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.format(some=some), given)
        return list(cursor.fetchall())


def _links(found: Standing, only: Collection[UUID] | None) -> None:
    rows = Link.objects.filter(school_id=found.school_no, until=None)
    counted = rows.values("carer_kind", "carer_id").annotate(n=Count("id"))
    for kind, carer_id, n in counted.values_list("carer_kind", "carer_id", "n"):
        found.load[Carer(kind, carer_id)] = n
    some = rows if only is None else rows.filter(person_id__in=list(only))
    columns = ("id", "person_id", "role", "carer_kind", "carer_id", "chosen")
    found.links = [
        Held(pk, who, role, Carer(kind, carer_id), chosen)
        for pk, who, role, kind, carer_id, chosen in some.order_by("unit_no", "id").values_list(
            *columns
        )
    ]
    limits = Limit.objects.filter(school_id=found.school_no)
    found.most = {
        Carer(kind, carer_id): most
        for kind, carer_id, most in limits.values_list("carer_kind", "carer_id", "most")
    }


def _listed(found: Standing, day: dt.date) -> None:
    rows = Listed.objects.filter(Q(until=None) | Q(until__gt=day), school_id=found.school_no)
    listed: dict[tuple[str, int], list[UUID]] = defaultdict(list)
    for role, unit_no, pk in rows.order_by("id").values_list("role", "unit_no", "id"):
        listed[role, unit_no].append(pk)
    found.listed = listed
