"""Who locks several rows or stores locks them in one order: nobody is left waiting for each other."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from tests.builders import BUILDER, COUNTY, PRIMARY, Universe
from tests.procurement import paths
from tests.procurement.paths import GLOVES, MASK, NONE, approval, decision, faults
from tests.supplies.stores import issue, receipt
from tests.supplies.test_races import at_once
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.procurement import services
from xiaoan.procurement.models import Order, Requisition
from xiaoan.supplies import services as stock

Do = Callable[[Actor], object]


def _approved(universe: Universe, how_many: int, packs: str) -> list[UUID]:
    lines = [services.Wish(0, MASK, packs, "box"), services.Wish(1, GLOVES, packs, "box")]
    with acting_as(universe.cast["logistics"]) as keeper:
        found = [
            paths.submitted(keeper, paths.requisition(keeper, *lines)) for _ in range(how_many)
        ]
    with acting_as(universe.cast["principal"]) as principal:
        for pk in found:
            services.approve(principal, approval(pk))
    return found


def test_a_requisition_met_from_two_stores_of_one_chain_waits_for_nobody(
    own_database: str, universe: Universe
) -> None:
    with acting_as(BUILDER):
        [town, *_rest] = directory.places_inside(directory.county().interval, "township")
    with acting_as(universe.cast["officer"]) as officer:
        for no in (COUNTY, town.no):
            stock.receive(officer, receipt(store_no=no, quantity="100"))
            stock.receive(officer, receipt(store_no=no, item=GLOVES, quantity="100", batch="G"))
    for pk in _approved(universe, 8, "1"):
        with acting_as(BUILDER):
            said = decision(pk, ("", "1", COUNTY, ""), ("", "1", town.no, ""))
        acts: list[Do] = [partial(services.decide, given=said)]
        for _ in range(3):
            out = issue(id=uuid7(), store_no=town.no, quantity="1")
            acts.append(partial(stock.issue, given=out))
        done = at_once(universe, "officer", acts)
        assert done[1:] == [1, 1, 1]
    with acting_as(BUILDER):
        assert set(Requisition.objects.values_list("state", flat=True)) == {"decided"}


def test_two_orders_of_one_requisition_are_cancelled_at_once(
    own_database: str, universe: Universe
) -> None:
    """Each names the items in another order."""
    pairs = []
    asked = _approved(universe, 6, "2")
    with acting_as(universe.cast["officer"]) as officer:
        who = paths.supplier(officer)
        for pk in asked:
            services.decide(officer, decision(pk))
            for items in ((MASK, GLOVES), (GLOVES, MASK)):
                goods = [services.Good(at, one, "1", "box", "1") for at, one in enumerate(items)]
                pairs.append(paths.sent_order(officer, who, requisition_id=pk, lines=goods))
    for first, second in zip(pairs[::2], pairs[1::2], strict=True):
        acts: list[Do] = [
            partial(services.cancel_order, given=services.Act(uuid7(), pk, 1, "不要了"))
            for pk in (first, second)
        ]
        at_once(universe, "officer", acts)
    with acting_as(BUILDER):
        states = set(Order.objects.filter(unit_no=PRIMARY).values_list("state", flat=True))
        assert (states, faults()) == ({"cancelled"}, NONE)
