"""Opening a question: of health it leaves a trace that the family can read; the family's own look is that it
was read."""

from uuid import UUID

from xiaoan.enquiries import queries
from xiaoan.enquiries.events import EnquirySeen
from xiaoan.enquiries.models import Enquiry
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere
from xiaoan.registry.services import looks


def see(actor: Actor, enquiry_id: UUID) -> queries.Detail:
    """One question with its messages, as far as this person may read them."""
    found = queries.detail(actor, enquiry_id)
    row = found.enquiry
    if queries.is_own(actor, row):
        if row.seen_at is None and row.answered_at is not None:
            with everywhere("enquiries"):
                Enquiry.objects.filter(pk=row.pk).update(seen_at=clock.now())
    elif row.is_health and not found.is_masked:
        journal.record(
            actor, EnquirySeen(school_id=row.school_id, unit_no=row.unit_no, enquiry_id=row.pk)
        )
        looks.seen_health(actor, row.person_id, row.unit_no, "enquiry")
    return found
