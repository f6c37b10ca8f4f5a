"""Likelihood-ratio CUSUM of negative binomial counts, and its generalised form (GLR).

Hoehle and Paul 2008 (Comput Stat Data Anal 52: 4357): in control a count has mean mu_t and variance
mu_t + a mu_t^2, out of control mean mu_t e^theta. The Poisson distribution is the limit a = 0.
"""

import numpy as np
from numpy.typing import ArrayLike

from xiaoan.epidemiology.arrays import (
    Detected,
    FloatArray,
    above,
    numbers_of,
    series_of,
)
from xiaoan.epidemiology.change import largest_ratio


def nb_cusum(
    counts: ArrayLike,
    mean: ArrayLike,
    dispersion: ArrayLike,
    *,
    theta: float,
    threshold: float = 5.0,
) -> Detected:
    """CUSUM of log likelihood ratios for a known shift; after an alarm it begins again at 0.

    `counts`: shape (S, D), the days to watch, cases; NaN = missing: the sum stays where it was.
    `mean`: shape (S, D), cases, above 0 (NaN = no statement); `dispersion`: a, shape (S,), (S, D) or a
    number, 0 = Poisson. `theta`: log of the rise to be found quickly (log 2 = twice as many).
    z = theta y + (y + 1/a) log((1 + a mu) / (1 + a mu e^theta)); C = max(0, C + z); alarm C > threshold.
    `upper`: how many cases today reach the threshold. `more["statistic"]`: C, on a day of alarm before
    it is set to 0. Raises ValueError for bad counts, shapes that do not fit, theta <= 0, threshold <= 0.
    """
    above("theta", theta)
    above("threshold", threshold)
    y, mu, a = _fitting(counts, mean, dispersion)
    with np.errstate(all="ignore"):
        poisson = a == 0
        slope = np.where(poisson, 0.0, np.log1p(a * mu) - np.log1p(a * mu * np.exp(theta)))
        constant = np.where(poisson, mu * (1 - np.exp(theta)), slope / np.where(poisson, 1, a))
        slope = slope + theta
        step = slope * y + constant
    statistic, before, alarm = _restarted(step, threshold)
    with np.errstate(all="ignore"):
        upper = np.maximum((threshold - before - constant) / slope, 0)
    days = np.arange(y.shape[1], dtype=np.int64)
    upper = np.where(np.isnan(mu) | np.isnan(a), np.nan, upper)
    return Detected(days, mu, upper, alarm, ~np.isnan(step), {"statistic": statistic})


def glr(
    counts: ArrayLike,
    mean: ArrayLike,
    dispersion: ArrayLike,
    *,
    threshold: float = 5.0,
) -> Detected:
    """The largest log likelihood ratio over when a rise began and how large it is.

    As `nb_cusum` (with one dispersion a series), with max over the first day k since the last alarm,
    and over theta >= 0, of the sum of z from k to today; alarm at `threshold` or above, after which
    only later days count. theta is found by Newton's method from 0.5, then from the answer of the k
    before; where that runs away (below -18) there is no rise, as in `surveillance::glrnb`. `upper` is
    NaN: no closed form.
    `more["statistic"]`: that maximum.
    """
    above("threshold", threshold)
    y, mu, by_day = _fitting(counts, mean, dispersion)
    a = by_day[:, 0] if by_day.shape[1] else np.zeros(y.shape[0])
    if not ((by_day == a[:, None]) | np.isnan(by_day)).all():
        raise ValueError("dispersion must be one number a series")
    known = ~np.isnan(y) & ~np.isnan(mu) & ~np.isnan(a)[:, None]
    statistic = np.zeros(y.shape)
    alarm = np.zeros(y.shape, dtype=np.bool_)
    start = np.zeros(y.shape[0], dtype=np.int64)
    # All days at once as if there were no alarm; what comes after a first alarm, once more.
    todo = np.arange(y.shape[0])
    while todo.size:
        found = largest_ratio(y[todo], mu[todo], a[todo], known[todo], start[todo])
        later = np.arange(y.shape[1]) >= start[todo, None]
        over = later & known[todo] & (found >= threshold)
        first = np.where(over.any(axis=1), over.argmax(axis=1), y.shape[1])
        here = later & (np.arange(y.shape[1]) <= first[:, None])
        statistic[todo] = np.where(here, found, statistic[todo])
        alarm[todo] |= here & over
        start[todo] = first + 1
        todo = todo[first + 1 < y.shape[1]]
    days = np.arange(y.shape[1], dtype=np.int64)
    upper = np.full(y.shape, np.nan)
    return Detected(days, mu, upper, alarm, known, {"statistic": statistic})


def _fitting(
    counts: ArrayLike, mean: ArrayLike, dispersion: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    y = series_of(counts)
    mu = series_of(mean, "mean")
    if mu.shape != y.shape:
        raise ValueError(f"mean has shape {mu.shape}, counts have shape {y.shape}")
    if (mu == 0).any():
        raise ValueError("mean must be above 0, or NaN where nothing is known")
    given = numbers_of(dispersion, "dispersion")
    given = given[:, None] if given.ndim == 1 else given
    try:
        a = np.broadcast_to(given, y.shape)
    except ValueError as error:
        raise ValueError(
            f"dispersion has shape {given.shape}; there are {y.shape[0]} series"
        ) from error
    if (a < 0).any() or np.isinf(a).any():
        raise ValueError("dispersion must be 0 (Poisson) or above")
    return y, mu, a


def _restarted(
    step: FloatArray, threshold: float
) -> tuple[FloatArray, FloatArray, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
    """C each day, C the day before, alarm."""
    statistic, before = np.zeros(step.shape), np.zeros(step.shape)
    alarm = np.zeros(step.shape, dtype=np.bool_)
    current = np.zeros(step.shape[0])
    for day in range(step.shape[1]):
        before[:, day] = current
        known = ~np.isnan(step[:, day])
        current = np.where(known, np.maximum(0, current + step[:, day]), current)
        statistic[:, day] = current
        alarm[:, day] = known & (current > threshold)
        current = np.where(alarm[:, day], 0.0, current)
    return statistic, before, alarm
