"""Writing the daily checks: submitting, correcting, resolving, excusing, opening the day, bulk import."""

from xiaoan.screening.services.bulk import (
    MARK_COLUMNS,
    ROLL_CALL_COLUMNS,
    NewSlot,
    load_marks,
    load_roll_calls,
    set_slots,
)
from xiaoan.screening.services.day import excuse_class, open_day
from xiaoan.screening.services.rollcall import (
    Doubtful,
    Receipt,
    Submission,
    resolve_conflict,
    submit_roll_call,
)

__all__ = [
    "MARK_COLUMNS",
    "ROLL_CALL_COLUMNS",
    "Doubtful",
    "NewSlot",
    "Receipt",
    "Submission",
    "excuse_class",
    "load_marks",
    "load_roll_calls",
    "open_day",
    "resolve_conflict",
    "set_slots",
    "submit_roll_call",
]
