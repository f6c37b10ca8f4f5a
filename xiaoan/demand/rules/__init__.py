"""Use per person-day, cover and forecasts: pure, in NumPy, usable without the product.

`regimes`: kinds of day. `rates`: what is used per person-day. `paths`: what will be used. `covers`: how long
stock lasts. `plans`: suppositions of an officer. `lead`: when a cover is too short.
"""

from xiaoan.demand.rules.covers import HORIZON, Lasting, Lot, lasting
from xiaoan.demand.rules.lead import lead_days
from xiaoan.demand.rules.paths import Path, combined, expected, quantile, raised
from xiaoan.demand.rules.plans import (
    STAGES,
    Ahead,
    Extra,
    Group,
    Part,
    Plain,
    part_fault,
    supposed,
)
from xiaoan.demand.rules.rates import County, Own, county_rates, own_rates
from xiaoan.demand.rules.regimes import LEVELS, REGIMES, factors, regime
from xiaoan.demand.rules.settings import DUE_HOUR, WEEKS, Method, method, outbreak_left, version

BASES = ("use", "standard", "unknown")

__all__ = [
    "BASES", "DUE_HOUR", "HORIZON", "LEVELS", "REGIMES", "STAGES", "WEEKS", "Ahead", "County", "Extra",
    "Group", "Lasting", "Lot", "Method", "Own", "Part", "Path", "Plain", "combined", "county_rates",
    "expected",
    "factors", "lasting", "lead_days", "method", "outbreak_left", "own_rates", "part_fault", "quantile",
    "raised", "regime", "supposed", "version",
]  # fmt: skip
