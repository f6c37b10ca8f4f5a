"""Who looks after key persons unless somebody else is named."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.rules import school_of
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere

Carers = tuple[UUID | None, UUID | None]
# Of a class the nearest comes first, of a school (staff) the principal; the next one is the deputy.
_CLASS = ("class_teacher", "subject_teacher")
_ROLES = (*_CLASS, "grade_head", "principal", "school_doctor")


def default_carers(actor: Actor, unit_nos: Iterable[int], day: dt.date) -> dict[int, Carers]:
    """The carer and the deputy of each class (the class teacher) or school (the principal).

    Where a class has no teacher, the grade head, then the principal. They may hold their position above
    the actor's own units: looked up beyond the scope, and only ids come back.
    """
    places = directory.places(unit_nos)
    above = {place.parent_no for place in places.values() if place.kind == "class"}
    wanted = {*places, *(no for no in above if no), *(school_of(no) for no in places)}
    named: dict[tuple[int, str], list[UUID]] = defaultdict(list)
    with everywhere("keypersons") as system:
        for holder in accounts.holders(system, _ROLES, wanted, day):
            named[holder.unit_no, holder.role].append(holder.user_id)
    return {no: _first_two(place, named) for no, place in places.items()}


def _first_two(place: directory.Place, named: dict[tuple[int, str], list[UUID]]) -> Carers:
    school = school_of(place.no)
    order = [(school, "principal"), (school, "school_doctor")]
    if place.kind == "class":
        order = [
            *((place.no, role) for role in _CLASS), (place.parent_no or 0, "grade_head"), *order
        ]  # fmt: skip
    found = list(dict.fromkeys(who for key in order for who in named.get(key, ())))
    return (found[0] if found else None, found[1] if len(found) > 1 else None)
