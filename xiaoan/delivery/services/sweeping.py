"""What time does by itself: what is over expires, what was recalled goes no more, the next channel is
begun; and what happened is told in one fact a batch."""

from itertools import groupby

from django.db import connection

from xiaoan.delivery.events import DeliveriesChanged
from xiaoan.delivery.models import Batch, Message
from xiaoan.delivery.queries.standing import by_channel
from xiaoan.delivery.queries.ways import channels_set, usual
from xiaoan.delivery.services import planning
from xiaoan.delivery.services.queueing import content_of
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import acting_as

CHUNK = 2000
_EXPIRE = """
with over as (
  select s.id from delivery_sending s join delivery_batch b on b.id = s.batch_id
  where s.state in ('queued', 'held') and (b.expires <= %(now)s or b.cancelled_at is not null)
  limit %(chunk)s for update of s skip locked
), done as (
  update delivery_sending s set
    state = case when b.cancelled_at is not null then 'cancelled' else 'expired' end,
    reason = case when b.cancelled_at is not null then 'recalled' else 'expired' end, changed_at = %(now)s
  from over, delivery_batch b where s.id = over.id and b.id = s.batch_id returning s.batch_id
), told as (
  update delivery_batch set stale = true where id in (select batch_id from done) and not stale
)
select count(*) from done
"""
_NEXT = """
select m.id from delivery_message m
where m.next_at <= %(now)s order by m.next_at, m.id limit %(chunk)s for update skip locked
"""
_STAND = """
update delivery_message m set step = g.step, next_at = g.next_at
from unnest(%s::uuid[], %s::smallint[], %s::timestamptz[]) as g (id, step, next_at) where m.id = g.id
"""
_COUNTS = """
select channel, state, count(*)::int from delivery_sending where batch_id = %s group by 1, 2 order by 1, 2
"""


def expire() -> int:
    """Put away what may not go any more."""
    total = 0
    while True:
        with acting_as(system("delivery")), connection.cursor() as cursor:
            cursor.execute(_EXPIRE, {"now": clock.now(), "chunk": CHUNK})
            count = int(cursor.fetchone()[0])
        total += count
        if count < CHUNK:
            return total


def go_on() -> int:
    """Begin the next channel for whom has not settled in time, or was not reached by the one before."""
    total = 0
    while True:
        with acting_as(system("delivery")) as actor:
            count = _next(actor)
        total += count
        if count < CHUNK:
            return total


def _next(actor: Actor) -> int:
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, {"now": now, "chunk": CHUNK})
        ids = [pk for (pk,) in cursor.fetchall()]
    rows = Message.objects.filter(pk__in=ids).order_by("batch_id", "id")
    batches = {row.pk: row for row in Batch.objects.filter(pk__in={row.batch_id for row in rows})}
    channels = channels_set()
    for batch_id, found in groupby(rows, key=lambda row: row.batch_id):
        batch = batches[batch_id]
        messages = list(found)
        over = batch.cancelled_at is not None or batch.expires <= now
        made = planning.Plan()
        if not over:
            known = {code: channels.get(code) or usual(code) for code in batch.channels}
            told = [
                planning.Told(
                    row.pk, row.person_id, row.unit_no, row.school_id,
                    content_of(row.link, row.variables, row.language), row.step,
                )
                for row in messages
            ]  # fmt: skip
            made = planning.plan(actor, batch, known, told, now)
        planning.add(made)
        standing = [made.standing.get(row.pk, (row.step, None)) for row in messages]
        with connection.cursor() as cursor:
            cursor.execute(
                _STAND,
                [
                    [row.pk for row in messages], [step for step, _at in standing],
                    [at for _step, at in standing],
                ],
            )  # fmt: skip
        Batch.objects.filter(pk=batch_id, stale=False).update(stale=True)
    return len(ids)


def tell() -> int:
    """Record how the batches in which something happened stand now: one fact each."""
    total = 0
    with acting_as(system("delivery")) as actor:
        rows = list(
            Batch.objects.select_for_update(skip_locked=True)
            .filter(stale=True)
            .order_by("pk")[:100]
        )
        for row in rows:
            with connection.cursor() as cursor:
                cursor.execute(_COUNTS, [row.pk])
                found = by_channel(cursor.fetchall())
            counts = {f"{code}.{state}": n for code, of in found.items() for state, n in of.items()}
            Batch.objects.filter(pk=row.pk).update(stale=False)
            journal.record(
                actor,
                DeliveriesChanged(
                    school_id=row.school_id, unit_no=row.unit_no, batch_id=row.pk, source=row.source,
                    source_id=row.source_id, counts=counts,
                ),
            )  # fmt: skip
            total += 1
    return total
