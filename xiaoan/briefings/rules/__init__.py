"""What a leader is told of in the morning: three changes, risks and decisions at most, chosen by rules from
what is on record."""

from xiaoan.briefings.rules.book import Book, ChangeRule, DecisionRule, RiskRule, book, read_book
from xiaoan.briefings.rules.choosing import (
    Change,
    Decision,
    Risk,
    Told,
    changes,
    decisions,
    moved,
    risks,
)

# Where a briefing is made: of a county and of each township.
LEVELS = ("county", "township")
LONGEST = 1000

__all__ = [
    "LEVELS", "LONGEST", "Book", "Change", "ChangeRule", "Decision", "DecisionRule", "Risk", "RiskRule",
    "Told", "book", "changes", "decisions", "moved", "read_book", "risks",
]  # fmt: skip
