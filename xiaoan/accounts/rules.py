"""The policy table: role → what it may do, and how much of phones and ID numbers it is shown.

Roles are data; nothing else decides by role. The unit a role is held at decides where.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from xiaoan.kernel.actor import Scope
from xiaoan.kernel.permission import Permission as P  # noqa: N817  # a table wants short cells

_CLASS = frozenset({P.MY_DUTIES, P.SEE_CHECKS, P.TAKE_ROLL_CALL})
_SCHOOL = frozenset(
    {P.MY_DUTIES, P.SEE_CHECKS, P.SEE_DUTIES, P.URGE, P.SEE_SIGNALS, P.SEARCH_PEOPLE}
)
_LEAD = _SCHOOL | {
    P.SEE_BOARD, P.ENTER_FOR_OTHERS, P.EXCUSE, P.RESOLVE, P.ACKNOWLEDGE, P.EXPORT
}  # fmt: skip
_ABOVE = _SCHOOL | {P.SEE_BOARD, P.EXPORT}


@dataclass(frozen=True)
class Role:
    """A position in which a person acts. `phones`: whose numbers it is shown in full.

    `id_numbers`: whether a roster it takes away may hold them in full, of one school at a time; the
    rest of the world, and a sheet of several schools, has the middle of each hidden.
    """

    code: str
    held_at: str
    permissions: frozenset[P]
    phones: str = "none"  # "families": staff and guardians; "staff": staff only; "none"
    id_numbers: str = "masked"  # or "full"


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(
            "county_leader",
            "county",
            (_ABOVE - {P.SEARCH_PEOPLE, P.EXPORT}) | {P.CONFIRM_POSITIONS},
            "staff",
        ),
        Role(
            "bureau_officer",
            "county",
            _ABOVE
            | {P.ACKNOWLEDGE, P.SET_ESCALATION, P.SET_CALENDAR, P.VERIFY, P.IMPORT_ROSTER}
            | {P.EXPORT_ROSTER, P.KEEP_UNITS, P.KEEP_SCHOOLS}
            | {P.SEE_POSITIONS, P.KEEP_POSITIONS, P.CONFIRM_POSITIONS, P.SEE_ACCESS},
            "staff",
            "full",
        ),
        Role("township_liaison", "township", _ABOVE | {P.SEE_POSITIONS}, "staff"),
        Role(
            "principal",
            "school",
            _LEAD
            | {P.IMPORT_ROSTER, P.EXPORT_ROSTER, P.SET_CALENDAR, P.KEEP_ROLL, P.KEEP_UNITS}
            | {P.SEE_POSITIONS, P.KEEP_POSITIONS, P.SEE_ACCESS},
            "families",
            "full",
        ),
        Role("school_doctor", "school", _LEAD, "families"),
        Role("grade_head", "grade", _SCHOOL, "families"),
        Role("class_teacher", "class", _CLASS | {P.SEARCH_PEOPLE, P.SEE_ACCESS}, "families"),
        Role("subject_teacher", "class", _CLASS, "staff"),
        Role("logistics", "school", frozenset({P.MY_DUTIES})),
        Role("canteen", "school", frozenset({P.MY_DUTIES})),
        Role(
            "dormitory_keeper",
            "school",
            frozenset({P.MY_DUTIES, P.SEE_CHECKS, P.TAKE_EVENING}),
            "families",
        ),
        Role("guardian", "child", frozenset({P.SEE_CHILD})),
    )
}

# Guessing: so many wrong passwords per account and device, then a pause. Never by address alone: a
# school shares one.
FAILURES_ALLOWED = 10
PAUSE = dt.timedelta(minutes=15)


def is_paused(failures: int, since: dt.datetime, now: dt.datetime) -> bool:
    """Too many failures in the running pause window."""
    return failures >= FAILURES_ALLOWED and now - since < PAUSE


# Who gives and takes away which roles, always inside the unit they hold their own role at. A guardian is
# no position: that follows the child.
_OF_A_SCHOOL = frozenset(
    {
        "school_doctor", "grade_head", "class_teacher", "subject_teacher", "logistics", "canteen",
        "dormitory_keeper",
    }
)  # fmt: skip
# Whoever holds one of these reaches the whole county: one officer asks, another person confirms.
BY_TWO = frozenset({"county_leader", "bureau_officer"})
APPOINTS: dict[str, frozenset[str]] = {
    "principal": _OF_A_SCHOOL,
    "bureau_officer": _OF_A_SCHOOL | {"principal", "township_liaison"} | BY_TWO,
}
# One at a time: a second holder would leave open who answers. Whoever stands in is a deputy.
SOLE = frozenset({"principal", "grade_head", "class_teacher"})
# What every unit of a kind ought to have; a school with boarders also a keeper of its dormitories.
WANTED = (
    ("class", "class_teacher"),
    ("grade", "grade_head"),
    ("school", "principal"),
    ("school", "school_doctor"),
    ("school", "dormitory_keeper"),
    ("township", "township_liaison"),
)
LONGEST_REASON = 200
# Our own choices: nobody stands in for longer than half a year, or is appointed further ahead than a year.
LONGEST_DEPUTY = dt.timedelta(days=183)
FARTHEST = dt.timedelta(days=366)


def may_give(scopes: Iterable[Scope], role: str, lo: int, hi: int) -> bool:
    """Whether somebody with these scopes gives and ends `role` at the unit [lo, hi)."""
    return any(
        P.KEEP_POSITIONS in scope.permissions
        and scope.lo <= lo
        and hi <= scope.hi
        and role in APPOINTS.get(scope.role, frozenset())
        for scope in scopes
    )


@dataclass(frozen=True)
class Days:
    """From a day until, not including, another; no end: until somebody ends it."""

    since: dt.date
    until: dt.date | None = None


def days_fault(days: Days, today: dt.date) -> str:
    """Why a position cannot run so: `past`, `too_far`, `no_day`; '' if it can.

    Nothing is given for days that are over: nobody acted in it then.
    """
    if days.since < today:
        return "past"
    if days.since > today + FARTHEST:
        return "too_far"
    return "no_day" if days.until is not None and days.until <= days.since else ""
