"""Pure decisions about notices: states, numbers of the data file, who has to agree, what settles a call."""

import datetime as dt
from collections.abc import Iterable

from xiaoan.notices.rules.audience import WHO, Audience, Part, audience_of, said_of
from xiaoan.notices.rules.catalogue import (
    ANNOUNCED,
    APPROVE_FROM,
    KINDS,
    LANGUAGES,
    LIMITS,
    LINES,
    NUMBERS,
    OF_NOTICE,
    OF_READER,
    OPENING_GROUPS,
    SHIPPED,
    USUAL,
    VERSION,
    Template,
    Text,
    needs_second,
)
from xiaoan.notices.rules.texts import (
    Line,
    blanks_in,
    filled,
    links_of,
    markup_line,
    sms_parts,
    unknown_in,
    variable_fault,
    variables_in,
)

# draft → asked (a second person) → scheduled → sending → sent → recalled; a draft may be dropped.
STATES = ("draft", "asked", "scheduled", "sending", "sent", "recalled", "dropped")
# Nothing of it has gone out yet.
UNSENT = ("draft", "asked", "scheduled")
ACTS = (
    "draft", "edit", "ask", "approve", "refuse", "send", "override", "drop", "recall", "correct",
    "acknowledge", "call", "template", "variable", "list",
)  # fmt: skip
CHANNELS = ("inbox",)

# How a family or a member of staff came to be confirmed.
BY_INBOX, BY_CALL = "inbox", "call"
OUTCOMES = ("reached", "not_reached", "wrong_number", "refuses")
# After these nobody has to be called again.
FINAL = ("reached", "wrong_number", "refuses")


def tries_of(times: Iterable[dt.datetime]) -> int:
    """How many of the calls at these times count as tries: each so long after the last that counted."""
    apart, count, last = dt.timedelta(minutes=NUMBERS["call_apart_minutes"]), 0, None
    for at in sorted(times):
        if last is None or at - last >= apart:
            count, last = count + 1, at
    return count


def is_settled(outcome: str, tries: int) -> bool:
    """Whether a call settles it: an answer at once; nobody there only after so many tries."""
    return outcome in FINAL or (outcome == "not_reached" and tries >= NUMBERS["call_tries"])


__all__ = [
    "ACTS",
    "ANNOUNCED",
    "APPROVE_FROM",
    "BY_CALL",
    "BY_INBOX",
    "CHANNELS",
    "FINAL",
    "KINDS",
    "LANGUAGES",
    "LIMITS",
    "LINES",
    "NUMBERS",
    "OF_NOTICE",
    "OF_READER",
    "OPENING_GROUPS",
    "OUTCOMES",
    "SHIPPED",
    "STATES",
    "UNSENT",
    "USUAL",
    "VERSION",
    "WHO",
    "Audience",
    "Line",
    "Part",
    "Template",
    "Text",
    "audience_of",
    "blanks_in",
    "filled",
    "is_settled",
    "links_of",
    "markup_line",
    "needs_second",
    "said_of",
    "sms_parts",
    "tries_of",
    "unknown_in",
    "variable_fault",
    "variables_in",
]
