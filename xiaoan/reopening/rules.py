"""Which groups of pupils have an opening date, which decision holds for a school, what a proposal
may not say. Pure."""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

_DATA = tomllib.loads(
    (Path(__file__).parent / "data" / "stages-cn.toml").read_text(encoding="utf-8")
)
VERSION: str = _DATA["version"]
SOURCE: str = _DATA["source"]
CONFIDENCE: str = _DATA["confidence"]

# What a decision says: opens on a day; is held back, the day will be said later; what is above holds again.
WHATS = ("date", "held", "lifted")
STATES = ("proposed", "decided", "refused", "dropped")
SHORT, LONG = 200, 500
# So many places times stages in one proposal: the county's schools at once (our own choice).
MOST_LINES = 600


@dataclass(frozen=True)
class Stage:
    """A group with a date of its own. `names`: by language code. `follows`: whose date holds while
    it has none."""

    code: str
    stages: tuple[str, ...]
    names: Mapping[str, str]
    follows: str
    not_after: str


def _stage(row: Mapping[str, Any]) -> Stage:
    return Stage(
        row["code"], tuple(row["stages"]), dict(row["name"]), row.get("follows", ""),
        row.get("not_after", ""),
    )  # fmt: skip


# In the order in which lists show them.
STAGES: Mapping[str, Stage] = {row["code"]: _stage(row) for row in _DATA["stage"]}


def stages_of(school_stage: str) -> tuple[Stage, ...]:
    """The groups that a kind of school (`directory` stage) has."""
    return tuple(one for one in STAGES.values() if school_stage in one.stages)


class Decided(Protocol):
    """A decision as `holding` reads it."""

    @property
    def place_no(self) -> int: ...
    @property
    def stage(self) -> str: ...
    @property
    def what(self) -> str: ...


One = TypeVar("One", bound=Decided)


def holding(
    current: Mapping[tuple[int, str], One], places: Sequence[int], stage: str
) -> One | None:
    """The decision that holds for a group at a place; `places`: its own number and those over it, nearest
    first. What is lifted leaves it to the place above. At each place the group's own comes before that of
    the group it follows: a school that is held back holds back its final year, unless it says otherwise.
    """
    known = STAGES[stage]
    for no in places:
        for code in (stage, known.follows) if known.follows else (stage,):
            found = current.get((no, code))
            if found is not None and found.what != "lifted":
                return found
    return None


def late_finals(days: Mapping[str, dt.date | None]) -> list[tuple[str, str]]:
    """(group, the group it should not come after) where it would: days by group, of what would hold."""
    found = []
    for code, own in days.items():
        other = STAGES[code].not_after
        rest = days.get(other)
        if own and rest and own > rest:
            found.append((code, other))
    return found


@dataclass(frozen=True)
class Line:
    """One line of a proposal: what is said of a group at a place. `base`: the number of the version
    that was looked at, 0 where there was none."""

    place_no: int
    stage: str
    what: str
    day: dt.date | None
    base: int

    def as_json(self) -> dict[str, Any]:
        day = self.day.isoformat() if self.day else None
        return {
            "place": self.place_no, "stage": self.stage, "what": self.what, "day": day,
            "base": self.base,
        }  # fmt: skip


def lines_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Line, ...]:
    """The lines as a proposal keeps them."""
    return tuple(
        Line(
            row["place"], row["stage"], row["what"],
            dt.date.fromisoformat(row["day"]) if row["day"] else None, row["base"],
        )
        for row in rows
    )  # fmt: skip
