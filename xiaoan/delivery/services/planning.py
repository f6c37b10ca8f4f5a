"""Over which channel a message goes next, and when; why a channel does not reach somebody."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from xiaoan.delivery import rules
from xiaoan.delivery.models import Batch
from xiaoan.delivery.queries.ways import Set, Way, ways
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7


@dataclass(frozen=True)
class Told:
    """A message that is to go: `content` is equal where the words are."""

    id: UUID
    person_id: UUID
    unit_no: int
    school_id: int
    content: bytes
    step: int = 0


@dataclass
class Plan:
    """Sendings to add, where each message stands then, and whom no channel reaches."""

    sendings: list[tuple[object, ...]] = field(default_factory=list)
    standing: dict[UUID, tuple[int, dt.datetime | None]] = field(default_factory=dict)
    without: set[UUID] = field(default_factory=set)
    reached: set[UUID] = field(default_factory=set)


def plan(
    actor: Actor, batch: Batch, channels: dict[str, Set], told: Sequence[Told], now: dt.datetime
) -> Plan:
    """From each message's step on: the next channel that reaches the person, or all of them where the batch
    has no patience. A channel that does not is kept as failed with its reason."""
    made = Plan()
    left = {one.id: one for one in told}
    for step, code in enumerate(batch.channels):
        at = [one for one in left.values() if one.step <= step]
        if not at:
            continue
        found = channels[code]
        people = [(one.person_id, one.unit_no) for one in at]
        way = ways(actor, found, people, also_new=batch.source == rules.CONFIRM)
        for one in at:
            due = _put(made, batch, found, one, way[one.person_id], now)
            if due is not None:
                made.reached.add(one.id)
            last = step + 1 == len(batch.channels)
            next_at = None
            if due is not None and batch.patience and not last:
                next_at = due + dt.timedelta(minutes=batch.patience)
            made.standing[one.id] = (step + 1, next_at)
            if due is not None and batch.patience:
                del left[one.id]
    made.without = {one.id for one in told} - made.reached
    return made


def _put(
    made: Plan, batch: Batch, found: Set, one: Told, way: Way, now: dt.datetime
) -> dt.datetime | None:
    """Add the sending; when it is due, None if this channel does not reach the person."""
    due = max(now, batch.not_before or now)
    if not batch.urgent:
        due = rules.quiet_until(due, found.quiet)
    state = "failed" if way.reason else ("held" if due > now else "queued")
    made.sendings.append(
        (
            uuid7(), one.id, batch.pk, one.school_id, one.unit_no, one.person_id, found.code,
            way.group_id, 0 if batch.urgent else 1, one.content, state, due, way.reason, now,
        )
    )  # fmt: skip
    return None if way.reason else due


_ADD = """
insert into delivery_sending (id, message_id, batch_id, school_id, unit_no, person_id, channel, group_id,
  rank, content, state, due_at, reason, changed_at, tries, detail, provider_id, doubt)
select *, 0, '', '', false from unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::int[], %s::int[],
  %s::uuid[], %s::text[], %s::uuid[], %s::smallint[], %s::bytea[], %s::text[], %s::timestamptz[],
  %s::text[], %s::timestamptz[])
on conflict (message_id, channel) do nothing
"""


def add(made: Plan) -> None:
    """Store the sendings of a plan."""
    if not made.sendings:
        return
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [list(column) for column in zip(*made.sendings, strict=True)])
