"""What opening schools would lead to: a chain binomial over classes, dormitories, schools and households.

Closed forms and an independent simulator show that this does what it says. Nothing shows that a policy
has the effect in the field: contact chances in class and dormitory are the weakest numbers.
"""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from xiaoan.epidemiology.arrays import BoolArray, IntArray
from xiaoan.epidemiology.simulation.disease import Disease, Span
from xiaoan.epidemiology.simulation.policy import Policy, calendar, first_days
from xiaoan.epidemiology.simulation.population import NOWHERE, Layer, Population, layer
from xiaoan.epidemiology.simulation.results import Difference, Quantiles, difference, quantiles
from xiaoan.epidemiology.simulation.run import OUTSIDE, Counts, Replicate
from xiaoan.epidemiology.simulation.state import NOBODY, State

__all__ = [
    "NOWHERE", "OUTSIDE", "Counts", "Difference", "Disease", "Layer", "Policy", "Population",
    "Quantiles", "Span", "difference", "layer", "quantiles", "simulate",
]  # fmt: skip


def simulate(  # what a run is made of
    population: Population, diseases: Sequence[Disease], policy: Policy | Sequence[Policy], *, days: int,
    seed: int, first: ArrayLike = (), immune: BoolArray | None = None, processes: int = 1, number: int = 0,
) -> list[Counts]:  # fmt: skip
    """One replicate for each of `diseases` (one each, so that every one has numbers of its own).

    `policy`: one for all, or one each that differ in numbers, not in who has school when. `first`: people
    infected on the day before day 0. `immune`: shape (N,). `number`: of the first replicate. Replicate i
    depends on `seed` and i alone, whatever the number of `processes` and of calls; with the same seed what
    comes from outside is the same under every policy. Raises ValueError for fewer than one day, or as many
    policies as there are not replicates.
    """
    if days < 1:
        message = f"a run has at least one day, not {days}"
        raise ValueError(message)
    policies = [policy] * len(diseases) if isinstance(policy, Policy) else list(policy)
    if len(policies) != len(diseases):
        message = f"{len(diseases)} replicates have one policy or as many, not {len(policies)}"
        raise ValueError(message)
    if not policies:
        return []
    start = np.unique(np.asarray(first, np.int64))
    opens = first_days(policies[0], population) if population.boards.any() else NOBODY
    classes = _classes(population)
    dates = calendar(policies[0], population, days)
    one = partial(_one, population, classes, dates, opens, start, immune, seed)
    numbered = [
        (number + at, *pair) for at, pair in enumerate(zip(diseases, policies, strict=True))
    ]
    if processes == 1:
        return [one(each) for each in numbered]
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(one, numbered, chunksize=max(1, len(numbered) // (4 * processes))))


def _classes(population: Population) -> Layer:
    """The classes as a layer, without sorting everybody again where there is one."""
    for one in population.layers:
        if one.group is population.class_:
            return one
    return layer("class", population.class_)


def _one(  # bound by `partial`
    population: Population, classes: Layer, days: list[BoolArray], opens: IntArray, first: IntArray,
    immune: BoolArray | None, seed: int, numbered: tuple[int, Disease, Policy],
) -> Counts:  # fmt: skip
    number, disease, policy = numbered
    draws, fate = (np.random.default_rng([seed, number, stream]) for stream in (0, 1))
    by_layer = dict.fromkeys((*(one.name for one in population.layers), OUTSIDE), 0)
    schools = population.schools
    counts = Counts(
        np.zeros(len(days), np.int64), by_layer, np.zeros(schools, np.int64),
        at_school=np.zeros(schools, np.int64),
    )  # fmt: skip
    state = State.of(population, immune)
    _protect(state, disease, policy, np.random.default_rng([seed, number, 2]))
    seen = np.zeros((policy.window, population.classes + 1), np.int64)
    inside = frozenset(one.name for one in population.layers if one.at_school or one.asleep)
    replicate = Replicate(
        population,
        classes,
        disease,
        policy,
        days,
        draws,
        fate,
        state,
        counts,
        inside,
        seen,
        opens=opens,
    )
    return replicate.run(first[state.susceptible[first]])


def _protect(state: State, disease: Disease, policy: Policy, luck: np.random.Generator) -> None:
    """Pupils who are immune, or vaccinated with success: the same ones first under every policy."""
    share = disease.immune + (1 - disease.immune) * policy.vaccinated * disease.protects
    if share <= 0:
        return
    pupils = np.flatnonzero(state.population.pupil)
    state.susceptible[pupils[luck.random(pupils.size) < share]] = False
