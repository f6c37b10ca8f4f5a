"""The kinds of duties and what a response level makes of them: data/duties-cn.toml, and nothing beside it."""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

# From the ordinary day to the gravest (reference §6, M).
LEVELS = ("normal", "IV", "III", "II", "I")
NORMAL = LEVELS[0]
USUAL = "usual"
# Who is told, from near to far, and the number of the rung; a chain may leave some out, and has one role of a
# number. Of a township it is the liaison whom what schools owe goes up to, and the leader above the liaison.
LEVEL_OF = {
    "grade_head": 1, "principal": 2, "township_liaison": 3, "township_leader": 3, "bureau_officer": 4,
}  # fmt: skip
LADDER_ROLES = tuple(LEVEL_OF)
# A township may do without: where nobody holds the post, it is as if the chain had not named it.
OPTIONAL = "township_leader"
UNITS = ("minutes", "time", "days", "switch", "count", "tries", "percent")
_DAY = 24 * 60
MOST = {
    "minutes": _DAY, "time": _DAY - 1, "days": 31, "switch": 1, "count": 20, "tries": 20, "percent": 100,
}  # fmt: skip


@dataclass(frozen=True)
class Value:
    """One number of the catalogue: so much at each level. A time is minutes after midnight."""

    path: str
    unit: str
    steps: tuple[int, ...]
    source: str
    confidence: str
    # What a unit may set instead: from the least to the most.
    least: int
    most: int
    # The law gives it: a unit may be stricter and not laxer; in `source` which.
    law: bool = False

    @property
    def is_ours(self) -> bool:
        """No text that was seen says it."""
        return self.source == "own choice" or self.confidence in ("L", "MEM")

    def number(self, said: object) -> int:
        """A number that a unit sets, as it is kept; ValueError if it is none, too small or too large."""
        found = number_of(self.unit, said, self.most)
        if found < self.least:
            raise ValueError(str(said))
        return found

    def at(self, level: str) -> int:
        return self.steps[LEVELS.index(level)]


@dataclass(frozen=True)
class KindRule:
    """One kind: who answers, who stands in, done by which facts, along which chain it goes up.

    `needs`: who may do it holds one of these permissions. `excusable`: a superior may let it off, and
    nothing else depends on it. `weight`: 3 is done first of what is due at the same time.
    """

    code: str
    answers: tuple[str, ...]
    deputies: tuple[str, ...]
    due: str
    due_rule: str
    evidence: tuple[str, ...]
    chain: str
    weight: int
    excusable: bool
    needs: tuple[str, ...]
    source: str
    confidence: str
    values: tuple[Value, ...]

    @property
    def is_ours(self) -> bool:
        return self.source == "own choice" or self.confidence in ("L", "MEM")


@dataclass(frozen=True)
class Catalogue:
    """What the file says."""

    version: str
    as_of: dt.date
    kinds: dict[str, KindRule]
    chains: dict[str, tuple[str, ...]]
    ladder: tuple[Value, ...]

    def values(self) -> dict[str, Value]:
        """Every number by its path."""
        found = [value for kind in self.kinds.values() for value in kind.values]
        return {value.path: value for value in (*found, *self.ladder)}

    def chain_of(self, code: str) -> tuple[str, ...]:
        """The roles to which a kind goes up."""
        kind = self.kinds.get(code)
        return self.chains[kind.chain if kind else USUAL]


def read_catalogue(text: str) -> Catalogue:
    """ValueError where a number has no unit, a chain is not there or falls from rung to rung."""
    raw = tomllib.loads(text)
    chains = {name: tuple(roles) for name, roles in raw["chains"].items()}
    limits = {
        unit: (one["least"], one["most"])
        for unit, one in raw.get("limits", {}).items()
        if unit in UNITS
    }
    kinds = {code: _kind(code, one, limits) for code, one in raw["kind"].items()}
    unknown = {kind.chain for kind in kinds.values()} - chains.keys()
    is_twice = any(len({LEVEL_OF.get(one) for one in some}) < len(some) for some in chains.values())
    if unknown or USUAL not in chains or not set(sum(chains.values(), ())) <= set(LADDER_ROLES):
        raise ValueError(f"chains that are not there: {unknown or chains}")
    if is_twice:
        raise ValueError(f"two roles on one rung: {chains}")
    return Catalogue(raw["version"], raw["as_of"], kinds, chains, _ladder(raw["ladder"]))


def _ladder(raw: Mapping[str, Any]) -> tuple[Value, ...]:
    source, confidence = raw["source"], raw["confidence"]
    found = tuple(
        Value(
            f"ladder.{role}", "minutes", _steps("minutes", raw[role]), source, confidence, 0, _DAY
        )
        for role in LADDER_ROLES
    )
    for level in LEVELS:
        minutes = [value.at(level) for value in found]
        if minutes != sorted(minutes):
            raise ValueError(f"the ladder falls at {level}")
    return found


def _kind(
    code: str, one: Mapping[str, Any], limits: Mapping[str, tuple[int, int]]
) -> KindRule:  # fmt: skip
    values = tuple(
        _value(f"{code}.{name}", value, limits) for name, value in one.get("value", {}).items()
    )
    lists = {name: tuple(one[name]) for name in ("answers", "deputies", "evidence", "needs")}
    plain = ("due", "chain", "weight", "excusable", "source", "confidence")
    given: dict[str, Any] = {name: one[name] for name in plain} | lists
    return KindRule(code=code, due_rule=one.get("due_rule", ""), values=values, **given)


def _value(
    path: str, raw: Mapping[str, Any], limits: Mapping[str, tuple[int, int]]
) -> Value:  # fmt: skip
    """A number of a kind; of what the law gives, a unit may set no more than that."""
    unit, law = raw["unit"], raw.get("law", False)
    steps = _steps(unit, raw["at"])
    least, most = limits.get(unit, (0, MOST[unit]))
    return Value(
        path, unit, steps, raw["source"], raw["confidence"], raw.get("least", least),
        steps[0] if law else most, law,
    )  # fmt: skip


def _steps(unit: str, at: Mapping[str, Any]) -> tuple[int, ...]:
    """Each level as the one below, unless it is named."""
    if unit not in UNITS or NORMAL not in at or not at.keys() <= set(LEVELS):
        raise ValueError(f"not a number by level: {unit} {at}")
    found: list[int] = []
    for level in LEVELS:
        found.append(number_of(unit, at[level]) if level in at else found[-1])
    if any(one != strictest(unit, found[: n + 1]) for n, one in enumerate(found)):
        raise ValueError(f"a higher level is laxer: {at}")
    return tuple(found)


def number_of(unit: str, said: object, most: int | None = None) -> int:
    """A number as it is kept; ValueError if it is none, or too large."""
    text = str(said)
    if unit == "time":
        time = dt.time.fromisoformat(text)
        return time.hour * 60 + time.minute
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise ValueError(text)
    if int(text) > (MOST[unit] if most is None else most):
        raise ValueError(text)
    return int(text)


def time_of(minutes: int) -> dt.time:
    return dt.time(minutes // 60, minutes % 60)


def strictest(unit: str, values: Iterable[int]) -> int:
    """The soonest, the most frequent, what is on, the most of what is counted, the highest share, the fewest
    tries. Days of 0 say nothing of their own."""
    found = list(values)
    if unit in ("switch", "count", "percent"):
        return max(found)
    if unit == "days":
        return min((one for one in found if one), default=0)
    return min(found)


def higher(levels: Iterable[str]) -> str:
    """The gravest of some levels."""
    return max(levels, key=LEVELS.index, default=NORMAL)


def rising(minutes: Sequence[int]) -> tuple[int, ...]:
    """No rung before the one under it: where a county hurries only one of them, the others follow it."""
    return tuple(max(minutes[: n + 1]) for n in range(len(minutes)))


CATALOGUE = read_catalogue(
    (files("xiaoan.duties") / "data" / "duties-cn.toml").read_text(encoding="utf-8")
)
VALUES = CATALOGUE.values()
