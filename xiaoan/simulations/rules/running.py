"""One comparison: ways of opening under the same numbers and the same luck, replicate by replicate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from xiaoan.epidemiology.arrays import FloatArray
from xiaoan.epidemiology.simulation import Counts, simulate
from xiaoan.simulations.rules import crowd as people
from xiaoan.simulations.rules import drawing, summary
from xiaoan.simulations.rules.settings import DAYS, WAYS

_CHUNK = 10


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
class Found:
    """`ways`: code → summary; `schools`: code → of each school in the order of the crowd."""

    ways: dict[str, dict[str, Any]]
    schools: dict[str, list[tuple[int, int, int, float]]]


def run(
    asked: Asked,
    crowd: people.Crowd,
    tell: Callable[[int], None] = lambda _done: None,
    processes: int = 1,
) -> Found:
    """All replicates of all ways; `tell` hears how many are done. The same for any number of processes."""
    pairs = max(1, asked.replicates // drawing.TWINS)
    drawn = drawing.draws(asked.disease, asked.seed, pairs)
    met = people.others(crowd)
    found, schools = {}, {}
    base: dict[str, FloatArray] | None = None
    for nth, way in enumerate(asked.ways):
        runs: list[Counts] = []
        for at in range(0, pairs * drawing.TWINS, _CHUNK):
            some = [
                drawn[n // drawing.TWINS]
                for n in range(at, min(at + _CHUNK, pairs * drawing.TWINS))
            ]
            runs += simulate(
                crowd.population, [drawing.disease(asked.disease, one, met) for one in some],
                [drawing.policy(asked.disease, way, asked.chosen, crowd, one) for one in some],
                days=asked.days, seed=asked.seed, number=at, processes=processes,
            )  # fmt: skip
            tell(nth * pairs * drawing.TWINS + len(runs))
        found[way] = _summed(asked, way, runs, base, drawn)
        schools[way] = summary.of_schools(runs)
        base = base or summary.outcomes(runs, asked.days)
    return Found(found, schools)


def _summed(
    asked: Asked, way: str, runs: Sequence[Counts], base: dict[str, FloatArray] | None,
    drawn: Sequence[dict[str, float]],
) -> dict[str, Any]:  # fmt: skip
    does = WAYS[way].does
    told = summary.summary(
        runs, asked.days, base, masked=bool(does.get("masks")), checked=bool(does.get("checks"))
    )
    spread = summary.outcomes(runs, asked.days)["infections"]
    return {**told, "why": summary.apportioned(spread, drawn)}
