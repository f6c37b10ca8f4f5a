"""Reading training. What other apps ask: who is trained until when, and whether somebody may sign."""

from xiaoan.training.queries.courses import (
    Held,
    Rule,
    course_titles,
    courses,
    in_force,
    live,
    rule_of,
    rules_of,
    title_of,
    version,
)
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
    "Standing",
    "certificate",
    "certificates_of",
    "course_titles",
    "courses",
    "hint",
    "in_force",
    "live",
    "may_sign",
    "rule_of",
    "rules_of",
    "standing",
    "standing_of",
    "title_of",
    "valid_for",
    "version",
]
