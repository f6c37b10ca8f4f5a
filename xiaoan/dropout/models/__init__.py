"""Tables of the drop-out watch."""

from xiaoan.dropout.models.checks import Check, Difference
from xiaoan.dropout.models.children import Candidate, Child, ChildStep, ListMark, OutsideList
from xiaoan.dropout.models.ledger import Entry, KeyGroup, Report, Review, Score, Step

__all__ = [
    "Candidate", "Check", "Child", "ChildStep", "Difference", "Entry", "KeyGroup", "ListMark",
    "OutsideList", "Report", "Review", "Score", "Step",
]  # fmt: skip
