"""Requisitions, orders and gifts for the tests, made by services; and what must hold of all of them."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

from django.db import connection

from tests.builders import COUNTY, DAY, PRIMARY
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, everywhere
from xiaoan.procurement import services
from xiaoan.procurement.models import Order, OrderLine, Requisition, RequisitionLine

MASK, GLOVES = "mask_disposable", "gloves_latex"
LATER = DAY + dt.timedelta(days=400)
SOON = DAY + dt.timedelta(days=5)
# Huawei and Alibaba, as on their own web pages.
CODES = ("914403001922038216", "91330100799655058B")


def code_of(body: str) -> str:
    """A credit code with its right check sign, of 17 signs."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(signs.index(one) * pow(3, at, 31) for at, one in enumerate(body))
    return body + signs[(31 - total % 31) % 31]


def supplier(officer: Actor, name: str = "县医药公司", body: str = "91999901MA0000001") -> UUID:
    return services.register(
        officer, services.NewSupplier(uuid7(), name, code_of(body), "王某 13800000000")
    )


def requisition(keeper: Actor, *wishes: services.Wish, store_no: int = PRIMARY) -> UUID:
    """Three boxes of masks and one of gloves, unless said otherwise; a draft."""
    lines = wishes or (
        services.Wish(0, MASK, "3", "box", "开学"),
        services.Wish(1, GLOVES, "1", "box"),
    )
    return services.draft(keeper, services.NewRequisition(uuid7(), store_no, "秋冬季储备", lines))


def edits(pk: UUID) -> int:
    return Requisition.objects.get(pk=pk).edits


def order_edits(pk: UUID) -> int:
    return Order.objects.get(pk=pk).edits


def submitted(keeper: Actor, pk: UUID | None = None) -> UUID:
    pk = pk or requisition(keeper)
    services.submit(keeper, services.Act(uuid7(), pk, edits(pk), "按两个月备货"))
    return pk


def approval(pk: UUID, **changes: object) -> services.Approval:
    plain = services.Approval(uuid7(), pk, edits(pk), yes=True)
    return replace(plain, **changes)  # type: ignore[arg-type]  # names checked by the dataclass


def decision(pk: UUID, *said: tuple[str, str, int | None, str]) -> services.Decision:
    """(bought, given, from, why) of each line; none: everything is bought."""
    lines = list(RequisitionLine.objects.filter(requisition_id=pk).order_by("at"))
    packs = {MASK: 50, GLOVES: 50}
    said = said or tuple((str(one.quantity // packs[one.item]), "", None, "") for one in lines)
    parts = [services.LineDecision(one.pk, *it) for one, it in zip(lines, said, strict=True)]
    return services.Decision(uuid7(), pk, edits(pk), parts)


def new_order(who: UUID, **changes: object) -> services.NewOrder:
    """Three boxes of masks at 25 yuan for the primary school."""
    plain = services.NewOrder(
        uuid7(), COUNTY, PRIMARY, who, SOON, "", [services.Good(0, MASK, "3", "box", "25.00")]
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # names checked by the dataclass


# A second officer, with the rights of the first.
COLLEAGUE = UUID(int=7)


def colleague_of(officer: Actor) -> Actor:
    return replace(officer, user_id=COLLEAGUE)


def sent_order(officer: Actor, who: UUID, **changes: object) -> UUID:
    """Written by the officer, sent by a colleague."""
    pk = services.write(officer, new_order(who, **changes))
    released(officer, pk)
    return pk


def released(officer: Actor, pk: UUID) -> None:
    """Sent by a colleague; the officer acts on."""
    colleague = colleague_of(officer)
    enter(colleague)
    services.send_order(colleague, services.Act(uuid7(), pk, order_edits(pk)))
    enter(officer)


def arrival(pk: UUID, received: str, **changes: object) -> services.Arrival:
    """So many masks of batch A; `changes` of the line, `note` and `id` of the whole."""
    line = OrderLine.objects.filter(order_id=pk).order_by("at")[0]
    whole = {name: changes.pop(name) for name in ("id", "note", "base", "day") if name in changes}
    came = services.Came(line.pk, received, batch="A", maker="某厂", expires=LATER)
    came = replace(came, **changes)  # type: ignore[arg-type]  # names checked by the dataclass
    plain = services.Arrival(uuid7(), pk, order_edits(pk), DAY, [came])
    return replace(plain, **whole)  # type: ignore[arg-type]  # names checked by the dataclass


def offer(**changes: object) -> services.Offer:
    """Two boxes of masks from a company that agrees to be named."""
    plain = services.Offer(
        uuid7(), PRIMARY, "青禾商会", "organisation", "李某", "named", consent=True, purpose="",
        offered_on=DAY, lines=[services.Wish(0, MASK, "2", "box")],
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]  # names checked by the dataclass


_FAULTS = """
select
  (select count(*) from procurement_order_line
    where quantity <> received + refused + cancelled + "left"),
  (select count(*) from (
     select coalesce(sum(d.received), 0) came, l.received + l.over as known from procurement_order_line l
     left join procurement_delivery_line d on d.line_id = l.id group by l.id) x where came <> known),
  (select count(*) from (
     select o.id, o.item, o.q, coalesce(e.q, 0) e from
       (select order_id id, item, sum(received + over) q from procurement_order_line group by 1, 2) o
     left join (select about_id id, item, sum(quantity) q from supplies_entry
                where kind = 'receipt' and source = 'purchase' group by 1, 2) e using (id, item)) x
   where q <> e),
  (select count(*) from procurement_order where paid > invoiced),
  (select count(*) from (
     select r.id, r.placed, coalesce(sum(l.placed), 0) p from procurement_requisition_line r
     left join procurement_order_line l on l.requisition_line_id = r.id group by 1) x where placed <> p),
  (select count(*) from procurement_order o where
     invoiced <> (select coalesce(sum(amount), 0) from procurement_bill b
                  where b.order_id = o.id and b.kind = 'invoice')
     or paid <> (select coalesce(sum(amount), 0) from procurement_bill b
                 where b.order_id = o.id and b.kind = 'payment'))
"""


def faults() -> tuple[int, ...]:
    """Lines that do not add up, deliveries unlike lines, ledgers unlike deliveries, paid beyond invoiced,
    requisitions unlike their orders, sums unlike bills."""
    with everywhere("tests"), connection.cursor() as cursor:
        cursor.execute(_FAULTS)
        return tuple(int(one) for one in cursor.fetchone())


NONE = (0, 0, 0, 0, 0, 0)
