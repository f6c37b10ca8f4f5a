"""Counting by two: the keeper counts, a second person confirms; corrections with a reason; disposal."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.supplies import queries, rules
from xiaoan.supplies.events import Counted
from xiaoan.supplies.models import Count, CountLine
from xiaoan.supplies.services import acting


@dataclass(frozen=True)
class NewCount:
    """What a keeper found of each lot of an item, in base units. `base`: what the book said of each when
    the form was opened."""

    id: UUID
    store_no: int
    item: str
    found: Mapping[UUID, str]
    base: Mapping[UUID, int]
    reason: str = ""


@dataclass(frozen=True)
class Decision:
    """What the second person says of a count."""

    id: UUID
    count_id: UUID
    confirmed: bool
    reason: str = ""


@dataclass(frozen=True)
class Correction:
    """An error of the book is put right (`disposal` False, signed), or goods are thrown away."""

    id: UUID
    store_no: int
    lot_id: UUID
    item: str
    quantity: str
    pack: str
    reason: str
    disposal: bool = False
    more: bool = False


@transaction.atomic
def count(actor: Actor, given: NewCount) -> UUID:
    """Put a count down; nothing changes before a second person confirms it."""
    store = acting.store_kept(actor, given.store_no)
    acting.item_of(given.item)
    found = {
        lot: acting.quantity_of(given.item, typed, "", f"found-{lot}", least=0)
        for lot, typed in given.found.items()
    }
    differs = any(found[lot] != given.base.get(lot, 0) for lot in found)
    reason = acting.words_of(
        given.reason, "reason", required=_("账实不符,请写明原因。") if differs else ""
    )
    body = (given.item, sorted((str(k), v) for k, v in found.items()), reason)
    if acting.begin(actor, given.id, store, "count", *body):
        return given.id
    book = {one.lot_id: one.held for one in queries.held(store.no, [given.item])}
    if not found or book != {lot: given.base.get(lot, 0) for lot in found}:
        raise Conflict(_("盘点的时候库存变了。请刷新后重新盘点。"))
    if Count.objects.filter(unit_no=store.no, item=given.item, state="counted").exists():
        raise Conflict(_("这种物资有一份盘点在等第二人确认。请先确认那一份。"))
    _keep(actor, store, given, found, reason)
    _record(actor, store, given.id, given.item, "counted", sum(found[k] != book[k] for k in found))
    return given.id


def _keep(
    actor: Actor, store: directory.Place, given: NewCount, found: Mapping[UUID, int], reason: str
) -> None:
    Count.objects.create(
        id=given.id, school_id=store.school_id, unit_no=store.no, item=given.item,
        counted_at=clock.now(), counted_by_id=actor.user_id, reason=reason,
    )  # fmt: skip
    CountLine.objects.bulk_create(
        CountLine(
            id=uuid7(), count_id=given.id, school_id=store.school_id, unit_no=store.no, lot_id=lot,
            book=given.base[lot], found=number,
        )
        for lot, number in found.items()
    )  # fmt: skip


@transaction.atomic
def decide(actor: Actor, given: Decision) -> int:
    """The bookkeeper confirms or sends back; gives how many lots differed. Never who counted."""
    row = Count.objects.filter(pk=given.count_id).first()
    if row is None or not actor.may(Permission.SEE_SUPPLIES, row.unit_no):
        raise NotFound
    store = acting.store_kept(actor, row.unit_no)
    if row.counted_by_id == actor.user_id:
        raise Forbidden(_("盘点要由两个人签认:请另一个人确认。"))
    reason = acting.words_of(
        given.reason, "reason", required="" if given.confirmed else _("请写明退回的理由。")
    )
    what = "confirm_count" if given.confirmed else "cancel_count"
    lines = list(CountLine.objects.filter(count_id=row.pk).order_by("id"))
    differing = [one for one in lines if one.found != one.book]
    if acting.begin(actor, given.id, store, what, given.count_id, reason):
        return len(differing)
    row = Count.objects.select_for_update().get(pk=row.pk)
    if row.state != "counted":
        raise Conflict(_("这份盘点已经有人处理过了。您的操作没有保存。"))
    row.state = "confirmed" if given.confirmed else "refused"
    row.decided_at, row.decided_by_id = clock.now(), actor.user_id
    if reason:
        row.reason = f"{row.reason} / {reason}" if row.reason else reason
    row.save(update_fields=["state", "decided_at", "decided_by_id", "reason"])
    if given.confirmed and differing:
        _book(actor, given.id, store, row, differing)
    _record(actor, store, row.pk, row.item, row.state, len(differing))
    return len(differing)


def _book(
    actor: Actor, act_id: UUID, store: directory.Place, row: Count, differing: list[CountLine]
) -> None:
    """The difference of then is booked now: what was issued in between stays issued."""
    held = {one.lot_id: one.held for one in queries.held(store.no, [row.item], empty=True)}
    for one in differing:
        if held.get(one.lot_id, 0) + one.found - one.book < 0:
            raise Conflict(_("盘点后又发出了物资,按盘点数会少于零。请退回,重新盘点。"))
    lines = [
        acting.Line(
            "count", row.item, one.lot_id, one.found - one.book, about_id=row.pk,
            reason=row.reason[: rules.LONGEST],
        )
        for one in differing
    ]  # fmt: skip
    acting.post(actor, act_id, store, "confirm_count", clock.today(), lines)


def _record(
    actor: Actor, store: directory.Place, count_id: UUID, item: str, state: str, differences: int
) -> None:
    journal.record(
        actor,
        Counted(
            school_id=store.school_id, unit_no=store.no, count_id=count_id, item=item, state=state,
            differences=differences,
        ),
    )  # fmt: skip


@transaction.atomic
def correct(actor: Actor, given: Correction) -> int:
    """Put an error of the book right, or throw away; gives the signed change."""
    store = acting.store_kept(actor, given.store_no)
    quantity = acting.quantity_of(given.item, given.quantity, given.pack)
    reason = acting.words_of(given.reason, "reason", required=_("请写明理由。"))
    signed = quantity if given.more and not given.disposal else -quantity
    what = "dispose" if given.disposal else "correct"
    if acting.begin(actor, given.id, store, what, given.lot_id, signed, reason):
        return signed
    stocks = {one.lot_id: one for one in queries.held(store.no, [given.item], empty=True)}
    if given.lot_id not in stocks:
        raise Invalid(_("请从列表中选批次。"), {"lot_id": "unknown"})
    if stocks[given.lot_id].held + signed < 0:
        raise Invalid(_("库存没有这么多,不能减到零以下。"), {"quantity": "short"})
    line = acting.Line(
        "disposal" if given.disposal else "correction", given.item, given.lot_id, signed,
        pack=given.pack, reason=reason,
    )  # fmt: skip
    acting.post(actor, given.id, store, what, clock.today(), [line])
    return signed
