"""Pure decisions of training: what a course is, how a test is drawn and scored, how a certificate stands."""

from xiaoan.training.rules.certificates import (
    COUNTED,
    SOURCES,
    STATES,
    add_months,
    last_day,
    number_of,
    state_on,
)
from xiaoan.training.rules.courses import (
    KINDS,
    PACK,
    VERSION_STATES,
    Course,
    Numbers,
    Question,
    Section,
    course_of,
    faults_of,
    question_fault,
    said_of,
)
from xiaoan.training.rules.papers import Score, draw, order_of, score

ACTS = (
    "begin", "hand_in", "check", "enter", "import", "revoke", "need", "draft", "edit", "sheet", "publish",
    "withdraw", "retire", "submit", "return",
)  # fmt: skip
LONGEST = 200
LONGEST_TEXT = 4000

__all__ = [
    "ACTS",
    "COUNTED",
    "KINDS",
    "LONGEST",
    "LONGEST_TEXT",
    "PACK",
    "SOURCES",
    "STATES",
    "VERSION_STATES",
    "Course",
    "Numbers",
    "Question",
    "Score",
    "Section",
    "add_months",
    "course_of",
    "draw",
    "faults_of",
    "last_day",
    "number_of",
    "order_of",
    "question_fault",
    "said_of",
    "score",
    "state_on",
]
