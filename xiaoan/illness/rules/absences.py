"""An absence of which nobody knows the cause: by when it is found out, what may come of asking."""

import datetime as dt
from pathlib import Path

_FILE = Path(__file__).parent.parent / "data" / "absence-cn.toml"

# What somebody says who asked: the child is ill; away for another reason; was there after all; nobody was
# reached, so that the duty stays.
ASKED = ("ill", "personal", "came", "unreached")
# How it ended: as somebody said; by a later roll-call that names the cause, takes the mark back or has the
# child in class the same day; because the child went to another school or left.
OUTCOMES = ("ill", "personal", "came", "named", "withdrawn", "moved", "left")
# What the roll-calls of those days are corrected to.
CAUSES = {"ill": "absent_sick", "personal": "absent_personal", "came": "late"}


def outcome_of(kind: str, *, is_same_day: bool, is_later_slot: bool) -> str:
    """What a roll-call says of a child who was absent unexplained: `kind` is how it has the child ("" when
    simply present). "" while the question stands: a child who is back next day still owes a reason.
    """
    if kind == "absent_unknown":
        return ""
    if kind.startswith("absent_"):
        return "named"
    if not is_same_day:
        return ""
    return "came" if is_later_slot else "withdrawn"


def cause_due(opened: dt.datetime, within: dt.timedelta, trace_hours: int) -> dt.datetime:
    """By when the cause has to be known: never later than a known illness is traced."""
    return opened + min(within, dt.timedelta(hours=trace_hours))
