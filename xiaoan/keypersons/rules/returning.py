"""Where somebody stands on the way back to class (返校): what keeps them, and what is to be done."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

# 未到期 · 等校医查验 · 等证明 · 超期未返 · 今天可以返校. Of several reasons the first in this order decides:
# who may come for one reason is kept by the other.
STANDS = ("early", "check", "paper", "overdue", "today")
# In the order of a list: what somebody has to act on first.
PRESSING = ("overdue", "today", "check", "paper", "early")


@dataclass(frozen=True)
class Reason:
    """One thing that keeps a pupil away. `day`: the first day back, None while nobody can say; `is_let_in`:
    whoever decides has seen the paper; `is_handed`: it is there and not read."""

    day: dt.date | None
    is_let_in: bool = False
    is_handed: bool = False


@dataclass(frozen=True)
class Today:
    """The day it is asked on, and the school days of the pupil's school before it (of the last weeks)."""

    day: dt.date
    is_school_day: bool
    before: frozenset[dt.date] = frozenset()


def stand(reason: Reason, today: Today) -> str:
    """Where one reason leaves a pupil; a day without school is nobody's to miss."""
    if reason.is_let_in:
        return _let_in(reason.day or today.day, today)
    if reason.is_handed:
        return "check"
    return "early" if reason.day is None or reason.day > today.day else "paper"


def _let_in(day: dt.date, today: Today) -> str:
    if day > today.day:
        return "early"
    if any(day <= one < today.day for one in today.before):
        return "overdue"
    return "today" if today.is_school_day else "early"


def together(reasons: Iterable[Reason], today: Today) -> str:
    """Where all reasons leave a pupil."""
    return min((stand(one, today) for one in reasons), key=STANDS.index)


def days_over(day: dt.date | None, today: dt.date) -> int:
    """Days since somebody might have been back; 0 before."""
    return max((today - day).days, 0) if day else 0
