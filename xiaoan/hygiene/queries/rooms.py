"""In which building a dormitory room stands where its place does not say so."""

import re
from collections.abc import Sequence
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.hygiene.models import Place

# 男生1号楼201室 → 男生1号楼. A bare 楼 may be a floor (3楼301室), and says nothing.
_PREFIX = re.compile(r"^(.*?(?:号楼|宿舍楼|公寓楼|栋|幢)).+$")


def buildings(places: Sequence[Place]) -> dict[UUID, str]:
    """Place → its building, of dormitory rooms without a written one: the building unit above the room,
    else what its name begins with; rooms of which neither says anything are left out. Two statements at
    most, however many rooms."""
    wanted = [one for one in places if one.kind == "dormitory" and not one.building]
    if not wanted:
        return {}
    units = directory.places(one.unit_no for one in wanted)
    above = directory.places(one.parent_no for one in units.values() if one.parent_no is not None)
    found = {}
    for one in wanted:
        unit = units.get(one.unit_no)
        parent = above.get(unit.parent_no) if unit and unit.parent_no is not None else None
        told = _PREFIX.match(one.name)
        if parent is not None and parent.kind == "building":
            found[one.pk] = parent.name
        elif told:
            found[one.pk] = told[1]
    return found
