"""Invented use of supplies at the schools of a county: a closure, the reopening after it, waves at schools.

What the method does not know and has to find out is drawn anew for each seed: use per person-day, how much
more is used at a level or in an outbreak, how schools differ, how they hand out (by day, or by the week on
Mondays), how all that drifts. The numbers of `demand-cn.toml` are not those of any seed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xiaoan.demand import rules

Array = NDArray[np.float64]
PAST, AFTER = 430, 270
DAYS = PAST + AFTER
# The reopening is day REOPENS; the schools were closed for so many days before.
REOPENS, CLOSED = PAST, 70
STORES = 30
_LEVEL_BEFORE, _LEVEL_CLOSED, _LEVEL_AFTER = "normal", "I", "III"
# An earlier time of level III, so that it is not unheard of.
_EARLIER = (REOPENS - 150, REOPENS - 122)
DETECTED_AFTER, WAVE = 4, 26


@dataclass(frozen=True)
class World:
    """Of one item at STORES schools over DAYS days: `use` as booked and `regimes`, `people` [stores, days];
    `starts` [stores] the first day of each school's wave after the reopening (it is known from
    DETECTED_AFTER days later until it ends)."""

    use: Array
    regimes: NDArray[np.int64]
    people: Array
    starts: NDArray[np.int64]


def teaching() -> NDArray[np.bool_]:
    """[days]: terms with weekends, a winter of 28 days in the past, then the closure."""
    day = np.arange(DAYS)
    found = day % 7 < 5
    found[(day >= 60) & (day < 110)] = False
    found[(day >= REOPENS - CLOSED) & (day < REOPENS)] = False
    return np.asarray(found)


def world(seed: int, lumpy: bool) -> World:
    """One seed, one item. `lumpy`: most schools hand out once a week."""
    draw = np.random.default_rng([20201127, seed, int(lumpy)])
    level = np.array([_LEVEL_BEFORE] * DAYS, dtype=object)
    level[_EARLIER[0] : _EARLIER[1]] = _LEVEL_AFTER
    level[REOPENS - CLOSED : REOPENS] = _LEVEL_CLOSED
    level[REOPENS:] = _LEVEL_AFTER
    taught = teaching()
    wave, starts = _waves(draw)
    size = np.exp(draw.normal(6.2, 0.6, STORES)).round() + 30
    present = np.clip(draw.normal(0.96, 0.02, (STORES, DAYS)), 0.8, 1.0)
    people = np.where(taught, size[:, None] * present, size[:, None])
    truth = _factors(draw)
    regimes = _regimes(taught, level, wave)
    real = _regimes(taught, level, _early(wave))
    rate = draw.uniform(0.05, 0.4) * np.exp(draw.normal(0, 0.45, STORES))[:, None] * truth[real]
    mean = (
        rate
        * people
        * _drift(draw)
        * np.exp(draw.normal(0, 0.15, (STORES, rules.REGIMES)))[np.arange(STORES)[:, None], real]
    )
    return World(_booked(draw, mean, taught, lumpy), regimes, people, starts)


def _waves(draw: np.random.Generator) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """As it is known [stores, days], and each school's own start after the reopening. In the past a third
    of the schools had one, too."""
    wave = np.zeros((STORES, DAYS), dtype=bool)
    for store in draw.choice(STORES, STORES // 3, replace=False):
        first = int(draw.integers(REOPENS - 240, REOPENS - CLOSED - 40))
        wave[store, first + DETECTED_AFTER : first + WAVE] = True
    starts = draw.integers(REOPENS + 10, REOPENS + 60, STORES)
    for store, first in enumerate(starts):
        wave[store, first + DETECTED_AFTER : first + WAVE + int(draw.integers(-8, 9))] = True
    return wave, starts


def _early(wave: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """More is used from the first cases on, before anybody has detected them."""
    found = wave.copy()
    for back in range(1, DETECTED_AFTER + 1):
        found[:, :-back] |= wave[:, back:]
    return found


def _factors(draw: np.random.Generator) -> Array:
    higher = np.cumprod(np.concatenate([[1.0], draw.uniform(1.05, 1.6, len(rules.LEVELS) - 1)]))
    outbreak, off = draw.uniform(1.2, 2.6), draw.uniform(0.02, 0.3)
    found = np.ones(rules.REGIMES)
    for at, level in enumerate(rules.LEVELS):
        for ill in (False, True):
            for taught in (False, True):
                regime = rules.regime(level, teaching=taught, outbreak=ill)
                found[regime] = higher[at] * (outbreak if ill else 1) * (1 if taught else off)
    return found


def _regimes(
    taught: NDArray[np.bool_], level: NDArray[np.object_], wave: NDArray[np.bool_]
) -> NDArray[np.int64]:
    order = np.array([rules.LEVELS.index(one) for one in level])
    return np.asarray(order[None, :] * 4 + 2 * wave + taught[None, :], dtype=np.int64)


def _drift(draw: np.random.Generator) -> Array:
    """[stores, days]: a slow change that no kind of day explains."""
    steps = draw.normal(0, 0.05, (STORES, DAYS // 7 + 1))
    found = np.zeros_like(steps)
    for week in range(1, steps.shape[1]):
        found[:, week] = 0.92 * found[:, week - 1] + steps[:, week]
    return np.exp(np.repeat(found, 7, axis=1)[:, :DAYS])


def _booked(
    draw: np.random.Generator, mean: Array, taught: NDArray[np.bool_], lumpy: bool
) -> Array:
    """What the ledger says: over-dispersed by the day; handed out for the week on its first day."""
    shape = 4.0
    daily = draw.poisson(draw.gamma(shape, mean / shape)).astype(float)
    weekly = draw.random(STORES) < (0.8 if lumpy else 0.2)
    ahead = np.add.reduceat(mean, np.arange(0, DAYS, 7), axis=1)
    lumps = np.zeros_like(daily)
    lumps[:, ::7] = draw.poisson(draw.gamma(12.0, ahead / 12.0))
    return np.where(weekly[:, None], lumps, daily)
