"""Reproduction numbers from incidence: instantaneous (Cori) and by cohort (Wallinga and Teunis).

Cori and others 2013 (Am J Epidemiol 178: 1505); Wallinga and Teunis 2004 (Am J Epidemiol 160: 509),
without the correction for cases still to come. As R's `EpiEstim`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainc, gammaincinv

from xiaoan.epidemiology.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    above,
    at_least,
    numbers_of,
    series_of,
)

# With fewer cases in the window the coefficient of variation is above 0.3: not to be shown.
LEAST_CASES = 11
QUANTILES = (0.025, 0.5, 0.975)
_WHOLE = 1e-6
# A missing day so long ago that its cases could hardly infect today does not matter.
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Reproduction:
    """Per series and window, all of shape (S, W) but the days.

    `first`, `last`: shape (W,), the days of the windows, counted from 0, both included. `mean`, `sd`:
    of the posterior. `low`, `median`, `high`: its quantiles 0.025, 0.5, 0.975. `cases`: cases in the
    window, NaN if a day is missing. `shown`: whether these are enough (LEAST_CASES) to show the number
    to anybody.
    """

    first: IntArray
    last: IntArray
    mean: FloatArray
    sd: FloatArray
    low: FloatArray
    median: FloatArray
    high: FloatArray
    cases: FloatArray
    shown: BoolArray


def serial_interval(mean: float, sd: float, days: int) -> FloatArray:
    """Probabilities of an interval of 0, 1, …, `days` - 1 days: a gamma distribution from 1 day on, made
    discrete (Cori and others 2013, web appendix 11).

    `mean`, `sd`: in days. Raises ValueError for a mean of 1 day or less, or sd <= 0.
    """
    above("si_mean", mean, 1)
    above("si_sd", sd)
    at_least("days", days, 1)
    shape, scale = ((mean - 1) / sd) ** 2, sd**2 / (mean - 1)
    k = np.arange(days, dtype=np.float64)
    here, before, first = (np.maximum(k - lag, 0) / scale for lag in (0, 1, 2))
    mass = (
        k * gammainc(shape, here)
        + (k - 2) * gammainc(shape, first)
        - 2 * (k - 1) * gammainc(shape, before)
        + shape * scale * (
            2 * gammainc(shape + 1, before)
            - gammainc(shape + 1, first)
            - gammainc(shape + 1, here)
        )
    )  # fmt: skip
    found: FloatArray = np.maximum(mass, 0)
    return found


def reproduction_number(
    incidence: ArrayLike,
    serial: ArrayLike,
    *,
    window: int = 7,
    prior_mean: float = 5.0,
    prior_sd: float = 5.0,
    windows: tuple[ArrayLike, ArrayLike] | None = None,
) -> Reproduction:
    """Instantaneous reproduction number in sliding windows, with a gamma prior.

    `incidence`: shape (S, T), new cases a day; NaN = missing: what a missing day touches is NaN.
    `serial`: probabilities of a serial interval of 0, 1, … days (`serial_interval`), the first 0; shorter
    or longer than T. `window`: days; the windows are [1, window], [2, window + 1] … as the cases of day
    0 have come from outside. `windows`: first and last days instead. A window that ends before the mean
    serial interval has passed gives NaN. Posterior: Gamma(a + cases, 1 / (1/b + infectivity)) with
    a = (prior mean / sd)^2 and b = sd^2 / mean.
    Raises ValueError for bad incidence, probabilities, prior, or windows outside of 1..T - 1.
    """
    above("prior_mean", prior_mean)
    above("prior_sd", prior_sd)
    y = series_of(incidence, "incidence")
    first, last = _windows(y.shape[1], window, windows)
    mass = _probabilities(serial, y.shape[1])
    cases = _summed(y, first, last)
    pressure = _summed(_infectivity(y, mass), first, last)
    shape = (prior_mean / prior_sd) ** 2 + cases
    scale = 1 / (prior_mean / prior_sd**2 + pressure)
    # Days are counted from 0 here; the mean interval is held against days counted from 1.
    early = last + 1 <= float(mass @ np.arange(mass.size))
    shape[:, early] = np.nan
    # Cases are whole numbers: few distinct shapes, and the inverse is what takes the time.
    distinct, where = np.unique(shape, return_inverse=True)
    low, median, high = (
        gammaincinv(distinct, q)[where].reshape(shape.shape) * scale for q in QUANTILES
    )
    mean, sd = shape * scale, np.sqrt(shape) * scale
    return Reproduction(first, last, mean, sd, low, median, high, cases, cases >= LEAST_CASES)


def cohort_number(
    incidence: ArrayLike,
    serial: ArrayLike,
    *,
    window: int = 7,
    windows: tuple[ArrayLike, ArrayLike] | None = None,
) -> tuple[IntArray, IntArray, FloatArray]:
    """How many a case of the window has infected, on average, until now (Wallinga and Teunis).

    Arguments as in `reproduction_number`. Gives first and last days, shape (W,), and means, shape
    (S, W); NaN for a window without a case, one with a missing day in the series, or before the first
    case. Late windows are too low: their cases have not infected all yet.
    """
    y = series_of(incidence, "incidence")
    first, last = _windows(y.shape[1], window, windows)
    mass = _probabilities(serial, y.shape[1])
    pressure = _infectivity(y, mass, with_today=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(pressure > 0, y / pressure, np.where(np.isnan(y), np.nan, 0.0))
        infected = _folded(share, mass, later=True)
        total = _summed(infected * y, first, last) / _summed(y, first, last)
    started = np.cumsum(y > 0, axis=1)[:, np.maximum(first - 1, 0)] > 0
    return first, last, np.where(started, total, np.nan)


def _windows(
    length: int, window: int, given: tuple[ArrayLike, ArrayLike] | None
) -> tuple[IntArray, IntArray]:
    if given is not None:
        first, last = (np.asarray(days, dtype=np.int64) for days in given)
        if first.ndim != 1 or first.shape != last.shape:
            raise ValueError("windows must be first days and last days, one of each per window")
        if first.size and (first.min() < 1 or last.max() >= length or (first > last).any()):
            raise ValueError(
                f"windows must lie within days 1 to {length - 1} and begin before they end"
            )
        return first, last
    at_least("window", window, 1)
    if length <= window:
        raise ValueError(f"too short: {length} days; a window of {window} needs {window + 1}")
    first = np.arange(1, length - window + 1, dtype=np.int64)
    return first, first + window - 1


def _probabilities(serial: ArrayLike, length: int) -> FloatArray:
    """Of length `length` + 1, padded with zeros."""
    mass = numbers_of(serial, "serial")
    if mass.ndim != 1 or not mass.size:
        raise ValueError("serial must be one row of probabilities")
    if mass[0] != 0:
        raise ValueError(
            f"serial[0] = {mass[0]:g} must be 0: nobody is infected by a case of the same day"
        )
    if not (mass >= 0).all() or mass.sum() > 1 + _WHOLE:
        raise ValueError("serial must be probabilities: none below 0, together 1")
    out = np.zeros(length + 1)
    out[: min(mass.size, out.size)] = mass[: out.size]
    return out


def _infectivity(y: FloatArray, mass: FloatArray, *, with_today: bool = False) -> FloatArray:
    """Sum over s >= 1 of w_s y_{t-s}, shape (S, T); the first day has none before it: NaN."""
    total = _folded(y, mass, later=False)
    if not with_today:
        total[:, 0] = np.nan
    return total


def _folded(values: FloatArray, mass: FloatArray, *, later: bool) -> FloatArray:
    """Sum over s >= 1 of w_s x at t - s (`later`: t + s); NaN where what is missing weighs anything."""
    days = np.arange(values.shape[1])
    lag = days[None, :] - days[:, None]
    weights = np.where(lag > 0, mass[np.maximum(lag, 0)], 0.0)
    weights = weights.T if later else weights
    missing = np.isnan(values)
    total: FloatArray = np.where(missing, 0.0, values) @ weights
    if missing.any():
        total = np.where(missing @ weights > _NOTHING, np.nan, total)
    return total


def _summed(values: FloatArray, first: IntArray, last: IntArray) -> FloatArray:
    """Sums over windows, shape (S, W), each added up by itself: no window pays for another's rounding."""
    total = np.zeros((values.shape[0], first.size))
    lengths = last - first + 1
    for step in range(int(lengths.max(initial=0))):
        inside = step < lengths
        total[:, inside] += values[:, first[inside] + step]
    return total
