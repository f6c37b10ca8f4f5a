"""Orders past the day that was promised: each gets a duty to chase it, again when a new promise lapses or
on the day that somebody set to look again."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duty_queries
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.procurement import queries
from xiaoan.procurement.events import ChasesOpened
from xiaoan.procurement.models import Order
from xiaoan.procurement.services import acting


@transaction.atomic
def open_chases(actor: Actor) -> int:
    """Open what is owed of late orders; running twice opens nothing twice. Gives how many are new."""
    today = clock.today()
    late = list(
        Order.objects.select_for_update()
        .filter(Q(look_on=None) | Q(look_on__lte=today), state="sent", expected__lt=today)
        .order_by("expected", "id")
    )
    owed = _owed(actor, [row.pk for row in late])
    # One a day and order: what was chased today is not opened again.
    opened = 0
    for row in late:
        if row.pk not in owed:
            due_at = acting.due_within(queries.CHASE, row.unit_no)
            opened += acting.owe(actor, queries.CHASE, row, due_at, row.made_by_id)
    if opened:
        county = directory.county()
        fact = ChasesOpened(school_id=county.school_id, unit_no=county.no, day=today, orders=opened)
        journal.record(actor, fact)
    return opened


def _owed(actor: Actor, order_ids: list[UUID]) -> set[UUID]:
    found = duty_queries.open_about(actor, order_ids)
    return {pk for pk, dues in found.items() if any(due.kind == queries.CHASE for due in dues)}
