"""Recalls: which lots, where every piece of one went, who has to bring back what."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.supplies.models import Balance, Lot, Recall, RecallStore, Transfer, TransferLine
from xiaoan.supplies.queries import Out, issued

MOST_OUT = 5000


@dataclass(frozen=True)
class Stopped:
    """One recall, with how many of the stores the actor sees have answered."""

    id: UUID
    lot_id: UUID
    item: str
    batch: str
    maker: str
    expires: dt.date | None
    at: dt.datetime
    by_id: UUID | None
    reason: str
    lifted_at: dt.datetime | None
    lifted_reason: str
    stores: int
    answered: int


@dataclass(frozen=True)
class StoreTrace:
    """A recalled lot at a store: still held, handed out and not back, on the way to it."""

    row_id: UUID
    place: directory.Place
    held: int
    out: int
    coming: int
    answered_at: dt.datetime | None
    answered_by_id: UUID | None
    note: str


@dataclass(frozen=True)
class Trace:
    """Where the pieces of a recalled lot are, as far as the actor sees; `outs`: who has to return."""

    recall: Stopped
    stores: list[StoreTrace]
    outs: list[Out]


def recalls(actor: Actor, offset: int, size: int) -> tuple[int, list[Stopped]]:
    """Recalls that concern a store the actor sees, those that run first."""
    rows = _concerning(actor)
    page = rows.order_by(F("lifted_at").desc(nulls_first=True), "-at")[offset : offset + size]
    return rows.count(), _stopped(actor, list(page))


def _concerning(actor: Actor) -> QuerySet[Recall]:
    own = visible(RecallStore.objects.all(), actor, Permission.SEE_SUPPLIES)
    county = directory.county().no
    if actor.may(Permission.SEE_SUPPLIES, county):
        return Recall.objects.all()
    return Recall.objects.filter(pk__in=own.values("recall_id"))


def _stopped(actor: Actor, rows: list[Recall]) -> list[Stopped]:
    own = visible(
        RecallStore.objects.filter(recall_id__in=[one.pk for one in rows]), actor,
        Permission.SEE_SUPPLIES,
    )  # fmt: skip
    counts = {
        row[0]: row[1:]
        for row in own.values("recall_id")
        .annotate(n=Count("id"), done=Count("id", filter=Q(answered_at__isnull=False)))
        .values_list("recall_id", "n", "done")
    }
    lots = Lot.objects.in_bulk([one.lot_id for one in rows])
    return [
        Stopped(
            one.pk, one.lot_id, lots[one.lot_id].item, lots[one.lot_id].batch,
            lots[one.lot_id].maker, lots[one.lot_id].expires, one.at, one.by_id, one.reason,
            one.lifted_at, one.lifted_reason, *counts.get(one.pk, (0, 0)),
        )
        for one in rows
    ]  # fmt: skip


def trace(actor: Actor, recall_id: UUID) -> Trace:
    """Where every piece of a recalled lot went."""
    found = list(_concerning(actor).filter(pk=recall_id))
    if not found:
        raise NotFound
    stopped = _stopped(actor, found)[0]
    lot = stopped.lot_id
    held = dict(
        visible(Balance.objects.filter(lot_id=lot), actor, Permission.SEE_SUPPLIES).values_list(
            "unit_no", "held"
        )
    )
    outs = [one for one in issued(actor, {"lot_id": lot}, MOST_OUT) if one.left]
    out: dict[int, int] = {}
    for one in outs:
        out[one.store_no] = out.get(one.store_no, 0) + one.left
    coming = _coming(lot)
    rows = visible(
        RecallStore.objects.filter(recall_id=recall_id), actor, Permission.SEE_SUPPLIES
    ).order_by("unit_no")
    places = directory.places(row.unit_no for row in rows)
    return Trace(
        stopped,
        [
            StoreTrace(
                row.pk, places[row.unit_no], held.get(row.unit_no, 0), out.get(row.unit_no, 0),
                coming.get(row.unit_no, 0), row.answered_at, row.answered_by_id, row.note,
            )
            for row in rows
        ],
        outs,
    )  # fmt: skip


def _coming(lot_id: UUID) -> dict[int, int]:
    sent = Transfer.objects.filter(state="sent").values("id")
    lines = TransferLine.objects.filter(lot_id=lot_id, transfer_id__in=sent)
    return dict(lines.values("to_no").annotate(n=Sum("sent")).values_list("to_no", "n"))


@dataclass(frozen=True)
class LotPrint:
    """A lot as it is printed on it."""

    id: UUID
    item: str
    batch: str
    maker: str
    expires: dt.date | None


def lots_called(batch: str, most: int = 30) -> list[LotPrint]:
    """Lots whose batch begins so; lots are the county's, and say nothing of who has them."""
    rows = Lot.objects.filter(batch__istartswith=batch).order_by("batch", "item", "id")
    found = rows.values_list("id", "item", "batch", "maker", "expires")[:most]
    return [LotPrint(*row) for row in found]


def recall_of_row(row_id: UUID) -> UUID | None:
    """Which recall a store's duty is about."""
    return RecallStore.objects.filter(pk=row_id).values_list("recall_id", flat=True).first()
