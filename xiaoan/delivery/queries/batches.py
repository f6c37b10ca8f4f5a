"""Batches and what became of each message, inside the actor's reach."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from xiaoan.accounts import queries as accounts
from xiaoan.delivery.models import Batch, Message, Sending
from xiaoan.delivery.queries.standing import by_channel
from xiaoan.delivery.queries.ways import addresses
from xiaoan.delivery.rules import BOTS, KINDS, checking
from xiaoan.directory.queries import reach as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, inside

BAD = ("failed", "unknown")


@dataclass(frozen=True)
class Line:
    """One person over one channel: who, where (masked), what came of it."""

    id: UUID
    name: str
    unit_no: int
    channel: str
    address: str
    state: str
    reason: str
    detail: str
    tries: int
    at: dt.datetime
    doubt: bool


def recent(actor: Actor, offset: int, size: int) -> tuple[list[Batch], int]:
    """Batches that lie where the actor may see what became of messages, newest first."""
    rows = Batch.objects.filter(inside(actor.reach(Permission.SEE_DELIVERIES))).order_by(
        "-at", "-id"
    )
    return list(rows[offset : offset + size]), rows.count()


def one(actor: Actor, batch_id: UUID) -> Batch:
    """NotFound where it is not the actor's to see."""
    rows = Batch.objects.filter(inside(actor.reach(Permission.SEE_DELIVERIES)))
    row = rows.filter(pk=batch_id).first()
    if row is None:
        raise NotFound
    return row


def counts(actor: Actor, batch: Batch) -> tuple[int, dict[str, dict[str, int]]]:
    """Its people; channel → state → people. Where a channel's do not add up to all people, the rest waits for
    the channel before it."""
    people = Message.objects.filter(inside(actor.intervals), batch_id=batch.pk).count()
    return people, by_channel(
        _rows(actor, batch).values_list("channel", "state").annotate(n=Count("pk")).order_by()
    )


def _rows(actor: Actor, batch: Batch) -> QuerySet[Sending]:
    return Sending.objects.filter(inside(actor.intervals), batch_id=batch.pk)


def bad(actor: Actor, batch: Batch, offset: int, size: int) -> tuple[list[Line], int]:
    """Who was not reached over a channel, or nobody knows: failed and unknown."""
    rows = _rows(actor, batch).filter(state__in=BAD).order_by("-state", "channel", "id")
    return _lines(actor, rows[offset : offset + size]), rows.count()


def doubts(actor: Actor, batch: Batch, size: int) -> tuple[list[Line], int]:
    """What was begun and nobody can say whether it was sent, still to be decided by a person."""
    rows = _rows(actor, batch).filter(state="unknown", doubt=True).order_by("channel", "id")
    return _lines(actor, rows[:size]), rows.count()


def twice(actor: Actor, batch: Batch) -> int:
    """How many may have been sent twice: sent again although it was not known whether the first arrived."""
    return _rows(actor, batch).filter(doubt=True).exclude(state="unknown").count()


def _lines(actor: Actor, rows: Iterable[Sending]) -> list[Line]:
    found = list(rows)
    people = {row.person_id for row in found}
    names = accounts.names(actor, people) | directory.names(actor, people)
    shown = _masked(found)
    return [
        Line(
            row.pk, names.get(row.person_id, ""), row.unit_no, row.channel,
            shown.get((row.channel, row.person_id), ""), row.state, row.reason, row.detail, row.tries,
            row.changed_at, row.doubt,
        )
        for row in found
    ]  # fmt: skip


def _masked(rows: list[Sending]) -> dict[tuple[str, UUID], str]:
    """Addresses with their middle hidden; looked up from everywhere, for a guardian's account may lie at
    another school."""
    made = {}
    with everywhere("delivery") as system:
        for code in {row.channel for row in rows} - set(BOTS):
            kind = KINDS[code]
            wanted = [row.person_id for row in rows if row.channel == code]
            for who, value in addresses(system, kind, wanted).items():
                made[code, who] = checking.masked(kind.address, value)
    return made
