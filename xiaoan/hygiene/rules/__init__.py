"""Pure decisions: what a place is to have done, when it is due, and how a day of it stands."""

from xiaoan.hygiene.rules.coverage import (
    DUE_STATES,
    PLACE_STATES,
    DayOfPlace,
    Stand,
    place_day,
)
from xiaoan.hygiene.rules.donts import (
    AGENT_BOUNDS,
    DOSE_VERSION,
    FLAGS,
    INCIDENT_BOUNDS,
    LIMITS,
    SIDES,
    FlagKind,
)
from xiaoan.hygiene.rules.dosing import (
    PRODUCTS,
    TARGETS,
    WEATHERS,
    Asked,
    Flag,
    Said,
    bound_of,
    chemical,
    is_judged,
    judge,
    task_of,
)
from xiaoan.hygiene.rules.frequency import (
    Frequency,
    Turn,
    is_turn,
    read_frequency,
    read_turn,
    written,
)
from xiaoan.hygiene.rules.guideline import Difference, differences, forbidden
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
    "AGENT_BOUNDS",
    "DOSE_VERSION",
    "DUE_STATES",
    "FLAGS",
    "INCIDENT_BOUNDS",
    "LIMITS",
    "LONGEST",
    "METHODS",
    "OF_UNITS",
    "PLACE_KINDS",
    "PLACE_STATES",
    "PLAN_STATES",
    "PRODUCTS",
    "SIDES",
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
