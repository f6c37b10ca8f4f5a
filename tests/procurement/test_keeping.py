"""What follows by itself: late orders, what is asked for again, proposals, suppliers compared."""

import datetime as dt
import json
from collections.abc import Callable
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from tests.builders import BUILDER, DAY, PRIMARY, Universe
from tests.procurement.paths import (
    MASK,
    NONE,
    SOON,
    approval,
    arrival,
    decision,
    faults,
    new_order,
    order_edits,
    requisition,
    sent_order,
    submitted,
    supplier,
)
from xiaoan.directory import queries as directory
from xiaoan.duties.models import Duty
from xiaoan.journal.models import Entry as Recorded
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.procurement import queries, services
from xiaoan.procurement.models import Order, RequisitionLine, Step
from xiaoan.procurement.queries import proposals, suppliers
from xiaoan.supplies import services as stock

Acting = Callable[[str], Actor]


def duties(pk: UUID) -> list[tuple[str, str]]:
    rows = Duty.objects.filter(about_id=pk).order_by("opened_at", "kind")
    return list(rows.values_list("kind", "state"))


def test_a_late_order_is_chased_and_chased_again(acting: Acting, universe: Universe) -> None:
    officer = acting("officer")
    order = sent_order(officer, supplier(officer))
    enter(BUILDER)
    assert services.open_chases(BUILDER) == 0
    with time_machine.travel(clock.now() + dt.timedelta(days=6), tick=False):
        assert [services.open_chases(BUILDER), services.open_chases(BUILDER)] == [1, 0]
        [duty] = Duty.objects.filter(kind=queries.CHASE)
        assert (duty.assignee_id, duty.state) == (universe.users["officer"].pk, "open")
        officer = acting("officer")
        promised = clock.today() + dt.timedelta(days=2)
        chase = services.Chase(uuid7(), order, order_edits(order), "王经理", "车坏在路上", promised)
        for _ in range(2):
            services.chase(officer, chase)
        row = Order.objects.get(pk=order)
        assert (row.expected, row.promised) == (promised, SOON)
        enter(BUILDER)
        assert services.open_chases(BUILDER) == 0
    with time_machine.travel(clock.now() + dt.timedelta(days=9), tick=False):
        assert services.open_chases(BUILDER) == 1
        officer = acting("officer")
        services.cancel_order(
            officer, services.Act(uuid7(), order, order_edits(order), "改向别家买")
        )
    assert sorted(duties(order)) == [
        ("procurement.chase", "done"), ("procurement.chase", "excused"), ("procurement.receive", "excused"),
    ]  # fmt: skip
    assert (Order.objects.get(pk=order).state, faults()) == ("cancelled", NONE)


def test_without_a_new_promise_one_looks_again_on_the_day_that_was_set(acting: Acting) -> None:
    officer = acting("officer")
    order = sent_order(officer, supplier(officer))

    def chase(again: dt.date | None) -> services.Chase:
        edits = order_edits(order)
        return services.Chase(uuid7(), order, edits, "李经理 13900000000", "没货", None, again)

    with time_machine.travel(clock.now() + dt.timedelta(days=6), tick=False):
        enter(BUILDER)
        assert services.open_chases(BUILDER) == 1
        officer, day = acting("officer"), clock.today()
        for wrong, code in (
            (None, "empty"), (day, "range"), (day + dt.timedelta(days=31), "range"),
        ):  # fmt: skip
            with pytest.raises(Invalid) as refused:
                services.chase(officer, chase(wrong))
            assert refused.value.fields == {"again": code}
        services.chase(officer, chase(day + dt.timedelta(days=2)))
        enter(BUILDER)
        assert [services.open_chases(BUILDER) for _ in range(3)] == [0, 0, 0]
    with time_machine.travel(clock.now() + dt.timedelta(days=7), tick=False):
        enter(BUILDER)
        assert services.open_chases(BUILDER) == 0
    with time_machine.travel(clock.now() + dt.timedelta(days=8), tick=False):
        enter(BUILDER)
        assert [services.open_chases(BUILDER) for _ in range(3)] == [1, 0, 0]
    opened = Recorded.objects.filter(kind="procurement.chases_opened")
    assert [json.loads(one.body)["orders"] for one in opened.order_by("n")] == [1, 1]


def test_whom_one_chased_is_sealed_and_for_those_who_buy(
    acting: Acting, signed_in: Callable[[str], Client]
) -> None:
    officer = acting("officer")
    order = sent_order(officer, supplier(officer))
    given = services.Chase(uuid7(), order, order_edits(order), "李经理 13900000000", "明天发", SOON)
    services.chase(officer, given)
    step = Step.objects.get(what="chased")
    assert (step.note, b"13900000000" in bytes(step.whom or b"")) == ("明天发", False)
    found = [one.whom for one in queries.steps(officer, order) if one.what == "chased"]
    assert found == ["李经理 13900000000"]
    leave()
    for login, seen in (("officer", True), ("principal", False), ("logistics", False)):
        page = signed_in(login).get(f"/procurement/orders/{order}/").content.decode()
        assert ("明天发" in page, "13900000000" in page) == (True, seen)


def test_what_is_not_bought_is_asked_for_again(acting: Acting) -> None:
    pk = submitted(acting("logistics"))
    services.approve(acting("principal"), approval(pk))
    officer = acting("officer")
    services.decide(officer, decision(pk))
    who = supplier(officer)
    order = sent_order(officer, who, requisition_id=pk)
    with pytest.raises(Conflict, match="已经订过了"):
        services.write(officer, new_order(who, requisition_id=pk))
    good = services.Good(0, "mop", "1", "", "9")
    with pytest.raises(Invalid, match="没有决定采购这种物资"):
        services.write(officer, new_order(who, requisition_id=pk, lines=[good]))
    services.receive(acting("logistics"), arrival(order, "60"))
    officer = acting("officer")
    services.cancel_order(officer, services.Act(uuid7(), order, order_edits(order), "余下的不要了"))
    line = RequisitionLine.objects.get(item=MASK)
    assert (line.bought, line.placed, line.waits) == (150, 60, 90)
    again = services.write(
        officer, new_order(who, requisition_id=pk, lines=[services.Good(0, MASK, "2", "box", "20")])
    )
    line.refresh_from_db()
    assert (line.placed, line.waits, faults()) == (150, 0, NONE)
    edit = services.OrderEdit(
        uuid7(), again, 0, who, SOON, "", [services.Good(0, MASK, "1", "box", "20")]
    )
    services.edit(officer, edit)
    line.refresh_from_db()
    assert (line.placed, line.waits, faults()) == (110, 40, NONE)


def test_proposals_take_off_what_comes(acting: Acting) -> None:
    enter(BUILDER)
    stock.recount(BUILDER)
    keeper = acting("logistics")
    place = directory.place(PRIMARY)

    def ask() -> int:
        return next(one.ask for one in proposals.proposals(keeper, place) if one.item == MASK)

    # Thirty pupils, one a day for two weeks: 420, rounded up to boxes of 50.
    assert ask() == 450
    pk = requisition(keeper)
    # A draft may be forgotten: it is shown apart and takes nothing off.
    assert ask() == 450
    assert proposals.coming(PRIMARY)[MASK] == proposals.Coming(drafted=150)
    submitted(keeper, pk)
    assert proposals.coming(PRIMARY)[MASK] == proposals.Coming(asked=150)
    assert ask() == 300
    officer = acting("officer")
    services.set_pace(officer, services.NewPace(uuid7(), MASK, None, "3", ""))
    sent_order(officer, supplier(officer))
    keeper = acting("logistics")
    assert ask() == 120
    [mask] = [one for one in proposals.proposals(keeper, place) if one.item == MASK]
    assert (mask.pace.lead_days, mask.pace.is_ours, mask.coming.all) == (3, False, 300)
    county = proposals.proposals(acting("officer"), directory.county())
    assert {one.want.why for one in county} == {"schools"}


def test_suppliers_are_compared_by_what_they_kept(
    acting: Acting, at: Callable[[str], None]
) -> None:
    officer = acting("officer")
    who = supplier(officer)
    for price in ("25", "27.50"):
        at("08:05" if price == "25" else "08:06")
        order = sent_order(officer, who, lines=[services.Good(0, MASK, "3", "box", price)])
        services.receive(acting("logistics"), arrival(order, "150" if price == "25" else "100"))
        officer = acting("officer")
    services.cancel_order(officer, services.Act(uuid7(), order, order_edits(order), "不再等"))
    found = suppliers.records([who], DAY)[who]
    assert (found.orders, found.due, found.full, found.on_time, found.both) == (2, 2, 1, 2, 1)
    assert (found.promised_days, found.kept_days, found.kept_of) == (5.0, 0.0, 2)
    assert [one.price for one in suppliers.prices(MASK, DAY)] == [2500, 2750]
    assert suppliers.last_prices([MASK])[MASK].price == 2750
