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
    KM_PER_HOUR,
    MOST_WEIGHT,
    PARTS,
    ROAD_FACTOR,
    SECONDS,
    WEIGHTS,
    Parts,
    parts_of,
    weight_of,
    weights_version,
)
from xiaoan.allocation.rules.problem import ANYWHERE, Floats, Problem, Solution
from xiaoan.allocation.rules.reasons import REASONS, reason_of
from xiaoan.allocation.rules.roads import (
    MOST_KM,
    MOST_MINUTES,
    Entered,
    Fault,
    Way,
    read_entered,
)
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
    "KM_PER_HOUR",
    "MOST_KM",
    "MOST_MINUTES",
    "MOST_PACKS",
    "MOST_WEIGHT",
    "PARTS",
    "REASONS",
    "ROAD_FACTOR",
    "SECONDS",
    "STATES",
    "WEIGHTS",
    "Entered",
    "Fault",
    "Floats",
    "Journeys",
    "Measures",
    "Parts",
    "Plan",
    "Problem",
    "Solution",
    "Way",
    "equal_shares",
    "journeys_of",
    "journeys_of_shares",
    "measures_of",
    "packs_of",
    "parts_of",
    "plan_items",
    "read_entered",
    "reason_of",
    "route",
    "solve",
    "usual_pack",
    "weight_of",
    "weights_version",
]
