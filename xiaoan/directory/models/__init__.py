"""Units, people, enrolments, guardians, calendar, nicknames."""

from xiaoan.directory.models.county import (
    Bell,
    CalendarDay,
    Enrolled,
    Enrolment,
    EnrolmentChange,
    FormerName,
    Guardian,
    Person,
    Placement,
    Site,
    Term,
    Unit,
    UnitAct,
)
from xiaoan.directory.models.nicknames import Nickname

__all__ = [
    "Bell",
    "CalendarDay",
    "Enrolled",
    "Enrolment",
    "EnrolmentChange",
    "FormerName",
    "Guardian",
    "Nickname",
    "Person",
    "Placement",
    "Site",
    "Term",
    "Unit",
    "UnitAct",
]
