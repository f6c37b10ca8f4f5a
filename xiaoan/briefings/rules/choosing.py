"""Choosing, purely: what is given is on record, and nothing else comes out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xiaoan.briefings.rules.book import ChangeRule, DecisionRule, RiskRule

# Of counts, so many is the least that a difference is divided by: from 0 to 1 is no doubling.
_FLOOR = 3


@dataclass(frozen=True)
class Told:
    """A figure of a day (ISO), as indicators has it. `state`: what the catalogue calls it."""

    key: str
    day: str
    num: int | None
    den: int | None = None
    unknown: int = 0
    units: int = 0
    silent: int = 0
    state: str = "plain"

    @property
    def value(self) -> float | None:
        """A share (0 to 1) or a count; None where there is none."""
        if self.num is None:
            return None
        if self.den is None:
            return float(self.num)
        return self.num / self.den if self.den else None


@dataclass(frozen=True)
class Change:
    """`against`: "day" (the day before that has figures) or "week"."""

    key: str
    against: str
    was: Told
    now: Told
    size: float
    score: float


@dataclass(frozen=True)
class Risk:
    """`n`: clocks or events; the figure itself of "poor" and "gap"."""

    kind: str
    key: str
    weight: int
    n: int = 0
    missed: int = 0
    now: Told | None = None


@dataclass(frozen=True)
class Decision:
    address: str
    n: int
    role: str
    weight: int


def moved(was: Told, now: Told) -> float:
    """How far a figure moved: points of a share, or the part of the greater count; 0 where one is unknown."""
    before, after = was.value, now.value
    if before is None or after is None or (was.den is None) != (now.den is None):
        return 0.0
    if now.den is not None:
        return after - before
    return (after - before) / max(before, after, _FLOOR)


def changes(
    pairs: Iterable[tuple[str, Told, Told]], rules: Sequence[ChangeRule], most: int
) -> list[Change]:
    """The largest moves, by size × weight / least; of a figure only its larger one. `pairs`: against, was,
    now."""
    by_key = {one.key: one for one in rules}
    best: dict[str, Change] = {}
    for against, was, now in pairs:
        rule = by_key.get(now.key)
        if rule is None or was.key != now.key:
            continue
        size = moved(was, now)
        if abs(size) < rule.least:
            continue
        one = Change(now.key, against, was, now, size, abs(size) * rule.weight / rule.least)
        if now.key not in best or one.score > best[now.key].score:
            best[now.key] = one
    return sorted(best.values(), key=lambda one: (-one.score, one.key))[:most]


def risks(
    figures: Mapping[str, Told], clocks: Sequence[float], unjudged: int, rules: Sequence[RiskRule],
    most: int,
) -> list[Risk]:  # fmt: skip
    """The gravest, one of a figure at most. `clocks`: hours until each report that the law asks for is due,
    below nought where it is over; `unjudged`: events that nobody has judged."""
    found: dict[str, Risk] = {}
    for rule in sorted(rules, key=lambda one: -one.weight):
        one = _risk(rule, figures.get(rule.key), clocks, unjudged)
        if one is not None and rule.key not in found:
            found[rule.key] = one
    return list(found.values())[:most]


def _risk(rule: RiskRule, now: Told | None, clocks: Sequence[float], unjudged: int) -> Risk | None:
    if rule.kind == "clock":
        running = [hours for hours in clocks if hours <= rule.hours]
        missed = sum(hours < 0 for hours in running)
        return Risk("clock", rule.key, rule.weight, len(running), missed) if running else None
    if rule.kind == "open":
        return Risk("open", rule.key, rule.weight, unjudged) if unjudged else None
    if now is None or now.num is None:
        return None
    if rule.kind == "poor":
        return Risk("poor", rule.key, rule.weight, now=now) if now.state == "poor" else None
    return Risk("gap", rule.key, rule.weight, now=now) if is_gap(now, rule.share) else None


def is_gap(now: Told, share: float) -> bool:
    """Whether so large a part is unknown, or some schools have nothing on record while others have. (Where
    nobody has, nothing was asked for.)"""
    if now.num is None:
        return False
    if now.silent:
        return True
    whole = (now.den or 0) + now.unknown
    return bool(whole) and now.unknown / whole >= share > 0


def decisions(
    waiting: Iterable[Decision], rules: Sequence[DecisionRule], most: int
) -> list[Decision]:
    """What waits, the gravest first, then the most; an address once, as it was told first."""
    known = {one.address for one in rules}
    found: dict[str, Decision] = {}
    for one in waiting:
        if one.address in known and one.n > 0:
            found.setdefault(one.address, one)
    return sorted(found.values(), key=lambda one: (-one.weight, -one.n, one.address))[:most]
