"""From what is done there is always a way on: to the next that waits, and to the store."""

from collections.abc import Callable

from django.test import Client

from tests.builders import COUNTY, PRIMARY
from tests.procurement.paths import sent_order, supplier
from tests.supplies.stores import MASK, receipt
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import leave
from xiaoan.supplies import services
from xiaoan.supplies.models import TransferLine
from xiaoan.supplies.queries import moves

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
STORE = f'href="/supplies/store/{PRIMARY}/"'


def test_after_one_consignment_the_next_then_the_store(signed_in: SignedIn, acting: Acting) -> None:
    officer = acting("officer")
    services.receive(officer, receipt(store_no=COUNTY))
    first, second = sorted((uuid7(), uuid7()))
    for pk in (first, second):
        services.dispatch(officer, services.Dispatch(pk, COUNTY, PRIMARY, MASK, "10", ""))
    lines = dict(TransferLine.objects.values_list("transfer_id", "id"))
    assert moves.next_sent(acting("logistics"), PRIMARY) == (2, first)
    assert moves.next_sent(acting("leader"), PRIMARY) == (0, None)
    leave()
    keeper = signed_in("logistics")
    for pk, after in ((first, second), (second, None)):
        address = f"/supplies/transfers/{pk}/"
        given = {"act_id": str(uuid7()), f"received-{lines[pk]}": "10", "difference": ""}
        assert keeper.post(address, given).status_code == 302
        page = keeper.get(address).content.decode()
        assert (STORE in page, "点收下一批(还有 1 批)" in page) == (True, after is not None)
        assert after is None or f'href="/supplies/transfers/{after}/"' in page


def test_after_an_order_is_taken_in_the_next_one(signed_in: SignedIn, acting: Acting) -> None:
    officer = acting("officer")
    who = supplier(officer)
    first, second = sent_order(officer, who), sent_order(officer, who)
    leave()
    page = signed_in("logistics").get(f"/procurement/orders/{first}/").content.decode()
    told = f'href="/procurement/orders/{second}/receive/"'
    assert (STORE in page, told in page) == (True, True)
    assert told not in signed_in("leader").get(f"/procurement/orders/{first}/").content.decode()
    form = signed_in("logistics").get(f"/procurement/orders/{first}/receive/").content.decode()
    assert ("data-outbox data-title=" in form, 'name="submission_id"' in form) == (True, True)
