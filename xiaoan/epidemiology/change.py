"""When a rise began and how large it is: the maximum that `likelihood.glr` watches.

For a day n and a first day k the best theta solves sum (y - m) / (1 + a m) = 0 with m = mu e^theta.
The sums run over days with the same mu at once, so a weekly pattern costs seven terms, not ninety.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xiaoan.epidemiology.arrays import BoolArray, FloatArray, IntArray

# As in Hoehle and Paul's own implementation: where Newton starts, stops and gives up.
_START = 0.5
_CLOSE = 1e-6
_FAR = -18.0
_MOST_STEPS = 1000
_CHUNK = 256
# Means are the same when only the rounding of a fit tells them apart.
_DIGITS = 11


@dataclass(frozen=True, slots=True)
class _Sums:
    """Running totals by group of equal means; a leading zero makes differences of slices.

    `cases`, `days`: shape (G, S, D + 1), of known days. `mean`: shape (G, S). `a`: shape (S,).
    """

    cases: FloatArray
    days: FloatArray
    mean: FloatArray
    a: FloatArray


def largest_ratio(
    y: FloatArray, mu: FloatArray, a: FloatArray, known: BoolArray, start: IntArray
) -> FloatArray:
    """max over k and theta >= 0 of the log likelihood ratio of days k..n, k from `start` on.

    `y`, `mu`, `known`: shape (S, D). `a`, `start`: shape (S,). Gives shape (S, D), 0 before `start`.
    """
    parts = [slice(at, at + _CHUNK) for at in range(0, y.shape[0], _CHUNK)]
    found = [_chunk(y[at], mu[at], a[at], known[at], start[at]) for at in parts]
    return np.concatenate(found) if found else np.zeros(y.shape)


def _chunk(
    y: FloatArray, mu: FloatArray, a: FloatArray, known: BoolArray, start: IntArray
) -> FloatArray:
    sums = _sums(np.where(known, y, 0.0), np.where(known, mu, 1.0), a, known)
    rise = _score_at_none(y, mu, a, known)
    series, length = y.shape
    theta = np.full((series, length), _START)
    best = np.zeros((series, length))
    for k in range(int(start.min(initial=length)), length):
        begun = k >= start
        # A sum that is not above what is expected has its maximum at no rise.
        above = begun[:, None] & (rise[:, k + 1 :] > rise[:, k][:, None])
        theta[:, k:] = np.where(begun[:, None] & ~above, 0.0, theta[:, k:])
        row, shift = np.nonzero(above)
        if row.size:
            n = shift + k
            theta[row, n], value = _fitted(sums, row, k, n, theta[row, n])
            best[row, n] = np.maximum(best[row, n], value)
    return best


def _sums(y: FloatArray, mu: FloatArray, a: FloatArray, known: BoolArray) -> _Sums:
    """One group for each distinct mean: days that share it in every series share a group."""
    alike = np.round(np.log(mu), _DIGITS)
    _means, first, group = np.unique(alike, axis=1, return_index=True, return_inverse=True)
    group = np.asarray(group).ravel()
    cases = np.zeros((first.size, *y.shape))
    days = np.zeros_like(cases)
    at = np.arange(y.shape[1])
    cases[group, :, at] = y.T
    days[group, :, at] = known.T
    lead = np.zeros((first.size, y.shape[0], 1))
    cases, days = (
        np.concatenate([lead, np.cumsum(part, axis=2)], axis=2) for part in (cases, days)
    )
    return _Sums(cases, days, np.ascontiguousarray(mu[:, first].T), a)


def _score_at_none(y: FloatArray, mu: FloatArray, a: FloatArray, known: BoolArray) -> FloatArray:
    """Running sum of (y - mu) / (1 + a mu), with a leading zero, shape (S, D + 1)."""
    with np.errstate(invalid="ignore"):
        score = np.where(known, (y - mu) / (1 + a[:, None] * mu), 0.0)
    return np.concatenate([np.zeros((y.shape[0], 1)), np.cumsum(score, axis=1)], axis=1)


def _fitted(
    sums: _Sums, row: NDArray[np.int64], k: int, n: NDArray[np.int64], theta: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """theta >= 0 and the log likelihood ratio of days k..n, for each pair of series and n."""
    cases = sums.cases[:, row, n + 1] - sums.cases[:, row, k]
    days = sums.days[:, row, n + 1] - sums.days[:, row, k]
    mean, a = sums.mean[:, row], sums.a[row]
    theta = _newton(cases, days * mean, a * mean, (a * cases + days) * mean, theta)
    theta = np.fmax(theta, 0.0)  # also where it ran beyond all numbers
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log((1 + a * mean) / (1 + a * mean * np.exp(theta)))
        terms = ((cases + days / a) * logs).sum(axis=0)
    poisson = (days * mean).sum(axis=0) * (1 - np.exp(theta))
    return theta, theta * cases.sum(axis=0) + np.where(a == 0, poisson, terms)


def _newton(
    cases: FloatArray, due: FloatArray, odd: FloatArray, weight: FloatArray, theta: FloatArray
) -> FloatArray:
    """Newton's method on the score, each pair until it stands still or runs away.

    Shapes (G, N): `due` n mu, `odd` a mu, `weight` mu (a y + n). `theta`: shape (N,).
    """
    theta = theta.copy()
    todo = np.arange(theta.size)
    for _step in range(_MOST_STEPS):
        with np.errstate(all="ignore"):
            rise = np.exp(theta[todo])
            scale = 1 / (1 + odd * rise)
            score = ((cases - due * rise) * scale).sum(axis=0)
            slope = (weight * scale * scale).sum(axis=0) * rise
            move = score / slope
        theta[todo] += move
        more = (theta[todo] > _FAR) & (np.abs(move) > _CLOSE)
        todo = todo[more]
        if not todo.size:
            break
        if not more.all():
            cases, due, odd, weight = (x[:, more] for x in (cases, due, odd, weight))
    return theta
