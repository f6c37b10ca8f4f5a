"""What a plan asks of people at each response level: times and minutes of a school day, an estimate."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.hygiene import rules
from xiaoan.hygiene.queries import units
from xiaoan.hygiene.queries.plans import LineOf
from xiaoan.hygiene.rules import effort
from xiaoan.hygiene.rules.frequency import LEVELS
from xiaoan.hygiene.rules.pack import HEAVY_MINUTES
from xiaoan.kernel.actor import Actor


@dataclass
class Load:
    """What falls to a role or person. `people`: who holds the role there today (0: nobody); `times` and
    `minutes` by level on a school day, on average, of all of them."""

    name: str
    people: int
    times: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    minutes: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def each(self, level: str) -> float:
        """Minutes a day of one of them."""
        return self.minutes[level] / max(self.people, 1)


@dataclass(frozen=True)
class Cell:
    """One level of one role: times, minutes of all, minutes of each, whether that is a heavy day."""

    times: float
    minutes: int
    each: int
    heavy: bool


@dataclass(frozen=True)
class Row:
    name: str
    people: int
    cells: tuple[Cell, ...]


def levels(actor: Actor, school_no: int, lines: Sequence[LineOf]) -> list[Row]:
    """Role by role and person by person, what each level would ask; who has most first."""
    found: dict[str, Load] = {}
    held = _held(actor, school_no, lines)
    names = accounts.names(actor, {one.who_id for one in lines if one.who_id})
    for one in lines:
        if one.left_out or one.excused:
            continue
        key = str(one.who_id or one.post)
        if key not in found:
            found[key] = _load(one, held, names)
        minutes = effort.minutes(one.method, one.area)
        frequency = rules.read_frequency(one.frequency)
        for level in LEVELS:
            times = effort.per_day(frequency, level)
            found[key].times[level] += times
            found[key].minutes[level] += times * minutes
    rows = [
        Row(one.name, one.people, tuple(_cell(one, level) for level in LEVELS))
        for one in found.values()
    ]
    return sorted(rows, key=lambda row: -row.cells[0].each)


def _cell(one: Load, level: str) -> Cell:
    each = round(one.each(level))
    return Cell(round(one.times[level], 1), round(one.minutes[level]), each, each > HEAVY_MINUTES)


def _held(actor: Actor, school_no: int, lines: Sequence[LineOf]) -> dict[str, set[UUID]]:
    """Role → who holds it at the units of the lines, or at the school."""
    numbers = {one.unit_no for one in lines} | {school_no}
    found: dict[str, set[UUID]] = defaultdict(set)
    for (role, _unit), people in units.holders_by_post(actor, sorted(numbers)).items():
        found[role] |= set(people)
    return found


def _load(one: LineOf, held: dict[str, set[UUID]], names: dict[UUID, str]) -> Load:
    if one.who_id is not None:
        return Load(names.get(one.who_id, ""), 1)
    return Load(str(ROLE_NAMES[one.post]), len(held.get(one.post, ())))
