"""The receipt of a report in the record, as it stands on its page for good."""

from xiaoan.journal import queries as journal
from xiaoan.kernel.actor import Actor
from xiaoan.screening import queries
from xiaoan.screening.pages.address import Address

# The facts by which a version of a roll-call comes into the record.
_MADE = ("screening.roll_call_submitted", "screening.roll_call_conflicted")


def slip(actor: Actor, where: Address, found: queries.Version) -> str:
    """Number and digits of the version's entry, to be checked by anybody; "" without one."""
    made = journal.receipt_about(actor, where.place.school_id, _MADE, found.id, found.submitted_at)
    return str(made) if made else ""
