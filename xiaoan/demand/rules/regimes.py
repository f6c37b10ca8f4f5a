"""Kinds of day: teaching or not, by response level, with an outbreak or without. Twenty of them."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from xiaoan.demand.rules.settings import RAW

Array: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.int64]

LEVELS = ("normal", "IV", "III", "II", "I")
REGIMES = len(LEVELS) * 4


def regime(level: str, *, teaching: bool, outbreak: bool) -> int:
    """The number of a kind of day, from 0 to REGIMES - 1."""
    return LEVELS.index(level) * 4 + 2 * outbreak + teaching


def factors(given: Mapping[str, Any] = RAW["factors"]) -> Array:
    """What is used on each kind of day per person, of an ordinary teaching day, before anything is seen."""
    found = np.ones(REGIMES)
    for level in LEVELS:
        for outbreak in (False, True):
            for teaching in (False, True):
                at = regime(level, teaching=teaching, outbreak=outbreak)
                found[at] = given["level"][level] * (given["outbreak"] if outbreak else 1.0)
                found[at] *= 1.0 if teaching else given["off"]
    return found
