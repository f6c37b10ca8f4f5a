"""What is due, what is late, and when a missed duty goes up a level."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from xiaoan.duties.rules.catalogue import (
    CATALOGUE,
    LADDER_ROLES,
    LEVEL_OF,
    LEVELS,
    NORMAL,
    OPTIONAL,
    USUAL,
    VALUES,
    KindRule,
    Value,
    higher,
    number_of,
    rising,
    strictest,
    time_of,
)
from xiaoan.kernel.actor import Interval

__all__ = [
    "CATALOGUE",
    "FIRST_LADDER",
    "LADDER_ROLES",
    "LEVELS",
    "LEVEL_OF",
    "NAMED_AS",
    "NORMAL",
    "OPTIONAL",
    "ROLE_PLACE",
    "URGE_PAUSE",
    "USUAL",
    "VALUES",
    "KindRule",
    "Rung",
    "Value",
    "covering",
    "faults",
    "higher",
    "may_urge",
    "next_rung",
    "number_of",
    "rising",
    "state_of",
    "step_time",
    "strictest",
    "time_of",
]


@dataclass(frozen=True)
class Rung:
    """One level of the ladder: so many minutes after the deadline the holders of `role` are told."""

    level: int
    role: str
    minutes: int


# The ladder of the ordinary day, before a county sets its own: data/duties-cn.toml.
FIRST_LADDER = tuple(
    Rung(LEVEL_OF[role], role, VALUES[f"ladder.{role}"].at(NORMAL))
    for role in CATALOGUE.chains[USUAL]
)

# Which kind of unit a role is looked for at, above the class that is due.
ROLE_PLACE = {
    "grade_head": "grade",
    "principal": "school",
    "township_liaison": "township",
    "township_leader": "township",
    "bureau_officer": "county",
    "county_leader": "county",
}

# In which places a duty about a unit names the holder of a role: a new holder takes these over. Whoever
# a class teacher is stood in for is the deputy meanwhile.
NAMED_AS = {
    "class_teacher": ("assignee_id", "deputy_id"),
    "subject_teacher": ("deputy_id",),
    "dormitory_keeper": ("assignee_id", "deputy_id"),
    "school_doctor": ("assignee_id", "deputy_id"),
}


def state_of(state: str, late: bool, due_at: dt.datetime, now: dt.datetime) -> str:
    """The word people see: due, done, late (done after the deadline), missed, excused."""
    if state == "excused":
        return "excused"
    if state == "done":
        return "late" if late else "done"
    return "missed" if now > due_at else "due"


def next_rung(ladder: Sequence[Rung], level: int) -> Rung | None:
    """The rung after `level`, None at the top."""
    return min((r for r in ladder if r.level > level), key=lambda r: r.level, default=None)


def step_time(due_at: dt.datetime, rung: Rung | None) -> dt.datetime | None:
    """When the duty goes up to `rung`."""
    return due_at + dt.timedelta(minutes=rung.minutes) if rung else None


def faults(ladder: Sequence[Rung]) -> str:
    """Why a ladder cannot stand ('' if it can): minutes must not fall from level to level."""
    minutes = [rung.minutes for rung in sorted(ladder, key=lambda r: LADDER_ROLES.index(r.role))]
    if any(m < 0 or m > 1440 for m in minutes):
        return "out_of_range"
    return "" if minutes == sorted(minutes) else "not_rising"


# Whoever was urged is not urged again at once (our own choice): the second call says nothing new.
URGE_PAUSE = dt.timedelta(minutes=5)


def may_urge(opens_at: dt.datetime | None, urged_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether a duty is open to be done, and nobody has urged just now."""
    begun = opens_at is None or opens_at <= now
    return begun and (urged_at is None or now - urged_at >= URGE_PAUSE)


def covering(intervals: Sequence[Interval], unit_no: int) -> bool:
    return any(lo <= unit_no < hi for lo, hi in intervals)
