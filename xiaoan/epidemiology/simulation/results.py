"""What many replicates say together: medians, intervals, paired differences with Monte Carlo error."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

_LEVELS = (0.025, 0.25, 0.5, 0.75, 0.975)


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Of R replicates: the median, and the intervals that hold 50 % and 95 % of them."""

    median: float
    half: tuple[float, float]
    most: tuple[float, float]
    replicates: int


@dataclass(frozen=True, slots=True)
class Difference:
    """`other` less `base`, replicate by replicate: mean, its Monte Carlo error, and quantiles."""

    mean: float
    error: float
    of: Quantiles


def quantiles(values: ArrayLike) -> Quantiles:
    """Of one outcome, shape (R,). Raises ValueError without replicates."""
    given = np.asarray(values, float)
    if not given.size:
        message = "no replicate, no quantile"
        raise ValueError(message)
    least, low, median, high, most = (float(q) for q in np.quantile(given, _LEVELS))
    return Quantiles(median, (low, high), (least, most), given.size)


def difference(base: ArrayLike, other: ArrayLike) -> Difference:
    """Of one outcome under two policies with the same seed, each of shape (R,), R at least 2."""
    apart = np.asarray(other, float) - np.asarray(base, float)
    if apart.size < 2:  # one difference has no spread
        message = "a difference needs at least two replicates"
        raise ValueError(message)
    error = float(apart.std(ddof=1) / apart.size**0.5)
    return Difference(float(apart.mean()), error, quantiles(apart))
