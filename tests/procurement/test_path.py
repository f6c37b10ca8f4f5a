"""From a requisition to paid goods: each step, who may take it, and what is refused."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest
import time_machine

from tests.builders import COUNTY, DAY, JUNIOR, PRIMARY, TOWN, Universe
from tests.procurement.paths import (
    GLOVES,
    LATER,
    MASK,
    NONE,
    SOON,
    approval,
    arrival,
    colleague_of,
    decision,
    edits,
    faults,
    new_order,
    order_edits,
    requisition,
    sent_order,
    submitted,
    supplier,
)
from xiaoan.duties.models import Duty
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.procurement import services
from xiaoan.procurement.models import Order, OrderLine, Requisition, RequisitionLine, Step
from xiaoan.supplies import queries as supplies
from xiaoan.supplies import services as stock
from xiaoan.supplies.models import Transfer

Acting = Callable[[str], Actor]


def duties(pk: UUID) -> list[tuple[str, str]]:
    rows = Duty.objects.filter(about_id=pk).order_by("opened_at", "kind")
    return list(rows.values_list("kind", "state"))


def test_a_requisition_is_bought_comes_and_is_paid(acting: Acting, universe: Universe) -> None:
    keeper = acting("logistics")
    pk = submitted(keeper)
    row = Requisition.objects.get(pk=pk)
    assert (row.state, row.year, row.number) == ("submitted", 2026, 1)
    [duty] = Duty.objects.filter(about_id=pk)
    assert duty.assignee_id == universe.users["principal"].pk
    # The post that stands in, not the next that answers elsewhere.
    assert duty.deputy_id == universe.users["liaison"].pk
    services.approve(acting("principal"), approval(pk))
    officer = acting("officer")
    services.decide(officer, decision(pk))
    assert duties(pk) == [("procurement.approve", "done"), ("procurement.decide", "done")]
    lines = [
        services.Good(0, MASK, "3", "box", "25.50"), services.Good(1, GLOVES, "1", "box", "12"),
    ]  # fmt: skip
    order = sent_order(officer, supplier(officer), requisition_id=pk, lines=lines)
    assert Order.objects.get(pk=order).total == 3 * 2550 + 1200
    assert set(RequisitionLine.objects.values_list("waits", flat=True)) == {0}
    keeper = acting("logistics")
    line = OrderLine.objects.get(order_id=order, item=GLOVES)
    came = [
        arrival(order, "140", refused="10", fault="damaged", again=True).lines[0],
        services.Came(line.pk, "50", batch="G", expires=LATER),
    ]  # fmt: skip
    given = services.Arrival(uuid7(), order, order_edits(order), DAY, came, "少一盒的角")
    for _ in range(2):
        assert services.receive(keeper, given) == 190
    assert {one.item: one.held for one in supplies.held(PRIMARY)} == {MASK: 140, GLOVES: 50}
    services.receive(keeper, arrival(order, "10"))
    bought = Order.objects.get(pk=order)
    assert (bought.state, bought.came_worth, duties(order)) == (
        "closed", bought.total, [("procurement.receive", "done")],
    )  # fmt: skip
    officer = acting("officer")
    for kind, amount in (("invoice", "88.50"), ("payment", "80.00"), ("payment", "8.50")):
        bill = services.NewBill(uuid7(), order, order_edits(order), kind, amount, f"N{amount}", DAY)
        for _ in range(2):
            services.enter(officer, bill)
    bought.refresh_from_db()
    assert (bought.invoiced, bought.paid, faults()) == (8850, 8850, NONE)


def test_bills_do_not_exceed_what_is_owed(acting: Acting) -> None:
    officer = acting("officer")
    order = sent_order(officer, supplier(officer))

    def bill(kind: str, amount: str, **more: str) -> services.NewBill:
        return services.NewBill(
            uuid7(), order, order_edits(order), kind, amount, more.get("document", "F1"), DAY,
            more.get("note", ""),
        )  # fmt: skip

    for wrong, sentence in (
        (bill("payment", "1"), "付款合计会超过发票合计。还有 0.00 元没付,请先登记发票。"),
        (bill("invoice", "75.01"), "发票合计会超过应付的 75.00 元。还能登记 75.00 元,请核对发票。"),
        (bill("invoice", "-1"), "金额不能小于零。"),
        (bill("invoice", "0"), "金额要大于零。"),
        (bill("invoice", "0.001"), "金额最多写到分,不超过 1,000,000,000 元。"),
        (bill("invoice", "贰元"), "金额请写成元,如 12.50。"),
        (bill("invoice", "75"), "发票合计比已收货物的 0.00 元多。预先开票的请写明说明。"),
    ):
        with pytest.raises(Invalid) as refused:
            services.enter(officer, wrong)
        assert str(refused.value) == sentence
    services.enter(officer, bill("invoice", "75", note="合同约定预付"))
    with pytest.raises(Invalid, match="这张单据已经登记过"):
        services.enter(officer, bill("invoice", "1", note="x"))
    assert faults() == NONE


def test_nobody_approves_their_own_and_who_approved_does_not_decide(acting: Acting) -> None:
    principal = acting("principal")
    pk = submitted(principal)
    with pytest.raises(Conflict, match="自己开的请领单要由别人审批"):
        services.approve(principal, approval(pk))
    with pytest.raises(Forbidden):
        services.approve(acting("logistics"), approval(pk))
    liaison = acting("liaison")
    services.approve(liaison, approval(pk))
    with pytest.raises(Conflict, match="请由另一个人决定"):
        services.decide(liaison, decision(pk))
    with pytest.raises(Forbidden):
        services.decide(acting("principal"), decision(pk))
    given = decision(pk)
    with pytest.raises(NotFound):
        services.decide(acting("other_liaison"), given)
    services.decide(acting("officer"), decision(pk))


def test_versions_are_kept_and_a_stale_form_changes_nothing(acting: Acting) -> None:
    keeper = acting("logistics")
    pk = requisition(keeper)
    new = services.Change(uuid7(), pk, 0, "改了", [services.Wish(0, MASK, "4", "box")])
    for _ in range(2):
        services.change(keeper, new)
    with pytest.raises(Conflict, match="刚刚有别人改过"):
        services.change(keeper, services.Change(uuid7(), pk, 0, "", new.lines))
    [step] = Step.objects.filter(about_id=pk, what="changed")
    assert step.details == {
        "reason": "秋冬季储备",
        "lines": [[MASK, 150, "box", "开学"], [GLOVES, 50, "box", ""]],
    }
    submitted(keeper, pk)
    services.withdraw(keeper, services.Act(uuid7(), pk, edits(pk), "不要了"))
    assert (Requisition.objects.get(pk=pk).state, duties(pk)) == (
        "withdrawn", [("procurement.approve", "excused")],
    )  # fmt: skip
    with pytest.raises(Conflict, match="已经办结"):
        services.withdraw(keeper, services.Act(uuid7(), pk, edits(pk), "不要了"))


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        ([], "请至少写一种物资。"),
        ([services.Wish(0, MASK, "1000000000", "")], "一次最多记 10,000,000 只。请检查数量和单位。"),
        ([services.Wish(0, MASK, "-3", "")], "数量要大于零。"),
        ([services.Wish(0, MASK, "3", "barrel")], "一次性医用口罩没有这种包装。请从列表中选单位。"),
        ([services.Wish(0, "nothing", "3", "")], "nothing没有这种包装。请从列表中选单位。"),
        (
            [services.Wish(0, MASK, "1", ""), services.Wish(1, MASK, "2", "")],
            "同一种物资写了两行。请合成一行。",
        ),
        ([services.Wish(0, MASK, "1", "", "字" * 201)], "不超过 200 个字,不能有特殊控制符。"),
    ],
)  # fmt: skip
def test_a_bad_requisition_is_a_sentence(
    acting: Acting, wishes: list[services.Wish], sentence: str
) -> None:
    keeper = acting("logistics")
    with pytest.raises(Invalid) as refused:
        services.draft(keeper, services.NewRequisition(uuid7(), PRIMARY, "", wishes))
    assert (str(refused.value), Requisition.objects.count()) == (sentence, 0)
    with pytest.raises(NotFound):
        services.draft(keeper, services.NewRequisition(uuid7(), JUNIOR, "", wishes))


def test_a_line_given_from_a_store_is_on_the_way(acting: Acting) -> None:
    officer = acting("officer")
    stock.receive(
        officer,
        stock.Receipt(
            uuid7(), COUNTY, MASK, "2", "box", "allocation", DAY, batch="C", expires=LATER
        ),
    )
    keeper = acting("logistics")
    pk = submitted(keeper)
    services.approve(acting("principal"), approval(pk))
    officer = acting("officer")
    rest = ("0", "", None, "县里没有")
    for said, sentence in (
        (("0", "3", COUNTY, ""), "青禾县:可用库存只有 100 只,不够 150 只。"),
        (("1", "3", COUNTY, ""), "决定的比请领的多。请改小。"),
        (("0", "2", None, ""), "请选从哪个仓库调。"),
        (("0", "2", COUNTY, ""), "没有全部同意的,请写明理由。"),
        (("0", "2", PRIMARY, "先给"), "不能调给自己。请选另一个单位。"),
    ):
        with pytest.raises(Invalid) as refused:
            services.decide(officer, decision(pk, said, rest))
        assert str(refused.value) == sentence
    given = decision(pk, ("0", "2", COUNTY, "先给两盒"), rest)
    for _ in range(2):
        services.decide(officer, given)
    assert Requisition.objects.get(pk=pk).state == "decided"
    [transfer] = Transfer.objects.all()
    mask = RequisitionLine.objects.get(item=MASK)
    assert (mask.transfer_id, mask.given, mask.refused, mask.waits) == (transfer.pk, 100, 50, 0)
    assert [one.held for one in supplies.held(COUNTY)] == []
    liaison = acting("liaison")
    other = submitted(acting("principal"))
    services.approve(liaison, approval(other))


def test_all_refused_is_refused(acting: Acting) -> None:
    pk = submitted(acting("logistics"))
    services.approve(acting("principal"), approval(pk))
    none = ("", "", None, "今年没有预算")
    services.decide(acting("officer"), decision(pk, none, none))
    row = Requisition.objects.get(pk=pk)
    assert (row.state, row.ended_reason) == ("refused", "今年没有预算")
    second = submitted(acting("logistics"))
    with pytest.raises(Invalid, match="不同意请写明理由"):
        services.approve(acting("principal"), approval(second, yes=False))
    services.approve(acting("principal"), approval(second, yes=False, note="先用库存"))
    assert Requisition.objects.get(pk=second).state == "refused"


def test_more_than_ordered_only_knowingly(acting: Acting) -> None:
    officer = acting("officer")
    order = sent_order(officer, supplier(officer))
    keeper = acting("logistics")
    with pytest.raises(Invalid, match="比还没到的多 1 只。"):
        services.receive(keeper, arrival(order, "151"))
    with pytest.raises(Invalid, match="多收的请写明为什么"):
        services.receive(keeper, arrival(order, "151", over=True))
    services.receive(keeper, arrival(order, "151", over=True, note="送一只样品"))
    line = OrderLine.objects.get()
    assert (line.received, line.over, line.left, faults()) == (150, 1, 0, NONE)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"expires": None}, {"expires-0": "empty"}),
        ({"expires": DAY - dt.timedelta(days=1)}, {"expires-0": "past"}),
        ({"expires": DAY + dt.timedelta(days=9999)}, {"expires-0": "far"}),
        ({"refused": "3"}, {"fault-0": "empty"}),
        ({"refused": "x"}, {"refused-0": "number"}),
        ({"received": ""}, {"received-0": "none"}),
        ({"day": DAY + dt.timedelta(days=1)}, {"day": "future"}),
        ({"day": DAY - dt.timedelta(days=1)}, {"day": "before"}),
    ],
)  # fmt: skip
def test_a_bad_delivery_is_refused_at_its_field(
    acting: Acting, changes: dict[str, object], fields: dict[str, str]
) -> None:
    officer = acting("officer")
    order = sent_order(officer, supplier(officer))
    keeper = acting("logistics")
    with pytest.raises(Invalid) as refused:
        services.receive(keeper, arrival(order, **{"received": "1", **changes}))  # type: ignore[arg-type]  # by name
    assert (refused.value.fields, faults(), supplies.held(PRIMARY)) == (fields, NONE, [])
    with pytest.raises(NotFound):
        services.receive(acting("other_principal"), arrival_of(order))


def arrival_of(order: UUID) -> services.Arrival:
    return services.Arrival(uuid7(), order, 1, DAY, [])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"lines": []}, "请至少写一种物资。"),
        ({"lines": [services.Good(0, MASK, "3", "box", "-1")]}, "金额不能小于零。"),
        ({"lines": [services.Good(0, MASK, "2.5", "box", "1")]}, "采购按整个包装。请写整数,或换单位。"),
        (
            {"lines": [services.Good(0, MASK, "1000000000", "box", "1")]},
            "一次最多记 10,000,000 只。请检查数量和单位。",
        ),
        ({"expected": DAY - dt.timedelta(days=1)}, "到货日期不能早于今天。"),
        ({"expected": DAY + dt.timedelta(days=400)}, "到货日期不能超过一年。请检查年份。"),
        ({"supplier_id": None}, "请从名册中选供货单位。"),
        ({"to_no": TOWN + 999}, "请从列表中选收货单位。"),
    ],
)  # fmt: skip
def test_a_bad_order_is_a_sentence(
    acting: Acting, changes: dict[str, object], sentence: str
) -> None:
    officer = acting("officer")
    given = new_order(supplier(officer), **changes)
    with pytest.raises(Invalid) as refused:
        services.write(officer, given)
    assert (str(refused.value), Order.objects.count()) == (sentence, 0)


def test_no_order_to_whom_is_blocked_or_has_no_valid_papers(acting: Acting) -> None:
    officer = acting("officer")
    who = supplier(officer)
    services.block(officer, uuid7(), who, "两次送来过期货", on=True)
    with pytest.raises(Invalid, match="“县医药公司”已停用:两次送来过期货"):
        services.write(officer, new_order(who))
    services.block(officer, uuid7(), who, "已整改", on=False)
    services.add_paper(officer, services.NewPaper(uuid7(), who, "经营许可证", "粤0001", SOON))
    order = services.write(officer, new_order(who, expected=SOON + dt.timedelta(days=9)))
    with (
        time_machine.travel(clock.now() + dt.timedelta(days=7), tick=False),
        pytest.raises(Invalid, match="“县医药公司”的经营许可证已过期"),
    ):
        services.send_order(colleague_of(officer), services.Act(uuid7(), order, 0))
    with pytest.raises(Invalid, match="校验位不对"):
        services.register(officer, services.NewSupplier(uuid7(), "某公司", "91440300MA5FXXXX01"))
    with pytest.raises(Invalid, match="这个代码已经登记为“县医药公司”"):
        supplier(officer, "另一家")
    with pytest.raises(Forbidden):
        supplier(acting("liaison"), "乡里的", "91999901MA0000002")
