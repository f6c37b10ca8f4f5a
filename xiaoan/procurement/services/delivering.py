"""Goods of an order come in parts, with differences; what is taken is booked into the ledger of the store."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.procurement import queries, rules
from xiaoan.procurement.events import DeliveryReceived
from xiaoan.procurement.models import Delivery, DeliveryLine, Order, OrderLine
from xiaoan.procurement.queries import deliveries
from xiaoan.procurement.queries.words import packed
from xiaoan.procurement.services import acting, placing
from xiaoan.procurement.services.orders import end
from xiaoan.supplies import services as supplies


@dataclass(frozen=True)
class Came:
    """Of a line, as typed in `pack` ("": base units): taken, refused and why (`fault`), whether that comes
    `again`;
    `over`: more than ordered is taken knowingly."""

    line_id: UUID
    received: str
    refused: str = ""
    fault: str = ""
    again: bool = False
    over: bool = False
    batch: str = ""
    maker: str = ""
    expires: dt.date | None = None
    pack: str = ""


@dataclass(frozen=True)
class Arrival:
    id: UUID
    order_id: UUID
    base: int
    day: dt.date
    lines: Sequence[Came]
    note: str = ""


@transaction.atomic
def receive(actor: Actor, given: Arrival) -> int:
    """Take a delivery in; gives how many base units came into the store. The same form once more adds
    nothing; of two people at once one is told that the other has done it."""
    row = queries.one(actor, Order.objects.select_for_update().filter(pk=given.order_id))
    acting.require(actor, Permission.KEEP_SUPPLIES, row.unit_no)
    note = acting.words_of(given.note, "note")
    body = (given.base, given.day, note, [tuple(one.__dict__.values()) for one in given.lines])
    if acting.done_before(actor, given.id, row.pk, "delivered", *body):
        return _taken(given.id)
    acting.same(row.edits, given.base)
    _refuse(row, given.day)
    if deliveries.paid(row.pk, actor.user_id) and acting.ordered(actor, row):
        raise Conflict(_("采购单由您开出或发出,款也由您登记,到货要由另一个人点收。"))
    lines = list(OrderLine.objects.select_for_update().filter(order_id=row.pk).order_by("at"))
    parts = _parts(given, lines, note)
    if not parts:
        raise Invalid(_("还没有填收到或拒收的数量。"), {f"received-{lines[0].at}": "none"})
    for line, part in parts:
        _count(row, line, part, given.day)
    placing.cut(lines)
    _keep(actor, row, given, note, [part for _line, part in parts])
    _settle(actor, row, lines, given.day)
    _book(actor, row, given, parts)
    acting.put_down(
        actor, given.id, row, "delivered", *body, note=note,
        details={"lines": [_said(part) for _line, part in parts]},
    )  # fmt: skip
    _record(actor, row, given.id, [part for _line, part in parts], lines)
    return sum(part.received for _line, part in parts)


def _taken(delivery_id: UUID) -> int:
    rows = DeliveryLine.objects.filter(delivery_id=delivery_id)
    return sum(rows.values_list("received", flat=True))


def _refuse(row: Order, day: dt.date) -> None:
    if row.state != "sent" or row.sent_at is None:
        raise Conflict(_("这张采购单现在不等到货。"))
    if day < row.sent_at.astimezone(clock.ZONE).date():
        raise Invalid(_("到货日期不能早于采购单发出的那天。"), {"day": "before"})
    if day > clock.today():
        raise Invalid(_("日期不能晚于今天。"), {"day": "future"})


def _parts(
    given: Arrival, lines: Sequence[OrderLine], note: str
) -> list[tuple[OrderLine, DeliveryLine]]:
    said = {one.line_id: one for one in given.lines}
    if not said.keys() <= {line.pk for line in lines}:
        raise NotFound
    found = [(line, _part(given, line, said[line.pk], note)) for line in lines if line.pk in said]
    return [(line, part) for line, part in found if part.received or part.refused]


def _part(given: Arrival, line: OrderLine, came: Came, note: str) -> DeliveryLine:
    received = _number(line, came.received, came.pack, f"received-{line.at}")
    refused = _number(line, came.refused, came.pack, f"refused-{line.at}")
    over = max(received - line.left, 0)
    _refuse_over(line, over, came, note=note)
    fault = came.fault if refused else ""
    if refused and fault not in rules.FAULTS:
        raise Invalid(_("拒收的请选原因。"), {f"fault-{line.at}": "empty"})
    return DeliveryLine(
        id=acting.second(given.id, line.pk), delivery_id=given.id, order_id=line.order_id,
        line_id=line.pk, school_id=line.school_id, unit_no=line.unit_no, item=line.item,
        received=received, over=over, refused=refused, fault=fault,
        again=bool(refused and came.again), expires=came.expires,
        batch=acting.words_of(came.batch, f"batch-{line.at}"),
        maker=acting.words_of(came.maker, f"maker-{line.at}"),
    )  # fmt: skip


def _number(line: OrderLine, typed: str, pack: str, field: str) -> int:
    return acting.quantity_of(line.item, typed, pack, field, least=0) if typed.strip() else 0


def _refuse_over(line: OrderLine, over: int, came: Came, *, note: str) -> None:
    if over and not came.over:
        raise Invalid(
            _("比还没到的多 %(n)s。确实要多收,请勾选“多收”并写明说明;不要的填到拒收。")
            % {"n": packed(line.item, over, came.pack)},
            {f"received-{line.at}": "over"},
        )
    if over and not note:
        raise Invalid(_("多收的请写明为什么、谁同意。"), {"note": "over"})


def _count(row: Order, line: OrderLine, part: DeliveryLine, day: dt.date) -> None:
    """Write what came to the line: within the order, over it, refused for good."""
    within = part.received - part.over
    line.received, line.left = line.received + within, line.left - within
    line.over += part.over
    lost = 0 if part.again else min(part.refused, line.left)
    line.refused, line.left = line.refused + lost, line.left - lost
    if row.promised is not None and day <= row.promised:
        line.in_time += within
    line.save(update_fields=["received", "left", "over", "refused", "in_time"])


def _keep(
    actor: Actor, row: Order, given: Arrival, note: str, parts: Sequence[DeliveryLine]
) -> None:
    if Delivery.objects.filter(pk=given.id).exists():
        raise taken()
    with new_id():
        Delivery.objects.create(
            id=given.id, order_id=row.pk, school_id=row.school_id, unit_no=row.unit_no,
            day=given.day, at=clock.now(), by_id=actor.user_id, note=note,
        )  # fmt: skip
        DeliveryLine.objects.bulk_create(parts)


def _settle(actor: Actor, row: Order, lines: Sequence[OrderLine], day: dt.date) -> None:
    """What the order came to; nothing left: it is closed and nothing is owed of it any more."""
    row.came_worth = sum(rules.worth(one.received + one.over, one.size, one.price) for one in lines)
    row.over_worth = sum(rules.worth(one.over, one.size, one.price) for one in lines)
    row.last_came_on, row.edits = day, row.edits + 1
    row.save(update_fields=["came_worth", "over_worth", "last_came_on", "edits"])
    if not any(one.left for one in lines):
        acting.done(actor, row.pk, queries.RECEIVE, queries.CHASE)
        end(actor, row, "closed", "")


def _book(
    actor: Actor, row: Order, given: Arrival, parts: Sequence[tuple[OrderLine, DeliveryLine]]
) -> None:
    papers = _("采购〔%(year)s〕%(no)s号") % {"year": row.year, "no": row.number}
    for line, part in parts:
        if not part.received:
            continue
        booking = supplies.Booking(
            part.pk, row.unit_no, line.item, part.received, given.day, "purchase",
            row.supplier.name, row.pk, part.batch, part.maker, part.expires, line.price, line.pack,
            papers,
        )  # fmt: skip
        try:
            supplies.book_in(actor, booking)
        except Invalid as fault:
            fields = {
                name if name == "day" else f"{_AT.get(name, name)}-{line.at}": code
                for name, code in fault.fields.items()
            }
            raise Invalid(str(fault), fields) from None


# Where the form has what the ledger calls otherwise.
_AT = {"quantity": "received"}


def _said(part: DeliveryLine) -> list[object]:
    return [part.item, part.received, part.over, part.refused, part.fault, part.again]


def _record(
    actor: Actor, row: Order, delivery_id: UUID, parts: Sequence[DeliveryLine],
    lines: Sequence[OrderLine],
) -> None:  # fmt: skip
    journal.record(
        actor,
        DeliveryReceived(
            school_id=row.school_id, unit_no=row.unit_no, order_id=row.pk, delivery_id=delivery_id,
            received=sum(one.received for one in parts), over=sum(one.over for one in parts),
            refused=sum(one.refused for one in parts), open=sum(one.left for one in lines),
        ),
    )  # fmt: skip
