"""Pure decisions of homework: states, marks, and how long marking takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

WAYS = ("paper", "online")
STATES = ("handed", "missing", "excused", "no_device")
WHY = ("ill", "isolated", "leave", "other")
# What a piece may be marked with besides points; "seen" says that it was looked at and no more.
GRADES = ("seen", "excellent", "good", "pass", "fail")
ACTS = ("set", "cancel", "hand_in", "tell", "mark", "mark_all", "return", "name")
LONGEST_TITLE, LONGEST_TEXT, LONGEST_COMMENT = 60, 1000, 200
# So many minutes one task takes at the most, and so many photos belong to it or to a piece (own choice).
MOST_MINUTES, MOST_PHOTOS = 240, 3
MOST_CLASSES, MOST_POINTS = 20, 150
# So far ahead homework is due at the most (own choice: a winter holiday).
MOST_DAYS = 60


def mark_fault(mark: str) -> bool:
    """Whether something is neither a grade nor points from 0 to MOST_POINTS in whole numbers."""
    if mark in GRADES:
        return False
    return not (mark.isascii() and mark.isdigit() and len(mark) <= 3 and int(mark) <= MOST_POINTS)


@dataclass(frozen=True)
class Wait:
    """So many pieces waited so many hours; `ended` False: they wait still."""

    hours: float
    pieces: int
    ended: bool


@dataclass(frozen=True)
class Quantile:
    """Hours within which a share was marked; `is_more`: not reached yet, it is more than these hours.
    None: there was nothing to mark."""

    hours: float | None
    is_more: bool = False


def quantile(waits: Sequence[Wait], share: float) -> Quantile:
    """The time within which `share` of all pieces was or will be marked, by Kaplan and Meier (1958): what is
    unmarked counts as waiting at least until now. Without unmarked pieces it is the smallest time within
    which at least `share` of them was marked."""
    total = sum(one.pieces for one in waits)
    if not total:
        return Quantile(None)
    at_risk, waiting = total, 1.0
    for hours, done, gone in _steps(waits):
        waiting *= 1 - done / at_risk
        if done and waiting <= 1 - share + 1e-9:
            return Quantile(hours)
        at_risk -= done + gone
    return Quantile(max(one.hours for one in waits), is_more=True)


def _steps(waits: Iterable[Wait]) -> list[tuple[float, int, int]]:
    """Of each time: how many were marked then, and how many had waited so long and wait still."""
    found: dict[float, list[int]] = {}
    for one in waits:
        if one.pieces:
            found.setdefault(one.hours, [0, 0])[0 if one.ended else 1] += one.pieces
    return [(hours, *found[hours]) for hours in sorted(found)]  # type: ignore[misc]  # two numbers each


def shown_hours(hours: float) -> int:
    """Whole hours, rounded up: nothing is said to be quicker than it was."""
    return ceil(hours - 1e-9)
