"""What ends a message elsewhere: its person acknowledged, or whoever asked for it took it back."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiaoan.delivery.events import BatchCancelled
from xiaoan.delivery.models import Batch
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.scope import everywhere

LONGEST_REASON = 200
_MESSAGES = """
update delivery_message m set settled_at = %(now)s, next_at = null
from delivery_batch b
where b.id = m.batch_id and b.source = %(source)s and b.source_id = %(source_id)s
  and m.person_id = any(%(people)s) and m.settled_at is null
returning m.id
"""
# A call that is under way keeps its state until its outcome is known (services.outcomes).
_SENDINGS = """
update delivery_sending set
  state = case when state in ('queued', 'held') then 'cancelled' else 'acknowledged' end,
  reason = case when state in ('queued', 'held') then 'settled' else reason end, changed_at = %(now)s
where message_id = any(%(messages)s)
  and state in ('queued', 'held', 'accepted', 'delivered', 'read', 'unknown')
"""
_UNSENT = """
update delivery_sending set state = 'cancelled', reason = %(reason)s, changed_at = %(now)s
where batch_id = any(%(batches)s) and state in ('queued', 'held')
"""


@transaction.atomic
def settle(actor: Actor, source: str, source_id: UUID, person_ids: Collection[UUID]) -> int:
    """These people acknowledged elsewhere (inbox, call): what waits is not sent, no further channel is tried.
    Gives how many messages this settled. Whether the actor may say so is the caller's matter, whose fact
    it is."""
    people = sorted(set(person_ids))
    if not people:
        return 0
    values: dict[str, Any] = {
        "now": clock.now(),
        "source": source,
        "source_id": source_id,
        "people": people,
    }
    with everywhere("delivery"), connection.cursor() as cursor:
        cursor.execute(_MESSAGES, values)
        messages = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(_SENDINGS, {"now": values["now"], "messages": messages})
    return len(messages)


@transaction.atomic
def cancel(actor: Actor, source: str, source_id: UUID, reason: str) -> int:
    """Recall: what is not yet sent is not sent. Gives how many sendings; once more gives 0. NotFound where
    the actor does not see the unit that holds all its people."""
    words = reason.strip()
    if not words or len(words) > LONGEST_REASON or "\0" in words:
        raise Invalid(
            _("请写撤回的理由,最多 %(most)s 个字。") % {"most": LONGEST_REASON},
            {"reason": "length"},
        )
    with everywhere("delivery"):
        rows = list(
            Batch.objects.select_for_update()
            .filter(source=source, source_id=source_id, cancelled_at=None)
            .order_by("pk")
        )
        if not all(actor.sees(row.unit_no) for row in rows):
            raise NotFound
        gone = {row.pk: _ended(row, words) for row in rows}
    for row in rows:
        journal.record(
            actor,
            BatchCancelled(
                school_id=row.school_id, unit_no=row.unit_no, batch_id=row.pk, source=row.source,
                source_id=row.source_id, count=gone[row.pk],
            ),
        )  # fmt: skip
    return sum(gone.values())


def _ended(row: Batch, words: str) -> int:
    """Mark the batch; what waits is cancelled, and no channel is begun any more."""
    now = clock.now()
    Batch.objects.filter(pk=row.pk).update(cancelled_at=now, reason=words)
    with connection.cursor() as own:
        own.execute("update delivery_message set next_at = null where batch_id = %s", [row.pk])
        own.execute(_UNSENT, {"reason": "recalled", "now": now, "batches": [row.pk]})
        return int(own.rowcount)
