"""Purchase orders: written, edited, sent, chased, the rest cancelled."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.procurement import queries, rules
from xiaoan.procurement.events import OrderStepped
from xiaoan.procurement.models import Order, OrderLine, Requisition, Supplier
from xiaoan.procurement.queries import releases, suppliers
from xiaoan.procurement.queries.money import yuan
from xiaoan.procurement.queries.words import RELEASER_NAMES
from xiaoan.procurement.services import acting, placing, shortages
from xiaoan.procurement.services.requisitions import Act, refuse_lines
from xiaoan.supplies.queries import catalogue


@dataclass(frozen=True)
class Good:
    """A row of the form: how many of which pack of an item, in whole packs, at a price of one in yuan."""

    at: int
    item: str
    quantity: str
    pack: str
    price: str


@dataclass(frozen=True)
class NewOrder:
    """`requisition_id`: whose decided lines it buys. `buyer_no`: the county or the township."""

    id: UUID
    buyer_no: int
    to_no: int
    supplier_id: UUID | None
    expected: dt.date
    note: str
    lines: Sequence[Good]
    requisition_id: UUID | None = None


@dataclass(frozen=True)
class OrderEdit:
    """A draft anew; `base`: the number of changes that whoever acts has seen."""

    id: UUID
    order_id: UUID
    base: int
    supplier_id: UUID | None
    expected: dt.date
    note: str
    lines: Sequence[Good]


@dataclass(frozen=True)
class Chase:
    """Whom was spoken to (sealed), what came of it, and the day newly promised; where none was, the day on
    which one looks `again`."""

    id: UUID
    order_id: UUID
    base: int
    whom: str
    outcome: str
    promised: dt.date | None = None
    again: dt.date | None = None


@transaction.atomic
def write(actor: Actor, given: NewOrder) -> UUID:
    """Write an order as a draft; the same form once more is the same one. Gives its id."""
    buyer, store = _ends(actor, given.buyer_no, given.to_no)
    supplier, expected, note = _head(given)
    goods = _goods(given.lines)
    number = acting.next_number(Order.objects.all(), clock.today().year, buyer_no=buyer.no)
    step = acting.second(given.id, "step")
    body = (buyer.no, store.no, supplier.pk, expected, note, given.requisition_id, goods)
    if acting.done_before(actor, step, given.id, "drafted", *body):
        return given.id
    if Order.objects.filter(pk=given.id).exists():
        raise taken()
    row = Order(
        id=given.id, school_id=store.school_id, unit_no=store.no, buyer_no=buyer.no,
        requisition_id=given.requisition_id, year=clock.today().year, number=number,
        supplier=supplier, expected=expected, note=note, made_at=clock.now(),
        made_by_id=actor.user_id,
    )  # fmt: skip
    _of_requisition(actor, row)
    with new_id():
        row.save(force_insert=True)
    _keep(row, goods)
    acting.put_down(actor, step, row, "drafted", *body)
    record(actor, row, "drafted")
    return given.id


def _of_requisition(actor: Actor, row: Order) -> None:
    if row.requisition_id is None:
        return
    asked = queries.one(
        actor, Requisition.objects.select_for_update().filter(pk=row.requisition_id)
    )
    if asked.state != "decided" or asked.unit_no != row.unit_no:
        raise Conflict(_("这张请领单没有决定采购的物资。"))


@transaction.atomic
def edit(actor: Actor, given: OrderEdit) -> None:
    """Write a draft anew; what it took of its requisition is given back first."""
    row = hold(actor, given.order_id)
    supplier, expected, note = _head(given)
    goods = _goods(given.lines)
    body = (given.base, supplier.pk, expected, note, goods)
    if acting.done_before(actor, given.id, row.pk, "edited", *body):
        return
    acting.same(row.edits, given.base)
    if row.state != "draft":
        raise Conflict(_("已经发出的采购单不能改。可以取消没到的,另开一张。"))
    _of_requisition(actor, row)
    placing.give_back(list(OrderLine.objects.filter(order_id=row.pk)))
    OrderLine.objects.filter(order_id=row.pk).delete()
    row.supplier, row.expected, row.note, row.edits = supplier, expected, note, row.edits + 1
    row.save(update_fields=["supplier", "expected", "note", "edits"])
    _keep(row, goods)
    acting.put_down(actor, given.id, row, "edited", *body)
    record(actor, row, "edited")


@transaction.atomic
def send(actor: Actor, given: Act) -> None:
    """The order goes out: its day is promised, and the store has to take it in. One that nobody asked for, or
    a large one, is released by another than wrote it, who leads the buying office or buys there."""
    row = hold(actor, given.row_id, or_lead=True)
    if acting.done_before(actor, given.id, row.pk, "sent", given.base):
        return
    acting.same(row.edits, given.base)
    if row.state != "draft":
        raise Conflict(_("这张采购单已经发出或取消。"))
    now_holds = releases.in_force()
    if not may_send(actor, row):
        raise Conflict(
            _(
                "没有请领单的采购单,或者超过 %(most)s 元的,要由另一个人核对后发出:"
                "开单和改单的人不能自己发。可以发出的:%(who)s。"
            )
            % {"most": yuan(now_holds.fen), "who": RELEASER_NAMES[now_holds.who]}
        )
    _refuse_supplier(row.supplier_id)
    _refuse_day(row.expected)
    shortages.answer(actor, row, OrderLine.objects.filter(order_id=row.pk), "ordered")
    now = clock.now()
    row.state, row.promised, row.edits = "sent", row.expected, row.edits + 1
    row.sent_at, row.sent_by_id = now, actor.user_id
    row.save(update_fields=["state", "promised", "edits", "sent_at", "sent_by_id"])
    OrderLine.objects.filter(order_id=row.pk).update(sent_at=now)
    acting.owe(actor, queries.RECEIVE, row, acting.end_of(row.expected))
    acting.put_down(actor, given.id, row, "sent", given.base)
    record(actor, row, "sent")


@transaction.atomic
def cancel(actor: Actor, given: Act) -> None:
    """What has not come is not wanted any more, with why; a draft falls away."""
    row = hold(actor, given.row_id)
    why = acting.words_of(given.note, "note", required=_("请写明取消的理由。"))
    if acting.done_before(actor, given.id, row.pk, "cancelled", given.base, why):
        return
    acting.same(row.edits, given.base)
    if row.state not in ("draft", "sent"):
        raise Conflict(_("这张采购单已经结束。"))
    lines = list(OrderLine.objects.select_for_update().filter(order_id=row.pk).order_by("at"))
    came = any(one.received or one.refused for one in lines)
    shortages.take_back(actor, row)
    for one in lines:
        one.cancelled, one.left = one.cancelled + one.left, 0
        one.save(update_fields=["cancelled", "left"])
    placing.cut(lines)
    acting.let_off(actor, row.pk, (queries.RECEIVE, queries.CHASE))
    end(actor, row, "closed" if came else "cancelled", why)
    acting.put_down(actor, given.id, row, "cancelled", given.base, why, note=why)
    record(actor, row, "cancelled")


@transaction.atomic
def chase(actor: Actor, given: Chase) -> None:
    """Say whom one spoke to about what is late, and what was promised."""
    row = hold(actor, given.order_id)
    whom = acting.words_of(given.whom, "whom", required=_("请写明催了谁。"))
    outcome = acting.words_of(given.outcome, "outcome", required=_("请写明对方怎么说。"))
    body = (given.base, whom, outcome, given.promised, given.again)
    if acting.done_before(actor, given.id, row.pk, "chased", *body):
        return
    acting.same(row.edits, given.base)
    if row.state != "sent":
        raise Conflict(_("这张采购单现在不等到货。"))
    again = _again(row, given)
    acting.done(actor, row.pk, queries.CHASE)
    before = row.expected
    row.expected, row.edits = given.promised or row.expected, row.edits + 1
    row.look_on = again
    row.save(update_fields=["expected", "edits", "look_on"])
    if given.promised:
        duties.put_off(queries.RECEIVE, [row.pk], acting.end_of(given.promised))
    acting.put_down(
        actor, given.id, row, "chased", *body, note=outcome, whom=whom,
        details={
            "was": before.isoformat(), "promised": str(given.promised or ""),
            "again": str(again or ""),
        },
    )  # fmt: skip
    record(actor, row, "chased")


def _again(row: Order, given: Chase) -> dt.date | None:
    """The day to look again; None where a day was promised, or the one that was has not gone by."""
    if given.promised is not None:
        _refuse_day(given.promised, "promised")
        return None
    today = clock.today()
    if given.again is None:
        if row.expected >= today:
            return None
        raise Invalid(
            _("对方没有承诺新日期的,请写哪天再催;承诺了的,请写承诺的日期。"), {"again": "empty"}
        )
    if not today < given.again <= today + rules.MOST_WAIT:
        raise Invalid(_("再催的日期要在明天以后、30 天以内。"), {"again": "range"})
    return given.again


def may_send(actor: Actor, row: Order) -> bool:
    """Whoever buys; where two are needed another than wrote it, who may also be whoever leads the office."""
    now_holds = releases.in_force()
    if not now_holds.needs_second(row.total, asked=row.requisition_id is not None):
        return actor.may(Permission.BUY, row.buyer_no)
    if actor.user_id in queries.authors(row.pk):
        return False
    if now_holds.who == "leader":
        return actor.may(Permission.APPROVE_REQUISITION, row.buyer_no)
    return may_see_to(actor, row)


def may_see_to(actor: Actor, row: Order) -> bool:
    """Whether the actor buys for, or leads, the office that orders."""
    rights = (Permission.BUY, Permission.APPROVE_REQUISITION)
    return any(actor.may(one, row.buyer_no) for one in rights)


def hold(actor: Actor, order_id: UUID, *, or_lead: bool = False) -> Order:
    """An order that the actor keeps as its buyer, locked; `or_lead`: or whose office the actor leads."""
    row = queries.one(actor, Order.objects.select_for_update().filter(pk=order_id))
    if not (or_lead and may_see_to(actor, row)):
        acting.require(actor, Permission.BUY, row.buyer_no)
    return row


def end(actor: Actor, row: Order, state: str, why: str) -> None:
    row.state, row.edits, row.ended_reason = state, row.edits + 1, why
    row.ended_at, row.ended_by_id = clock.now(), actor.user_id
    row.save(update_fields=["state", "edits", "ended_reason", "ended_at", "ended_by_id"])


def record(actor: Actor, row: Order, step: str) -> None:
    lines = OrderLine.objects.filter(order_id=row.pk).values_list("left", flat=True)
    journal.record(
        actor,
        OrderStepped(
            school_id=row.school_id, unit_no=row.unit_no, order_id=row.pk, step=step,
            state=row.state, lines=len(lines), open=sum(lines),
        ),
    )  # fmt: skip


def _ends(actor: Actor, buyer_no: int, to_no: int) -> tuple[directory.Place, directory.Place]:
    found = directory.places([buyer_no, to_no])
    buyer, store = found.get(buyer_no), found.get(to_no)
    if buyer is None or not actor.sees(buyer_no):
        raise NotFound
    if buyer.kind not in ("county", "township") or not actor.may(Permission.BUY, buyer_no):
        raise Forbidden
    lo, hi = buyer.interval
    if store is None or store.kind not in queries.STORE_KINDS or not lo <= to_no < hi:
        raise Invalid(_("请从列表中选收货单位。"), {"to_no": "foreign"})
    if not store.is_open_on(clock.today()):
        raise Invalid(_("这个单位已经关闭。请另选收货单位。"), {"to_no": "closed"})
    return buyer, store


def _head(given: NewOrder | OrderEdit) -> tuple[Supplier, dt.date, str]:
    known = given.supplier_id
    supplier = Supplier.objects.filter(pk=known).first() if known else None
    if supplier is None:
        raise Invalid(_("请从名册中选供货单位。"), {"supplier_id": "unknown"})
    _refuse_supplier(supplier.pk)
    _refuse_day(given.expected)
    return supplier, given.expected, acting.words_of(given.note, "note")


def _refuse_supplier(supplier_id: UUID) -> None:
    """No order to whom is blocked, or whose papers have run out."""
    row = Supplier.objects.get(pk=supplier_id)
    if row.blocked_at is not None:
        raise Invalid(
            _("“%(name)s”已停用:%(why)s。请另选供货单位。")
            % {"name": row.name, "why": row.blocked_reason},
            {"supplier_id": "blocked"},
        )
    expired = suppliers.expired_papers(supplier_id)
    if expired:
        raise Invalid(
            _("“%(name)s”的%(papers)s已过期。请先登记新的证照,或另选供货单位。")
            % {"name": row.name, "papers": _("、").join(expired)},
            {"supplier_id": "expired"},
        )


def _refuse_day(day: dt.date, field: str = "expected") -> None:
    today = clock.today()
    if day < today:
        raise Invalid(_("到货日期不能早于今天。"), {field: "past"})
    if day > today + rules.FARTHEST:
        raise Invalid(_("到货日期不能超过一年。请检查年份。"), {field: "far"})


def _goods(rows: Sequence[Good]) -> list[dict[str, Any]]:
    refuse_lines([(one.at, one.item) for one in rows])
    goods = [_good(at, one) for at, one in enumerate(rows)]
    if sum(one["sum"] for one in goods) > rules.MOST_SUM:
        raise Invalid(_("总金额超过十亿元。请检查数量和单价。"), {"price-0": "range"})
    return goods


def _good(at: int, one: Good) -> dict[str, Any]:
    quantity = acting.quantity_of(one.item, one.quantity, one.pack, f"quantity-{one.at}")
    size = catalogue.size_of(one.item, one.pack)
    if quantity % size:
        raise Invalid(_("采购按整个包装。请写整数,或换单位。"), {f"quantity-{one.at}": "whole"})
    price = acting.fen_of(one.price, f"price-{one.at}", rules.MOST_PRICE)
    return {
        "at": at, "item": one.item, "quantity": quantity, "pack": one.pack, "size": size,
        "price": price, "sum": rules.line_sum(quantity, size, price),
    }  # fmt: skip


def _keep(row: Order, goods: Sequence[dict[str, Any]]) -> None:
    lines = [
        OrderLine(
            id=uuid7(), order_id=row.pk, school_id=row.school_id, unit_no=row.unit_no,
            left=one["quantity"],
            **{name: one[name] for name in ("at", "item", "quantity", "pack", "size", "price")},
        )
        for one in goods
    ]  # fmt: skip
    if row.requisition_id:
        placing.take(row.requisition_id, lines)
    OrderLine.objects.bulk_create(lines)
    row.total = sum(one["sum"] for one in goods)
    row.save(update_fields=["total"])
