"""The policy table: role → what it may do, and how much of phones and ID numbers it is shown.

Roles are data; nothing else decides by role. The unit a role is held at decides where.
"""

import datetime as dt
from dataclasses import dataclass

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
        Role("county_leader", "county", _ABOVE - {P.SEARCH_PEOPLE, P.EXPORT}, "staff"),
        Role(
            "bureau_officer",
            "county",
            _ABOVE
            | {P.ACKNOWLEDGE, P.SET_ESCALATION, P.SET_CALENDAR, P.VERIFY, P.IMPORT_ROSTER}
            | {P.EXPORT_ROSTER, P.KEEP_UNITS, P.KEEP_SCHOOLS},
            "staff",
            "full",
        ),
        Role("township_liaison", "township", _ABOVE, "staff"),
        Role(
            "principal",
            "school",
            _LEAD | {P.IMPORT_ROSTER, P.EXPORT_ROSTER, P.SET_CALENDAR, P.KEEP_ROLL, P.KEEP_UNITS},
            "families",
            "full",
        ),
        Role("school_doctor", "school", _LEAD, "families"),
        Role("grade_head", "grade", _SCHOOL, "families"),
        Role("class_teacher", "class", _CLASS | {P.SEARCH_PEOPLE}, "families"),
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
