"""The Bayes detector of Riebler 2004: today against the predictive distribution of a baseline.

With the prior Gamma(1/2, 0) the next count after n values of sum S is negative binomial with size
S + 1/2 and probability n / (n + 1) (R: `surveillance::bayes`).
"""

import numpy as np
from numpy.typing import ArrayLike

from xiaoan.epidemiology.arrays import Detected, at_least, evaluated, probability, series_of
from xiaoan.epidemiology.tails import at_least_as_many, quantile


def bayes(
    counts: ArrayLike,
    *,
    b: int = 0,
    w: int = 6,
    freq: int = 52,
    act_year: bool = True,
    alpha: float = 0.05,
    least: int | None = None,
    last: int | None = None,
) -> Detected:
    """Alarm when today is above the (1 - alpha) quantile of the predictive distribution.

    `counts`: shape (S, T), whole cases; NaN = missing. The baseline: the `w` days before today
    (`act_year`), and of each of the `b` years before, of `freq` days each, the same day and `w`
    days on both sides. `least`: how many of these days must be known (all, unless given); with
    fewer there is no statement (NaN). `more["p"]`: probability of a count as high as today's.
    Raises ValueError for bad counts, a baseline without a day, or a series that is too short.
    """
    probability(alpha)
    lags = _lags(b, w, freq, act_year)
    needed = len(lags) if least is None else least
    at_least("least", needed, 1)
    y = series_of(counts)
    days = evaluated(y.shape[1], max(lags), last)
    total = np.zeros((y.shape[0], days.size))
    known = np.zeros_like(total)
    for lag in lags:
        part = y[:, days - lag]
        there = ~np.isnan(part)
        total += np.where(there, part, 0.0)
        known += there
    size = np.where(known >= needed, total + 0.5, np.nan)
    prob = np.where(known >= needed, known / (known + 1), np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = size * (1 - prob) / prob
    upper = quantile(1 - alpha, size, prob)
    decided = ~np.isnan(y[:, days]) & ~np.isnan(upper)
    p = np.where(decided, at_least_as_many(y[:, days], size, prob), np.nan)
    return Detected(days, expected, upper, decided & (y[:, days] > upper), decided, {"p": p})


def _lags(b: int, w: int, freq: int, act_year: bool) -> list[int]:
    """How many days before today the days of the baseline lie."""
    at_least("b", b, 0)
    at_least("w", w, 0)
    at_least("freq", freq, 1)
    lags = list(range(1, w + 1)) if act_year else []
    for year in range(1, b + 1):
        lags += list(range(year * freq - w, year * freq + w + 1))
    if not lags or min(lags) < 1:
        raise ValueError("the baseline must lie before today: set w, b and freq so that it does")
    return lags
