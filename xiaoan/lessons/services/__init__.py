"""Setting the timetable and online periods, reporting who watched, exports, help, words of families."""

from xiaoan.lessons.services.coming_back import bring_back, closed_schools, follow_decision
from xiaoan.lessons.services.exports import LARGEST as LARGEST_EXPORT
from xiaoan.lessons.services.exports import Reading, Sent, read
from xiaoan.lessons.services.feeds import renew_feed
from xiaoan.lessons.services.hearing import Heard, take_seconds
from xiaoan.lessons.services.helping import (
    NewExcuse,
    NewLoan,
    Plan,
    end_help,
    excuse,
    lend,
    plan_help,
    say,
    take_back,
    take_up,
)
from xiaoan.lessons.services.importing import Applied, Earlier, apply, earlier, keep_preview
from xiaoan.lessons.services.laying_out import lay_out
from xiaoan.lessons.services.looking import missing_allowed, missing_seen
from xiaoan.lessons.services.naming import settle_name
from xiaoan.lessons.services.owing import call_out, forget_previews, owe
from xiaoan.lessons.services.periods import (
    NewPeriod,
    Reach,
    check_period,
    end_period,
    follow_suspension,
    reach_of,
    set_period,
)
from xiaoan.lessons.services.reporting import Report, report
from xiaoan.lessons.services.sheets import HEADS as TIMETABLE_HEADS
from xiaoan.lessons.services.sheets import read_sheet
from xiaoan.lessons.services.timetable import Entered, NewEntry, enter, take_out

__all__ = [
    "LARGEST_EXPORT",
    "TIMETABLE_HEADS",
    "Applied",
    "Earlier",
    "Entered",
    "Fault",
    "Heard",
    "NewEntry",
    "NewExcuse",
    "NewLoan",
    "NewPeriod",
    "Plan",
    "Reach",
    "Reading",
    "Report",
    "Sent",
    "Unclear",
    "apply",
    "bring_back",
    "call_out",
    "check_period",
    "closed_schools",
    "earlier",
    "end_help",
    "end_period",
    "enter",
    "excuse",
    "follow_decision",
    "follow_suspension",
    "forget_previews",
    "keep_preview",
    "lay_out",
    "lend",
    "missing_allowed",
    "missing_seen",
    "owe",
    "plan_help",
    "reach_of",
    "read",
    "read_sheet",
    "renew_feed",
    "report",
    "say",
    "set_period",
    "settle_name",
    "take_back",
    "take_out",
    "take_seconds",
    "take_up",
]  # fmt: skip
