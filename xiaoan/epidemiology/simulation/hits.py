"""Who is hit: one independent trial for each pair of an infectious person and somebody of the group.

The trials of all pairs lie end to end, and geometric gaps skip from hit to hit (Fan, Muller and
Rezucha 1962; Batagelj and Brandes 2005 for graphs): the cost is that of the hits, not of the pairs.
"""

import numpy as np

from xiaoan.epidemiology.arrays import FloatArray, IntArray
from xiaoan.epidemiology.simulation.population import Layer


def successes(trials: int, chance: float, rng: np.random.Generator) -> IntArray:
    """Which of `trials` independent ones of this chance succeed: ascending positions."""
    if trials <= 0 or chance <= 0:
        return np.empty(0, np.int64)
    if chance >= 1:
        return np.arange(trials)
    found, at = [], -1
    while at < trials:
        mean = (trials - at) * chance
        gaps = rng.geometric(chance, int(mean + 6 * mean**0.5) + 8)
        reached = at + np.cumsum(gaps)
        found.append(reached)
        at = int(reached[-1])
    every = np.concatenate(found)
    return every[: np.searchsorted(every, trials)]


def hits(
    layer: Layer, who: IntArray, chance: FloatArray, rng: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Hits of the infectious `who`, shape (I,), each with its daily `chance` for each other of the group.

    Returns which of the infectious (positions in `who`) and whom they hit, both shape (H,). Chances
    of one octave are skipped through together and thinned, so that at most every second is thrown away.
    """
    others = layer.sizes[layer.group[who]] - 1
    able = np.flatnonzero((others > 0) & (chance > 0))
    octave = np.floor(np.log2(chance[able])).astype(np.int64)
    by, whom = [], []
    for power in np.unique(octave):
        some = able[octave == power]
        first, offset = _pairs(others[some], float(chance[some].max()), rng)
        kept = rng.random(first.size) * chance[some].max() < chance[some[first]]
        source, offset = some[first[kept]], offset[kept]
        offset = offset + (offset >= layer.place[who[source]])
        by.append(source)
        whom.append(layer.members[layer.start[layer.group[who[source]]] + offset])
    if not by:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    return np.concatenate(by), np.concatenate(whom)


def _pairs(others: IntArray, chance: float, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    ends = np.cumsum(others)
    at = successes(int(ends[-1]), chance, rng)
    source = np.searchsorted(ends, at, side="right")
    return source, at - (ends[source] - others[source])
