"""Key persons: the codes, the days of a label and of follow-up, and what a release needs."""

import datetime as dt

from xiaoan.keypersons.rules.packs import DEFAULT, PACKS, Category, Pack, category_of, pack_of

__all__ = [
    "ANNOUNCERS",
    "BASES",
    "DEFAULT",
    "ENDS",
    "FARTHEST",
    "FIRST_HOUR",
    "ISOLATIONS",
    "LONGEST_NOTE",
    "MOST_AT_ONCE",
    "OLDEST",
    "PACKS",
    "PAPERS",
    "REACHED",
    "SAME_DAY_BEFORE",
    "SOURCES",
    "STATES",
    "TRANSPORTS",
    "WHEREABOUTS",
    "Category",
    "Pack",
    "category_of",
    "day_fault",
    "expires",
    "first_due",
    "is_early",
    "label_until",
    "needs_paper",
    "next_due",
    "pack_of",
    "paper_fault",
]

# Where a person is (domain reference §1.3: 动向).
WHEREABOUTS = ("home", "central", "hospital", "away", "other")
STATES = ("open", "released", "moved", "withdrawn")
# How a line came to its end; `expiry`: by itself, by the system.
ENDS = ("", "paper", "decision", "expiry", "moved", "withdrawn")
SOURCES = ("hand", "survey", "list", "illness", "travel", "move")
# 集中隔离, 居家隔离, 居家健康监测, 医学观察 ([S44][S29b], H).
ISOLATIONS = ("central", "home", "watch", "observation")
BASES = ("contact", "epidemic_area", "case", "order", "doctor", "other")
# What shows that somebody is free: 解除隔离证明, 医学观察证明, 复课证明 ([S44][S29c][S07], M).
PAPERS = ("release", "observation", "clearance", "other")
# Whom the one who follows up spoke to; with `nobody` the day is not done.
REACHED = ("person", "guardian", "visit", "colleague", "nobody")
TRANSPORTS = ("train", "plane", "coach", "car", "ship", "other")
ANNOUNCERS = ("self", "guardian", "teacher", "other")

# Our own choices: so many released with one paper; the first follow-up is
# on the same day for who becomes a key person before noon; from six in the morning on the day's are open.
MOST_AT_ONCE = 300
SAME_DAY_BEFORE = dt.time(12)
FIRST_HOUR = 6
LONGEST_NOTE = 200
# Beyond these a day is a slip of the finger.
OLDEST, FARTHEST = dt.timedelta(days=180), dt.timedelta(days=366)


def label_until(since: dt.date, days: int) -> dt.date:
    """The first day on which the label is no more."""
    return since + dt.timedelta(days=days)


def first_due(since: dt.date, now: dt.datetime) -> dt.date:
    """The day of the first follow-up: the same day before noon, else the next; never before it begins."""
    today = now.date()
    first = today if now.time() < SAME_DAY_BEFORE else today + dt.timedelta(days=1)
    return max(since, first)


def next_due(day: dt.date, every: int) -> dt.date:
    """The day of the next follow-up after one that reached somebody."""
    return day + dt.timedelta(days=every)


def expires(
    until: dt.date | None, today: dt.date, *, paper: bool, isolated: bool
) -> bool:  # fmt: skip
    """Whether a label ends by itself. Never where a paper is wanted, nor while an isolation runs: then a
    person decides (domain reference §3.3: not yet released stays followed)."""
    return until is not None and until <= today and not paper and not isolated


def is_early(planned: dt.date | None, today: dt.date) -> bool:
    """Released before the planned end."""
    return planned is not None and today < planned


def needs_paper(paper: bool, isolated: bool) -> bool:
    """Who is isolated, or of a category that asks for it, is released with a paper only ([S44][S29c], M)."""
    return paper or isolated


def paper_fault(issued: dt.date, today: dt.date) -> str:
    """Why a paper of this day will not do; "" if it will."""
    if issued > today:
        return "future"
    return "old" if issued < today - OLDEST else ""


def day_fault(day: dt.date, today: dt.date) -> str:
    """Why a day cannot be meant: `past` half a year back, `far` more than a year ahead; "" if it can."""
    if day < today - OLDEST:
        return "past"
    return "far" if day > today + FARTHEST else ""
