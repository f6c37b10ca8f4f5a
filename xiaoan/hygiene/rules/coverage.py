"""How a day of a place stands: done, due, excused or missed; never two of them, never none."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

# Of one thing to do at one place on one day.
DUE_STATES = ("due", "done", "excused", "missed")
# Of a place on a day.
PLACE_STATES = ("done", "due", "excused", "missed")


@dataclass(frozen=True)
class Stand:
    """One thing to do: its state in the table, how often it is wanted and was done, until when there is
    time. `late`: what it still lacked when time was up was done afterwards, that same day."""

    state: str
    wanted: int
    made: int
    due_at: dt.datetime
    late: bool = False


@dataclass(frozen=True)
class DayOfPlace:
    """`reason`: of `excused`, "plan" (nothing is to be done that day by the plan), "no_plan",
    "not_laid" (nobody laid the day out), "excused" (by a person) or "off" (no school); of the others ""."""

    state: str
    late: bool = False
    reason: str = ""


def stand_state(one: Stand, now: dt.datetime) -> str:
    """What is due and whose time is up is missed, whether the night has written so or not."""
    if one.state == "due" and now > one.due_at:
        return "missed"
    return one.state


def place_day(stands: Iterable[Stand], now: dt.datetime, *, otherwise: str = "plan") -> DayOfPlace:
    """The state of a place on a day of all that was to be done there. One missed makes it missed, one due
    makes it due; what is excused counts only where nothing else is. None at all: excused for `otherwise`."""
    found = list(stands)
    states = {stand_state(one, now) for one in found}
    for state in ("missed", "due"):
        if state in states:
            return DayOfPlace(state)
    if "done" in states:
        return DayOfPlace("done", late=any(one.late for one in found))
    return DayOfPlace("excused", reason="excused" if states else otherwise)
