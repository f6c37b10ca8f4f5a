"""A life at one school as stretches of days, and from when it may change."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

# How an enrolment begins.
ENROLLED, RETURNED, CLASS_CHANGED, BOARDING_CHANGED, TRANSFERRED = (
    "enrolled", "returned", "class_changed", "boarding_changed", "transferred",
)  # fmt: skip
# Why a pupil leaves.
LEAVING = ("graduated", "moved_away", "illness", "dropped_out", "other")
MOST_GUARDIANS = 6
PLACEMENTS = ("bus", "canteen")
# Further ahead nobody plans a single pupil: a slip of the pen in the year.
FARTHEST = dt.timedelta(days=366)
LONGEST_NOTE = 200


@dataclass(frozen=True)
class When:
    """From which day on, and why, if that day is past."""

    since: dt.date
    reason: str = ""


@dataclass(frozen=True)
class Stretch:
    """On the roll from a day until, not including, another; no end: still."""

    since: dt.date
    until: dt.date | None


def when_fault(when: When, today: dt.date, term_began: dt.date | None) -> str:
    """Why a change cannot be dated so: `no_reason`, `before_term`, `too_far`; '' if it can.

    Today and later need no reason. Past days do, and lie in the running term.
    """
    if when.since > today + FARTHEST:
        return "too_far"
    if when.since >= today:
        return ""
    if term_began is None or when.since < term_began:
        return "before_term"
    return "" if when.reason.strip() else "no_reason"


def term_began(terms: Sequence[tuple[dt.date, dt.date]], today: dt.date) -> dt.date | None:
    """The first day of the newest term that has begun; in the holidays after it still that one."""
    return max((since for since, _until in terms if since <= today), default=None)


def change_fault(life: Sequence[Stretch], on: dt.date) -> str:
    """Why what is running cannot change on a day: `not_enrolled`, `too_early`; '' if it can.

    The last stretch must run on, and have lasted a day: no stretch is empty.
    """
    if not life or life[-1].until is not None:
        return "not_enrolled"
    return "" if on > life[-1].since else "too_early"


def return_fault(life: Sequence[Stretch], on: dt.date) -> str:
    """Why somebody cannot come back on a day: `enrolled`, `too_early`; '' if they can."""
    if not life:
        return ""
    if life[-1].until is None:
        return "enrolled"
    return "" if on >= life[-1].until else "too_early"


def planned(life: Sequence[Stretch], today: dt.date) -> str:
    """What is planned and taken back first: `end`, `change`, `begin`; '' if nothing is.

    The latest goes first, so an end to come before the change it ends. A change is a stretch to come that
    follows another without a gap; a begin follows none.
    """
    if not life:
        return ""
    last = life[-1]
    if last.until is not None and last.until > today:
        return "end"
    if last.since > today:
        return "change" if len(life) > 1 and life[-2].until == last.since else "begin"
    return ""


def on_day(life: Sequence[Stretch], day: dt.date) -> Stretch | None:
    """The stretch in which a day lies."""
    return next(
        (one for one in life if one.since <= day and (one.until is None or one.until > day)), None
    )
