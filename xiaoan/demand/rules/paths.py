"""What will be used from today on: mean, variance and quantiles of the sum to each day.

The sum to day t has mean M = Σ rate_r · person-days and variance φ·M + Σ_r (M_r)²·doubt_r + M²·drift·t (the
doubt about a rate is the same on all its days, so it does not average out). Its distribution is taken as a
gamma of that mean and variance. A path of quantiles never falls.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv, ndtri

from xiaoan.demand.rules.regimes import Array, Whole
from xiaoan.demand.rules.settings import Method, method

# Wilson and Hilferty (1931): the cube root of a gamma is nearly normal; from this shape on within 1 %.
_NEAR_NORMAL = 2.0
# Of a piece: what is used less than this is nothing used. Its square would no longer be a number above 0.
_NOTHING = 1e-9


@dataclass(frozen=True)
class Path:
    """Of `n` items over H days: `mean` and `variance` [n, H] of the sum from today to each day."""

    mean: Array
    variance: Array


def expected(
    rate: Array, doubt: Array, spread: Array, regimes: Whole, people: Array, given: Method = method
) -> Path:
    """The sums of what `n` items are used. `rate`, `doubt` [n, REGIMES], `spread` [n], `regimes` and `people`
    [H]: what each day will be, and how many will be there."""
    here = np.unique(regimes)
    days = np.where(regimes[None, :] == here[:, None], people[None, :], 0.0).cumsum(1)
    parts = rate[:, here, None] * days[None]
    mean = parts.sum(1)
    variance = spread[:, None] * mean + (parts**2 * doubt[:, here, None]).sum(1)
    ages = np.arange(1, len(people) + 1)
    return Path(mean, np.asarray(variance + mean**2 * given.drift * ages, dtype=np.float64))


def raised(path: Path, more: Array, unsure: Array) -> Path:
    """A path with what is used besides: `more` [n, H] each day, `unsure` [n] the standard deviation of its
    sum over the sum, the same on all days and independent of the rest."""
    sums = more.cumsum(1)
    return Path(path.mean + sums, path.variance + (sums * unsure[:, None]) ** 2)


def combined(paths: list[Path]) -> Path:
    """Stores together: means add; standard deviations add too, since what makes one rate wrong makes all
    wrong (the cautious side)."""
    mean = np.sum([one.mean for one in paths], axis=0)
    deviation = np.sum([np.sqrt(one.variance) for one in paths], axis=0)
    return Path(mean, deviation**2)


def quantile(path: Path, share: float) -> Array:
    """[n, H]: what the sum stays below with probability `share`. Never negative, never falling."""
    mean, variance = path.mean, path.variance
    there = mean > _NOTHING
    shape = np.where(there, mean**2 / np.where(there, np.maximum(variance, 1e-12), 1.0), 1.0)
    ninth = 1 / (9 * shape)
    found = mean * np.maximum(1 - ninth + ndtri(share) * np.sqrt(ninth), 0.0) ** 3
    low = there & (shape < _NEAR_NORMAL)
    if low.any():
        found[low] = gammaincinv(shape[low], share) / shape[low] * mean[low]
    found = np.where(there, found, 0.0)
    return np.asarray(np.maximum.accumulate(found, axis=-1), dtype=np.float64)
