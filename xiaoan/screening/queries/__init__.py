"""Reading the daily checks: one class's roll-call, a school's morning, sightings for the rules."""

from xiaoan.screening.models import RollCall
from xiaoan.screening.queries.day import Consequence, Following, Owed, consequences, following, owed
from xiaoan.screening.queries.labels import (
    ENTRY_NAMES,
    EXCUSE_NAMES,
    KIND_NAMES,
    METHOD_NAMES,
    SLOT_NAMES,
    SYMPTOM_NAMES,
)
from xiaoan.screening.queries.people import Exceptional, exceptions_in, in_conflict, of_child
from xiaoan.screening.queries.rollcall import (
    Decided,
    Version,
    as_rule_mark,
    current_roll_call,
    figures,
    figures_of,
    is_zero,
    marks_of,
    notes_of,
    on_day,
    roll_call,
    standing,
    versions,
)
from xiaoan.screening.queries.sheets import SHEET_PLACE, KeptSheet, kept_sheet
from xiaoan.screening.queries.sightings import Seen, reported_days, sightings
from xiaoan.screening.queries.slots import (
    SlotTimes,
    deadline,
    excuses_on,
    opening,
    slot_times,
    slots_at,
)
from xiaoan.screening.rules import codes_of

__all__ = [
    "ENTRY_NAMES",
    "EXCUSE_NAMES",
    "KIND_NAMES",
    "METHOD_NAMES",
    "SHEET_PLACE",
    "SLOT_NAMES",
    "SYMPTOM_NAMES",
    "Consequence",
    "Decided",
    "Exceptional",
    "Following",
    "KeptSheet",
    "Owed",
    "RollCall",
    "Seen",
    "SlotTimes",
    "Version",
    "as_rule_mark",
    "codes_of",
    "consequences",
    "current_roll_call",
    "deadline",
    "exceptions_in",
    "excuses_on",
    "figures",
    "figures_of",
    "following",
    "in_conflict",
    "is_zero",
    "kept_sheet",
    "marks_of",
    "notes_of",
    "of_child",
    "on_day",
    "opening",
    "owed",
    "reported_days",
    "roll_call",
    "sightings",
    "slot_times",
    "slots_at",
    "standing",
    "versions",
]
