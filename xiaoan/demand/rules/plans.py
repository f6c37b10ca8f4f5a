"""What an officer supposes of the weeks to come: when which pupils come back, how many, at which level."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from xiaoan.demand.rules.regimes import LEVELS, Array, Whole, regime

STAGES = (
    "kindergarten", "primary", "teaching_point", "nine_year", "junior", "senior", "special",
)  # fmt: skip


# Of one item, pieces a day and pupil: above this it is a slip.
MOST_EXTRA = 100.0


class Extra(NamedTuple):
    """Of an item so many base units a pupil and day at school; `unsure`: standard deviation over mean."""

    item: str
    per_pupil: float
    unsure: float


@dataclass(frozen=True)
class Part:
    """Pupils of these kinds of school and grades (none named: all) come back on a day, `share` per cent of
    them. `reopens` None: as on the calendar. `level` "": as it is now. `outbreak` None: as it is now.
    `extra`: what is used beside what usually is, as a simulation of opening says."""

    stages: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    reopens: dt.date | None = None
    share: int = 100
    level: str = ""
    outbreak: bool | None = None
    extra: tuple[Extra, ...] = ()

    def concerns(self, stage: str, grade: str) -> bool:
        return (not self.stages or stage in self.stages) and (
            not self.grades or grade in self.grades
        )


class Group(NamedTuple):
    """Pupils of a grade of a school."""

    grade: str
    pupils: int


class Plain(NamedTuple):
    """What is known of one day to come without any supposition. `kind`: see directory.rules.day_kind."""

    day: dt.date
    kind: str
    level: str
    outbreak: bool


class Ahead(NamedTuple):
    """The days to come at a store: kind of day and people present [H], and the share of the roll that is
    there [H] (0 without teaching), which the standard is counted by. `extra`: item → what is used of it on
    each day [H] beside what usually is, and how unsure that is (standard deviation over mean)."""

    regimes: Whole
    people: Array
    share: Array
    extra: Mapping[str, tuple[Array, float]] = {}


def part_fault(one: Part) -> str:
    """Which field of a part cannot be; "" if it can."""
    checks = {
        "stages": set(one.stages) <= set(STAGES),
        "grades": all(0 < len(name) <= 30 for name in one.grades),
        "share": 0 <= one.share <= 100,
        "level": one.level in ("", *LEVELS),
        "extra": all(0 <= more.per_pupil <= MOST_EXTRA and more.unsure >= 0 for more in one.extra),
    }
    return next((name for name, fine in checks.items() if not fine), "")


def supposed(
    days: Sequence[Plain],
    stage: str,
    groups: Sequence[Group],
    staff: int,
    usual: float,
    parts: Sequence[Part] = (),
) -> Ahead:
    """What the days to come are at a school. `usual`: the share of pupils there on a teaching day; on
    a day without teaching rates are by everybody on the roll. The first part that concerns a grade holds."""
    pupils = sum(one.pupils for one in groups)
    whole = [
        (group, next((p for p in parts if p.concerns(stage, group.grade)), None))
        for group in groups
    ]
    found: list[tuple[int, float, float]] = []
    more: dict[str, tuple[Array, float]] = {}
    for at, plain in enumerate(days):
        there, teaching = 0.0, not groups and plain.kind in ("school", "make_up")
        for group, part in whole:
            share = _share(plain, part, usual)
            teaching = teaching or share is not None
            there += group.pupils * (share or 0.0)
            for one in part.extra if part and share else ():
                daily, unsure = more.setdefault(one.item, (np.zeros(len(days)), one.unsure))
                daily[at] += group.pupils * (share or 0.0) * one.per_pupil
                more[one.item] = daily, max(unsure, one.unsure)
        level, outbreak = _conditions(plain, [part for _group, part in whole if part])
        people = there + staff if teaching else float(pupils + staff)
        share = (people / (pupils + staff) if pupils + staff else 1.0) if teaching else 0.0
        found.append((regime(level, teaching=teaching, outbreak=outbreak), people, share))
    columns = list(zip(*found, strict=True)) or [(), (), ()]
    return Ahead(
        np.array(columns[0], dtype=np.int64), np.array(columns[1], dtype=np.float64),
        np.array(columns[2], dtype=np.float64), more,
    )  # fmt: skip


def _share(plain: Plain, part: Part | None, usual: float) -> float | None:
    """Which share of a grade is there on a day; None: no teaching for it. From its reopening day on the
    vacation is over, while weekends and holidays stay."""
    is_school = plain.kind in ("school", "make_up")
    if part is None:
        return usual if is_school else None
    if part.reopens is not None:
        if plain.day < part.reopens:
            return None
        is_school = is_school or (plain.kind == "vacation" and plain.day.weekday() < 5)
    return part.share / 100 if is_school else None


def _conditions(plain: Plain, parts: Sequence[Part]) -> tuple[str, bool]:
    """The gravest level that a part says, else today's; an outbreak if a part says so."""
    said = [one.level for one in parts if one.level]
    level = max(said, key=LEVELS.index) if said else plain.level
    told = [one.outbreak for one in parts if one.outbreak is not None]
    return level, any(told) if told else plain.outbreak
