"""One item to be shared out: what schools need, what stores can give, and what came of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xiaoan.allocation.rules.priority import KM_AS_JOURNEY

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
# Group of a store that may send to every school of the plan.
ANYWHERE = -1


@dataclass(frozen=True)
class Problem:
    """An item. Arrays by school (J) and by store (S); quantities in whole base units.

    `required` (J): what the standard asks, `held` (J): usable now; `weight` (J) ≥ 1; `pupils` (J); `group`
    (J) ≥ 0: the township. `supply` (S): what a store may give; `reach` (S): the only group it sends to, or
    `ANYWHERE`. `pack` ≥ 1: base units that stay together. `least`: the fewest packs worth a journey.
    `room` (S, J): packs for which there is room on a journey; None: no limit. `km` (S, J): length of a
    journey, NaN: unknown; None: of none known. `distance`: how much lengths count beside the number.
    """

    required: Ints
    held: Ints
    weight: Floats
    pupils: Ints
    group: Ints
    supply: Ints
    reach: Ints
    pack: int = 1
    least: int = 1
    room: Ints | None = None
    km: Floats | None = None
    distance: float = 0.0

    def __post_init__(self) -> None:
        same = {
            len(self.required),
            len(self.held),
            len(self.weight),
            len(self.pupils),
            len(self.group),
        }
        if len(same) != 1 or len(self.supply) != len(self.reach):
            raise ValueError("arrays of a problem have one length by school and one by store")
        if self.pack < 1 or self.least < 1:
            raise ValueError("a pack has a piece at least, a journey a pack")

    @property
    def need(self) -> Ints:
        """Missing base units by school."""
        return np.asarray(np.maximum(self.required - self.held, 0), dtype=np.int64)

    @property
    def most(self) -> Ints:
        """Whole packs a school can take without having more than it needs."""
        return self.need // self.pack

    @property
    def packs(self) -> Ints:
        """Whole packs a store can give."""
        return self.supply // self.pack

    @property
    def reaches(self) -> Flags:
        """Which store may send to which school (S, J)."""
        near = self.reach[:, None] == self.group[None, :]
        return np.asarray(near | (self.reach[:, None] == ANYWHERE), dtype=np.bool_)

    @property
    def journeys(self) -> Floats:
        """What a journey costs (S, J): 1, and its length against `KM_AS_JOURNEY`. One of unknown length is
        taken for the middle one of those that can be made, so that it is neither sought nor shunned."""
        ones = np.ones(self.reaches.shape)
        if self.km is None or not self.distance:
            return ones
        known = self.km[self.reaches & ~np.isnan(self.km)]
        middle = float(np.median(known)) if len(known) else 0.0
        length = np.where(np.isnan(self.km), middle, self.km)
        return np.asarray(ones + self.distance * length / KM_AS_JOURNEY, dtype=np.float64)

    @property
    def is_bound(self) -> bool:
        """Whether journeys limit what can be had: only then must each be looked at to know the best."""
        return self.least > 1 or self.room is not None


@dataclass(frozen=True)
class Solution:
    """`sent` (S, J) in packs. `proved`: nothing fairer exists by the first two criteria; else `gap`: by what
    share of the second one it may be worse. `fewest`: journeys below which no plan of these shares gets."""

    sent: Ints
    proved: bool
    gap: float
    fewest: int

    @property
    def got(self) -> Ints:
        """Packs by school."""
        return np.asarray(self.sent.sum(axis=0), dtype=np.int64)

    def given(self, problem: Problem) -> Ints:
        """Base units by school."""
        return self.got * problem.pack

    @property
    def legs(self) -> int:
        """Journeys of this item alone."""
        return int((self.sent > 0).sum())
