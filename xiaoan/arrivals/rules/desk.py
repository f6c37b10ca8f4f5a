"""What the desk at the gate decides: timing, temperature, may this child come in."""

import datetime as dt
from dataclasses import dataclass

from xiaoan.arrivals.rules import numbers

# What became of a child at the desk.
IN, RESTING, TURNED = "in", "resting", "turned_away"
RESULTS = (IN, RESTING, TURNED)
# Why a child was turned away.
NOT_CLEARED, FEVER, SYMPTOMS, OTHER = "not_cleared", "fever", "symptoms", "other"
WHY = (NOT_CLEARED, FEVER, SYMPTOMS, OTHER)
# When it came, by the slot.
ON_TIME, EARLY, LATE, WRONG_DAY, UNPLANNED = "on_time", "early", "late", "wrong_day", "unplanned"
TIMINGS = (ON_TIME, EARLY, LATE, WRONG_DAY, UNPLANNED)
# What became of a child who was turned away, as the person who followed up says.
HOME, CARE, BACK, ONLINE = "home", "care", "back", "online"
FOLLOWED = (HOME, CARE, BACK, ONLINE)


@dataclass(frozen=True)
class Due:
    """The slot of a child."""

    day: dt.date
    begins: dt.time
    ends: dt.time


def timing(due: Due | None, at: dt.datetime) -> str:
    """When a child came: within so many minutes of the slot is on time (ours)."""
    if due is None:
        return UNPLANNED
    if due.day != at.date():
        return WRONG_DAY
    begins = dt.datetime.combine(due.day, due.begins, at.tzinfo) - numbers.GRACE
    ends = dt.datetime.combine(due.day, due.ends, at.tzinfo) + numbers.GRACE
    if at < begins:
        return EARLY
    return LATE if at > ends else ON_TIME
