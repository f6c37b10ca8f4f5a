"""When an answer is verified: two sources that do not depend on each other (the issue's rule).

The declaration is the first source. A check is independent of it if it came another way (the channel),
not from the one who declared, and was not written down by the one who wrote the answer: nobody verifies
their own. A paper speaks for itself, whoever showed it; an outside list also whoever held it against.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

PHONE, VISIT, DOCUMENT, OUTSIDE = "phone", "visit", "document", "outside"
CHANNELS = (PHONE, VISIT, DOCUMENT, OUTSIDE)
CONFIRMS, CONTRADICTS, UNREACHED = "confirms", "contradicts", "unreached"
RESULTS = (CONFIRMS, CONTRADICTS, UNREACHED)
DECLARED, CHECKED, VERIFIED, CONTRADICTED = "declared", "checked", "verified", "contradicted"
STATUSES = (VERIFIED, CHECKED, DECLARED, CONTRADICTED)
# Who was spoken to. One kind of informant counts as one person: that father and mother are two cannot
# be proved by whoever calls, and too few verified answers do less harm than too many.
INFORMANTS = ("self", "guardian", "teacher", "community", "hospital", "other")
_SPEAK_FOR_THEMSELVES = frozenset({DOCUMENT, OUTSIDE})


@dataclass(frozen=True, slots=True)
class Source:
    """One check: the way it came, who was spoken to, what came out, which account wrote it down."""

    channel: str
    informant: str
    result: str
    by_id: UUID | None = None


def is_independent(
    one: Source, channel: str, declared_by: str, author_id: UUID | None = None
) -> bool:
    """Whether a check is a source of its own beside what `declared_by` said by `channel`, and the account
    `author_id` wrote down (none: nobody's account, as by a code on paper)."""
    if one.channel == channel:
        return False
    if one.channel != OUTSIDE and author_id is not None and one.by_id == author_id:
        return False
    return one.channel in _SPEAK_FOR_THEMSELVES or one.informant != declared_by


def status(
    channel: str, declared_by: str, checks: Iterable[Source], author_id: UUID | None = None
) -> str:
    """The status of an answer after its checks. `channel`: how it was declared ("" if it never was).

    Who contradicts is heard whoever it is: also the one who declared may say that it was not so.
    """
    counted = [one for one in checks if one.result != UNREACHED]
    if any(one.result == CONTRADICTS for one in counted):
        return CONTRADICTED
    if not counted:
        return DECLARED
    if not declared_by:
        first, *others = counted
        proved = any(
            is_independent(one, first.channel, first.informant, first.by_id) for one in others
        )
        return VERIFIED if proved else CHECKED
    proved = any(is_independent(one, channel, declared_by, author_id) for one in counted)
    return VERIFIED if proved else CHECKED
