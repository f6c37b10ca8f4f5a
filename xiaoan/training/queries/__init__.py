"""Reading training. What other apps ask: who is trained until when, and whether somebody may sign."""

from xiaoan.training.queries.attempts import sheet
from xiaoan.training.queries.courses import (
    Held,
    Rule,
    all_in_force,
    course_titles,
    in_force,
    live,
    rule_of,
    rules_of,
    title_of,
    version,
)
from xiaoan.training.queries.places import Seat, needing, seat_of, seats_of
from xiaoan.training.queries.standing import (
    OWED,
    Paper,
    Standing,
    certificate,
    certificates_of,
    hint,
    may_sign,
    standing,
    standing_of,
    valid_for,
)

__all__ = [
    "OWED",
    "Held",
    "Paper",
    "Rule",
    "Seat",
    "Standing",
    "all_in_force",
    "certificate",
    "certificates_of",
    "course_titles",
    "hint",
    "in_force",
    "live",
    "may_sign",
    "needing",
    "rule_of",
    "rules_of",
    "seat_of",
    "seats_of",
    "sheet",
    "standing",
    "standing_of",
    "title_of",
    "valid_for",
    "version",
]
