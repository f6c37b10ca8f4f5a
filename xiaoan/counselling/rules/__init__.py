"""States, ticks, levels of risk and terms of counselling. Pure. All of it is our own choice where no
source is named; nothing here is a diagnosis."""

import datetime as dt
from collections.abc import Mapping

# Waits for a counsellor, was read, led to a case, came to nothing.
REFERRAL_STATES = ("waiting", "seen", "in_care", "closed")
# Who asked: somebody of the school, a guardian, the child through the guardian's account, a screening.
VIAS = ("staff", "guardian", "pupil", "screening")
URGENCIES = ("normal", "soon", "now")
# Until a counsellor has to have read it.
READ_WITHIN: Mapping[str, dt.timedelta] = {
    "normal": dt.timedelta(days=2), "soon": dt.timedelta(hours=4), "now": dt.timedelta(minutes=30),
}  # fmt: skip
# Since when somebody of the school sees it, in words a teacher can answer: no score comes of it (ours).
LASTS = ("days", "weeks", "month")
# What was seen. Those in DANGER open the emergency path whatever urgency was chosen.
TICKS = (
    "withdrawn", "crying", "angry", "absent", "marks", "sleep", "eating", "body", "family", "bullied",
    "screen", "illness_fear", "died", "harm_said", "harm_signs",
)  # fmt: skip
DANGER = frozenset({"harm_said", "harm_signs"})
OTHER_URGENT = frozenset({"now"})
CASE_STATES = ("open", "closed")
# Level of risk → the most days until the next look. "crisis" opens the emergency path.
RISKS: Mapping[str, int] = {"low": 28, "some": 14, "high": 3, "crisis": 1}
HOWS = ("school", "phone", "home", "class")
NOTES = (
    "open",
    "talk",
    "family",
    "plan",
    "risk",
    "referred_out",
    "hand_over",
    "close",
    "reopen",
    "taken_over",
)
OUTCOMES = ("better", "stable", "hospital", "moved", "refused", "other")
# Parts of a safety plan, in the order in which they are gone through.
PLAN = ("signs", "own", "people", "adults", "places", "safe")
LONGEST, LONGEST_SHORT = 2000, 200
MOST_A_DAY = 5
# What a county may set: days that notes are kept after closing. First: three years, our own choice.
KEEP_DAYS, LEAST_KEEP, MOST_KEEP = 1095, 180, 3650
# A cell of a table under this is not printed.
SMALL = 5


def is_danger(ticks: frozenset[str], urgency: str) -> bool:
    return bool(ticks & DANGER) or urgency in OTHER_URGENT


def latest(risk: str, today: dt.date) -> dt.date:
    """The last day on which somebody of this risk is looked at again."""
    return today + dt.timedelta(days=RISKS[risk])


def age(birth: dt.date, today: dt.date) -> int:
    """In whole years."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
