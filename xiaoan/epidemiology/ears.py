"""EARS C1, C2 and C3: today against the mean and deviation of some days before.

Hutwagner and others 2003 (J Urban Health 80: i89); C3 by the definition of the CDC (Fricker and
others 2008, Stat Med 27: 3407): the excesses of today and the two days before, added up. R's
`earsC` leaves today's count out of C3; this does not.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from xiaoan.epidemiology.arrays import (
    BoolArray,
    Detected,
    FloatArray,
    IntArray,
    at_least,
    evaluated,
    probability,
    series_of,
)


def ears_c1(
    counts: ArrayLike,
    *,
    baseline: int = 7,
    alpha: float = 0.001,
    min_sd: float = 0.0,
    least: int | None = None,
    last: int | None = None,
) -> Detected:
    """C1: alarm when today is above m + z max(s, min_sd) of the `baseline` days before today.

    `counts`: shape (S, T), cases (or rates); NaN = missing. z is the normal quantile at 1 - alpha.
    `min_sd`: floor of the deviation, in cases; Burkom advises 0.5 or 1 for sparse series. With a
    constant baseline and no floor any case above it alarms. `least`: how many days of the baseline
    must be known (all of them, unless given); with fewer there is no statement (NaN). `last`: only
    the last days. Raises ValueError for bad counts (`arrays.series_of`), a baseline under 3 days,
    a negative floor, alpha outside (0, 1), or a series with no day after a whole baseline.
    """
    return _against_before(counts, 0, baseline, alpha, min_sd, least, last)


def ears_c2(
    counts: ArrayLike,
    *,
    baseline: int = 7,
    guard: int = 2,
    alpha: float = 0.001,
    min_sd: float = 0.0,
    least: int | None = None,
    last: int | None = None,
) -> Detected:
    """C2: as C1, with `guard` days between the baseline and today."""
    return _against_before(counts, guard, baseline, alpha, min_sd, least, last)


def ears_c3(
    counts: ArrayLike,
    *,
    baseline: int = 7,
    guard: int = 2,
    threshold: float = 1.96,
    min_sd: float = 0.0,
    least: int | None = None,
    last: int | None = None,
) -> Detected:
    """C3: alarm when the sum of max(0, C2 - 1) over today and the two days before is above `threshold`.

    C2 = (y - m) / max(s, min_sd); when both deviations are 0 it is infinite above the mean, else 0.
    `more["statistic"]`: that sum; `more["c2"]`: C2. `upper`: the count that today reaches the
    threshold with; 0 when the two days before are enough. NaN when one of the three days is missing
    or has no baseline. Otherwise as `ears_c1`.
    """
    y, days = _checked(counts, guard + 2, baseline, min_sd, least, last)
    needed = np.arange(days[0] - 2, days[-1] + 1, dtype=np.int64)
    mean, deviation = moments_before(y, needed, guard, baseline, least or baseline)
    spread = np.maximum(deviation, min_sd)
    with np.errstate(divide="ignore", invalid="ignore"):
        c2 = (y[:, needed] - mean) / spread
    flat = (spread == 0) & ~np.isnan(y[:, needed])
    c2 = np.where(flat, np.where(y[:, needed] > mean, np.inf, 0.0), c2)
    excess = np.maximum(c2 - 1, 0)  # keeps NaN
    before = excess[:, :-2] + excess[:, 1:-1]
    statistic = before + excess[:, 2:]
    mean, spread = mean[:, 2:], spread[:, 2:]
    with np.errstate(invalid="ignore"):
        upper = np.where(before > threshold, 0.0, mean + spread * (1 + threshold - before))
    upper = np.where(np.isnan(before), np.nan, np.maximum(upper, 0))
    decided = ~np.isnan(statistic)
    alarm = decided & (statistic > threshold)
    more = {"statistic": statistic, "c2": c2[:, 2:]}
    return Detected(days, mean, upper, alarm, decided, more)


def moments_before(
    y: FloatArray, days: IntArray, guard: int, baseline: int, least: int
) -> tuple[FloatArray, FloatArray]:
    """Mean and standard deviation (n - 1) of the `baseline` days that end `guard` days before each day.

    `y`: shape (S, T); gives two arrays of shape (S, len(days)), NaN where fewer than `least` days are
    known. A baseline of equal values has exactly their mean and exactly no deviation.
    """
    parts = [y[:, days - lag] for lag in range(guard + 1, guard + baseline + 1)]
    known = np.zeros(parts[0].shape)
    total = np.zeros(parts[0].shape)
    low, high = parts[0], parts[0]
    for part in parts:
        there = ~np.isnan(part)
        known += there
        total += np.where(there, part, 0.0)
        low, high = np.fmin(low, part), np.fmax(high, part)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(low == high, low, total / known)
        squares = sum(np.nan_to_num((part - mean) ** 2) for part in parts)
        deviation = np.where(low == high, 0.0, np.sqrt(squares / (known - 1)))
    enough: BoolArray = known >= least
    return np.where(enough, mean, np.nan), np.where(enough, deviation, np.nan)


def _against_before(
    counts: ArrayLike,
    guard: int,
    baseline: int,
    alpha: float,
    min_sd: float,
    least: int | None,
    last: int | None,
) -> Detected:
    z = -float(ndtri(probability(alpha)))
    y, days = _checked(counts, guard, baseline, min_sd, least, last)
    mean, deviation = moments_before(y, days, guard, baseline, least or baseline)
    upper = mean + z * np.maximum(deviation, min_sd)
    today = y[:, days]
    decided = ~np.isnan(today) & ~np.isnan(upper)
    return Detected(days, mean, upper, decided & (today > upper), decided)


def _checked(
    counts: ArrayLike,
    guard: int,
    baseline: int,
    min_sd: float,
    least: int | None,
    last: int | None,
) -> tuple[FloatArray, IntArray]:
    at_least("baseline", baseline, 3)
    at_least("guard", guard, 0)
    at_least("min_sd", min_sd, 0)
    if least is not None and not 2 <= least <= baseline:
        raise ValueError(f"least = {least} must lie between 2 and the baseline of {baseline} days")
    y = series_of(counts)
    return y, evaluated(y.shape[1], baseline + guard, last)
