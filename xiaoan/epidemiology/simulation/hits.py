"""Who is hit: a Poisson process over all pairs of an infectious person and somebody of the same group.

A pair whose chance of infection is p on a day has the hazard h = -ln(1 - p). The hazards of all pairs of
all layers lie end to end; as many points as a Poisson number with their sum as mean fall on the line, and
a pair is hit where at least one falls on it: with chance 1 - exp(-h) = p, independently of every other.
The cost is that of the infectious and of the points, not of the pairs. (Thinning and splitting of Poisson
processes: Kingman, Poisson Processes, 1993, chapter 2.)
"""

import math
from dataclasses import dataclass

import numpy as np

from xiaoan.epidemiology.arrays import BoolArray, FloatArray, IntArray
from xiaoan.epidemiology.simulation.population import Layer, Population

# The hazard of a chance of 1: what is missed is below the precision of numbers.
SURE = 40.0


@dataclass(frozen=True, slots=True, eq=False)
class Meeting:
    """L layers over N people, laid end to end, once for all replicates.

    `others`, `first`, `place`: shape (N, L): how many others of the group there are, where the group begins
    in `members`, and which of the group a person is. `at_school`, `asleep`, `home`: shape (L,).
    """

    others: IntArray
    first: IntArray
    place: IntArray
    members: IntArray
    at_school: BoolArray
    asleep: BoolArray
    home: BoolArray

    @classmethod
    def of(cls, population: Population) -> "Meeting":
        layers = population.layers
        begins = np.cumsum([0, *(one.members.size for one in layers)])
        return cls(
            _columns([np.where(one.group >= 0, _size(one) - 1, 0) for one in layers]),
            _columns([at + _start(one) for at, one in zip(begins, layers, strict=False)]),
            _columns([one.place for one in layers]),
            np.concatenate([one.members for one in layers]).astype(np.int32),
            *(np.array([getattr(one, name) for one in layers]) for name in ("at_school", "asleep", "home")),
        )  # fmt: skip


def _columns(of: list[IntArray]) -> IntArray:
    # Half the memory of whole numbers of 64 bits, and what belongs to a person lies together.
    found: IntArray = np.column_stack(of).astype(np.int32)
    return found


def _size(one: Layer) -> IntArray:
    return np.append(one.sizes, 1)[one.group]


def _start(one: Layer) -> IntArray:
    return one.start[one.group]


def hazard(chance: float) -> float:
    """-ln(1 - p), at most `SURE`."""
    return SURE if chance >= 1 else min(SURE, -math.log1p(-chance))


def hits(
    meeting: Meeting, who: IntArray, hazards: FloatArray, rng: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Points that fall on the pairs of the infectious `who`, shape (I,), with `hazards` of shape (I, L).

    Returns the layer of each point and whom it hits, both shape (H,); whoever is hit by several is in it
    several times.
    """
    width = meeting.others.shape[1]
    others = meeting.others.take(who, axis=0)
    length = others * hazards
    ends = np.cumsum(length)
    number = rng.poisson(ends[-1])
    if not number:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    at = rng.random(number)
    at *= ends[-1]
    at.sort()
    slot = np.searchsorted(ends, at[: np.searchsorted(at, ends[-1])], side="right")
    # One after the other, for a known divisor, these are much faster than both at once; `take` than brackets.
    source = slot // width
    layer = slot - source * width
    within = ends.take(slot)
    within -= at[: slot.size]
    within /= length.ravel().take(slot)
    many = others.ravel().take(slot)
    # Rounding may reach the next pair, or a hair below 0, which is cut off to 0.
    offset = np.minimum(((1 - within) * many).astype(np.int32), many - 1)
    pair = who.take(source) * width + layer
    offset += offset >= meeting.place.ravel().take(pair)
    return layer, meeting.members.take(meeting.first.ravel().take(pair) + offset).astype(np.int64)
