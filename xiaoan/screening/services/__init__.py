"""Writing the daily checks: submitting, correcting, resolving, excusing, opening the day, following the
calendar and the tree, slot times, bulk import.
"""

from xiaoan.screening.rules import FIRST_HOUR, FIRST_TIMES
from xiaoan.screening.services.bulk import (
    MARK_COLUMNS,
    ROLL_CALL_COLUMNS,
    load_marks,
    load_roll_calls,
)
from xiaoan.screening.services.calendar import (
    NewSlot,
    clear_slot_times,
    follow_calendar,
    set_slot_times,
    set_slots,
)
from xiaoan.screening.services.closing import follow_closing
from xiaoan.screening.services.conflict import Decision, resolve_conflict, resolves
from xiaoan.screening.services.day import excuse_class, open_day, withdraw_excuse
from xiaoan.screening.services.holds import HeldBack, hold_back, let_in, let_in_many
from xiaoan.screening.services.rollcall import (
    Doubtful,
    Receipt,
    Submission,
    doubts_about,
    entry_as,
    reason_missing,
    submit_roll_call,
)
from xiaoan.screening.services.sheets import clear_sheets, drop_sheet, keep_sheet

__all__ = [
    "FIRST_HOUR",
    "FIRST_TIMES",
    "MARK_COLUMNS",
    "ROLL_CALL_COLUMNS",
    "Decision",
    "Doubtful",
    "HeldBack",
    "NewSlot",
    "Receipt",
    "Submission",
    "clear_sheets",
    "clear_slot_times",
    "doubts_about",
    "drop_sheet",
    "entry_as",
    "excuse_class",
    "follow_calendar",
    "follow_closing",
    "hold_back",
    "keep_sheet",
    "let_in",
    "let_in_many",
    "load_marks",
    "load_roll_calls",
    "open_day",
    "reason_missing",
    "resolve_conflict",
    "resolves",
    "set_slot_times",
    "set_slots",
    "submit_roll_call",
    "withdraw_excuse",
]
