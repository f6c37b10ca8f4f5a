"""Writing command: groups, shifts, rosters, check-ins, hand-overs, spot calls."""

from xiaoan.command.services.absences import end_absence
from xiaoan.command.services.arranging import (
    NewKind,
    add_kind,
    adopt,
    end_kind,
    open_room,
    renew_room,
    set_phone,
)
from xiaoan.command.services.calling import NewCall, NewDraw, answer, draw, record
from xiaoan.command.services.checking_in import Coming, check_in
from xiaoan.command.services.handing import NewNote, hand_over, read
from xiaoan.command.services.importing import LARGEST, Result, import_roster
from xiaoan.command.services.looking import show_code, show_phone, take_month
from xiaoan.command.services.naming import NewFounding, NewMember, end, found, name
from xiaoan.command.services.owing import AHEAD, EARLIEST
from xiaoan.command.services.planning import Change, Plan, Planned, copy_week, plan
from xiaoan.command.services.settling import settle
from xiaoan.command.services.swapping import NewSwap, ask, lapse
from xiaoan.command.services.swapping import answer as answer_swap

__all__ = [
    "AHEAD",
    "EARLIEST",
    "LARGEST",
    "Change",
    "Coming",
    "NewCall",
    "NewDraw",
    "NewFounding",
    "NewKind",
    "NewMember",
    "NewNote",
    "NewSwap",
    "Plan",
    "Planned",
    "Result",
    "add_kind",
    "adopt",
    "answer",
    "answer_swap",
    "ask",
    "check_in",
    "copy_week",
    "draw",
    "end",
    "end_absence",
    "end_kind",
    "found",
    "hand_over",
    "import_roster",
    "lapse",
    "name",
    "open_room",
    "plan",
    "read",
    "record",
    "renew_room",
    "set_phone",
    "settle",
    "show_code",
    "show_phone",
    "take_month",
]  # fmt: skip
