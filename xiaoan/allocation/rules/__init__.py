"""Pure decisions of allocation: priorities, the plan that lowers the worst shortfall first, equal shares."""

from xiaoan.allocation.rules.equal import equal_shares
from xiaoan.allocation.rules.legs import Journeys, journeys_of, journeys_of_shares, route
from xiaoan.allocation.rules.measuring import Measures, measures_of
from xiaoan.allocation.rules.packing import packs_of, usual_pack
from xiaoan.allocation.rules.priority import (
    CASES_FULL,
    COVER_DAYS,
    DEFAULT_KEEP,
    KM_AS_JOURNEY,
    MOST_WEIGHT,
    PARTS,
    SECONDS,
    WEIGHTS,
    Parts,
    parts_of,
    weight_of,
    weights_version,
)
from xiaoan.allocation.rules.problem import ANYWHERE, Floats, Problem, Solution
from xiaoan.allocation.rules.reasons import REASONS, reason_of
from xiaoan.allocation.rules.solving import Plan, plan_items, solve

STATES = ("draft", "asked", "approved", "withdrawn")
KEEP_RANGE = (1.0, 5.0)
MOST_PACKS = 10_000

__all__ = [
    "ANYWHERE",
    "CASES_FULL",
    "COVER_DAYS",
    "DEFAULT_KEEP",
    "KEEP_RANGE",
    "KM_AS_JOURNEY",
    "MOST_PACKS",
    "MOST_WEIGHT",
    "PARTS",
    "REASONS",
    "SECONDS",
    "STATES",
    "WEIGHTS",
    "Floats",
    "Journeys",
    "Measures",
    "Parts",
    "Plan",
    "Problem",
    "Solution",
    "equal_shares",
    "journeys_of",
    "journeys_of_shares",
    "measures_of",
    "packs_of",
    "parts_of",
    "plan_items",
    "reason_of",
    "route",
    "solve",
    "usual_pack",
    "weight_of",
    "weights_version",
]
