"""One comparison: ways of opening under the same numbers and the same luck, replicate by replicate."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from xiaoan.epidemiology.arrays import FloatArray
from xiaoan.epidemiology.simulation import Counts, simulate
from xiaoan.simulations.rules import crowd as people
from xiaoan.simulations.rules import drawing, summary
from xiaoan.simulations.rules.settings import (
    DAYS,
    ILLNESSES,
    PLACES,
    WAYS,
    Illness,
    Ranged,
    Way,
    numbers_of,
)

_CHUNK = 10
_FIRST = 5


@dataclass(frozen=True)
class Asked:
    """What is to be reckoned; `ways`: the first is what the others are held against."""

    disease: str
    ways: tuple[str, ...]
    seed: int
    replicates: int
    chosen: drawing.Chosen = field(default_factory=drawing.Chosen)
    days: int = DAYS


@dataclass(frozen=True)
class Study:
    """A comparison that is fully said. `numbers`: what is drawn; `places`: see the data; `first`: people who
    are infected on the evening before; `drawn` False: everybody has the likeliest numbers."""

    illness: Illness
    numbers: Mapping[str, Ranged]
    ways: tuple[Way, ...]
    seed: int
    replicates: int
    chosen: drawing.Chosen = field(default_factory=drawing.Chosen)
    days: int = DAYS
    places: Mapping[str, Any] = field(default_factory=lambda: PLACES)
    first: int = 0
    drawn: bool = True

    @property
    def each(self) -> list[dict[str, float]]:
        """The numbers of each replicate; twins share theirs."""
        pairs = -(-self.replicates // drawing.TWINS)
        if not self.drawn:
            return [{name: one.middle for name, one in self.numbers.items()}] * self.replicates
        found = drawing.draws(self.numbers, self.seed, pairs)
        return [found[n // drawing.TWINS] for n in range(self.replicates)]

    @property
    def unused(self) -> set[str]:
        """Numbers that are drawn and that nothing asked for reads."""
        does = [way.does for way in self.ways]
        checked = [one for one in does if one.get("checks")]
        asked = {
            ("masks",): any(one.get("masks") is True for one in does),
            ("sensitivity", "felt"): bool(checked),
            ("false_alarms",): any(one.get("retest", True) for one in checked),
            ("false_alarms_single",): any(not one.get("retest", True) for one in checked),
            ("test_found", "test_false"): any(one.get("tests") for one in does),
            ("protects",): any(one.get("vaccine") or one.get("vaccinated") for one in does),
            ("stays_home",): any("stays_home" not in one for one in does),
            ("reproduction", "household"): not self.illness.contact,
        }
        return {name for names, is_used in asked.items() if not is_used for name in names}

    @property
    def of_twins(self) -> list[dict[str, float]]:
        """The numbers of each pair of replicates, without those that nothing reads."""
        unused = self.unused
        return [
            {name: value for name, value in one.items() if name not in unused}
            for one in self.each[:: drawing.TWINS]
        ]


@dataclass(frozen=True)
class Found:
    """`ways`: code → summary; `schools`: code → of each school in the order of the crowd."""

    ways: dict[str, dict[str, Any]]
    schools: dict[str, list[tuple[int, int, int, float]]]


def compare(
    study: Study,
    crowd: people.Crowd,
    tell: Callable[[int], None] = lambda _done: None,
    processes: int = 1,
) -> Iterator[tuple[Way, list[Counts]]]:
    """All replicates of each way in turn; `tell` hears how many are done. The same for any `processes`."""
    each, met = study.each, people.others(crowd)
    rng = np.random.default_rng([study.seed, _FIRST])
    first = rng.choice(crowd.population.people, min(study.first, crowd.population.people), False)
    for nth, way in enumerate(study.ways):
        runs: list[Counts] = []
        for at in range(0, study.replicates, _CHUNK * processes):
            some = each[at : at + _CHUNK * processes]
            runs += simulate(
                crowd.population,
                [drawing.disease(study.illness, one, met, study.places) for one in some],
                [drawing.policy(study.illness, way.does, study.chosen, crowd, one) for one in some],
                days=study.days, seed=study.seed, number=at, processes=processes, first=first,
            )  # fmt: skip
            tell(nth * study.replicates + len(runs))
        yield way, runs


def run(
    asked: Asked,
    crowd: people.Crowd,
    tell: Callable[[int], None] = lambda _done: None,
    processes: int = 1,
) -> Found:
    """A comparison of the data's ways under one of its diseases, as pages show it."""
    illness = ILLNESSES[asked.disease]
    study = Study(
        illness, numbers_of(illness), tuple(WAYS[way] for way in asked.ways), asked.seed, asked.replicates,
        asked.chosen, asked.days,
    )  # fmt: skip
    found, schools = {}, {}
    base: dict[str, FloatArray] | None = None
    for way, runs in compare(study, crowd, tell, processes):
        found[way.code] = _summed(asked, way, runs, base, study.of_twins)
        schools[way.code] = summary.of_schools(runs)
        base = base or summary.outcomes(runs, asked.days)
    return Found(found, schools)


def _summed(
    asked: Asked, way: Way, runs: Sequence[Counts], base: dict[str, FloatArray] | None,
    of_twins: Sequence[dict[str, float]],
) -> dict[str, Any]:  # fmt: skip
    told = summary.summary(
        runs,
        asked.days,
        base,
        masked=bool(way.does.get("masks")),
        checked=bool(way.does.get("checks")),
    )
    spread = summary.outcomes(runs, asked.days)["infections"]
    return {**told, "why": summary.apportioned(spread, of_twins)}
