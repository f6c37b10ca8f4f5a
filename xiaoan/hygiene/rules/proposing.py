"""The places of a school, proposed: one for each unit that has one, and so many as were counted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xiaoan.hygiene.rules.pack import PLACE_KINDS

# Kind of unit → kinds of places it has.
OF_UNITS = {
    unit: tuple(code for code, kind in PLACE_KINDS.items() if kind.unit == unit)
    for unit in sorted({kind.unit for kind in PLACE_KINDS.values()} - {""})
}
# What is counted for each floor of a building, and once for the school.
PER_FLOOR = ("toilet", "corridor", "water_point", "washroom")
COUNTED = (
    "function_room", "office", "library", "sports", "health_room", "refuse", "air_con", "toys", "yard",
)  # fmt: skip
MOST_BUILDINGS, MOST_FLOORS, MOST_PER_FLOOR, MOST_COUNTED = 8, 12, 12, 60


@dataclass(frozen=True)
class NewPlace:
    """A place to enter. `unit_no` 0: of the school itself; `area` None: not measured."""

    kind: str
    name: str
    unit_no: int = 0
    building: str = ""
    floor: int | None = None
    area: int | None = None
    follows: bool = False


@dataclass(frozen=True)
class Building:
    """What was counted in a building: how many of each kind on each of its floors."""

    name: str
    floors: int
    each: Mapping[str, int]


@dataclass(frozen=True)
class UnitLike:
    """A unit of the tree as far as its places need it."""

    no: int
    kind: str
    name: str
    area: int | None = None


def name_for(unit: UnitLike, kind: str, kind_name: str) -> str:
    """A unit's only place is called as it is; of several each says which."""
    return unit.name if len(OF_UNITS[unit.kind]) == 1 else f"{unit.name} {kind_name}"


def of_units(units: Iterable[UnitLike], names: Mapping[str, str]) -> list[NewPlace]:
    """One place for each unit and kind it has; `names`: kind → what it is called."""
    return [
        NewPlace(kind, name_for(unit, kind, names[kind]), unit.no, area=unit.area, follows=True)
        for unit in units
        if unit.kind in OF_UNITS
        for kind in OF_UNITS[unit.kind]
    ]


def of_counts(
    buildings: Sequence[Building], counts: Mapping[str, int], names: Mapping[str, str], floor: str
) -> list[NewPlace]:
    """Numbered places: floor by floor in each building, then those of the school. `floor`: "%(n)s 楼"."""
    found = []
    for building in buildings:
        for level in range(1, building.floors + 1):
            for kind in PER_FLOOR:
                many = building.each.get(kind, 0)
                for n in range(1, many + 1):
                    name = f"{floor % {'n': level}} {names[kind]}{n if many > 1 else ''}".strip()
                    found.append(NewPlace(kind, name, 0, building.name, level))
    for kind in (*PER_FLOOR, *COUNTED):
        many = counts.get(kind, 0)
        found += [
            NewPlace(kind, f"{names[kind]}{n if many > 1 else ''}") for n in range(1, many + 1)
        ]
    return found
