"""Which days of the past speak for a day, and with which season: the reference points of Farrington.

Half-windows around the same day of b seasons before are the level of today; the stretches between
are cut into blocks, the other levels (Noufaily and others 2013, Stat Med 32: 1206).
"""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from xiaoan.epidemiology.arrays import FloatArray, IntArray

_WEEK = 7


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """`rows`: shape (N,), columns of the counts. `level`: shape (N,), from 0; today's is the last one.
    `time`: shape (N,); `now`: today's time and level."""

    rows: IntArray
    level: IntArray
    time: FloatArray
    now: tuple[int, float]


def past_of(day: int, points: IntArray, *, w: int, periods: int, left_out: int) -> Past:
    """The past of column `day`. `points`: day itself, then the same day of each season before.

    `left_out`: days before today that are not used. Raises ValueError when a season is too short for
    so many periods.
    """
    level = np.full(day + 1, -1, dtype=np.int64)
    level[day - w :] = periods - 1
    for newer, older in pairwise(points.tolist()):
        level[older - w : older + w + 1] = periods - 1
        if periods > 1:
            gap = newer - older - 2 * w - 1
            if gap < periods - 1:
                raise ValueError(f"no_periods = {periods} are too many for a season of this length")
            begin = older + w + 1
            level[begin : begin + gap] = np.repeat(
                np.arange(periods - 1), _shared(gap, periods - 1)
            )
    level[max(day - left_out, 0) :] = -1
    rows = np.flatnonzero(level >= 0)
    time = rows - rows.mean() if rows.size else rows.astype(np.float64)
    return Past(rows, level[rows], time, (periods - 1, float(day - rows.mean())))


def _shared(gap: int, parts: int) -> IntArray:
    """`gap` days in `parts` blocks, the first ones a day longer if need be."""
    length, rest = divmod(gap, parts)
    return np.array([length + (part < rest) for part in range(parts)], dtype=np.int64)


def points_by_number(day: int, freq: int, b: int) -> IntArray | None:
    """Today and `b` seasons of `freq` columns before it; None when there are not so many."""
    points = day - freq * np.arange(b + 1, dtype=np.int64)
    return points if points[-1] >= 0 else None


def points_by_date(day: int, dates: list[dt.date], b: int, weekly: bool) -> IntArray | None:
    """Today and the same date of `b` years before, in weekly data moved to the nearest same weekday."""
    where = {date: at for at, date in enumerate(dates)}
    wanted = [_years_before(dates[day], years) for years in range(b + 1)]
    if weekly:
        wanted = [_nearest(date, dates[day].weekday()) for date in wanted]
    if any(date not in where for date in wanted):
        return None
    return np.array([where[date] for date in wanted], dtype=np.int64)


def _years_before(date: dt.date, years: int) -> dt.date:
    """29 February of a year without one is 1 March."""
    try:
        return date.replace(year=date.year - years)
    except ValueError:
        return dt.date(date.year - years, 3, 1)


def _nearest(date: dt.date, weekday: int) -> dt.date:
    back = (date.weekday() - weekday) % _WEEK
    return date - dt.timedelta(days=back if back <= _WEEK - back else back - _WEEK)
