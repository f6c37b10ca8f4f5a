"""Required, held, gap: of each item at a school, and of the schools of a unit, from counted sizes,
balances and what stands ready outside of the stores (`Placed`).
No standard is not low; what nobody has entered is unknown."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection

from xiaoan.directory import queries as directory
from xiaoan.duties.queries import levels
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.supplies import queries, rules
from xiaoan.supplies.models import Size
from xiaoan.supplies.queries import standards

_NOTHING = (0, 0)
LEVELS = ("normal", "IV", "III", "II", "I")


class Gap(NamedTuple):
    """One item at one school. `need` None: no standard, and nothing is short of it."""

    school_no: int
    item: str
    need: rules.Need | None
    usable: int
    expiring: int

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


# No joins: how many rows the scope lets through nobody tells the planner, and it walks through lots, recalls
# or `Placed` once for each balance. A sub-select that is not correlated is hashed; the index gives balances
# in the order they are grouped by.
_HELD = """
select unit_no, item,
  coalesce(sum(held) filter (where lot_id in (
    select id from supplies_lot where expires is null or expires >= %(day)s)), 0)::bigint,
  coalesce(sum(held) filter (where lot_id in (
    select id from supplies_lot where expires between %(day)s and %(soon)s)), 0)::bigint
from supplies_balance
where unit_no >= %(lo)s and unit_no < %(hi)s and held > 0
  and lot_id not in (select lot_id from supplies_recall where lifted_at is null)
  and (unit_no, item) not in (
    select unit_no, item from supplies_placed
    where source = 'devices' and unit_no >= %(lo)s and unit_no < %(hi)s)
group by 1, 2
"""
_PLACED = """
select unit_no, item,
  coalesce(sum(held) filter (where lot_id is null or lot_id in (
    select id from supplies_lot where expires is null or expires >= %(day)s)), 0)::bigint,
  coalesce(sum(held) filter (where lot_id in (
    select id from supplies_lot where expires between %(day)s and %(soon)s)), 0)::bigint
from supplies_placed
where unit_no >= %(lo)s and unit_no < %(hi)s
  and (lot_id is null or lot_id not in (select lot_id from supplies_recall where lifted_at is null))
group by 1, 2
"""


def _held(interval: tuple[int, int]) -> dict[tuple[int, str], tuple[int, int]]:
    """(School, item) → usable, and of that soon to expire: in stores and `Placed`."""
    day = clock.today()
    given: dict[str, Any] = {
        "lo": interval[0],
        "hi": interval[1],
        "day": day,
        "soon": day + rules.EXPIRING,
    }
    with connection.cursor() as cursor:
        cursor.execute(_HELD, given)
        found = {(no, item): (usable, soon) for no, item, usable, soon in cursor.fetchall()}
        cursor.execute(_PLACED, given)
        for no, item, usable, soon in cursor.fetchall():
            before = found.get((no, item), _NOTHING)
            found[no, item] = (before[0] + usable, before[1] + soon)
    return found


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
    sizes, held = _sizes(places, place.interval), _held(place.interval)
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
            item: Gap(one.no, item, needs.get(item), *held.get((one.no, item), _NOTHING))
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
