"""What one person alone may not do."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from tests.builders import COUNTY, DAY
from tests.procurement import paths
from tests.procurement.paths import GLOVES, MASK, NONE, approval, decision, faults
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.procurement import services
from xiaoan.procurement.models import Order

Acting = Callable[[str], Actor]


def test_who_hands_a_requisition_in_does_not_decide_it(acting: Acting) -> None:
    pk = paths.requisition(acting("logistics"))
    paths.submitted(acting("officer"), pk)
    services.approve(acting("principal"), approval(pk))
    with pytest.raises(Conflict, match="请由另一个人决定"):
        services.decide(acting("officer"), decision(pk))


def test_who_wrote_first_does_not_approve_what_another_changed(acting: Acting) -> None:
    liaison = acting("liaison")
    store_no = next(lo for lo, _hi in liaison.intervals)
    pk = paths.requisition(liaison, store_no=store_no)
    officer = acting("officer")
    lines = [services.Wish(0, MASK, "3", "box"), services.Wish(1, GLOVES, "1", "box")]
    services.change(officer, services.Change(uuid7(), pk, 0, "秋冬季储备", lines))
    paths.submitted(officer, pk)
    with pytest.raises(Conflict, match="自己开的请领单要由别人审批"):
        services.approve(acting("liaison"), approval(pk))


def _written(officer: Actor, price: str, requisition_id: UUID | None = None) -> UUID:
    goods = [services.Good(0, MASK, "3", "box", price)]
    new = paths.new_order(paths.supplier(officer), requisition_id=requisition_id, lines=goods)
    return services.write(officer, new)


def _send(actor: Actor, order: UUID) -> None:
    services.send_order(actor, services.Act(uuid7(), order, paths.order_edits(order)))


@pytest.mark.parametrize(
    ("asked", "price", "alone"),
    [(False, "1", False), (True, "16666", True), (True, "16666.67", False)],
)
def test_what_nobody_asked_for_or_is_large_is_sent_by_another(
    acting: Acting, asked: bool, price: str, alone: bool
) -> None:
    pk = None
    if asked:
        pk = paths.submitted(acting("logistics"))
        services.approve(acting("principal"), approval(pk))
        services.decide(acting("officer"), decision(pk))
    officer = acting("officer")
    order = _written(officer, price, pk)
    if alone:
        _send(officer, order)
        return
    with pytest.raises(Conflict, match="要由另一个人核对后发出"):
        _send(officer, order)
    with pytest.raises(Forbidden):
        _send(acting("liaison"), order)
    _send(acting("leader"), order)
    assert Order.objects.get().state == "sent"


def test_who_edited_an_order_does_not_release_it(acting: Acting) -> None:
    officer = acting("officer")
    order = _written(officer, "1")
    row = Order.objects.get()
    colleague = paths.colleague_of(officer)
    lines = [services.Good(0, MASK, "3", "box", "2")]
    services.edit(
        colleague,
        services.OrderEdit(uuid7(), order, 0, row.supplier_id, row.expected, "", lines),
    )
    with pytest.raises(Conflict, match="要由另一个人核对后发出"):
        _send(colleague, order)


def test_who_ordered_does_not_both_receive_and_pay(acting: Acting) -> None:
    """Order, receipt and invoice are seen by at least two people, whichever comes first."""
    officer = acting("officer")
    colleague = paths.colleague_of(officer)
    who = paths.supplier(officer)
    first, second = (paths.sent_order(officer, who, to_no=COUNTY) for _ in range(2))

    def bill(order: UUID, kind: str) -> services.NewBill:
        edits = paths.order_edits(order)
        return services.NewBill(uuid7(), order, edits, kind, "75", f"{kind} {order}", DAY, "预付")

    services.receive(officer, paths.arrival(first, "150"))
    services.enter(officer, bill(first, "invoice"))
    with pytest.raises(Conflict, match="付款要由另一个人登记"):
        services.enter(officer, bill(first, "payment"))
    enter(colleague)
    services.enter(colleague, bill(first, "payment"))
    enter(officer)
    for kind in ("invoice", "payment"):
        services.enter(officer, bill(second, kind))
    with pytest.raises(Conflict, match="到货要由另一个人点收"):
        services.receive(officer, paths.arrival(second, "150"))
    third = replace(officer, user_id=uuid7())
    enter(third)
    services.receive(third, paths.arrival(second, "150"))
    assert faults() == NONE
