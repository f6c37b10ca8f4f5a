"""Counted in packs, asked back, and all faults at once."""

from collections.abc import Callable

import pytest

from tests.builders import BUILDER, COUNTY, PRIMARY
from tests.procurement.paths import (
    MASK,
    approval,
    arrival,
    decision,
    requisition,
    sent_order,
    submitted,
    supplier,
)
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.procurement import services
from xiaoan.procurement.models import Order, Requisition, RequisitionLine, Step
from xiaoan.procurement.queries import lists, proposals
from xiaoan.procurement.queries.words import order_state
from xiaoan.supplies import services as stock

Acting = Callable[[str], Actor]


def test_a_delivery_is_counted_in_the_pack_of_the_order(acting: Acting) -> None:
    officer = acting("officer")
    order = sent_order(officer, supplier(officer))
    keeper = acting("logistics")
    with pytest.raises(Invalid) as refused:
        services.receive(keeper, arrival(order, "5", pack="box"))
    assert str(refused.value).startswith("比还没到的多 2 盒 (100 只)。")
    assert services.receive(keeper, arrival(order, "1", pack="box")) == 50
    row = Order.objects.get(pk=order)
    assert order_state(row) == ("sent", "部分到货")
    place = directory.place(PRIMARY)
    assert [one.pk for one in lists.orders(keeper, place, "part", None, 0, 9)[1]] == [order]
    with pytest.raises(Invalid, match="数量不能小于零。一个也没有的填 0。"):
        services.receive(keeper, arrival(order, "-1", pack="box"))
    assert services.receive(keeper, arrival(order, "2", pack="box")) == 100
    assert order_state(Order.objects.get(pk=order)) == ("closed", "已结束")


def test_more_than_is_missing_is_asked_back_once(acting: Acting) -> None:
    acting("logistics")
    with acting_as(BUILDER):
        stock.recount(BUILDER)
    keeper = acting("logistics")
    [masks] = [
        one for one in proposals.proposals(keeper, directory.place(PRIMARY)) if one.item == MASK
    ]
    assert (masks.ask, masks.size) == (450, 50)
    asked = services.Wish(0, MASK, "9", "box", "按建议数量")
    fitting = requisition(keeper, asked)
    lines = [services.Wish(0, MASK, "10", "box", "按建议数量")]
    services.change(keeper, services.Change(uuid7(), fitting, 0, "", lines))
    line = RequisitionLine.objects.get(requisition_id=fitting)
    assert (line.quantity, line.reason) == (500, "")
    with pytest.raises(Invalid) as refused:
        services.submit(keeper, services.Act(uuid7(), fitting, 1))
    assert (str(refused.value), refused.value.fields) == (
        (
            f"一次性医用口罩请领 500 只,减去可用、在办和在途只缺 {masks.want.amount} 只。"
            "确实要这么多,请写明理由再提交;否则请改数量。"
        ),
        {"note": "excess"},
    )
    services.submit(keeper, services.Act(uuid7(), fitting, 1, "下月有考点"))
    step = Step.objects.get(about_id=fitting, what="submitted")
    assert (Requisition.objects.get(pk=fitting).state, step.note) == ("submitted", "下月有考点")


def test_what_is_missing_is_asked_for_without_a_word(acting: Acting) -> None:
    acting("logistics")
    with acting_as(BUILDER):
        stock.recount(BUILDER)
    keeper = acting("logistics")
    pk = requisition(keeper, services.Wish(0, MASK, "9", "box"))
    services.submit(keeper, services.Act(uuid7(), pk, 0))
    assert Requisition.objects.get(pk=pk).state == "submitted"


def test_half_a_bottle_is_refused_and_said(acting: Acting) -> None:
    with pytest.raises(Invalid) as refused:
        requisition(acting("logistics"), services.Wish(0, "disinfectant_84", "1.5", "bottle"))
    assert (str(refused.value), refused.value.fields) == (
        "1.5 瓶是 750 毫升,不是整瓶。请写整数,或把单位改成最小单位。", {"quantity-0": "whole"},
    )  # fmt: skip


def test_all_that_is_wrong_with_a_decision_is_said_at_once(acting: Acting) -> None:
    pk = submitted(acting("logistics"))
    services.approve(acting("principal"), approval(pk))
    said = (("x", "", None, ""), ("1", "1", None, ""))
    with pytest.raises(services.Several) as refused:
        services.decide(acting("officer"), decision(pk, *said))
    assert refused.value.sentences == {
        "bought-0": "数量请写数字,如 3 或 2.5。", "bought-1": "决定的比请领的多。请改小。",
    }  # fmt: skip


def test_a_store_that_has_not_enough_is_named(acting: Acting) -> None:
    pk = submitted(acting("logistics"))
    services.approve(acting("principal"), approval(pk))
    said = (("0", "3", COUNTY, ""), ("1", "", None, ""))
    with pytest.raises(Invalid) as refused:
        services.decide(acting("officer"), decision(pk, *said))
    county = directory.place(COUNTY).name
    assert str(refused.value) == f"{county}:可用库存只有 0 只,不够 150 只。"
