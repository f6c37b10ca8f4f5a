"""Space-time permutation scan: where and since when there are more cases than place and day explain.

Kulldorff and others 2005 (PLoS Med 2: e59). No populations are needed: the expectation of a place and
day is row total x column total / all cases, so a school that always reports much is no cluster.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xiaoan.epidemiology.arrays import (
    FloatArray,
    IntArray,
    above,
    at_least,
    numbers_of,
    series_of,
)

_TOGETHER = 32
# What single precision may hide when cylinders are looked through.
_MARGIN = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Cylinders:
    """The best cylinders, highest likelihood ratio first, each field of shape (N,).

    `centre`: row of the counts. `places`: how many nearest places, the centre among them. `days`: the
    last so many days. `radius`: distance of the farthest, in the unit of the positions. `cases`,
    `expected`, `ratio` (log likelihood ratio). `p`: share of replicas that reach it (NaN without
    replicas); `recurrence`: days in which chance does that once, 1 / p. `neighbours`: shape (S, K),
    the rows of each place's nearest, itself first.
    """

    centre: IntArray
    places: IntArray
    days: IntArray
    radius: FloatArray
    cases: FloatArray
    expected: FloatArray
    ratio: FloatArray
    p: FloatArray
    neighbours: IntArray

    @property
    def recurrence(self) -> FloatArray:
        return 1 / self.p

    def members(self, at: int) -> IntArray:
        """The rows of the places in one cylinder."""
        return self.neighbours[self.centre[at], : self.places[at]]

    def apart(self) -> list[int]:
        """The best cylinder, the best that shares no place with it, and so on."""
        taken: set[int] = set()
        found = []
        for at in range(self.centre.size):
            members = set(self.members(at).tolist())
            if not members & taken:
                taken |= members
                found.append(at)
        return found


def space_time_scan(
    counts: ArrayLike,
    positions: ArrayLike,
    *,
    max_days: int = 7,
    max_radius: float = 12.0,
    max_places: int = 60,
    replicas: int = 999,
    seed: int = 0,
    top: int = 200,
) -> Cylinders:
    """Scan all cylinders of nearest places and last days.

    `counts`: shape (S, T), whole cases, the last day last; about four weeks. Missing counts are refused:
    leave out the place. `positions`: shape (S, 2), kilometres east and north. A cylinder has up to
    `max_places` places within `max_radius` of its centre and the last 1..`max_days` days. Ratio:
    c log(c / mu) + (C - c) log((C - c) / (C - mu)) where c > mu. `replicas`: permutations of the days of
    the cases, from `seed`; 0 = none. `top`: how many cylinders are given back, at most.
    Raises ValueError for bad counts or positions, or fewer days than `max_days`.
    """
    for name, value in (("max_days", max_days), ("max_places", max_places), ("top", top)):
        at_least(name, value, 1)
    at_least("replicas", replicas, 0)
    above("max_radius", max_radius)
    y = _whole(series_of(counts), max_days)
    space = _Space.around(_placed(positions, y.shape[0]), max_places, max_radius)
    total = float(y.sum())
    share = np.outer(y.sum(axis=1), y.sum(axis=0)) / max(total, 1.0)
    cases, expected = space.sums(_recent(y, max_days)), space.sums(_recent(share, max_days))
    ratio = np.where(space.inside[:, :, None], _ratio(cases, expected, total), 0.0)
    best = np.argsort(-ratio, axis=None, kind="stable")[:top]
    best = best[ratio.ravel()[best] > 0]
    centre, places, days = np.unravel_index(best, ratio.shape)
    highest = _Replicas(y, space, expected, max_days, seed).highest(replicas if best.size else 0)
    reached = (highest[None, :] >= ratio.ravel()[best][:, None]).sum(axis=1)
    p = (1 + reached) / (replicas + 1) if replicas else np.full(best.size, np.nan)
    return Cylinders(
        centre, places + 1, days + 1, space.distance[centre, places], cases.ravel()[best],
        expected.ravel()[best], ratio.ravel()[best], p, space.nearest,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Space:
    """`nearest`, `distance`: shape (S, K), each place's nearest, itself first, ties by row. `inside`: whether
    within the radius."""

    nearest: IntArray
    distance: FloatArray
    inside: NDArray[np.bool_]

    @classmethod
    def around(cls, at: FloatArray, most: int, radius: float) -> "_Space":
        apart = np.sqrt(((at[:, None, :] - at[None, :, :]) ** 2).sum(axis=2))
        nearest = np.argsort(apart, axis=1, kind="stable")[:, :most]
        distance = np.take_along_axis(apart, nearest, axis=1)
        return cls(nearest, distance, distance <= radius)

    def sums(self, windows: FloatArray) -> FloatArray:
        """Windows (S, D) added up over nearest places, shape (S, K, D)."""
        found: FloatArray = np.cumsum(windows[self.nearest], axis=1)
        return found


class _Replicas:
    """The highest ratio of each permutation.

    A cylinder's ratio is at most z^2, z = (c - mu) / sqrt(mu (1 - mu / C)) (Kullback-Leibler is at most
    chi-square). So counts are compared with what z needs to win, in single precision, and the ratio is
    computed for the few that could.
    """

    def __init__(
        self, y: FloatArray, space: _Space, expected: FloatArray, max_days: int, seed: int
    ) -> None:
        self.random = np.random.default_rng(seed)
        self.total = float(y.sum())
        self.max_days = max_days
        self.series = y.shape[0]
        self.place = np.repeat(np.arange(self.series), y.sum(axis=1).astype(np.int64))
        # How many cases fall on each of the last days, the last one first.
        self.columns = y.sum(axis=0).astype(np.int64)[::-1][:max_days]
        # Centres with many places within the radius first: each step goes on with a head of them.
        self.order = np.argsort(-space.inside.sum(axis=1), kind="stable")
        self.nearest = space.nearest[self.order]
        self.heads = space.inside[self.order].sum(axis=0)
        self.expected = expected[self.order]
        rest = np.maximum(1 - self.expected / max(self.total, 1.0), 0.0)
        self.spread = np.sqrt(self.expected * rest)

    def highest(self, replicas: int) -> FloatArray:
        parts = [self._some(min(_TOGETHER, replicas - at)) for at in range(0, replicas, _TOGETHER)]
        return np.concatenate(parts) if parts else np.empty(0)

    def _some(self, together: int) -> FloatArray:
        windows = np.stack([self._drawn() for _each in range(together)], axis=2)
        sums = np.zeros((self.series, self.max_days, together), dtype=np.float32)
        best = np.zeros(together)
        for step, head in enumerate(self.heads.tolist()):
            if not head:
                break
            sums[:head] += windows[self.nearest[:head, step]]
            mean = self.expected[:head, step]
            least = mean + max(np.sqrt(best.min()) - _MARGIN, 0.0) * self.spread[:head, step]
            centre, day, replica = np.nonzero(sums[:head] > least.astype(np.float32)[:, :, None])
            count = sums[centre, day, replica].astype(np.float64)
            np.maximum.at(best, replica, _ratio(count, mean[centre, day], self.total))
        return best

    def _drawn(self) -> NDArray[np.float32]:
        """Cases by place in the last 1, 2, … days, shape (S, D), when the days are dealt out anew."""
        recent = int(self.columns.sum())
        chosen = self.random.choice(self.place, size=recent, replace=False)
        day = np.repeat(np.arange(self.max_days), self.columns)
        cells = np.bincount(chosen * self.max_days + day, minlength=self.series * self.max_days)
        summed = np.cumsum(cells.reshape(self.series, self.max_days), axis=1)
        return summed.astype(np.float32)


def _recent(values: FloatArray, max_days: int) -> FloatArray:
    """Totals of the last 1, 2, … days, shape (S, D)."""
    found: FloatArray = np.cumsum(values[:, ::-1][:, :max_days], axis=1)
    return found


def _ratio(cases: FloatArray, expected: FloatArray, total: float) -> FloatArray:
    """Log likelihood ratio where there are more than expected, else 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = cases * np.log(cases / expected)
        rest = total - cases
        outside = np.where(rest > 0, rest * np.log(rest / (total - expected)), 0.0)
    return np.where((cases > expected) & (cases > 0), inside + outside, 0.0)


def _whole(y: FloatArray, max_days: int) -> FloatArray:
    if np.isnan(y).any():
        row, day = np.unravel_index(int(np.argmax(np.isnan(y))), y.shape)
        raise ValueError(f"counts[{row}, {day}] is missing; leave the place out of the scan")
    if (y != np.floor(y)).any():
        raise ValueError("counts must be whole numbers of cases")
    if y.shape[1] <= max_days:
        raise ValueError(
            f"too short: {y.shape[1]} days; more than max_days = {max_days} are needed"
        )
    return y


def _placed(positions: ArrayLike, series: int) -> FloatArray:
    at = numbers_of(positions, "positions")
    if at.shape != (series, 2):
        raise ValueError(f"positions has shape {at.shape}; it must be ({series}, 2)")
    if not np.isfinite(at).all():
        raise ValueError("positions must be known for every place")
    return at
