"""What opening schools would lead to: a chain binomial over classes, dormitories, schools and households.

Closed forms and an independent simulator show that this does what it says. Nothing shows that a policy
has the effect in the field: contact chances in class and dormitory are the weakest numbers.
"""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from xiaoan.epidemiology.arrays import BoolArray, IntArray
from xiaoan.epidemiology.simulation.closing import Closing, Rooms
from xiaoan.epidemiology.simulation.disease import Disease, Span
from xiaoan.epidemiology.simulation.hits import Meeting
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
    shared = _shared(population, policies[0], days, first, immune, seed)
    numbered = [
        (number + at, *pair) for at, pair in enumerate(zip(diseases, policies, strict=True))
    ]
    if processes == 1:
        return [_one(shared, each) for each in numbered]
    # What all replicates read goes to a worker once, and without being copied where workers are forked.
    with ProcessPoolExecutor(processes, initializer=_begin, initargs=(shared,)) as pool:
        return list(pool.map(_begun, numbered, chunksize=max(1, len(numbered) // (4 * processes))))


@dataclass(frozen=True, slots=True, eq=False)
class _Shared:
    """What all replicates of a call read and none changes."""

    population: Population
    meeting: Meeting
    rooms: Rooms
    days: list[BoolArray]
    opens: IntArray
    first: IntArray
    immune: BoolArray | None
    seed: int


def _shared(  # of what a run is made of
    population: Population, policy: Policy, days: int, first: ArrayLike, immune: BoolArray | None, seed: int
) -> _Shared:  # fmt: skip
    return _Shared(
        population, Meeting.of(population), Rooms.of(population, _classes(population), policy),
        calendar(policy, population, days),
        first_days(policy, population) if population.boards.any() else NOBODY,
        np.unique(np.asarray(first, np.int64)), immune, seed,
    )  # fmt: skip


_of_this_process: list[_Shared] = []


def _begin(shared: _Shared) -> None:
    _of_this_process[:] = [shared]


def _begun(numbered: tuple[int, Disease, Policy]) -> Counts:
    return _one(_of_this_process[0], numbered)


def _classes(population: Population) -> Layer:
    """The classes as a layer, without sorting everybody again where there is one."""
    for one in population.layers:
        if one.group is population.class_:
            return one
    return layer("class", population.class_)


def _one(shared: _Shared, numbered: tuple[int, Disease, Policy]) -> Counts:
    number, disease, policy = numbered
    population, seed = shared.population, shared.seed
    draws, fate = (np.random.default_rng([seed, number, stream]) for stream in (0, 1))
    names = (*(one.name for one in population.layers), OUTSIDE)
    schools = population.schools
    counts = Counts(
        np.zeros(len(shared.days), np.int64), dict.fromkeys(names, 0), np.zeros(schools, np.int64),
        at_school=np.zeros(schools, np.int64),
    )  # fmt: skip
    state = State.of(population, shared.immune, follows=policy.follows)
    _protect(state, disease, policy, np.random.default_rng([seed, number, 2]))
    seen = np.zeros((policy.window, population.classes + 1), np.int64)
    replicate = Replicate(
        population, shared.meeting, disease, policy, shared.days, draws, fate, state, counts,
        Closing(shared.rooms, policy, state, seen), _takes_part(population, policy, seed, number),
        shared.opens,
    )  # fmt: skip
    first = shared.first
    return replicate.run(first[state.susceptible[first]])


def _takes_part(population: Population, policy: Policy, seed: int, number: int) -> IntArray:
    """Pupils who are tested; the same ones first whatever the share."""
    if not policy.tests:
        return NOBODY
    pupils = np.flatnonzero(population.enrolled)
    luck = np.random.default_rng([seed, number, 3]).random(pupils.size)
    found: IntArray = pupils[luck < policy.tested]
    return found


def _protect(state: State, disease: Disease, policy: Policy, luck: np.random.Generator) -> None:
    """Pupils who are immune, or vaccinated with success: the same ones first under every policy."""
    share = disease.immune + (1 - disease.immune) * policy.vaccinated * disease.protects
    if share <= 0:
        return
    pupils = np.flatnonzero(state.population.pupil)
    state.susceptible[pupils[luck.random(pupils.size) < share]] = False
