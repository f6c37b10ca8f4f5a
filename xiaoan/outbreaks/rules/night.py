"""What the statistical layers look at on one night: who fell ill where, day by day, and who was silent.

Counts are people newly ill by the school day on which their class first said so. Silence is NaN.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

# The groups of symptoms that are watched. FEVER holds RESP (see screening.rules.symptoms).
WATCHED = ("FEVER", "RESP", "GI", "RASH", "PAROTID", "EYE")
# Of which one says much of the other: signals of both at one place are one.
ALIKE = {"RESP": "FEVER"}
# So many school days are looked at, however long the record is: 40 to learn from, 3 in between, 20 over
# which slow rises add up.
LOOK_BACK = 63
# A day on which less than half of a unit's pupils were reported on says nothing of the unit.
LEAST_SHARE = 0.5


@dataclass(frozen=True, eq=False)
class Night:
    """`days`: shape (T,), school days, the evaluated one last. `classes`, `roll`: shape (S,), sorted by
    number. `counts`: shape (G, S, T) for WATCHED, NaN = the class did not report. `at`: school → kilometres
    east and north, as far as known.
    """

    days: tuple[dt.date, ...]
    classes: IntArray
    roll: FloatArray
    counts: FloatArray
    school_of: IntArray
    township_of: IntArray
    at: Mapping[int, tuple[float, float]]

    @property
    def day(self) -> dt.date:
        return self.days[-1]


@dataclass(frozen=True, eq=False)
class Level:
    """The same by class, school or township. `share`: shape (U, T), of the pupils how many were reported on.

    `counts` is NaN where that is below LEAST_SHARE. `told`, `owed`: shape (U,), class-days of the last three
    days that came in, and all there were. `school`, `township`: shape (U,), that hold each, 0 = none.
    """

    name: str
    units: IntArray
    school: IntArray
    township: IntArray
    roll: FloatArray
    counts: FloatArray
    share: FloatArray
    told: IntArray
    owed: IntArray


def by_class(night: Night) -> Level:
    """One series a class."""
    known = ~np.isnan(night.counts[0])
    last = known[:, -3:]
    return Level(
        "class", night.classes, night.school_of, night.township_of, night.roll, night.counts,
        known.astype(np.float64),
        last.sum(axis=1), np.full(night.classes.size, last.shape[1]),
    )  # fmt: skip


def summed(night: Night, name: str) -> Level:
    """Classes added up to schools or townships."""
    owner = night.school_of if name == "school" else night.township_of
    units, first, at = np.unique(owner, return_index=True, return_inverse=True)
    known = ~np.isnan(night.counts[0])
    zeros = np.nan_to_num(night.counts)

    def total(values: FloatArray) -> FloatArray:
        found = np.zeros((units.size, *values.shape[1:]))
        np.add.at(found, at, values)
        return found

    roll = total(night.roll)
    share = total(night.roll[:, None] * known) / roll[:, None]
    counts = np.stack([total(one) for one in zeros])
    counts[:, share < LEAST_SHARE] = np.nan
    last = known[:, -3:].astype(np.float64)
    return Level(
        name, units, units if name == "school" else np.zeros(units.size, dtype=np.int64),
        night.township_of[first], roll, counts, share,
        total(last).sum(axis=1).astype(np.int64), total(np.ones(last.shape)).sum(axis=1).astype(np.int64),
    )  # fmt: skip


def on_weekdays(
    days: Sequence[dt.date], counts: FloatArray, weeks: int
) -> tuple[FloatArray, int] | None:
    """Counts on a grid of Mondays to Fridays, the evaluated day last, `weeks` of them before it; days without
    school are NaN. None where that day is no weekday.
    """
    day = days[-1]
    if day.weekday() > 4:
        return None
    width = 5 * weeks + 1
    first = _number(day) - width + 1
    grid = np.full((*counts.shape[:-1], width), np.nan)
    for column, one in enumerate(days):
        place = _number(one) - first
        if one.weekday() < 5 and 0 <= place < width:
            grid[..., place] = counts[..., column]
    return grid, width


def _number(day: dt.date) -> int:
    """Monday to Friday counted through."""
    week, weekday = divmod(day.toordinal() - 1, 7)
    return 5 * week + min(weekday, 4)
