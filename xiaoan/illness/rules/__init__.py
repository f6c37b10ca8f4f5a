"""An illness by rule: what may follow what, who acts next, and when a child may come back."""

import datetime as dt

from xiaoan.illness.rules.absences import ASKED, CAUSES, OUTCOMES, cause_due, outcome_of
from xiaoan.illness.rules.exclusion import (
    DATES,
    PROFILES,
    SIGNS,
    Disease,
    ExclusionBook,
    Facts,
    Verdict,
    book,
    earliest_return,
)
from xiaoan.illness.rules.stages import (
    ABSENT,
    ACTS,
    CLOSED,
    COURSE,
    DUTIES,
    OPEN,
    Situation,
    acts_at,
    ahead,
    may_follow,
    next_duty,
    settles,
    stage_after,
)

__all__ = [
    "ABSENT",
    "ACTS",
    "ASKED",
    "CAUSES",
    "CERTAINTIES",
    "CERTIFICATES",
    "CLOSED",
    "COURSE",
    "DATES",
    "DUTIES",
    "FIRST_LONG_DAYS",
    "FIRST_TRACE_HOURS",
    "OPEN",
    "OUTCOMES",
    "PROFILES",
    "RED_FLAGS",
    "SIGNS",
    "Disease",
    "ExclusionBook",
    "Facts",
    "Situation",
    "Verdict",
    "acts_at",
    "ahead",
    "book",
    "cause_due",
    "earliest_return",
    "is_long",
    "may_follow",
    "next_duty",
    "outcome_of",
    "settles",
    "stage_after",
]

# Shenzhen's school doctors enter a sick absence within 24 hours ([S23], H); a county may set its own.
FIRST_TRACE_HOURS = 24
TRACE_HOURS = (1, 72)
# So many school days absent sick without a diagnosis: the doctor looks into it (own choice, L).
FIRST_LONG_DAYS = 3
LONG_DAYS = (2, 10)
CERTAINTIES = ("suspected", "confirmed", "excluded")
# Where the return certificate of a child stands: none yet, handed in and not read, did not do, let in.
CERTIFICATES = ("", "handed", "refused", "accepted")
# One child alone is to be reported: unexplained high fever, rapid breathing, severe vomiting or
# diarrhoea (N-03, Wei Ban Ji Kong Fa [2006] 65, [S01], H).
RED_FLAGS = ("high_fever", "rapid_breathing", "severe_gut")
HIGH_FEVER_CELSIUS = "39.0"  # what "high" means no text says (own choice, L)
# From when on a day families are asked (own choice, L).
FOLLOW_FROM = dt.time(7, 0)


def is_long(school_days: int, limit: int, diagnosis: str) -> bool:
    """Absent sick for at least `limit` school days, and nobody knows of what."""
    return not diagnosis and school_days >= limit
