"""How long stock lasts along a path of use: what expires first is used first, what expires unused is out."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from xiaoan.demand.rules.regimes import Array

# So far is looked ahead, in days: beyond it "at least so long" is all that is said.
HORIZON = 180


class Lot(NamedTuple):
    """So much that may be used until day `last` (0: today), itself included; None: for ever."""

    held: int
    last: int | None


class Lasting(NamedTuple):
    """Whole days that stock lasts (at the most as long as the path), and what of it will expire unused."""

    days: int
    wasted: int


def lasting(lots: Iterable[Lot], path: Array) -> Lasting:
    """How long lots last if the sum to each day [H] is used. Nothing held lasts no day.

    With C the path and lots by last day, a lot serves from where the one before stopped, c, to
    min(c + held, max(c, C(last))): what it has not given by then is gone. The first day on which C is
    above what all lots can serve is the one that is not covered. So more stock never runs out sooner, and a
    path that is never below another never lasts longer (tests/demand/test_method.py).
    """
    end, served, held = len(path) - 1, 0.0, 0
    for lot in sorted(lots, key=lambda one: end if one.last is None else min(one.last, end)):
        held += lot.held
        until = np.inf if lot.last is None or lot.last > end else path[max(lot.last, 0)]
        if lot.last is not None and lot.last < 0:
            until = 0.0
        served = min(served + lot.held, max(served, float(until)))
    if not held:
        return Lasting(0, 0)
    days = int(np.searchsorted(path, served + _TOLERANCE, side="right"))
    return Lasting(days, max(held - int(np.ceil(served - _TOLERANCE)), 0))


# Sums of fractions: 10 units for ten days of one last ten days.
_TOLERANCE = 1e-6
