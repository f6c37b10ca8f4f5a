"""How messages stand: counts per channel and state, and of single people."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from xiaoan.delivery.models import Batch, Sending
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere, inside


@dataclass(frozen=True)
class Sent:
    """One person over one channel. `reason` is a code (queries.words), `at` when it came to stand so."""

    person_id: UUID
    channel: str
    state: str
    reason: str
    at: dt.datetime
    doubt: bool


def batches_of(source: str, source_id: UUID) -> list[UUID]:
    """All that was ever queued for something, wherever it lies."""
    with everywhere("delivery"):
        rows = Batch.objects.filter(source=source, source_id=source_id)
        return list(rows.values_list("pk", flat=True))


def counts(actor: Actor, source: str, source_id: UUID) -> dict[str, dict[str, int]]:
    """channel → state → people, inside the actor's reach. A channel that was not begun for somebody (it waits
    for the one before) does not count them yet."""
    rows = Sending.objects.filter(
        inside(actor.intervals), batch_id__in=batches_of(source, source_id)
    )
    return by_channel(rows.values_list("channel", "state").annotate(n=Count("pk")).order_by())


def by_channel(rows: Collection[tuple[str, str, int]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for channel, state, count in rows:
        found.setdefault(channel, {})[state] = count
    return found


def of_people(
    actor: Actor, source: str, source_id: UUID, person_ids: Collection[UUID]
) -> list[Sent]:
    """What became of the messages to these people, inside the actor's reach; in the order of channels
    begun."""
    rows = Sending.objects.filter(
        inside(actor.intervals), batch_id__in=batches_of(source, source_id),
        person_id__in=list(person_ids),
    ).order_by("person_id", "id")  # fmt: skip
    return [
        Sent(one.person_id, one.channel, one.state, one.reason, one.changed_at, one.doubt)
        for one in rows
    ]
