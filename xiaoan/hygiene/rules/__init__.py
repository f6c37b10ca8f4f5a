"""Pure decisions: what a place is to have done, when it is due, and how a day of it stands."""

from xiaoan.hygiene.rules.coverage import (
    DUE_STATES,
    PLACE_STATES,
    DayOfPlace,
    Stand,
    place_day,
)
from xiaoan.hygiene.rules.donts import (
    DOSE_VERSION,
    FLAG_SIDES,
    FLAGS,
    INCIDENT_BOUNDS,
    LIMITS,
    FlagKind,
)
from xiaoan.hygiene.rules.dosing import (
    OF,
    PRODUCTS,
    TARGETS,
    WEATHERS,
    Asked,
    Flag,
    Said,
    bound_of,
    chemical,
    could,
    is_judged,
    judge,
)
from xiaoan.hygiene.rules.frequency import (
    Frequency,
    Turn,
    is_turn,
    read_frequency,
    read_turn,
    written,
)
from xiaoan.hygiene.rules.guideline import Difference, differences, forbidden, task_of
from xiaoan.hygiene.rules.pack import (
    AGENTS,
    METHODS,
    PLACE_KINDS,
    SLOTS,
    TASKS,
    VERSION,
    Agent,
    PlaceKind,
    Task,
)
from xiaoan.hygiene.rules.proposing import OF_UNITS

# Of a plan: written, handed to the principal, in force, followed by another, sent back.
PLAN_STATES = ("draft", "waiting", "in_force", "replaced", "returned")
LONGEST = 200

__all__ = [
    "AGENTS",
    "DOSE_VERSION",
    "DUE_STATES",
    "FLAGS",
    "FLAG_SIDES",
    "INCIDENT_BOUNDS",
    "LIMITS",
    "LONGEST",
    "METHODS",
    "OF",
    "OF_UNITS",
    "PLACE_KINDS",
    "PLACE_STATES",
    "PLAN_STATES",
    "PRODUCTS",
    "SLOTS",
    "TARGETS",
    "TASKS",
    "VERSION",
    "WEATHERS",
    "Agent",
    "Asked",
    "DayOfPlace",
    "Difference",
    "Flag",
    "FlagKind",
    "Frequency",
    "PlaceKind",
    "Said",
    "Stand",
    "Task",
    "Turn",
    "bound_of",
    "chemical",
    "could",
    "differences",
    "forbidden",
    "is_judged",
    "is_turn",
    "judge",
    "place_day",
    "read_frequency",
    "read_turn",
    "task_of",
    "written",
]
