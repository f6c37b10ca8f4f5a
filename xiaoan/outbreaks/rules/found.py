"""What a layer says of a place: more people newly ill than is usual there."""

import datetime as dt
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Found:
    """More people newly ill at a place than its past makes likely.

    `layer`: class, school or space; `level`: class, school, township or area (of schools, `members`,
    around that of `unit_no`). `school_no`, `township_no`: that hold it, 0 = more than one. `expected` and
    `observed` are of the days from `since`; `upper`: what would still be usual (None: not said). `score`:
    minus log 10 of how rare it is. `curve`: day, observed, expected, upper of the last days. `sure`: a
    discovery at FALSE_SHARE.
    """

    layer: str
    level: str
    unit_no: int
    school_no: int
    township_no: int
    syndrome: str
    day: dt.date
    since: dt.date
    method: str
    observed: int
    expected: float
    upper: float | None
    p: float | None
    recurrence: float | None
    score: float
    sure: bool
    told: int
    owed: int
    members: tuple[int, ...] = ()
    curve: tuple[tuple[str, int | None, float | None, float | None], ...] = field(
        default=(), repr=False
    )


def rarity(p: float) -> float:
    """Minus log 10 of a p-value, up to 12."""
    return float(-np.log10(max(p, 1e-12)))
