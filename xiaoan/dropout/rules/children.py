"""The third ledger: lists, states, what ends a line, who is of school age. Pure."""

import datetime as dt

from xiaoan.dropout.rules.ledger import AGES

# 户籍 (police), 村组摸排 (village), 脱贫户 (poverty relief; compared with, never a ledger by itself).
LISTS = ("household", "village", "poverty")
MATCHED = ("household", "village")
# Read and shown; taken over by whoever has looked at it; dropped.
LIST_STATES = ("read", "taken", "dropped")
# Read, not taken over yet; parked, for it may be a pupil on the roll; somebody is looked for; asked to close.
STATES = ("new", "doubt", "open", "closing", "closed")
STEPS = (
    "open", "doubt", "decide", "visit", "note", "name", "ask_close", "close", "refuse", "found", "again",
)  # fmt: skip
# What ends a line: at school by the receipt, put off (缓学), taught at home (送教上门), moved away with a
# proof, died, entered by mistake, on a roll after all (decided by a person).
HOWS = ("enrolled", "deferred", "home_taught", "moved", "died", "mistake")
ON_ROLL = "on_roll"
# Those that end on a day: then the child is looked for again.
UNTIL = frozenset({"deferred", "home_taught"})
# What needs the number of a paper (receipt, approval, plan, proof).
PROOFS = frozenset({"enrolled", "deferred", "home_taught", "moved"})
VISITS = ("met", "nobody", "moved", "refused")
LONGEST, LONGEST_PROOF = 300, 60
# 缓学 and 送教上门 are looked at again within a year (ours).
LONGEST_UNTIL = dt.timedelta(days=366)
# Whoever is named has to have gone there by then (ours).
VISIT_WITHIN = dt.timedelta(days=7)
# Days that what the list said of a child is kept after the line was closed (ours).
KEEP_DAYS = 365
MOST_ROWS = 10_000
_ACTS = {
    "doubt": {"decide"},
    "open": {"visit", "note", "name", "ask_close"},
    "closing": {"close", "refuse", "note"},
}


def acts(state: str) -> set[str]:
    """What can be done with a line."""
    return set(_ACTS.get(state, ()))


def is_of_age(birth: dt.date, day: dt.date) -> bool:
    """Whether a child is of compulsory schooling in the school year that runs on a day: six by the 31st of
    August of it, not yet sixteen (义务教育法 §11; the day is that of common practice, M)."""
    year = day.year if day.month >= 8 else day.year - 1
    by = dt.date(year, 8, 31)
    years = by.year - birth.year - ((by.month, by.day) < (birth.month, birth.day))
    return AGES[0] <= years <= AGES[1]


def is_on_roll(grade: str, *, by_number: bool, same_township: bool) -> bool:
    """Whether a row is about a pupil without a look: the same number, or a row that has none and is likely
    about somebody at a school of the same township. All else is looked at (ours): a line too many costs a
    visit, one too few a child."""
    return grade == "sure" or (grade == "likely" and not by_number and same_township)
