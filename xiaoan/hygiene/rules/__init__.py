"""Pure decisions: what a place is to have done, when it is due, and how a day of it stands."""

from xiaoan.hygiene.rules.coverage import (
    DUE_STATES,
    PLACE_STATES,
    DayOfPlace,
    Stand,
    place_day,
)
from xiaoan.hygiene.rules.frequency import (
    Frequency,
    Turn,
    is_turn,
    read_frequency,
    read_turn,
    written,
)
from xiaoan.hygiene.rules.guideline import Difference, Said, differences, forbidden, task_of, usual
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
    "DUE_STATES",
    "LONGEST",
    "METHODS",
    "OF_UNITS",
    "PLACE_KINDS",
    "PLACE_STATES",
    "PLAN_STATES",
    "SLOTS",
    "TASKS",
    "VERSION",
    "Agent",
    "DayOfPlace",
    "Difference",
    "Frequency",
    "PlaceKind",
    "Said",
    "Stand",
    "Task",
    "Turn",
    "differences",
    "forbidden",
    "is_turn",
    "place_day",
    "read_frequency",
    "read_turn",
    "task_of",
    "usual",
    "written",
]
