"""Looking for people by name, pinyin or number; `services.search_people` records who looked."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.rules import school_of
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.overview import rules

LIMIT = 50


@dataclass(frozen=True)
class Found:
    """A person on a school's roll or staff, as much as the policy shows the asker.

    Whoever is not shown a school's families reads a masked number and the year of birth only.
    """

    person_id: UUID
    kind: str
    name: str
    sex: str
    number: str
    born: str
    unit_no: int
    unit: str
    school_no: int
    school: str


def found_people(actor: Actor, text: str) -> list[Found]:
    """The first people that match, in the order of the tree, where the actor may search."""
    reach = inside(actor.reach(Permission.SEARCH_PEOPLE))
    rows: list[dict[str, Any]] = directory.people_named(actor, reach, text, LIMIT)
    numbers = {no for row in rows for no in (row["unit_no"], school_of(row["unit_no"]))}
    places = directory.places(numbers)
    in_full = accounts.sees_family_phones(actor)
    return [_found(row, places, in_full) for row in rows]


def _found(row: dict[str, Any], places: dict[int, directory.Place], in_full: bool) -> Found:
    born: dt.date = row["birth_date"]
    school_no = school_of(row["unit_no"])
    unit, school = places.get(row["unit_no"]), places.get(school_no)
    return Found(
        person_id=row["id"],
        kind=row["kind"],
        name=row["name"],
        sex=row["sex"],
        number=row["number"] if in_full else rules.masked(row["number"]),
        born=born.isoformat() if in_full else str(born.year),
        unit_no=row["unit_no"],
        unit=unit.name if unit and unit != school else "",
        school_no=school_no,
        school=school.name if school else "",
    )
