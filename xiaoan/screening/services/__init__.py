"""Writing the daily checks: submitting, correcting, resolving, excusing, opening the day, following the
calendar and the tree, slot times, bulk import; rounds, observations, devices, doubts.
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
    follow_level,
    set_slot_times,
    set_slots,
)
from xiaoan.screening.services.causes import Cause, name_cause
from xiaoan.screening.services.closing import follow_closing
from xiaoan.screening.services.conflict import Decision, resolve_conflict, resolves
from xiaoan.screening.services.day import excuse_class, open_day, withdraw_excuse
from xiaoan.screening.services.devices import (
    NewDevice,
    add_device,
    calibrate,
    renew_token,
    revoke,
)
from xiaoan.screening.services.doubts import explain_doubt, look_for_doubts
from xiaoan.screening.services.evenings import follow_rounds, let_off, open_rounds
from xiaoan.screening.services.holds import HeldBack, hold_back, let_in, let_in_many
from xiaoan.screening.services.keeping import (
    HandDevice,
    add_hand_devices,
    certify_device,
    doubt_device,
    hold_device,
    move_device,
    use_device,
)
from xiaoan.screening.services.looks import (
    choices_seen,
    missing_seen,
    result_seen,
    roll_seen,
    room_seen,
    see_missing,
    sick_seen,
)
from xiaoan.screening.services.missing import Found, found_boarder, show_missing
from xiaoan.screening.services.readings import (
    Answer,
    Sent,
    TooMany,
    clear_readings,
    take_readings,
)
from xiaoan.screening.services.rollcall import (
    KIND,
    Doubtful,
    Receipt,
    Submission,
    doubts_about,
    entry_as,
    reason_missing,
    submit_roll_call,
)
from xiaoan.screening.services.rounds import RoundSent, submit_round
from xiaoan.screening.services.sheets import clear_sheets, drop_sheet, keep_sheet
from xiaoan.screening.services.suspending import resume, suspend
from xiaoan.screening.services.watch import (
    Noted,
    ask_retests,
    finish_retest,
    note_observation,
    withdraw_observation,
)

__all__ = [
    "FIRST_HOUR",
    "FIRST_TIMES",
    "KIND",
    "MARK_COLUMNS",
    "ROLL_CALL_COLUMNS",
    "Answer",
    "Cause",
    "Decision",
    "Doubtful",
    "Found",
    "HandDevice",
    "HeldBack",
    "NewDevice",
    "NewSlot",
    "Noted",
    "Receipt",
    "RoundSent",
    "Sent",
    "Submission",
    "TooMany",
    "add_device",
    "add_hand_devices",
    "ask_retests",
    "calibrate",
    "certify_device",
    "choices_seen",
    "clear_readings",
    "clear_sheets",
    "clear_slot_times",
    "doubt_device",
    "doubts_about",
    "drop_sheet",
    "entry_as",
    "excuse_class",
    "explain_doubt",
    "finish_retest",
    "follow_calendar",
    "follow_closing",
    "follow_level",
    "follow_rounds",
    "found_boarder",
    "hold_back",
    "hold_device",
    "keep_sheet",
    "let_in",
    "let_in_many",
    "let_off",
    "load_marks",
    "load_roll_calls",
    "look_for_doubts",
    "missing_seen",
    "move_device",
    "name_cause",
    "note_observation",
    "open_day",
    "open_rounds",
    "reason_missing",
    "renew_token",
    "resolve_conflict",
    "resolves",
    "result_seen",
    "resume",
    "revoke",
    "roll_seen",
    "room_seen",
    "see_missing",
    "set_slot_times",
    "set_slots",
    "show_missing",
    "sick_seen",
    "submit_roll_call",
    "submit_round",
    "suspend",
    "take_readings",
    "use_device",
    "withdraw_excuse",
    "withdraw_observation",
]
