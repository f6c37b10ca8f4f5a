"""Transfers and counts: what is on the way, what waits for a second person."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside, visible
from xiaoan.supplies.models import Count, CountLine, Transfer, TransferLine


@dataclass(frozen=True)
class MovedLot:
    """So much of a lot was sent, and counted in (None: not yet)."""

    id: UUID
    item: str
    lot_id: UUID
    batch: str
    expires: dt.date | None
    sent: int
    received: int | None


@dataclass(frozen=True)
class Move:
    """One transfer between two stores."""

    id: UUID
    from_no: int
    to_no: int
    state: str
    sent_at: dt.datetime
    sent_by_id: UUID | None
    received_at: dt.datetime | None
    received_by_id: UUID | None
    note: str
    difference: str
    is_short: bool
    looked_at: dt.datetime | None
    looked_note: str
    lines: tuple[MovedLot, ...]


@dataclass(frozen=True)
class CountedLot:
    lot_id: UUID
    batch: str
    expires: dt.date | None
    book: int
    found: int


@dataclass(frozen=True)
class Counting:
    """One count of an item, with what was found of each lot."""

    id: UUID
    store_no: int
    item: str
    state: str
    counted_at: dt.datetime
    counted_by_id: UUID | None
    decided_at: dt.datetime | None
    decided_by_id: UUID | None
    reason: str
    lines: tuple[CountedLot, ...]


def _either(actor: Actor) -> Q:
    reach = actor.reach(Permission.SEE_SUPPLIES)
    return inside(reach) | inside(reach, "to_no")


def transfer(actor: Actor, transfer_id: UUID) -> Move:
    """A transfer from or to a store the actor sees."""
    found = _moves(Transfer.objects.filter(_either(actor), pk=transfer_id))
    if not found:
        raise NotFound
    return found[0]


def transfers(actor: Actor, store_no: int, offset: int, size: int) -> tuple[int, list[Move]]:
    """Transfers of a store, those on the way to it first, then the newest."""
    rows = Transfer.objects.filter(_either(actor)).filter(Q(unit_no=store_no) | Q(to_no=store_no))
    return rows.count(), _moves(rows.order_by("-state", "-sent_at", "id")[offset : offset + size])


def _moves(rows: QuerySet[Transfer]) -> list[Move]:
    found = list(rows)
    lines: dict[UUID, list[MovedLot]] = {}
    for row in (
        TransferLine.objects.filter(transfer_id__in=[one.pk for one in found])
        .order_by("item", "id")
        .values_list(
            "transfer_id", "id", "item", "lot_id", "lot__batch", "lot__expires", "sent", "received"
        )
    ):
        lines.setdefault(row[0], []).append(MovedLot(*row[1:]))
    return [
        Move(
            one.pk, one.unit_no, one.to_no, one.state, one.sent_at, one.sent_by_id, one.received_at,
            one.received_by_id, one.note, one.difference, one.is_short,
            one.looked_at, one.looked_note, tuple(lines.get(one.pk, ())),
        )
        for one in found
    ]  # fmt: skip


def _short(actor: Actor) -> QuerySet[Transfer]:
    keeps = inside(actor.reach(Permission.KEEP_SUPPLIES))
    return Transfer.objects.filter(keeps, is_short=True).exclude(received_by_id=actor.user_id)


def shortfalls(actor: Actor) -> int:
    """Transfers of which less came than the actor's stores, or those below, had sent; not looked at yet."""
    return _short(actor).count()


def short_ones(actor: Actor, offset: int, size: int) -> tuple[int, list[Move]]:
    """These transfers, the last counted in first."""
    rows = _short(actor)
    return rows.count(), _moves(rows.order_by("-received_at", "id")[offset : offset + size])


def states(actor: Actor, transfer_ids: Collection[UUID]) -> dict[UUID, str]:
    """Transfer → "sent" or "received", of those the actor sees."""
    rows = Transfer.objects.filter(_either(actor), pk__in=transfer_ids)
    return dict(rows.values_list("id", "state"))


def coming(actor: Actor) -> int:
    """Transfers that wait to be counted in by the actor."""
    keeps = inside(actor.reach(Permission.KEEP_SUPPLIES), "to_no")
    return Transfer.objects.filter(keeps, _own_only(actor, "to_no"), state="sent").count()


def next_sent(actor: Actor, store_no: int) -> tuple[int, UUID | None]:
    """How many consignments a store still has to count in, and the oldest; none for whoever cannot."""
    if not actor.may(Permission.KEEP_SUPPLIES, store_no):
        return 0, None
    rows = Transfer.objects.filter(to_no=store_no, state="sent")
    return rows.count(), rows.order_by("sent_at", "id").values_list("id", flat=True).first()


def next_counted(actor: Actor, store_no: int) -> tuple[int, UUID | None]:
    """How many counts of a store wait for the actor to confirm them, and the oldest."""
    if not actor.may(Permission.KEEP_SUPPLIES, store_no):
        return 0, None
    rows = Count.objects.filter(unit_no=store_no, state="counted")
    rows = rows.exclude(counted_by_id=actor.user_id)
    return rows.count(), rows.order_by("counted_at", "id").values_list("id", flat=True).first()


def _own_only(actor: Actor, field: str) -> Q:
    """What is asked of a store's own keepers: a county does not count in what went to a school."""
    return Q(**{f"{field}__in": [lo for lo, _hi in actor.reach(Permission.KEEP_SUPPLIES)]})


def count(actor: Actor, count_id: UUID) -> Counting:
    """One count of a store the actor sees."""
    found = _counts(visible(Count.objects.filter(pk=count_id), actor, Permission.SEE_SUPPLIES))
    if not found:
        raise NotFound
    return found[0]


def counts(actor: Actor, store_no: int, offset: int, size: int) -> tuple[int, list[Counting]]:
    """Counts of a store, those that wait first."""
    rows = visible(Count.objects.filter(unit_no=store_no), actor, Permission.SEE_SUPPLIES)
    return rows.count(), _counts(
        rows.order_by("-state", "-counted_at", "id")[offset : offset + size]
    )


def waiting(actor: Actor) -> int:
    """Counts of the actor's own stores that somebody else has to confirm."""
    rows = visible(Count.objects.filter(state="counted"), actor, Permission.KEEP_SUPPLIES)
    return rows.filter(_own_only(actor, "unit_no")).exclude(counted_by_id=actor.user_id).count()


def _counts(rows: QuerySet[Count] | Sequence[Count]) -> list[Counting]:
    found = list(rows)
    lines: dict[UUID, list[CountedLot]] = {}
    for row in (
        CountLine.objects.filter(count_id__in=[one.pk for one in found])
        .order_by("lot__expires", "id")
        .values_list("count_id", "lot_id", "lot__batch", "lot__expires", "book", "found")
    ):
        lines.setdefault(row[0], []).append(CountedLot(*row[1:]))
    return [
        Counting(
            one.pk, one.unit_no, one.item, one.state, one.counted_at, one.counted_by_id,
            one.decided_at, one.decided_by_id, one.reason, tuple(lines.get(one.pk, ())),
        )
        for one in found
    ]  # fmt: skip


def on_the_way(store_no: int) -> dict[str, int]:
    """Item → what was sent to a store and has not been counted in; inside the running scope."""
    rows = TransferLine.objects.filter(to_no=store_no, received=None).values_list("item", "sent")
    found: dict[str, int] = {}
    for item, sent in rows:
        found[item] = found.get(item, 0) + sent
    return found
