"""A negative binomial mean with a season, fitted to the past of many series at once.

log mu_t = b0 [+ trend t] + sum_{s=1..S} (cos, sin)(2 pi s t / freq), variance mu + a mu^2: Fisher
scoring for the mean and Newton's method for 1/a in turn, until neither moves (the way of `glm.nb` in
R's MASS: Venables and Ripley 2002, 7.4). What `surveillance::glrnb` estimates before it watches.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, gammaln, polygamma, xlogy

from xiaoan.epidemiology.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    at_least,
    evaluated,
    series_of,
)

_EPSILON = 1e-8
_MOST = 25
_STILL = np.finfo(np.float64).eps ** 0.25
_LEAST_MEAN = np.finfo(np.float64).eps
_CHUNK = 1000
_MANY = 200


@dataclass(frozen=True, slots=True, eq=False)
class Season:
    """What is expected. `mean`: shape (S, D), cases a day, NaN where nothing could be fitted;
    `dispersion`: shape (S,), a of the variance mu + a mu^2."""

    mean: FloatArray
    dispersion: FloatArray


def seasonal_mean(
    counts: ArrayLike, *, last: int, freq: int = 7, harmonics: int = 1, trend: bool = False
) -> Season:
    """Fit to all days before the `last` ones; predict these.

    `counts`: shape (S, T), cases; NaN = missing, left out of the fit. `freq`: days of a season;
    2 `harmonics` + 1 = `freq` gives each day of it its own mean. A series without any case before,
    or without overdispersion that can be estimated, gets NaN. Raises ValueError for bad counts,
    harmonics that a season cannot hold, or a past shorter than twice the coefficients.
    """
    at_least("harmonics", harmonics, 0)
    at_least("freq", freq, 1)
    if 2 * harmonics + 1 > freq:
        raise ValueError(f"harmonics = {harmonics} are too many for a season of {freq} days")
    y = series_of(counts)
    design = _design(y.shape[1], freq, harmonics, trend)
    days = evaluated(y.shape[1], 2 * design.shape[1], last)
    before = int(days[0])
    # Without a trend a day's row of the design is that of its phase: as many rows as a season has days.
    phase = np.arange(before) if trend else np.arange(before) % freq
    rows = design[: int(phase.max()) + 1]
    slope = np.full((y.shape[0], design.shape[1]), np.nan)
    dispersion = np.full(y.shape[0], np.nan)
    usable = np.flatnonzero(_usable(y[:, :before], phase, rows))
    for at in range(0, usable.size, _CHUNK):
        some = usable[at : at + _CHUNK]
        slope[some], dispersion[some] = _fit(_tallied(y[some, :before], phase), rows)
    with np.errstate(over="ignore"):
        return Season(np.exp(slope @ design[days].T), dispersion)


def _usable(y: FloatArray, phase: IntArray, design: FloatArray) -> BoolArray:
    """Series with a case, and with days enough for every coefficient."""
    known = ~np.isnan(y)
    seen = np.zeros((y.shape[0], design.shape[0]), dtype=np.bool_)
    for one in range(design.shape[0]):
        seen[:, one] = known[:, phase == one].any(axis=1)
    usable: BoolArray = np.nansum(y, axis=1) > 0
    for row in np.flatnonzero(usable & ~seen.all(axis=1)):
        usable[row] = np.linalg.matrix_rank(design[seen[row]]) == design.shape[1]
    return usable


def _design(length: int, freq: int, harmonics: int, trend: bool) -> FloatArray:
    """One row a day, counted from 1."""
    time = np.arange(1, length + 1, dtype=np.float64)
    columns = [np.ones(length)]
    if trend:
        columns.append(time)
    for wave in range(1, harmonics + 1):
        angle = 2 * wave * np.pi / freq * time
        columns += [np.cos(angle), np.sin(angle)]
    return np.stack(columns, axis=1)


@dataclass(frozen=True, slots=True)
class _Tally:
    """All that a fit asks of S series: per phase (S, G), per distinct count (S, V) or (V,), and what
    the first step, which begins at each day's own count, needs: (S, G)."""

    days: FloatArray
    cases: FloatArray
    squares: FloatArray
    values: FloatArray
    often: FloatArray
    more: FloatArray | None
    first_weight: FloatArray
    first_target: FloatArray

    def part(self, rows: IntArray) -> "_Tally":
        return _Tally(
            self.days[rows], self.cases[rows], self.squares[rows], self.values, self.often[rows],
            None if self.more is None else self.more[rows],
            self.first_weight[rows], self.first_target[rows],
        )  # fmt: skip


def _tallied(y: FloatArray, phase: IntArray) -> _Tally:
    known = ~np.isnan(y)
    series, width = y.shape[0], int(phase.max()) + 1
    member = np.zeros((phase.size, width))
    member[np.arange(phase.size), phase] = 1.0
    start = y + 0.1
    target = start * np.log(start) + (y - start)
    values, at = np.unique(y[known], return_inverse=True)
    row = np.broadcast_to(np.arange(series)[:, None], y.shape)[known]
    often = np.bincount(row * values.size + np.ravel(at), minlength=series * values.size)
    tally = often.reshape(series, values.size).astype(np.float64)
    return _Tally(
        known @ member, np.where(known, y, 0.0) @ member, np.where(known, y * y, 0.0) @ member, values,
        tally, _more_than(y),
        np.where(known, start, 0.0) @ member, np.where(known, target, 0.0) @ member,
    )  # fmt: skip


def _fit(data: _Tally, design: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Coefficients, shape (S, P), and dispersion, shape (S,)."""
    slope, mu = _scored(data, design, np.full(data.days.shape[0], np.inf), None)
    size = _size(data, mu)
    free = np.sqrt(2 * np.maximum(1, data.days.sum(axis=1) - design.shape[1]))
    level = _likelihood(data, mu, size)
    todo = np.flatnonzero(np.isfinite(size) & (size > 0))
    for _turn in range(_MOST):
        if not todo.size:
            break
        part, held = data.part(todo), size[todo]
        slope[todo], newer = _scored(part, design, held, mu[todo])
        size[todo] = _size(part, mu[todo])
        mu[todo] = newer
        now = _likelihood(part, newer, size[todo])
        moved = np.abs(level[todo] - now) / free[todo] + np.abs(held - size[todo])
        level[todo] = now
        todo = todo[(moved > _EPSILON) & (size[todo] > 0)]
    bad = ~(np.isfinite(size) & (size > 0))
    slope[bad] = np.nan
    with np.errstate(divide="ignore"):
        return slope, np.where(bad, np.nan, 1 / size)


def _scored(
    data: _Tally, design: FloatArray, size: FloatArray, mu: FloatArray | None
) -> tuple[FloatArray, FloatArray]:
    """Iteratively reweighted least squares from `mu`, or from the counts; size infinite = Poisson."""
    width = design.shape[1]
    squares = (design[:, :, None] * design[:, None, :]).reshape(design.shape[0], -1)
    means = np.ones(data.days.shape) if mu is None else mu.copy()
    slope = np.zeros((means.shape[0], width))
    level = np.full(means.shape[0], np.inf) if mu is None else _deviance(data, means, size)
    todo = np.arange(means.shape[0])
    for step in range(_MOST):
        now = data.part(todo)
        if mu is None and step == 0:
            weight, target = now.first_weight, now.first_target
        else:
            each = means[todo] / (1 + means[todo] / size[todo][:, None])
            weight = now.days * each
            target = each * (
                now.days * np.log(means[todo]) + (now.cases - now.days * means[todo]) / means[todo]
            )
        matrix = (weight @ squares).reshape(-1, width, width)
        slope[todo] = np.linalg.solve(matrix, (target @ design)[:, :, None])[:, :, 0]
        means[todo] = np.maximum(np.exp(slope[todo] @ design.T), _LEAST_MEAN)
        reached = _deviance(now, means[todo], size[todo])
        with np.errstate(invalid="ignore"):
            moved = np.abs(reached - level[todo]) / (np.abs(reached) + 0.1)
        level[todo] = reached
        todo = todo[~(moved < _EPSILON)]
        if not todo.size:
            break
    return slope, means


def _deviance(data: _Tally, mu: FloatArray, size: FloatArray) -> FloatArray:
    th = size[:, None]
    own = xlogy(data.values, np.maximum(data.values, 1))
    with np.errstate(all="ignore"):
        sums = data.values + th
        spread = np.where(np.isinf(th), data.values, sums * np.log(sums))
        total = data.cases + data.days * th
        fitted = np.where(np.isinf(th), data.days * mu, total * np.log(mu + th))
        of_counts = (data.often * (own - spread)).sum(axis=1)
        found: FloatArray = of_counts + (fitted - xlogy(data.cases, mu)).sum(axis=1)
    return 2 * found


def _likelihood(data: _Tally, mu: FloatArray, size: FloatArray) -> FloatArray:
    """What of the log likelihood moves with mu and size (terms of the counts alone left out)."""
    th = size[:, None]
    with np.errstate(all="ignore"):
        rising = (data.often * (gammaln(th + data.values) - gammaln(th))).sum(axis=1)
        fitted = data.days * xlogy(th, th) + xlogy(data.cases, mu)
        found: FloatArray = rising + (fitted - (data.cases + data.days * th) * np.log(th + mu)).sum(
            axis=1
        )
    return found


def _moment_size(data: _Tally, mu: FloatArray) -> FloatArray:
    off = data.squares / mu**2 - 2 * data.cases / mu + data.days
    found: FloatArray = data.days.sum(axis=1) / off.sum(axis=1)
    return found


def _size(data: _Tally, mu: FloatArray) -> FloatArray:
    """1/a by maximum likelihood given the means (Newton's method from the moment estimate)."""
    size = _moment_size(data, mu)
    todo = np.arange(size.size)
    for _step in range(_MOST - 1):
        size[todo] = np.abs(size[todo])
        th, m, now = size[todo][:, None], mu[todo], data.part(todo)
        sums, mass = th + m, now.cases + now.days * th
        with np.errstate(all="ignore"):
            score, info = _rising(now, th)
            score += (now.days * (np.log(th) + 1 - np.log(sums)) - mass / sums).sum(axis=1)
            info += (now.days * (-1 / th + 2 / sums) - mass / sums**2).sum(axis=1)
            move = score / info
        size[todo] += move
        todo = todo[np.abs(move) > _STILL]
        if not todo.size:
            break
    return np.where(size > 0, size, 0.0)


def _more_than(y: FloatArray) -> FloatArray | None:
    """How many days have more than 0, 1, 2 … cases, shape (S, highest); None where that is long."""
    top = np.nanmax(y, initial=0)
    if top > _MANY or (np.floor(y) != y)[~np.isnan(y)].any():
        return None
    with np.errstate(invalid="ignore"):
        each = [(y > value).sum(axis=1, dtype=np.float64) for value in range(int(top))]
    return np.stack(each, axis=1)


def _rising(data: _Tally, th: FloatArray) -> tuple[FloatArray, FloatArray]:
    """First derivative, and minus the second, of sum log G(th + y) - log G(th)."""
    if data.more is None:
        first = digamma(th + data.values) - digamma(th)
        second = polygamma(1, th) - polygamma(1, th + data.values)
        return (data.often * first).sum(axis=1), (data.often * second).sum(axis=1)
    # For whole counts: a sum over 0..y-1.
    each = 1 / (th + np.arange(data.more.shape[1]))
    return (data.more * each).sum(axis=1), (data.more * each * each).sum(axis=1)
