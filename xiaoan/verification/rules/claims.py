"""What an outside list claims, what was declared, and how the two are held against each other."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

LIST_KINDS = ("operator", "travel", "cdc", "other")
# A list is held no longer than its check: so many days after closing, unless another number is set.
# 30 is the reference's ceiling for contact and travel data (§8, L).
KEPT, LONGEST_KEPT = 30, 30

AGREES, DENIED, SILENT = "agrees", "denied", "silent"
# How a disagreement ends. The first three say that the list was right.
UNTRUE, OMITTED, REPORTED, LIST_WRONG, NOT_PERSON = (
    "untrue", "omitted", "reported", "list_wrong", "not_person",
)  # fmt: skip
# Away then, back when it was answered: both are right.
OVER = "over"
OUTCOMES = (UNTRUE, OMITTED, REPORTED, LIST_WRONG, NOT_PERSON, OVER)
AWAY = "away"
HOLDS = frozenset({UNTRUE, OMITTED, REPORTED})
# Nobody had said so before the list did.
FOUND_OUT = frozenset({UNTRUE, OMITTED})
# Longer ago than this a stay is nobody's reason to follow anybody now (our choice, L).
OLDEST_STAY = dt.timedelta(days=90)
# Nobody is untrue who was not asked, and nobody omitted what was denied.
_ENDS = {
    DENIED: (UNTRUE, REPORTED, LIST_WRONG, NOT_PERSON),
    SILENT: (OMITTED, REPORTED, LIST_WRONG, NOT_PERSON),
}


@dataclass(frozen=True, slots=True)
class Stay:
    """One row's claim about a person."""

    place: str
    since: dt.date | None
    until: dt.date | None
    note: str


def beside(declared: bool | None) -> str:
    """A claim beside what was said to its question: yes, no, or nothing at all."""
    if declared is None:
        return SILENT
    return AGREES if declared else DENIED


def outcomes(stands: str, category: str = "") -> tuple[str, ...]:
    """The ends that a disagreement of this kind can have. Only a stay elsewhere can be over."""
    is_stay = stands == DENIED and category == AWAY
    return (OVER, *_ENDS[stands]) if is_stay else _ENDS[stands]


def last_day(stays: Iterable[Stay], matched: dt.date, today: dt.date) -> dt.date:
    """The day from which a label counts: the last that the list tells of, that of the list itself where it
    tells of none. A label ends so many days after the last qualifying day (domain reference §8, [S41])."""
    days = [one.until or one.since or matched for one in stays]
    return max(min(max(days, default=matched), today), today - OLDEST_STAY)


def destroyed_before(today: dt.date) -> dt.date:
    """Lists that came in before this day and that nobody has closed go by themselves, whatever was chosen for
    the days after closing: no list is held for longer than the reference's ceiling (§8, L)."""
    return today - dt.timedelta(days=LONGEST_KEPT - 1)


def goes_on(received: dt.date) -> dt.date:
    """The day on which a list that nobody closes goes by itself."""
    return received + dt.timedelta(days=LONGEST_KEPT)


def delete_on(closed: dt.date, kept: int) -> dt.date:
    """The day on which the rows of a closed list are removed."""
    return closed + dt.timedelta(days=kept)
