"""Required, held, gap: of each item at a school, and of the schools of a unit, from counted sizes,
what is held (`holding`).
No standard is not low; what nobody has entered is unknown."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from xiaoan.directory import queries as directory
from xiaoan.duties.queries import levels
from xiaoan.kernel.actor import Actor
from xiaoan.supplies import queries, rules
from xiaoan.supplies.models import Size
from xiaoan.supplies.queries import holding, standards

LEVELS = ("normal", "IV", "III", "II", "I")


class Gap(NamedTuple):
    """One item at one school. `need` None: no standard, and nothing is short of it."""

    school_no: int
    item: str
    need: rules.Need | None
    held: holding.Holding = holding.NOTHING

    @property
    def usable(self) -> int:
        return self.held.usable

    @property
    def expiring(self) -> int:
        return self.held.expiring

    @property
    def state(self) -> str:
        return rules.gap_state(self.need, self.usable)

    @property
    def short(self) -> int:
        return max(self.need.least - self.usable, 0) if self.need else 0


@dataclass(frozen=True)
class School:
    """A school with its gaps by item; `size` None: it has not been counted yet."""

    no: int
    name: str
    size: rules.Size | None
    gaps: Mapping[str, Gap]

    @cached_property
    def _states(self) -> Counter[str]:
        return Counter(one.state for one in self.gaps.values())

    def count(self, state: str) -> int:
        return self._states[state]

    @property
    def with_standard(self) -> int:
        return sum(one.need is not None for one in self.gaps.values())


@dataclass(frozen=True)
class ItemTotal:
    """An item over the schools of a unit: of so many that have a standard for it, how many fall short."""

    item: str
    schools: int
    short_schools: int
    unknown_schools: int
    required: int
    usable: int
    short: int


def sizes_inside(interval: tuple[int, int]) -> dict[int, rules.Size]:
    """The counted schools of a unit; inside the running scope."""
    return _sizes(directory.places_inside(interval, "school"), interval)


def _sizes(places: Iterable[directory.Place], interval: tuple[int, int]) -> dict[int, rules.Size]:
    rows = Size.objects.filter(unit_no__gte=interval[0], unit_no__lt=interval[1]).values_list(
        "unit_no", "pupils", "staff", "classes", "boarders", "gates", "m2", "rooms"
    )
    counted = {row[0]: row[1:] for row in rows}
    return {one.no: rules.Size(one.stage, *counted[one.no]) for one in places if one.no in counted}


def level_at(actor: Actor, unit_no: int) -> str:
    """The gravest response level in force at a unit or above it."""
    above = {place.no for place in directory.path_to(unit_no)}
    found = [one.level for one in levels.in_force(actor) if one.unit_no in above]
    return max(found, key=LEVELS.index, default="normal")


def schools(
    actor: Actor, unit_no: int, level: str, asked: Iterable[rules.Rule] | None = None
) -> list[School]:
    """The schools inside a unit (or the one itself) with every item: the whole gap table.

    `asked`: other rules than those in force, to see their effect.
    """
    place = queries.store(actor, unit_no)
    known = tuple(standards.in_force().rules if asked is None else asked)
    places = directory.places_inside(place.interval, "school")
    sizes, held = _sizes(places, place.interval), holding.inside(place.interval)
    kinds: dict[tuple[str, bool], rules.Asked] = {}
    found = []
    for one in places:
        size, needs = sizes.get(one.no), {}
        if size is not None:
            kind = (size.stage, size.boarders > 0)
            if kind not in kinds:
                kinds[kind] = rules.asked_of(known, size.stage, level, boards=kind[1])
            needs = rules.needed_by(kinds[kind], size)
        gaps = {
            item: Gap(one.no, item, needs.get(item), held.get((one.no, item), holding.NOTHING))
            for item in rules.ITEMS
        }
        found.append(School(one.no, one.name, size, gaps))
    return found


def by_item(found: Iterable[School]) -> list[ItemTotal]:
    """The same table, summed over its schools. A sum names only schools with a standard for the item."""
    sums: dict[str, list[int]] = {item: [0] * 6 for item in rules.ITEMS}
    for school in found:
        for gap in school.gaps.values():
            if gap.need is None:
                continue
            one, state = sums[gap.item], gap.state
            one[0] += 1
            one[1] += state == "short"
            one[2] += state == "unknown"
            one[3] += gap.need.least
            one[4] += gap.usable
            one[5] += gap.short
    return [ItemTotal(item, *one) for item, one in sums.items()]


def counted_at(unit_no: int, end: int) -> dt.datetime | None:
    """When the oldest size in an interval was counted."""
    rows = Size.objects.filter(unit_no__gte=unit_no, unit_no__lt=end)
    return rows.order_by("counted_at").values_list("counted_at", flat=True).first()
