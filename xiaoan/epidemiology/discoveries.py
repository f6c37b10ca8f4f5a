"""Many tests at once: which p-values to believe (Benjamini and Hochberg 1995, J R Stat Soc B 57: 289)."""

import numpy as np
from numpy.typing import ArrayLike

from xiaoan.epidemiology.arrays import BoolArray, FloatArray, numbers_of, probability


def benjamini_hochberg(p: ArrayLike, *, q: float = 0.1) -> tuple[BoolArray, FloatArray]:
    """Discoveries at a false discovery rate of `q`, and the rate at which each would be one.

    `p`: p-values of one family along the last axis, any leading shape; NaN = not tested, never a
    discovery. Gives two arrays of that shape. Raises ValueError for p outside [0, 1] or q outside (0, 1).
    """
    probability(q, "q")
    given = numbers_of(p, "p")
    if given.ndim == 0:
        raise ValueError("p must be a row of p-values")
    if ((given < 0) | (given > 1)).any():
        raise ValueError("p must lie between 0 and 1 (NaN = not tested)")
    order = np.argsort(given, axis=-1)  # NaN last
    tested = (~np.isnan(given)).sum(axis=-1, keepdims=True)
    rank = np.arange(1, given.shape[-1] + 1)
    rates = np.take_along_axis(given, order, axis=-1) * tested / rank
    smallest = np.fmin.accumulate(rates[..., ::-1], axis=-1)[..., ::-1]
    adjusted = np.empty_like(given)
    np.put_along_axis(adjusted, order, np.fmin(smallest, 1.0), axis=-1)
    adjusted[np.isnan(given)] = np.nan
    return adjusted <= q, adjusted
