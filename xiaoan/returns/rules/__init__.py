"""Pure decisions of returns: what a mark of a form asks, what a question takes, which requests are
refused."""

from xiaoan.returns.rules.marks import GIVEN, PARTS, Asked, read, said
from xiaoan.returns.rules.questions import KINDS, Question, faults, reads
from xiaoan.returns.rules.requests import EVERY, Refusal, is_due, refusal
from xiaoan.returns.rules.retention import kept_until, run_days

FORM_STATES = ("active", "retired")
RUN_STATES = ("waiting", "running", "done", "failed")
REQUEST_STATES = ("open", "refused", "ended")
SHORT, LONG = 80, 1000
# A form's file, in bytes; so many units one run fills; so many fields a request has (own choice).
MOST_BYTES, MOST_UNITS, MOST_FIELDS = 2 << 20, 1000, 40

__all__ = [
    "EVERY",
    "FORM_STATES",
    "GIVEN",
    "KINDS",
    "LONG",
    "MOST_BYTES",
    "MOST_FIELDS",
    "MOST_UNITS",
    "PARTS",
    "REQUEST_STATES",
    "RUN_STATES",
    "SHORT",
    "Asked",
    "Question",
    "Refusal",
    "faults",
    "is_due",
    "kept_until",
    "read",
    "reads",
    "refusal",
    "run_days",
    "said",
]
