"""What came of a call is put down: state, reason, when it is tried again; and what a dead worker left."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.delivery import rules
from xiaoan.delivery.queries.ways import Set, channels_set
from xiaoan.delivery.rules import Outcome
from xiaoan.delivery.services import pacing
from xiaoan.delivery.services.claiming import Claim, One
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as

_DETAIL = 200
# After a fault of the channel itself all of it waits so long.
_CHANNEL_WAITS = dt.timedelta(seconds=60)
# A late outcome of a call that was taken for dead still says the truth: it was accepted.
_OUTCOME = """
with told as (
  update delivery_batch set stale = true where id = any(%(touched)s) and not stale
)
update delivery_sending s set
  state = case
    when o.state = 'accepted' and m.settled_at is not null then 'acknowledged'
    when o.state = 'queued' and m.settled_at is not null then 'cancelled'
    else o.state end,
  reason = case when o.state = 'queued' and m.settled_at is not null then 'settled' else o.reason end,
  detail = o.detail, provider_id = case when o.provider_id = '' then s.provider_id else o.provider_id end,
  due_at = o.due_at, doubt = s.doubt or o.doubt, tries = s.tries - o.back, claimed_until = null,
  changed_at = %(now)s
from unnest(%(ids)s::uuid[], %(states)s::text[], %(reasons)s::text[], %(details)s::text[],
  %(providers)s::text[], %(dues)s::timestamptz[], %(doubts)s::bool[], %(backs)s::int[])
  as o (id, state, reason, detail, provider_id, due_at, doubt, back), delivery_message m
where s.id = o.id and m.id = s.message_id
  and (s.state = 'sent' or (o.state = 'accepted' and s.state in ('unknown', 'queued')))
"""
_NOTE = """
insert into delivery_attempt (id, sending_id, batch_id, school_id, unit_no, call_id, what, reason, detail,
  provider_id, at)
select *, %(now)s from unnest(%(keys)s::uuid[], %(ids)s::uuid[], %(batches)s::uuid[], %(schools)s::int[],
  %(units)s::int[], %(calls)s::uuid[], %(whats)s::text[], %(reasons)s::text[], %(details)s::text[],
  %(providers)s::text[])
"""
# What failed for good is tried on the next channel at once.
_ONWARD = """
update delivery_message set next_at = %(now)s
where id = any(%(ids)s) and next_at is not null and settled_at is null
"""
_LEFT = """
select id, message_id, batch_id, school_id, unit_no, person_id, tries, coalesce(first_at, claimed_until),
  channel
from delivery_sending where state = 'sent' and claimed_until < %s
order by id limit 2000 for update skip locked
"""


def settle_call(found: Set, claim: Claim, outcomes: Sequence[Outcome]) -> None:
    """Put down what came of a call, one outcome for each of the claim, in its order."""
    with acting_as(system("delivery")):
        put(found, claim.call_id, list(zip(claim.ones, outcomes, strict=True)))
        if any(outcome.what == "channel" for outcome in outcomes):
            key = f"{found.code} {claim.group_id}" if claim.group_id else found.code
            pacing.wait(key, _CHANNEL_WAITS)


def put(found: Set, call: UUID, pairs: Sequence[tuple[One, Outcome]]) -> None:
    """States and steps of these sendings, in the running transaction."""
    now = clock.now()
    judged = [(one, outcome, *_judged(found, one, outcome, now)) for one, outcome in pairs]
    with connection.cursor() as cursor:
        cursor.execute(
            _OUTCOME,
            {
                "now": now, "touched": list({one.batch_id for one, *_ in judged}),
                "ids": [one.id for one, *_ in judged],
                "states": [state for _one, _o, state, *_ in judged],
                "reasons": [reason for *_, reason, _due, _doubt in judged],
                "details": [outcome.detail[:_DETAIL].replace("\0", "") for _one, outcome, *_ in judged],
                "providers": [outcome.provider_id[:_DETAIL] for _one, outcome, *_ in judged],
                "dues": [due for *_, due, _doubt in judged],
                "doubts": [doubt for *_, doubt in judged],
                "backs": [int(outcome.what == "channel") for _one, outcome, *_ in judged],
            },
        )  # fmt: skip
        _note(call, pairs, now)
        failed = [one.message_id for one, _o, state, *_ in judged if state == "failed"]
        if failed:
            cursor.execute(_ONWARD, {"ids": failed, "now": now})


def _judged(
    found: Set, one: One, outcome: Outcome, now: dt.datetime
) -> tuple[str, str, dt.datetime, bool]:
    """State, reason, when it is due, and whether it may have been sent twice."""
    if outcome.what == "accepted":
        return "accepted", outcome.reason, now, False
    if outcome.what == "never":
        return "failed", outcome.reason, now, False
    if outcome.what == "channel":
        return "queued", outcome.reason, now + _CHANNEL_WAITS, False
    if outcome.what == "unknown" and not _known_again(found, one, now):
        if found.unsure == "resend" and one.tries + 1 < rules.RETRY.tries:
            return "queued", outcome.reason, now + rules.after(one.tries + 1), True
        return "unknown", outcome.reason, now, True
    if one.tries + 1 >= rules.RETRY.tries:
        state = "unknown" if outcome.what == "unknown" else "failed"
        return state, "tries", now, outcome.what == "unknown"
    return "queued", outcome.reason, now + rules.after(one.tries + 1), False


def _known_again(found: Set, one: One, now: dt.datetime) -> bool:
    """The provider takes a key and still knows this one: it can be sent again without being sent twice."""
    return now - one.first_at < found.kind.key_lasts


def _note(call: UUID, pairs: Sequence[tuple[One, Outcome]], now: dt.datetime) -> None:
    values: dict[str, Any] = {
        "now": now, "keys": [uuid7() for _pair in pairs], "ids": [one.id for one, _o in pairs],
        "batches": [one.batch_id for one, _o in pairs], "schools": [one.school_id for one, _o in pairs],
        "units": [one.unit_no for one, _o in pairs], "calls": [call for _pair in pairs],
        "whats": [outcome.what for _one, outcome in pairs],
        "reasons": [outcome.reason for _one, outcome in pairs],
        "details": [outcome.detail[:_DETAIL].replace("\0", "") for _one, outcome in pairs],
        "providers": [outcome.provider_id[:_DETAIL] for _one, outcome in pairs],
    }  # fmt: skip
    with connection.cursor() as own:
        own.execute(_NOTE, values)


def recover() -> int:
    """What was begun by somebody who has not been heard of since: sent again under the same key where the
    provider knows it, else unknown (or, where the channel is set so, sent again and named as possibly
    twice)."""
    with acting_as(system("delivery")), connection.cursor() as cursor:
        cursor.execute(_LEFT, [clock.now()])
        rows = cursor.fetchall()
        channels = channels_set()
        for code in {row[-1] for row in rows}:
            ones = [One(*row[:-1]) for row in rows if row[-1] == code]
            # The try that was begun is counted already.
            pairs = [(_before(one), Outcome("unknown", "died")) for one in ones]
            put(channels[code], uuid7(), pairs)
    return len(rows)


def _before(one: One) -> One:
    return One(
        one.id, one.message_id, one.batch_id, one.school_id, one.unit_no, one.person_id,
        one.tries - 1, one.first_at,
    )  # fmt: skip


def note_all(
    call: UUID, rows: Sequence[tuple[UUID, UUID, int, int]], what: str, reason: str, provider: str
) -> None:
    """The same step of several sendings: (id, batch, school, unit) each."""
    values: dict[str, Any] = {
        "now": clock.now(), "keys": [uuid7() for _row in rows], "ids": [row[0] for row in rows],
        "batches": [row[1] for row in rows], "schools": [row[2] for row in rows],
        "units": [row[3] for row in rows], "calls": [call for _row in rows],
        "whats": [what for _row in rows], "reasons": [reason for _row in rows],
        "details": ["" for _row in rows], "providers": [provider[:_DETAIL] for _row in rows],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)
