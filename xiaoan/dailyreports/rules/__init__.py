"""The daily report: its chapters, when a zero report may be said, what changed and what contradicts."""

from xiaoan.dailyreports.rules.comparing import (
    Change,
    Contradiction,
    changes,
    contradictions,
    sums,
)
from xiaoan.dailyreports.rules.pattern import Chapter, Pattern, Told, pattern, read_pattern
from xiaoan.dailyreports.rules.zero import Value, against_zero

# The kinds of units that report, from below; each reports to the next.
LEVELS = ("school", "township", "county")
# What a person adds, by its code; nobody types a figure.
WORDS = ("note", "measures", "tomorrow")
LONGEST, LONGEST_NAME = 1000, 60
MEANS = ("system", "paper", "fax", "exchange")

__all__ = [
    "LEVELS", "LONGEST", "LONGEST_NAME", "MEANS", "WORDS", "Change", "Chapter", "Contradiction",
    "Pattern", "Told", "Value", "against_zero", "changes", "contradictions", "pattern",
    "read_pattern", "sums",
]  # fmt: skip
