"""What is used per person-day, by kind of day: the county's, and each store's drawn to it.

A gamma-Poisson model with over-dispersion (quasi-likelihood), fitted to weeks: goods are issued by the box
and for the week, so the day on which they were booked says little of the day on which they were used. With
Y the use of a store in a week, e_r its person-days of kind r in it, w = 2^(-age / half life) its weight:

1. a week's use is shared among its kinds of day as the rates of the round before say: y_r = Y μ_r / Σ μ with
   μ_r = rate_r e_r (the expectation step for a sum of Poisson counts);
2. county: rate_r = (Σ w y_r + c λ f_r) / (Σ w m e_r + c), λ = Σ w y / Σ w m e f, with f the factors of
   `regimes` and c a few days of an ordinary store: a kind of day that nobody has seen is guessed by it;
3. store: m = (k + Σ w y / φ) / (k + Σ w μ / φ), the mean of a gamma of shape k and mean 1 given the data;
   then once more for each kind of day, drawn to m with the shape `within`;
4. φ = mean of (Y - μ)² / μ over weeks, a store's drawn to the county's; never below 1.

Sources: Gelman et al., Bayesian Data Analysis, 3rd ed., 2.6 and 5.4 (gamma-Poisson, exchangeable units);
Dempster, Laird, Rubin 1977 (the sharing out); McCullagh & Nelder, Generalized Linear Models, 2nd ed., 6.2
(over-dispersion). The numbers (`settings`) are our own choice.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xiaoan.demand.rules.regimes import REGIMES, Array, factors
from xiaoan.demand.rules.settings import Method, method

_ROUNDS = 8


@dataclass(frozen=True)
class County:
    """Of one item: `rate` [REGIMES] base units per person-day, `seen` [REGIMES] whether there were such
    days, `spread` the dispersion of a week."""

    rate: Array
    seen: Array
    spread: float


@dataclass(frozen=True)
class Own:
    """Of one item at `n` stores: `rate` [n, REGIMES] per person-day, its relative variance `doubt` of the
    same shape, `spread` [n], and `known` [n]: whether the store has any use on record."""

    rate: Array
    doubt: Array
    spread: Array
    known: Array


def county_rates(use: Array, people: Array, given: Method = method) -> County:
    """The county's rates of one item. `use` [stores, weeks] in base units, `people` [stores, weeks,
    REGIMES] in person-days, week 0 the latest; none negative. Less than one person-day is nobody: what was
    used then is divided by nothing."""
    people = _present(people)
    seen = people.sum((0, 1)) > 0
    prior = _a_day(people) * given.prior_days
    if not prior:
        return County(np.zeros(REGIMES), np.zeros(REGIMES), 1.0)
    by_factor, weights = factors(), _weights(use.shape[1], given.county_half_life)
    likened = float(_weighed(people, weights).sum(0) @ by_factor)
    rate = by_factor * float((use * weights).sum()) / max(likened, 1e-9)
    spread, part = 1.0, np.ones((len(use), REGIMES))
    for _round in range(_ROUNDS):
        shared = _shared(use, part[:, None, :] * rate * people)
        used = _weighed(shared, weights).sum(0)
        days = _weighed(part[:, None, :] * people, weights).sum(0)
        base = float(used.sum()) / max(float(days @ by_factor), 1e-9)
        rate = (used + prior * base * by_factor) / (days + prior)
        so_far = County(rate, seen.astype(np.float64), spread)
        fit = _own(use, people, so_far, given, rounds=1, part=part)
        part, spread = fit.part, _spread(use, (fit.part[:, None, :] * rate * people).sum(2))
    return County(rate, seen.astype(np.float64), spread)


def own_rates(use: Array, people: Array, county: County, given: Method = method) -> Own:
    """The rates of stores. Shapes as in `county_rates`."""
    people = _present(people)
    fit = _own(use, people, county, given, rounds=_ROUNDS, part=np.ones((len(use), REGIMES)))
    doubt = fit.doubt + given.unseen * (1 - county.seen)
    return Own(fit.part * county.rate, doubt, fit.spread, (use.sum(1) > 0).astype(np.float64))


def _present(people: Array) -> Array:
    return np.where(people < 1, 0.0, people)


@dataclass(frozen=True)
class _Fit:
    part: Array
    doubt: Array
    spread: Array


def _own(
    use: Array, people: Array, county: County, given: Method, *, rounds: int, part: Array
) -> _Fit:
    """How stores stand to the county's rates, in so many rounds from `part` on."""
    mean = county.rate * people
    weights = _weights(use.shape[1], given.store_half_life)
    meant = _weighed(mean, weights)
    spread = _spreads(use, (part[:, None, :] * mean).sum(2), county.spread, given)
    doubt = np.zeros_like(part)
    for _round in range(rounds):
        used = _weighed(_shared(use, part[:, None, :] * mean), weights)
        per = spread[:, None]
        total, wanted = used.sum(1, keepdims=True) / per, meant.sum(1, keepdims=True) / per
        store = (given.between + total) / (given.between + wanted)
        shape = given.within + used / per
        part = shape / (given.within / store + meant / per)
        spread = _spreads(use, (part[:, None, :] * mean).sum(2), county.spread, given)
        doubt = 1 / shape + (given.within / shape) ** 2 / (given.between + total)
    return _Fit(part, doubt, spread)


def _weights(weeks: int, half_life: float) -> Array:
    return np.asarray(0.5 ** (np.arange(weeks) / half_life), dtype=np.float64)


def _weighed(found: Array, weights: Array) -> Array:
    """[stores, weeks, REGIMES] → [stores, REGIMES], later weeks heavier."""
    return np.asarray(np.tensordot(found, weights, axes=([1], [0])))


def _shared(use: Array, mean: Array) -> Array:
    """A week's use shared among its kinds of day as the means are."""
    total = mean.sum(2, keepdims=True)
    there = total > 0
    return np.asarray(use[:, :, None] * np.where(there, mean / np.where(there, total, 1.0), 0.0))


def _a_day(people: Array) -> float:
    """Person-days of an ordinary store and day."""
    weeks = people.sum(2)
    filled = weeks[weeks > 0]
    return float(filled.mean()) / 7 if filled.size else 0.0


def _misses(use: Array, mean: Array) -> tuple[Array, NDArray[np.bool_]]:
    """By store and week (Y - μ)² / μ, and whether anything was to be expected."""
    there = mean > 0
    return np.where(there, (use - mean) ** 2 / np.where(there, mean, 1.0), 0.0), there


def _spread(use: Array, mean: Array) -> float:
    misses, there = _misses(use, mean)
    return max(float(misses.sum() / there.sum()), 1.0) if there.any() else 1.0


def _spreads(use: Array, mean: Array, drawn_to: float, given: Method) -> Array:
    misses, there = _misses(use, mean)
    weight = given.dispersion_weeks
    found = (weight * drawn_to + misses.sum(1)) / (weight + there.sum(1))
    return np.asarray(np.maximum(found, 1.0), dtype=np.float64)
