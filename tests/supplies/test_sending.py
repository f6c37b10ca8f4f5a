"""Consignments of a decided plan: all in one transaction, once, by who may; or none, and which cannot be."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from tests.builders import COUNTY, JUNIOR, PRIMARY, TOWN, Universe
from tests.supplies.stores import LATER, MASK, SOON, faults, held, receipt
from tests.supplies.test_races import at_once
from xiaoan.journal.models import Entry as Recorded
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.supplies import services
from xiaoan.supplies.models import Transfer, TransferLine
from xiaoan.supplies.queries import moves

Acting = Callable[[str], Actor]
GUN = "forehead_gun"


def two() -> list[services.Consignment]:
    return [
        services.Consignment(uuid7(), COUNTY, PRIMARY, ((MASK, 120), (GUN, 1))),
        services.Consignment(uuid7(), COUNTY, JUNIOR, ((MASK, 60),)),
    ]


def stock(actor: Actor) -> None:
    services.receive(
        actor, receipt(store_no=COUNTY, quantity="100", pack="", batch="S", expires=SOON)
    )
    services.receive(
        actor, receipt(store_no=COUNTY, quantity="100", pack="", batch="L", expires=LATER)
    )
    services.receive(
        actor, receipt(store_no=COUNTY, item=GUN, quantity="1", pack="", batch="", expires=None)
    )


def test_all_are_sent_once_what_expires_first_first(acting: Acting) -> None:
    officer = acting("officer")
    stock(officer)
    act_id, ones = uuid7(), two()
    before = Recorded.objects.count()
    assert [services.dispatch_many(officer, act_id, ones, "统筹调配") for _ in range(2)] == [2, 0]
    assert (held(COUNTY), faults()) == ({"": 0, "S": 0, "L": 20}, (0, 0))
    lines = TransferLine.objects.order_by("to_no", "item", "sent").values_list(
        "to_no", "item", "sent"
    )
    assert list(lines) == [
        (PRIMARY, GUN, 1),
        (PRIMARY, MASK, 20),
        (PRIMARY, MASK, 100),
        (JUNIOR, MASK, 60),
    ]
    kinds = Recorded.objects.order_by("kind").values_list("kind", flat=True)
    assert Recorded.objects.count() - before == 2 + 3
    assert list(kinds).count("supplies.transfer_sent") == 3
    with pytest.raises(Conflict):
        services.dispatch_many(officer, act_id, ones, "别的理由")
    keeper = acting("logistics")
    sent = moves.transfer(keeper, ones[0].id)
    counts = {one.id: str(one.sent - (one.item == GUN)) for one in sent.lines}
    assert services.take_in(keeper, services.TakeIn(uuid7(), sent.id, counts, "额温枪摔坏")) == 1
    assert faults() == (0, 0)


def test_what_cannot_be_had_is_named_and_nothing_goes(acting: Acting) -> None:
    officer = acting("officer")
    stock(officer)
    ones = [*two(), services.Consignment(uuid7(), TOWN, PRIMARY, ((MASK, 5),))]
    ones[1] = replace(ones[1], parts=((MASK, 81),))
    with pytest.raises(Invalid) as refused:
        services.dispatch_many(officer, uuid7(), ones, "统筹调配")
    assert refused.value.fields == {
        f"{COUNTY}-{JUNIOR}-{MASK}": "short", f"{TOWN}-{PRIMARY}-{MASK}": "short",
    }  # fmt: skip
    assert "有 2 处不够" in str(refused.value)
    assert (Transfer.objects.count(), held(COUNTY)["S"], faults()) == (0, 100, (0, 0))


def test_who_may_send_and_where_to(acting: Acting) -> None:
    stock(acting("officer"))
    for login, refusal in (("principal", NotFound), ("liaison", NotFound), ("teacher", NotFound)):
        with pytest.raises(refusal):
            services.dispatch_many(acting(login), uuid7(), two(), "x")
    services.receive(acting("logistics"), receipt())
    own = [services.Consignment(uuid7(), PRIMARY, COUNTY, ((MASK, 5),))]
    assert services.dispatch_many(acting("leader"), uuid7(), own, "x") == 1
    with pytest.raises(Invalid):
        services.dispatch_many(
            acting("officer"), uuid7(), [replace(own[0], id=uuid7(), to_no=1)], "x"
        )


def test_sent_many_times_at_once_is_one_act(own_database: str, universe: Universe) -> None:
    with acting_as(universe.cast["officer"]) as officer:
        stock(officer)
    act_id, ones = uuid7(), two()
    send = partial(services.dispatch_many, act_id=act_id, consignments=ones, reason="统筹调配")
    assert sorted(at_once(universe, "officer", [send] * 4), key=str) == [0, 0, 0, 2]
    with acting_as(universe.cast["officer"]):
        assert (Transfer.objects.count(), held(COUNTY)["L"], faults()) == (2, 20, (0, 0))
