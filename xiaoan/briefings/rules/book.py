"""The rules by which a briefing chooses: data (briefings-cn.toml)."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

RISKS = ("clock", "open", "poor", "gap")


@dataclass(frozen=True)
class ChangeRule:
    """A figure of which a change of at least `least` is told."""

    key: str
    weight: int
    least: float


@dataclass(frozen=True)
class RiskRule:
    """`hours`: of a clock; `share`: of a gap."""

    kind: str
    key: str
    weight: int
    hours: int = 0
    share: float = 0.0


@dataclass(frozen=True)
class DecisionRule:
    """Where something waits, by the address of its list."""

    address: str
    weight: int


@dataclass(frozen=True)
class Book:
    version: str
    source: str
    confidence: str
    most: int
    today_from: dt.time
    back: int
    changes: tuple[ChangeRule, ...]
    risks: tuple[RiskRule, ...]
    decisions: tuple[DecisionRule, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Every figure that a rule looks at."""
        return tuple(
            dict.fromkeys([*(one.key for one in self.changes), *(one.key for one in self.risks)])
        )


@cache
def book() -> Book:
    """The file that comes along."""
    file = resources.files("xiaoan.briefings") / "data" / "briefings-cn.toml"
    return read_book(file.read_text(encoding="utf-8"))


def read_book(text: str) -> Book:
    """KeyError, TypeError, ValueError: what of the file is missing or does not fit."""
    found = tomllib.loads(text)
    made = Book(
        found["version"], found["source"], found["confidence"], found["most"],
        dt.time.fromisoformat(found["today_from"]), found["back"],
        tuple(ChangeRule(**one) for one in found["change"]),
        tuple(RiskRule(**one) for one in found["risk"]),
        tuple(DecisionRule(**one) for one in found["decision"]),
    )  # fmt: skip
    if any(one.kind not in RISKS for one in made.risks):
        raise ValueError("a kind of risk that nobody knows")
    if any(one.least <= 0 for one in made.changes):
        raise ValueError("a change of nothing is no news")
    return made
