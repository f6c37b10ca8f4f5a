"""Several at once: a delivery is taken in once, a number is given once, nothing is ordered or paid twice."""

from functools import partial

from tests.builders import BUILDER, DAY, PRIMARY, Universe
from tests.procurement import paths
from tests.procurement.paths import MASK, NONE, approval, arrival, decision, faults
from tests.supplies.test_races import HANDS, at_once
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.procurement import services
from xiaoan.procurement.models import Delivery, Requisition
from xiaoan.supplies import queries as supplies


def test_a_delivery_that_several_take_in_comes_once(own_database: str, universe: Universe) -> None:
    with acting_as(universe.cast["officer"]) as officer:
        order = paths.sent_order(officer, paths.supplier(officer))
        forms = [arrival(order, "150") for _ in range(HANDS)]
    done = at_once(universe, "logistics", [partial(services.receive, given=one) for one in forms])
    assert sorted(done, key=str) == [150, *[None] * (HANDS - 1)]
    with acting_as(BUILDER):
        assert (Delivery.objects.count(), faults()) == (1, NONE)
        assert [one.held for one in supplies.held(PRIMARY)] == [150]


def test_one_form_sent_many_times_at_once_is_one_delivery(
    own_database: str, universe: Universe
) -> None:
    with acting_as(universe.cast["officer"]) as officer:
        order = paths.sent_order(officer, paths.supplier(officer))
        form = arrival(order, "100")
    acts = [partial(services.receive, given=form)] * HANDS
    assert at_once(universe, "logistics", acts) == [100] * HANDS
    with acting_as(BUILDER):
        assert (Delivery.objects.count(), faults()) == (1, NONE)


def test_numbers_are_given_once_and_one_form_is_one_requisition(
    own_database: str, universe: Universe
) -> None:
    lines = [services.Wish(0, MASK, "1", "")]
    forms = [services.NewRequisition(uuid7(), PRIMARY, "", lines) for _ in range(3)] * 2
    done = at_once(universe, "logistics", [partial(services.draft, given=one) for one in forms])
    assert {str(one) for one in done} == {str(one.id) for one in forms}
    with acting_as(BUILDER):
        assert sorted(Requisition.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_of_two_orders_for_one_requisition_one_is_written(
    own_database: str, universe: Universe
) -> None:
    with acting_as(universe.cast["logistics"]) as keeper:
        pk = paths.submitted(keeper)
    with acting_as(universe.cast["principal"]) as principal:
        services.approve(principal, approval(pk))
    with acting_as(universe.cast["officer"]) as officer:
        services.decide(officer, decision(pk))
        who = paths.supplier(officer)
    orders = [paths.new_order(who, requisition_id=pk) for _ in range(HANDS)]
    done = at_once(universe, "officer", [partial(services.write, given=one) for one in orders])
    assert sum(one is not None for one in done) == 1
    with acting_as(BUILDER):
        assert faults() == NONE


def test_what_is_invoiced_is_paid_once(own_database: str, universe: Universe) -> None:
    with acting_as(universe.cast["officer"]) as officer:
        order = paths.sent_order(officer, paths.supplier(officer))
        bill = services.NewBill(uuid7(), order, 1, "invoice", "75", "F", DAY, "预付")
        services.enter(officer, bill)
        pays = [
            services.NewBill(uuid7(), order, 2, "payment", "75", f"P{one}", DAY)
            for one in range(HANDS)
        ]
    done = at_once(universe, "officer", [partial(services.enter, given=one) for one in pays])
    assert sorted(done, key=str) == [7500, *[None] * (HANDS - 1)]
    with acting_as(BUILDER):
        assert faults() == NONE
