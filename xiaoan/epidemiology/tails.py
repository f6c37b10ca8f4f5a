"""Quantiles and tails of counts: negative binomial, and Poisson as its limit, on whole arrays."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import (
    betainc,
    betaincc,
    betaln,
    gammainc,
    gammaincc,
    gammaln,
    ndtri,
    xlog1py,
    xlogy,
)

from xiaoan.epidemiology.arrays import FloatArray

# What rounding may take away from a probability before a quantile jumps to the next whole number.
_SLACK = 64 * np.finfo(np.float64).eps


def at_most(x: FloatArray, size: FloatArray, prob: FloatArray) -> FloatArray:
    """P(Y <= x) for Y negative binomial (`size` failures, `prob`); size NaN: Poisson of mean `prob`.

    All of one shape (or broadcast); x < 0 gives 0.
    """
    return _tail(np.floor(x), size, prob, betainc, gammaincc, 0.0)


def at_least_as_many(y: FloatArray, size: FloatArray, prob: FloatArray) -> FloatArray:
    """P(Y >= y), as `at_most`; y <= 0 gives 1."""
    return _tail(np.ceil(y) - 1, size, prob, betaincc, gammainc, 1.0)


def exactly(y: FloatArray, size: FloatArray, prob: FloatArray) -> FloatArray:
    """P(Y = y), as `at_most`."""
    with np.errstate(all="ignore"):
        poisson = xlogy(y, prob) - prob - gammaln(y + 1)
        binomial = xlogy(size, prob) + xlog1py(y, -prob) - betaln(size, y + 1) - np.log(size + y)
    found: FloatArray = np.exp(np.where(np.isnan(size), poisson, binomial))
    return found


def quantile(p: float, size: FloatArray, prob: FloatArray) -> FloatArray:
    """The smallest whole x with P(Y <= x) >= p. NaN where the parameters are NaN.

    Begins at a guess by the normal distribution with skewness (Cornish and Fisher), then steps.
    """
    size, prob = np.broadcast_arrays(size, prob)
    wanted = p * (1 - _SLACK)
    with np.errstate(all="ignore"):
        mean = np.where(np.isnan(size), prob, size * (1 - prob) / prob)
        sigma = np.sqrt(np.where(np.isnan(size), prob, mean / prob))
        skew = np.where(np.isnan(size), 1 / sigma, (2 - prob) / (prob * sigma))
        z = float(ndtri(p))
        guess = np.floor(mean + sigma * (z + skew * (z * z - 1) / 6) + 0.5)
    unknown = np.isnan(mean)
    x = np.where(unknown | ~(guess > 0), 0.0, guess).ravel()
    size, prob = size.ravel(), prob.ravel()
    todo = np.flatnonzero(~unknown.ravel())
    down = todo
    while down.size:  # as long as one fewer is still enough
        fewer = at_most(x[down] - 1, size[down], prob[down]) >= wanted
        down = down[fewer & (x[down] > 0)]
        x[down] -= 1
    up = todo
    while up.size:
        up = up[at_most(x[up], size[up], prob[up]) < wanted]
        x[up] += 1
    found: FloatArray = np.where(unknown, np.nan, x.reshape(unknown.shape))
    return found


def _tail(
    x: FloatArray,
    size: FloatArray,
    prob: FloatArray,
    beta: np.ufunc,
    gamma: np.ufunc,
    below: float,
) -> FloatArray:
    """One tail; each distribution is computed only where it is meant."""
    x, size, prob = np.broadcast_arrays(x, size, prob)
    out = np.full(x.shape, below)
    poisson: NDArray[np.bool_] = np.isnan(size) & (x >= 0)
    binomial: NDArray[np.bool_] = ~np.isnan(size) & (x >= 0)
    if poisson.any():
        out[poisson] = gamma(x[poisson] + 1, prob[poisson])
    if binomial.any():
        out[binomial] = beta(size[binomial], x[binomial] + 1, prob[binomial])
    return np.where(np.isnan(x) | np.isnan(prob), np.nan, out)
