"""Taking a few messages to be sent, and putting down that a call is begun before it is made.

Several processes and threads take at once: what one holds the others pass over.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.delivery import rules
from xiaoan.delivery.models import Batch, Message
from xiaoan.delivery.queries.ways import Set
from xiaoan.delivery.services import pacing
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as


@dataclass(frozen=True)
class One:
    """A sending that is claimed."""

    id: UUID
    message_id: UUID
    batch_id: UUID
    school_id: int
    unit_no: int
    person_id: UUID
    tries: int
    first_at: dt.datetime


@dataclass(frozen=True)
class Claim:
    """What goes out in one call. `texts`: what is said; more than one only to a group (a digest)."""

    call_id: UUID
    ones: tuple[One, ...]
    batches: tuple[Batch, ...]
    links: tuple[str, ...]
    variables: tuple[dict[str, str], ...]
    languages: tuple[str, ...]
    group_id: UUID | None = None


_TAKE = """
with head as (
  select batch_id, content from delivery_sending
  where channel = %(channel)s and state in ('queued', 'held') and due_at <= %(now)s
  order by rank, due_at, id limit 1 for update skip locked
)
select s.id, s.message_id, s.batch_id, s.school_id, s.unit_no, s.person_id, s.tries,
  coalesce(s.first_at, %(now)s)
from delivery_sending s, head
where s.channel = %(channel)s and s.state in ('queued', 'held') and s.due_at <= %(now)s
  and s.batch_id = head.batch_id and s.content = head.content
order by s.rank, s.due_at, s.id limit %(most)s for update of s skip locked
"""
_TAKE_GROUP = """
select s.id, s.message_id, s.batch_id, s.school_id, s.unit_no, s.person_id, s.tries,
  coalesce(s.first_at, %(now)s)
from delivery_sending s
where s.channel = %(channel)s and s.group_id = %(group)s and s.state in ('queued', 'held')
  and s.due_at <= %(now)s
order by s.rank, s.due_at, s.id limit %(most)s for update of s skip locked
"""
_GROUPS = """
select group_id from delivery_sending
where channel = %(channel)s and state in ('queued', 'held') and due_at <= %(now)s
group by group_id order by min(rank), min(due_at), group_id
"""
_BEGIN = """
with begun as (
  update delivery_sending set state = 'sent', tries = tries + 1, claimed_until = %(until)s,
    first_at = coalesce(first_at, %(now)s), changed_at = %(now)s
  where id = any(%(ids)s)
)
insert into delivery_attempt (id, sending_id, batch_id, school_id, unit_no, call_id, what, reason, detail,
  provider_id, at)
select *, %(call)s, 'begun', '', '', '', %(now)s
from unnest(%(keys)s::uuid[], %(ids)s::uuid[], %(batches)s::uuid[], %(schools)s::int[], %(units)s::int[])
"""
_PUT = """
update delivery_sending set state = %(state)s, reason = %(reason)s, due_at = coalesce(%(due)s, due_at),
  changed_at = %(now)s
where id = any(%(ids)s)
"""
# A group is told of all that waits for it at once, for so many people at most.
_MOST_OF_A_GROUP = 5000


def claim(found: Set) -> Claim | None:
    """Take what goes next over a channel; None: nothing is due, or it has to wait. Committed when this
    returns: each call is on record before it is made."""
    with acting_as(system("delivery")):
        if found.code in rules.BOTS:
            return _claim_group(found)
        most = pacing.take(found.code, found.rate, found.kind.most)
        if not most:
            return None
        for _round in range(_ROUNDS):
            ones = _taken(_TAKE, {"channel": found.code, "most": most})
            if not ones:
                return None
            batches = _open(found, ones)
            if batches:
                pacing.spend(found.code, found.rate, len(ones))
                return _begin(ones, batches, None)
    return None


# What turns out to be over or to be kept for the morning is put away, and the next looked for.
_ROUNDS = 50


def _claim_group(found: Set) -> Claim | None:
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, {"channel": found.code, "now": clock.now()})
        groups = [group for (group,) in cursor.fetchall()]
    for group in groups:
        key = f"{found.code} {group}"
        if not pacing.take(key, found.rate, 1, _NO_BURST):
            continue
        values = {"channel": found.code, "group": group, "most": _MOST_OF_A_GROUP}
        ones = _taken(_TAKE_GROUP, values)
        batches = _open(found, ones)
        if batches:
            pacing.spend(key, found.rate, 1, _NO_BURST)
            kept = {batch.pk for batch in batches}
            return _begin([one for one in ones if one.batch_id in kept], batches, group)
    return None


_NO_BURST = dt.timedelta(0)


def _taken(sql: str, values: dict[str, Any]) -> list[One]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {**values, "now": clock.now()})
        return [One(*row) for row in cursor.fetchall()]


def _open(found: Set, ones: list[One]) -> list[Batch]:
    """The batches that may go now; what belongs to others is put away: recalled, expired, or kept until the
    quiet hours are over."""
    now = clock.now()
    quiet = rules.quiet_until(now, found.quiet)
    still = []
    for batch in Batch.objects.filter(pk__in={one.batch_id for one in ones}).order_by("at", "id"):
        ids = [one.id for one in ones if one.batch_id == batch.pk]
        if batch.cancelled_at:
            _put(ids, "cancelled", "recalled", None)
        elif batch.expires <= now:
            _put(ids, "expired", "expired", None)
        elif quiet > now and not batch.urgent:
            _put(ids, "held", "", quiet)
        else:
            still.append(batch)
            continue
        Batch.objects.filter(pk=batch.pk, stale=False).update(stale=True)
    return still


def _put(ids: list[UUID], state: str, reason: str, due: dt.datetime | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _PUT, {"ids": ids, "state": state, "reason": reason, "due": due, "now": clock.now()}
        )


def _begin(ones: list[One], batches: list[Batch], group: UUID | None) -> Claim:
    """On record before the call: that it is begun, and until when whoever begins it has it."""
    now, call = clock.now(), uuid7()
    ids = [one.id for one in ones]
    with connection.cursor() as cursor:
        cursor.execute(
            _BEGIN,
            {
                "until": now + rules.LEASE, "call": call, "now": now,
                "keys": [uuid7() for _one in ones], "ids": ids,
                "batches": [one.batch_id for one in ones], "schools": [one.school_id for one in ones],
                "units": [one.unit_no for one in ones],
            },
        )  # fmt: skip
    rows = _words(ones, batches)
    links, variables, languages = (tuple(column) for column in zip(*rows, strict=True))
    # A group reads no language of one of its people.
    languages = ("",) * len(rows) if group else languages
    return Claim(call, tuple(ones), tuple(batches), links, variables, languages, group)


def _words(ones: list[One], batches: list[Batch]) -> list[tuple[str, dict[str, str], str]]:
    """Link, variables and language of the first message of each batch: within a claim they are the same (to a
    group, those of any of its people: a link opens under the reader's own rights)."""
    first = {one.batch_id: one.message_id for one in reversed(ones)}
    told = Message.objects.filter(pk__in=list(first.values()))
    rows = {pk: rest for pk, *rest in told.values_list("pk", "link", "variables", "language")}
    return [
        (link, variables, code) for link, variables, code in (rows[first[b.pk]] for b in batches)
    ]
