"""What comes first: the units that stand worst; the middle of units of a kind; what changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol, TypeVar


class Counted(Protocol):
    """A figure: a share is `num` of `den`, a count has no `den`; None is not known."""

    @property
    def num(self) -> int | None: ...

    @property
    def den(self) -> int | None: ...

    @property
    def unknown(self) -> int: ...


_Unit = TypeVar("_Unit")
_Figure = TypeVar("_Figure", bound=Counted)


def value(one: Counted, kind: str) -> float | None:
    """The share in per cent, or the count; None where nothing is known."""
    if one.num is None:
        return None
    if kind == "count":
        return float(one.num)
    return 100 * one.num / one.den if one.den else None


def badness(one: Counted, kind: str, better: str) -> tuple[int, float, int]:
    """The larger, the worse. What is known stands before what is not, and that before what nothing is due of;
    of equal shares the one with more people or things behind it is the worse."""
    found = value(one, kind)
    if found is None:
        return (0 if not one.unknown else 1, float(one.unknown), 0)
    lacking = (one.den or 0) - (one.num or 0) if better == "high" else one.num or 0
    return (2, -found if better == "high" else found, lacking)


def worst_first(
    rows: Iterable[tuple[_Unit, _Figure]], kind: str, better: str
) -> list[tuple[_Unit, _Figure]]:
    """Stable: units that stand alike stay in the order of the tree."""
    return sorted(rows, key=lambda row: badness(row[1], kind, better), reverse=True)


def middle(figures: Iterable[Counted], kind: str) -> float | None:
    """The median of those that are known, each unit once, whatever its size."""
    known = [found for one in figures if (found := value(one, kind)) is not None]
    return median(known) if known else None


@dataclass(frozen=True)
class Change:
    """How a value moved: `by` in points of per cent, or as a count; None: one of the two is not on record.
    `is_better`: None where it stayed."""

    by: float | None
    is_better: bool | None = None


def change(now: float | None, then: float | None, better: str) -> Change:
    """From `then` to `now`, to one decimal."""
    if now is None or then is None:
        return Change(None)
    by = round(now - then, 1)
    return Change(by, None if not by else (by > 0) == (better == "high"))


def curve(values: Sequence[float | None], width: int, height: int) -> list[str]:
    """The points of a spark line as `<polyline points>`, one text a run without a gap: from zero or, for
    shares that all lie above a half, from half of the lowest, so that movement is seen. A day alone between
    gaps is a line of no length: with round ends a dot, where one point would draw nothing."""
    known = [one for one in values if one is not None]
    if not known:
        return []
    floor = min(known) / 2 if min(known) > 50 else 0.0
    span = max(known) - floor or 1.0
    step = width / max(1, len(values) - 1)
    runs: list[list[str]] = [[]]
    for index, one in enumerate(values):
        if one is None:
            runs.append([])
            continue
        runs[-1].append(f"{index * step:.1f},{height - height * (one - floor) / span:.1f}")
    return [" ".join(run if len(run) > 1 else run * 2) for run in runs if run]
