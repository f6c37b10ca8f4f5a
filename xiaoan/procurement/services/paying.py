"""Invoices and payments of an order; what is paid never exceeds what was invoiced."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.scope import everywhere
from xiaoan.procurement import rules
from xiaoan.procurement.events import BillEntered
from xiaoan.procurement.models import Bill, Order
from xiaoan.procurement.queries import deliveries
from xiaoan.procurement.queries.money import billable, yuan
from xiaoan.procurement.queries.words import number_of
from xiaoan.procurement.services import acting
from xiaoan.procurement.services.orders import hold


@dataclass(frozen=True)
class NewBill:
    """`kind`: invoice or payment; `amount` typed in yuan; `document`: the number on the paper."""

    id: UUID
    order_id: UUID
    base: int
    kind: str
    amount: str
    document: str
    day: dt.date
    note: str = ""


@transaction.atomic
def enter(actor: Actor, given: NewBill) -> int:
    """Put an invoice or a payment down; gives its amount in fen. The same form once more adds nothing."""
    row = hold(actor, given.order_id)
    if given.kind not in rules.BILLS:
        raise Invalid(_("请选发票或付款。"), {"kind": "unknown"})
    amount = acting.fen_of(given.amount, "amount", rules.MOST_SUM)
    document = acting.words_of(given.document, "document", required=_("请写单据号。"))
    note = acting.words_of(given.note, "note")
    what = "invoiced" if given.kind == "invoice" else "paid"
    body = (given.base, given.kind, amount, document, given.day, note)
    if acting.done_before(actor, given.id, row.pk, what, *body):
        return amount
    acting.same(row.edits, given.base)
    _refuse(actor, row, given, amount, note)
    _add(row, given.kind, amount)
    if Bill.objects.filter(pk=given.id).exists():
        raise taken()
    with new_id():
        Bill.objects.create(
            id=given.id, order_id=row.pk, school_id=row.school_id, unit_no=row.unit_no,
            kind=given.kind, amount=amount, document=document, day=given.day, at=clock.now(),
            by_id=actor.user_id, note=note, supplier_id=row.supplier_id,
            key=rules.document_key(document),
        )  # fmt: skip
    acting.put_down(
        actor, given.id, row, what, *body, note=note,
        details={"amount": amount, "document": document, "day": given.day.isoformat()},
    )  # fmt: skip
    journal.record(
        actor,
        BillEntered(
            school_id=row.school_id, unit_no=row.unit_no, order_id=row.pk, bill_id=given.id,
            bill=given.kind, amount=amount,
        ),
    )  # fmt: skip
    return amount


def _refuse(actor: Actor, row: Order, given: NewBill, amount: int, note: str) -> None:
    if row.state not in ("sent", "closed"):
        raise Conflict(_("没有发出的采购单不能登记发票和付款。"))
    if not amount:
        raise Invalid(_("金额要大于零。"), {"amount": "none"})
    if given.day > clock.today():
        raise Invalid(_("日期不能晚于今天。"), {"day": "future"})
    _refuse_known(actor, row, given.kind, rules.document_key(given.document))
    if given.kind == "payment":
        if deliveries.took_in(row.pk, actor.user_id) and acting.ordered(actor, row):
            raise Conflict(
                _(
                    "采购单由您开出或发出,货也由您点收,付款要由另一个人登记:订货、收货、发票要有两个人核对。"
                )
            )
        _refuse_payment(row, amount)
        return
    most = billable(row) - row.invoiced
    if amount > most:
        raise Invalid(
            _("发票合计会超过应付的 %(most)s 元。还能登记 %(left)s 元,请核对发票。")
            % {"most": yuan(billable(row)), "left": yuan(max(most, 0))},
            {"amount": "more"},
        )
    if row.invoiced + amount > row.came_worth and not note:
        raise Invalid(
            _("发票合计比已收货物的 %(came)s 元多。预先开票的请写明说明。")
            % {"came": yuan(row.came_worth)},
            {"note": "ahead"},
        )


def _refuse_known(actor: Actor, row: Order, kind: str, key: str) -> None:
    """The same paper twice: of an order; an invoice on any order of the supplier, also out of sight."""
    if Bill.objects.filter(order_id=row.pk, kind=kind, key=key).exists():
        raise Invalid(_("这张单据已经登记过。"), {"document": "known"})
    if kind != "invoice":
        return
    # Two orders at once: the second waits here and sees the first.
    acting.lock(f"procurement.invoice {row.supplier_id} {key}", 0)
    with everywhere("procurement"):
        known = Bill.objects.filter(supplier_id=row.supplier_id, kind=kind, key=key).first()
        other = Order.objects.get(pk=known.order_id) if known else None
    if other is None:
        return
    named = number_of(other) if actor.sees(other.unit_no) else _("另一个单位的采购单")
    raise Invalid(
        _("这家供货单位的这张发票已经登记在%(order)s上。一张发票只能登记一次,请核对发票号。")
        % {"order": named},
        {"document": "elsewhere"},
    )


def _refuse_payment(row: Order, amount: int) -> None:
    left = row.invoiced - row.paid
    if amount > left:
        raise Invalid(
            _("付款合计会超过发票合计。还有 %(left)s 元没付,请先登记发票。") % {"left": yuan(left)},
            {"amount": "more"},
        )


def _add(row: Order, kind: str, amount: int) -> None:
    if kind == "invoice":
        row.invoiced += amount
    else:
        row.paid += amount
    row.edits += 1
    row.save(update_fields=["invoiced", "paid", "edits"])
