"""Reading lists, disagreements, checks and the ledger. Rows about people need the actor's reach."""

from xiaoan.verification.queries.checks import (
    Answered,
    Drawn,
    Someone,
    answers_of,
    samples,
    someone,
    spot_check,
)
from xiaoan.verification.queries.disagreements import Differing, disagreement, disagreements
from xiaoan.verification.queries.lists import (
    Doubt,
    Outside,
    by_school,
    doubts,
    outside_list,
    outside_lists,
)
from xiaoan.verification.queries.truth import WHATS, Named, Truth, named, total, truths

__all__ = [
    "WHATS",
    "Answered",
    "Differing",
    "Doubt",
    "Drawn",
    "Named",
    "Outside",
    "Someone",
    "Truth",
    "answers_of",
    "by_school",
    "disagreement",
    "disagreements",
    "doubts",
    "named",
    "outside_list",
    "outside_lists",
    "samples",
    "someone",
    "spot_check",
    "total",
    "truths",
]
