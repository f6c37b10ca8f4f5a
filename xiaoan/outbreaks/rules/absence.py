"""When an unexplained absence is large (N-05): our own numbers, in the rule file."""

from decimal import Decimal

from xiaoan.outbreaks.rules.book import SuddenAbsence

# What the signal is about, where no symptom is: pupils absent, nobody knows why.
ABSENT = "ABSENT"


def is_large_absence(asked: SuddenAbsence | None, missing: int, on_roll: int) -> bool:
    """Both reached: so many pupils, and such a share of the roll (inclusive)."""
    if asked is None or on_roll <= 0:
        return False
    return missing >= asked.people and Decimal(missing) >= asked.share * on_roll
