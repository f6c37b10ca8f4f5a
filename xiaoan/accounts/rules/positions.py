"""Who gives and takes away which role, for how long; who recovers whose account."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from xiaoan.accounts.rules.roles import Place
from xiaoan.kernel.actor import Scope
from xiaoan.kernel.permission import Permission

# Who gives and takes away which roles, always inside the unit they hold their own role at. A guardian is
# no position: that follows the child.
_OF_A_SCHOOL = frozenset(
    {
        "school_doctor", "grade_head", "class_teacher", "subject_teacher", "logistics", "canteen",
        "dormitory_keeper", "counsellor",
    }
)  # fmt: skip
_OF_A_TOWNSHIP = frozenset({"township_leader", "township_liaison"})
# Whoever holds one of these reaches the whole county: one officer asks, another person confirms.
BY_TWO = frozenset({"county_leader", "bureau_officer"})
APPOINTS: dict[str, frozenset[str]] = {
    "principal": _OF_A_SCHOOL,
    "bureau_officer": _OF_A_SCHOOL | {"principal"} | _OF_A_TOWNSHIP | BY_TWO,
}
# One at a time: a second holder would leave open who answers. Whoever stands in is a deputy.
SOLE = frozenset({"township_leader", "principal", "grade_head", "class_teacher"})
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
        Permission.KEEP_POSITIONS in scope.permissions
        and scope.lo <= lo
        and hi <= scope.hi
        and role in APPOINTS.get(scope.role, frozenset())
        for scope in scopes
    )


# A guardian none of whose children is in a class today: left, graduated, or not theirs to see any more.
FORMER_GUARDIAN = "former_guardian"
# Who lets whom back into a lost account: whoever knows them by sight and by the phone on record. The
# school that last had the child knows a former guardian; the bureau, if that school is no more.
RECOVERS: dict[str, frozenset[str]] = {
    "class_teacher": frozenset({"guardian"}),
    "principal": _OF_A_SCHOOL | {"guardian", FORMER_GUARDIAN},
    "bureau_officer": _OF_A_SCHOOL | {"principal", FORMER_GUARDIAN} | _OF_A_TOWNSHIP | BY_TWO,
}


def may_recover(scopes: Iterable[Scope], places: Iterable[Place], *, guards: bool) -> bool:
    """Whether somebody with these scopes lets the holder of an account back in. `places`: what the
    account is held for: positions, those to come too, or (`guards`) only the classes of children.

    All positions must lie in reach: else a principal would come into the account of a teacher who is
    an officer as well. Of the classes one is enough.
    """
    found = [
        any(
            Permission.RECOVER_ACCOUNTS in scope.permissions
            and scope.lo <= place.lo
            and place.hi <= scope.hi
            and place.role in RECOVERS.get(scope.role, frozenset())
            for scope in scopes
        )
        for place in places
    ]
    return any(found) if guards else bool(found) and all(found)


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
