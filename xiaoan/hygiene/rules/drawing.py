"""Drawing places for a look: by chance, weighted by doubt, repeatable from the seed, and each with a chance.

Systematic sampling with probability proportional to weight (Madow 1949): the places in an order the seed
gives, their weights end to end, and a pointer at each whole multiple of the sum ÷ n from a start the seed
gives. A place of weight w is drawn with a chance of exactly n·w ÷ sum; what would be above one is drawn
surely, and the rest shared out anew.
"""

import hashlib
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

from xiaoan.hygiene.rules.doubts import chance
from xiaoan.hygiene.rules.logs import TIMES_DRAWN

# Weights are whole, in so many parts of that of a place without any doubt.
_PARTS = 100
_SPAN = 2**64
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Drawn(Generic[Key]):
    """A place that was drawn, and with what chance."""

    key: Key
    chance: Fraction

    @property
    def thousandths(self) -> int:
        return max(1, round(1000 * self.chance))


def weight(total: float) -> int:
    """Of a sum of weights of signs (`doubts.score`): from 1 to `TIMES_DRAWN`, in hundredths; never nought."""
    return _PARTS + round(_PARTS * (TIMES_DRAWN - 1) * chance(total))


def chances(weights: Mapping[Key, int], wanted: int) -> dict[Key, Fraction]:
    """With what chance each is drawn. They add up to `wanted`, or to as many as there are."""
    if any(one <= 0 for one in weights.values()):
        raise ValueError("a place without a chance")
    if wanted >= len(weights):
        return dict.fromkeys(weights, Fraction(1))
    if wanted <= 0:
        return {}
    sure: set[Key] = set()
    while True:
        left = {key: one for key, one in weights.items() if key not in sure}
        total, n = sum(left.values()), wanted - len(sure)
        more = {key for key, one in left.items() if n * one >= total}
        if not more:
            return {
                key: Fraction(1) if key in sure else Fraction(n * one, total)
                for key, one in weights.items()
            }
        sure |= more


def draw(seed: str, weights: Mapping[Key, int], wanted: int) -> list[Drawn[Key]]:
    """The same from the same seed, weights and keys, in whatever order they come; exactly `wanted`, or all
    there are."""
    shares = chances(weights, wanted)
    order = sorted(shares, key=lambda key: _number(seed, str(key)))
    pointer = Fraction(_number(seed, ""), _SPAN)
    found, reached = [], Fraction(0)
    for key in order:
        reached += shares[key]
        if pointer < reached:
            found.append(Drawn(key, shares[key]))
            pointer += 1
    return found


def _number(seed: str, key: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed} {key}".encode()).digest()[:8])
