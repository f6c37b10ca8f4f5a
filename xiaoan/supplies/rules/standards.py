"""Standards: item × rule × kind of school × response level, and what a school of some size needs by them."""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import Any, NamedTuple

from xiaoan.supplies.rules.items import ITEMS

VERSION_STATES = ("draft", "asked", "published", "withdrawn")
BASES = ("person", "pupil", "staff", "class", "boarder", "gate", "room", "m2", "school")
STAGES = (
    "kindergarten", "primary", "teaching_point", "nine_year", "junior", "senior", "special",
)  # fmt: skip
LEVELS = ("normal", "IV", "III", "II", "I")
_MOST_DAYS = 366
_LONGEST = 200


@dataclass(frozen=True)
class Rule:
    """So much of an item per pupil, class, …; no stage or level named: all. `amount` in base units as a
    fraction, so that one for every five classes is exact."""

    item: str
    basis: str
    amount: str
    days: int = 0
    stages: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    boarding: bool = False
    source: str = ""

    def concerns(self, stage: str, level: str, *, boards: bool) -> bool:
        return (
            (not self.stages or stage in self.stages)
            and (not self.levels or level in self.levels)
            and (boards or not self.boarding)
        )


@dataclass(frozen=True)
class Standard:
    """A version. `status`: `ours` until a paper of an authority is named."""

    version: str
    since: dt.date
    status: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Size:
    """What a school is counted by; None: nobody has entered it, which is neither zero nor one."""

    stage: str
    pupils: int
    staff: int
    classes: int
    boarders: int
    gates: int | None
    m2: int | None
    rooms: int | None = None

    def of(self, basis: str) -> int | None:
        counts: Mapping[str, int | None] = {
            "person": self.pupils + self.staff, "pupil": self.pupils, "staff": self.staff,
            "class": self.classes, "boarder": self.boarders, "gate": self.gates, "m2": self.m2,
            "room": self.rooms, "school": 1,
        }  # fmt: skip
        return counts[basis]


class Need(NamedTuple):
    """`least` is needed for certain; `unknown`: bases nobody has entered, so that it may be more."""

    least: int
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What is asked of one kind of school at one level: item → the common denominator of its rules, and per
    basis how many such parts. Reckoned once for many schools, in whole numbers."""

    parts: Mapping[str, tuple[int, tuple[tuple[str, int], ...]]]


def asked_of(rules: Iterable[Rule], stage: str, level: str, *, boards: bool) -> Asked:
    """The rules that concern a kind of school."""
    found: dict[str, list[Rule]] = {}
    for one in rules:
        if one.concerns(stage, level, boards=boards):
            found.setdefault(one.item, []).append(one)
    parts = {}
    for item, ones in found.items():
        amounts = [(one.basis, Fraction(one.amount) * (one.days or 1)) for one in ones]
        whole = lcm(*(amount.denominator for _basis, amount in amounts))
        parts[item] = (whole, tuple((basis, int(amount * whole)) for basis, amount in amounts))
    return Asked(parts)


def needed_by(asked: Asked, size: Size) -> dict[str, Need]:
    """Item → what a school needs of it. An item without a rule for it is not in there: no standard."""
    counts = {basis: size.of(basis) for basis in BASES}
    found = {}
    for item, (whole, parts) in asked.parts.items():
        total = 0
        unknown: tuple[str, ...] = ()
        for basis, amount in parts:
            count = counts[basis]
            if count is None:
                unknown = tuple(dict.fromkeys((*unknown, basis)))
            else:
                total += amount * count
        found[item] = Need(-(-total // whole), unknown)
    return found


def needed(rules: Iterable[Rule], size: Size, level: str) -> dict[str, Need]:
    """The same of one school."""
    return needed_by(asked_of(rules, size.stage, level, boards=size.boarders > 0), size)


def gap_state(need: Need | None, usable: int) -> str:
    """`none` (no standard), `short`, `unknown` (enough for what is known), `enough`."""
    if need is None:
        return "none"
    if usable < need.least:
        return "short"
    return "unknown" if need.unknown else "enough"


def rule_fault(one: Rule) -> str:
    """Which field of a rule cannot be; "" if it can."""
    try:
        amount = Fraction(one.amount)
    except (ValueError, ZeroDivisionError):
        return "amount"
    checks = {
        "item": one.item in ITEMS,
        "basis": one.basis in BASES,
        "amount": 0 < amount <= 1_000_000 and amount.denominator <= 100_000,
        "days": 0 <= one.days <= _MOST_DAYS,
        "stages": set(one.stages) <= set(STAGES),
        "levels": set(one.levels) <= set(LEVELS),
        "source": 0 < len(one.source.strip()) <= _LONGEST,
    }
    return next((name for name, fine in checks.items() if not fine), "")


def rules_of(raw: Iterable[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """Rules as they are kept in a version."""
    return tuple(
        Rule(
            **{
                **one,
                "stages": tuple(one.get("stages", ())),
                "levels": tuple(one.get("levels", ())),
            }
        )
        for one in raw
    )


def said_of(rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """The same, to keep."""
    return [
        {**asdict(one), "stages": list(one.stages), "levels": list(one.levels)} for one in rules
    ]


def _read() -> Standard:
    path = Path(__file__).parent.parent / "data" / "standard-cn.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return Standard(raw["version"], raw["since"], raw["status"], rules_of(raw["rule"]))


DEFAULT = _read()
