"""What is expected of small groups: class x syndrome counts that are mostly zero.

expectation = roll x season (weekday) x level of the day x region x group x series, where region (a
township), group (a school) and series (a class) are gamma-Poisson factors, shrunken towards 1 by how
much units really differ (moments; Clayton and Kaldor 1987, Biometrics 43: 671). Counts are negative
binomial with one dispersion for all series. Mid-p: P(Y > y) + P(Y = y) / 2.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xiaoan.epidemiology.arrays import (
    BoolArray,
    Detected,
    FloatArray,
    IntArray,
    at_least,
    evaluated,
    numbers_of,
    probability,
    series_of,
)
from xiaoan.epidemiology.tails import at_least_as_many, exactly, quantile

# Half a case for a season nobody has had a case in: what has not been seen is not impossible.
_HALF = 0.5
_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Window:
    """Which days the expectation comes from: `baseline` days, ending `guard` days before today; the level
    of the last `recent` days; sums over `together` days for the slower p-value."""

    baseline: int = 40
    guard: int = 3
    recent: int = 5
    together: int = 3


def hierarchical(
    counts: ArrayLike,
    *,
    roll: ArrayLike | None = None,
    group: ArrayLike | None = None,
    region: ArrayLike | None = None,
    season: ArrayLike | None = None,
    window: Window | None = None,
    alpha: float = 0.001,
    last: int | None = None,
) -> Detected:
    """Alarm when today's count, or the sum of the last days, has a mid-p below `alpha`.

    `counts`: shape (S, T), whole cases of one syndrome on school days only; NaN = not reported. `roll`:
    shape (S,), people (1 each, unless given). `group`, `region`: shape (S,), whole numbers that say which
    series belong together (one group and region of all, unless given). `season`: shape (T,), whole
    numbers, such as the weekday (all days alike, unless given). `last`: only the last days.

    `expected`, `upper`: cases today; `upper` is the highest count without an alarm of its own. `more`:
    "p" of today; "sum", "sum_expected", "sum_p" of the last `together` days (those reported; NaN if today is
    not); "dispersion" a of the variance mu + a mu^2, one number a day. A day that nobody has reported
    on has no level of its own. Feed `expected` and "dispersion" to `nb_cusum` for the slow rises.
    Raises ValueError for bad counts, labels that do not fit, rolls of 0, or too short a series.
    """
    probability(alpha)
    span = window or Window()
    for name, least in (("baseline", 5), ("guard", 0), ("recent", 1), ("together", 1)):
        at_least(name, getattr(span, name), least)
    y = series_of(counts)
    days = evaluated(y.shape[1], span.baseline + max(span.guard, span.together - 1), last)
    world = _World(
        _rolls(roll, y.shape[0]), _labels(group, y.shape[0], "group"),
        _labels(region, y.shape[0], "region"), _labels(season, y.shape[1], "season"),
    )  # fmt: skip
    columns = [_one(y, int(day), world, span, alpha) for day in days]
    table = {name: np.stack([one[name] for one in columns], axis=1) for name in columns[0]}
    decided = ~np.isnan(y[:, days]) & ~np.isnan(table["expected"])
    with np.errstate(invalid="ignore"):
        alarm = decided & ((table["p"] < alpha) | (table["sum_p"] < alpha))
    return Detected(days, table.pop("expected"), table.pop("upper"), alarm, decided, table)


@dataclass(frozen=True, slots=True, eq=False)
class _World:
    roll: FloatArray
    group: IntArray
    region: IntArray
    season: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """`rate`: by season, cases a head and day. `level`: by day of the baseline. `factor`: shape (S,), of
    group and series; `region`: shape (S,), of the last days."""

    rate: FloatArray
    level: FloatArray
    now: float
    factor: FloatArray
    region: FloatArray
    dispersion: float
    summed: float


def _one(
    y: FloatArray, day: int, world: _World, span: Window, alpha: float
) -> dict[str, FloatArray]:
    model = _fitted(y, day, world, span)
    some = slice(max(day - span.together + 1, 0), day + 1)
    per_day = model.rate[world.season[some]] * model.now
    scale = world.roll * model.factor * model.region
    expected = scale * per_day[-1]
    known = ~np.isnan(y[:, some])
    total, total_expected = np.nansum(y[:, some], axis=1), scale * (known @ per_day)
    size, prob = _binomial(expected, model.dispersion)
    p = _mid_p(y[:, day], size, prob)
    sum_p = _mid_p(total, *_binomial(total_expected, model.summed))
    unknown = np.isnan(y[:, day])
    upper = quantile(1 - alpha, size, prob)
    upper = np.where(_mid_p(upper, size, prob) < alpha, upper - 1, upper)
    return {
        "expected": expected,
        "upper": upper,
        "p": p,
        "sum": np.where(unknown, np.nan, total),
        "sum_expected": np.where(unknown, np.nan, total_expected),
        "sum_p": np.where(unknown, np.nan, sum_p),
        "dispersion": np.full(expected.shape, model.dispersion),
    }


def _fitted(y: FloatArray, day: int, world: _World, span: Window) -> _Model:
    past = slice(day - span.guard - span.baseline, day - span.guard)
    seen = ~np.isnan(y[:, past])
    cases = np.where(seen, y[:, past], 0.0)
    season = world.season[past]
    heads = world.roll @ seen
    rate = _rates(cases.sum(axis=0), heads, season, int(world.season.max()) + 1)
    due = heads * rate[season]
    level = (cases.sum(axis=0) + 1) / (due + 1)
    now, region = _lately(y, day, world, span, rate)
    flat = world.roll[:, None] * (rate[season] * level)
    observed, expected = cases.sum(axis=1), (flat * seen).sum(axis=1)
    factor, dispersion = np.ones(y.shape[0]), 0.0
    for _round in range(_ROUNDS):
        with np.errstate(divide="ignore", invalid="ignore"):
            extra = 1 + dispersion * ((flat * flat * seen).sum(axis=1) / expected)
        factor = _factors(observed, expected, np.nan_to_num(extra, nan=1.0), world)
        dispersion = _dispersion(cases, flat * factor[:, None], seen)
    fitted = flat * factor[:, None]
    sums, due_sums = (_rolling(part, span.together) for part in (cases, fitted * seen))
    summed = _dispersion(sums, due_sums, None)
    return _Model(rate, level, now, factor, region, dispersion, summed)


def _rates(cases: FloatArray, heads: FloatArray, season: IntArray, seasons: int) -> FloatArray:
    """Cases a head and day, by season; one that the baseline has no day of gets that of all."""
    of_cases = np.bincount(season, cases, seasons) + _HALF
    of_heads = np.bincount(season, heads, seasons)
    whole = (cases.sum() + _HALF) / max(heads.sum(), 1.0)
    with np.errstate(divide="ignore"):
        found: FloatArray = np.where(of_heads > 0, of_cases / of_heads, whole)
    return found


def _lately(
    y: FloatArray, day: int, world: _World, span: Window, rate: FloatArray
) -> tuple[float, FloatArray]:
    """How the last days compare with the season: of all, and of each region beside all."""
    some = slice(max(day - span.recent, 0), day)
    seen = ~np.isnan(y[:, some])
    observed = np.nansum(y[:, some], axis=1)
    due = world.roll * (seen @ rate[world.season[some]])
    now = float((observed.sum() + 1) / (due.sum() + 1))
    return now, _shrunken(observed, due * now, np.ones(due.size), world.region)


def _factors(
    observed: FloatArray, expected: FloatArray, extra: FloatArray, world: _World
) -> FloatArray:
    """Group, then series within its group; a region's long-term share belongs to its groups."""
    group = _shrunken(observed, expected, extra, world.group)
    each = np.arange(observed.size)
    return group * _shrunken(observed, expected * group, extra, each)


def _shrunken(
    observed: FloatArray, expected: FloatArray, extra: FloatArray, label: NDArray[np.int64]
) -> FloatArray:
    """(k + O) / (k + E) of each unit, for each of its series; k from how much O differs from E beyond
    what counting explains. Units that do not differ at all get 1."""
    width = int(label.max(initial=0)) + 1
    o, e = np.bincount(label, observed, width), np.bincount(label, expected, width)
    noise = np.bincount(label, expected * extra, width)
    beyond = float(((o - e) ** 2 - noise).sum())
    if beyond <= 0:
        return np.ones(label.size)
    k = float((e * e).sum()) / beyond
    found: FloatArray = ((k + o) / (k + e))[label]
    return found


def _dispersion(cases: FloatArray, expected: FloatArray, seen: BoolArray | None) -> float:
    """a by moments: sum of ((y - mu)^2 - mu) / sum of mu^2, at least 0."""
    off = (cases - expected) ** 2 - expected
    square = expected * expected
    if seen is not None:
        off, square = off * seen, square * seen
    whole = float(square.sum())
    return max(0.0, float(off.sum()) / whole) if whole > 0 else 0.0


def _rolling(values: FloatArray, together: int) -> FloatArray:
    """Sums of `together` days, not overlapping, the last ones whole."""
    parts = values.shape[1] // together
    kept = values[:, values.shape[1] - parts * together :]
    found: FloatArray = kept.reshape(values.shape[0], parts, together).sum(axis=2)
    return found


def _binomial(mean: FloatArray, dispersion: float) -> tuple[FloatArray, FloatArray]:
    """Size and probability; size NaN = Poisson of that mean."""
    if dispersion == 0:
        return np.full(mean.shape, np.nan), mean
    return np.full(mean.shape, 1 / dispersion), 1 / (1 + dispersion * mean)


def _mid_p(y: FloatArray, size: FloatArray, prob: FloatArray) -> FloatArray:
    found: FloatArray = at_least_as_many(y, size, prob) - exactly(y, size, prob) / 2
    return found


def _rolls(roll: ArrayLike | None, series: int) -> FloatArray:
    if roll is None:
        return np.ones(series)
    given = numbers_of(roll, "roll")
    if given.shape != (series,):
        raise ValueError(f"roll has shape {given.shape}; there are {series} series")
    if not (given > 0).all() or np.isinf(given).any():
        raise ValueError("roll must be above 0 for every series")
    return given


def _labels(label: ArrayLike | None, size: int, name: str) -> IntArray:
    if label is None:
        return np.zeros(size, dtype=np.int64)
    given = numbers_of(label, name)
    if given.shape != (size,):
        raise ValueError(f"{name} has shape {given.shape}; it must be ({size},)")
    if (given < 0).any() or (given != np.floor(given)).any() or np.isnan(given).any():
        raise ValueError(f"{name} must be whole numbers, 0 or above")
    return np.unique(given, return_inverse=True)[1].astype(np.int64)
