"""Quasi-Poisson regression of many series on one design: levels, and a trend in time.

log mu = level of the day [+ trend x time]. All series share the design, and the weighted least
squares of each step are solved by hand: the levels are separate but for the trend, so nothing larger
than sums by level is needed. The steps are those of R's `glm` (start at y + 0.1, 25 steps at most,
relative change of the deviance below 1e-8), so that what has not wholly converged agrees as well.
"""

from dataclasses import dataclass, replace

import numpy as np

from xiaoan.epidemiology.arrays import BoolArray, FloatArray, IntArray

_EPSILON = 1e-8
_MOST = 25
_CANCELLED = 1e-3
_LEAST_MEAN = np.finfo(np.float64).eps


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """`level`: shape (N,), whole numbers from 0. `time`: shape (N,), or None without a trend."""

    level: IntArray
    time: FloatArray | None

    def without_trend(self) -> "Design":
        return replace(self, time=None)

    @property
    def member(self) -> FloatArray:
        """Which row is of which level, shape (N, L)."""
        return np.equal(self.level[:, None], np.arange(self.level.max() + 1)).astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """S fits on N rows.

    `mean`, `weight`: shape (S, N), the fitted means, and the working weights of the last step (with
    them all variances are computed). `level`: shape (S, L). `slope`, `information`: shape (S,), the
    trend and the inverse of its unscaled variance (zeros without one). `mass`, `centre`: shape
    (S, L), sum of the weights and weighted mean of time, by level. `converged`: shape (S,). `free`:
    shape (S,), rows less coefficients.
    """

    mean: FloatArray
    weight: FloatArray
    level: FloatArray
    slope: FloatArray
    information: FloatArray
    mass: FloatArray
    centre: FloatArray
    converged: BoolArray
    free: FloatArray

    def at(self, level: int, time: float) -> tuple[FloatArray, FloatArray]:
        """Linear predictor, and its variance before scaling by a dispersion, each of shape (S,)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            variance = 1 / self.mass[:, level]
            away = (time - self.centre[:, level]) ** 2 / self.information
        trended = self.information > 0
        eta = self.level[:, level] + self.slope * (time if trended.any() else 0.0)
        return eta, variance + np.where(trended, away, 0.0)

    def leverage(self, design: Design) -> FloatArray:
        """Diagonal of the hat matrix, shape (S, N)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            per = (1 / self.mass)[:, design.level]
            if design.time is not None:
                away = (design.time - self.centre[:, design.level]) ** 2
                per = per + away / self.information[:, None]
            found: FloatArray = np.where(self.weight > 0, self.weight * per, 0.0)
        return found


def fit(y: FloatArray, prior: FloatArray, design: Design) -> Fit:
    """Fit each row of `y`, shape (S, N), with prior weights of that shape; weight 0 leaves a row out.

    Where a count is left out, y must hold some finite number. Levels without a row get NaN.
    """
    work = _Steps(y, prior, design)
    for _step in range(_MOST):
        if not work.todo.size:
            break
        work.step()
    return work.done()


class _Steps:
    """The state of an iteration, of the series that still move."""

    def __init__(self, y: FloatArray, prior: FloatArray, design: Design) -> None:
        member = design.member
        self.width = member.shape[1]
        self.trended = design.time is not None
        self.of = design.level
        time = np.zeros(y.shape[1]) if design.time is None else design.time
        self.time = time
        self.left = np.concatenate([member, member * time[:, None], (time**2)[:, None]], axis=1)
        self.right = np.concatenate([member, time[:, None]], axis=1)
        self.back = np.ascontiguousarray(self.right.T)
        series = y.shape[0]
        self.todo = np.arange(series)
        self.y, self.prior = y, prior
        self.mean = y + 0.1
        self.eta = np.log(self.mean)
        self.own = _own(y, prior)
        self.level = np.full(series, np.inf)
        self.rows = (prior > 0).sum(axis=1)
        self.present = (prior > 0).astype(np.float64) @ member > 0
        self.out = Fit(
            np.empty(y.shape), np.empty(y.shape), np.empty((series, self.width)),
            np.zeros(series), np.zeros(series), np.empty((series, self.width)),
            np.zeros((series, self.width)), np.zeros(series, dtype=np.bool_),
            self.rows - self.present.sum(axis=1) - float(self.trended),
        )  # fmt: skip

    def step(self) -> None:
        """One weighted least squares for all that move; who stands still is taken out."""
        weight = self.prior * self.mean
        target = weight * self.eta + self.prior * (self.y - self.mean)
        coefficients, sums = self._solved(weight, target)
        self.eta = np.nan_to_num(coefficients) @ self.back
        with np.errstate(over="ignore"):
            self.mean = np.maximum(np.exp(self.eta), _LEAST_MEAN)
        with np.errstate(invalid="ignore", over="ignore"):
            ones = np.einsum("ij,ij->i", self.prior, self.mean)
            crossed = np.einsum("ij,ij->i", self.prior * self.y, self.eta)
            level = 2 * (self.own + ones - crossed)
            still = np.abs(level - self.level) / (np.abs(level) + 0.1) < _EPSILON
        self._keep(weight, coefficients, sums, still)
        self.level = level
        if still.any():
            self._narrow(~still)

    def _solved(
        self, weight: FloatArray, target: FloatArray
    ) -> tuple[FloatArray, tuple[FloatArray, FloatArray, FloatArray]]:
        left, right, width = weight @ self.left, target @ self.right, self.width
        mass, first = left[:, :width], left[:, width : 2 * width]
        with np.errstate(divide="ignore", invalid="ignore"):
            centre = first / mass
            if self.trended:
                information = left[:, -1] - np.nansum(first * centre, axis=1)
                crossed = right[:, -1] - np.nansum(centre * right[:, :width], axis=1)
                # Where nearly all weight lies on a few rows these differences are rounding: once more.
                for row in np.flatnonzero(information < _CANCELLED * left[:, -1]):
                    away = self.time - np.nan_to_num(centre[row])[self.of]
                    information[row] = weight[row] @ away**2
                    crossed[row] = target[row] @ away
                slope = crossed / information
            else:
                information = np.zeros(left.shape[0])
                slope = np.zeros(left.shape[0])
            levels = (right[:, :width] - slope[:, None] * first) / mass
        return np.column_stack([levels, slope]), (mass, centre, information)

    def _keep(
        self,
        weight: FloatArray,
        coefficients: FloatArray,
        sums: tuple[FloatArray, FloatArray, FloatArray],
        still: BoolArray,
    ) -> None:
        """Write down the series that stand still; the others are written by the step after the last."""
        self.current = (weight, coefficients, sums)
        self._write(still)

    def _write(self, which: BoolArray) -> None:
        rows, out = self.todo[which], self.out
        weight, coefficients, (mass, centre, information) = self.current
        out.mean[rows], out.weight[rows] = self.mean[which], weight[which]
        out.level[rows], out.slope[rows] = coefficients[which, :-1], coefficients[which, -1]
        out.mass[rows], out.centre[rows] = mass[which], centre[which]
        out.information[rows] = information[which]
        out.converged[rows] = True

    def _narrow(self, which: BoolArray) -> None:
        self.todo, self.level, self.own = self.todo[which], self.level[which], self.own[which]
        self.y, self.prior = self.y[which], self.prior[which]
        self.mean, self.eta = self.mean[which], self.eta[which]
        weight, coefficients, (mass, centre, information) = self.current
        sums = (mass[which], centre[which], information[which])
        self.current = (weight[which], coefficients[which], sums)

    def done(self) -> Fit:
        if self.todo.size:
            left = self.todo
            self._write(np.ones(left.size, dtype=np.bool_))
            self.out.converged[left] = False
        return self.out


def _own(y: FloatArray, prior: FloatArray) -> FloatArray:
    """What of the deviance does not move: sum of prior (y log y - y)."""
    found: FloatArray = (prior * (y * np.log(np.where(y > 0, y, 1.0)) - y)).sum(axis=1)
    return found
