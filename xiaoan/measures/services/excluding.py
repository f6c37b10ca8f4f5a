"""What is owed and proposed against an event that is none is withdrawn, with the reason given for it."""

from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.investigations import queries as investigations
from xiaoan.investigations.services.joining import lock_school
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.measures.models import Measure, Suspension
from xiaoan.measures.services import ordering, suspending


def withdraw_all(actor: Actor, event_id: UUID) -> int:
    """Withdraw every owed measure and undecided proposal of an excluded event; gives how many. Idempotent; of
    an event that runs again meanwhile nothing. As the system: who excluded it, and why, is in the reason."""
    if not actor.is_system:
        raise Forbidden
    lock_school(investigations.event(actor, event_id).school_id)
    head = investigations.event(actor, event_id)
    if head.state != "excluded":
        return 0
    reason = _("疫情已排除:%(why)s") % {"why": investigations.reason_of(head)}
    owed = Measure.objects.filter(school_id=head.school_id, event_id=event_id, state="ordered")
    ids = list(owed.order_by("id").values_list("id", flat=True))
    ended = sum(ordering.withdraw_known(actor, pk, reason) for pk in ids)
    proposed = Suspension.objects.filter(
        school_id=head.school_id, event_id=event_id, state="proposed"
    )
    for row in proposed.order_by("id"):
        row.state = "withdrawn"
        given = suspending.Decision(uuid7(), row.pk, row.steps, reason)
        suspending.changed(actor, row, given, "withdraw")
        ended += 1
    return ended
