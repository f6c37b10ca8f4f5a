"""What a directive is made of, how it stands by the clock, and who may do what next."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# Where a directive comes from.
SOURCES = ("county_committee", "county_government", "bureau", "township", "meeting", "other")
# Nothing above "internal" may be kept here: state secrets belong in no system of this kind (保守国家秘密法).
SECRECY = ("public", "internal")
STATES = ("registered", "issued", "closed", "withdrawn")
LEVELS = ("township", "school")
# open: not begun; doing; done: reported as done, to be checked; the last three are settled.
TARGET_STATES = ("open", "doing", "done", "accepted", "let_off", "withdrawn")
SETTLED = ("accepted", "let_off", "withdrawn")
RUNNING = ("open", "doing")
STAGES = (*RUNNING, "done")
ENTRIES = (
    "acknowledge", "report", "accept", "return", "let_off", "ask", "grant", "refuse", "split", "computed",
)  # fmt: skip
# In the order of urgency, the gravest first.
LIGHTS = ("red", "amber", "green", "grey")
AMBER = dt.timedelta(days=3)
# Our own choices.
LONGEST, SHORT = 5000, 200
MOST_FILES, MOST_TASKS, MOST_UNITS = 5, 30, 2000
FARTHEST = dt.timedelta(days=366)
# A circular is not issued on facts that are older.
FACTS_LAST = dt.timedelta(hours=24)

# What may be done with a unit's part of a task, by its state.
MAY = {
    "report": (*RUNNING, "done"), "ask": RUNNING, "split": RUNNING, "accept": ("done",), "return": ("done",),
    "let_off": ("open", "doing", "done"), "decide": RUNNING,
}  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """What the light of a unit's part goes by."""

    state: str
    late: bool
    due_at: dt.datetime


def light(one: Standing, now: dt.datetime) -> str:
    """Red after the deadline (also done after it: late stays late), amber from three days before, green
    in progress or done, grey not begun or not owed any more."""
    if one.state in ("let_off", "withdrawn"):
        return "grey"
    if one.late or (one.state in RUNNING and now > one.due_at):
        return "red"
    if one.state in RUNNING and one.due_at - now <= AMBER:
        return "amber"
    return "grey" if one.state == "open" else "green"


def gravest(lights: Iterable[str]) -> str:
    """The light of the whole by those of its parts."""
    return min(lights, key=LIGHTS.index, default="grey")


def of_children(states: Iterable[str]) -> str:
    """The state of a unit's part that it has split further: by those of the units under it, never typed."""
    found = list(states)
    if found and all(state in SETTLED for state in found):
        return "done"
    return "open" if all(state == "open" for state in found) else "doing"


@dataclass(frozen=True)
class Chosen:
    """Whom a task goes to: the units of a level inside these units, of these stages (none: of all)."""

    level: str
    inside: tuple[int, ...]
    stages: tuple[str, ...] = ()
    # Unit → another deadline and why.
    other: Mapping[int, tuple[dt.datetime, str]] | None = None


def due_fault(due_at: dt.datetime | None, now: dt.datetime) -> str:
    """Why a deadline cannot be set: `missing`, `past`, `too_far`; "" if it can."""
    if due_at is None:
        return "missing"
    if due_at <= now:
        return "past"
    return "too_far" if due_at > now + FARTHEST else ""


def number(year: int, no: int) -> str:
    """A number of the register as people write it."""
    return f"〔{year}〕{no}"
