"""Writing the daily checks: submitting, correcting, resolving, excusing, opening the day, bulk import."""

from xiaoan.screening.rules import Kind, Mark, Symptom, symptoms_of
from xiaoan.screening.services.bulk import NewSlot, load_marks, load_roll_calls, set_slots
from xiaoan.screening.services.day import excuse_class, open_day
from xiaoan.screening.services.rollcall import (
    Doubtful,
    Receipt,
    Submission,
    resolve_conflict,
    submit_roll_call,
)

__all__ = [
    "Doubtful",
    "Kind",
    "Mark",
    "NewSlot",
    "Receipt",
    "Submission",
    "Symptom",
    "excuse_class",
    "load_marks",
    "load_roll_calls",
    "open_day",
    "resolve_conflict",
    "set_slots",
    "submit_roll_call",
    "symptoms_of",
]
