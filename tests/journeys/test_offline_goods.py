"""In the store there is no network: goods are taken in, a kit is checked and a requisition written all the
same, and each arrives once."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, DAY, PRIMARY
from tests.equipment.things import full, stocked_for
from tests.journeys.conftest import PHONE, Served, axe, picture
from tests.journeys.test_offline_course import paths, unsent
from tests.procurement.paths import LATER, MASK, sent_order, supplier
from xiaoan.equipment.models import KitStep
from xiaoan.kernel.scope import acting_as
from xiaoan.procurement.models import OrderLine, Requisition
from xiaoan.supplies import services as supplies

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def kept(page: Page, served: Served, *wanted: str) -> None:
    """The list of today, once the worker has kept it and what is to be done without a network."""
    page.goto(served.url + "/duties/today/")
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    for _ in range(100):
        if {"/duties/today/", *wanted} <= set(paths(page)):
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"kept: {paths(page)}")


def sent(page: Page) -> None:
    page.context.set_offline(False)
    expect(page.locator("#unsent")).to_be_hidden(timeout=60_000)


def on(page: Page) -> None:
    page.wait_for_selector("form[data-outbox=on]")


def test_goods_are_taken_in_without_a_network(serve: Serve, visit: Visit) -> None:
    served = serve("07:35")
    with acting_as(BUILDER):
        supplies.recount(BUILDER)
        order = sent_order(BUILDER, supplier(BUILDER), expected=DAY)
    keeper = visit(served, "logistics", PHONE)
    at = f"/procurement/orders/{order}/"
    kept(keeper, served, f"{at}receive/", "/procurement/requisitions/new/")
    keeper.context.set_offline(True)
    keeper.reload()
    keeper.click(f"a[href='{at}']")  # the order itself is not on the phone
    keeper.wait_for_url(f"**{at}receive/")
    on(keeper)
    keeper.fill("[name=received-0]", "2")
    keeper.fill("[name=batch-0]", "20261101")
    keeper.fill("[name=maker-0]", "某厂")
    keeper.fill("[name=expires-0]", LATER.isoformat())
    picture(keeper, "goods-receive-offline")
    assert axe(keeper) == []
    keeper.click("main button.btn-primary")
    unsent(keeper, 1)
    keeper.goto(served.url + "/procurement/requisitions/new/")
    on(keeper)
    keeper.select_option("[name=item-0]", MASK)
    keeper.fill("[name=quantity-0]", "100")
    keeper.click("main button.btn-primary")
    unsent(keeper, 2)
    sent(keeper)
    with acting_as(BUILDER):
        assert OrderLine.objects.get(order_id=order).received == 100
        assert Requisition.objects.get().state == "draft"


def test_a_kit_is_checked_without_a_network(serve: Serve, visit: Visit) -> None:
    served = serve("07:35")
    with acting_as(BUILDER):
        supplies.recount(BUILDER)
        stocked_for(BUILDER, "gate")
        kit = full(BUILDER)
    doctor = visit(served, "doctor", PHONE)
    at = f"/equipment/kit/{kit}/"
    doctor.goto(f"{served.url}/equipment/school/{PRIMARY}/kits/")
    kept(doctor, served)
    doctor.goto(f"{served.url}/equipment/school/{PRIMARY}/kits/")
    for _ in range(100):
        if f"{at}check/" in paths(doctor):
            break
        doctor.wait_for_timeout(200)
    doctor.context.set_offline(True)
    doctor.reload()
    doctor.click(f"a[href='{at}']")
    doctor.wait_for_url(f"**{at}check/")
    on(doctor)
    doctor.fill("#f-n-mask_surgical", "7")
    doctor.fill("#f-note", "找不到")
    picture(doctor, "goods-check-offline")
    doctor.click("main button.big")
    unsent(doctor, 1)
    sent(doctor)
    with acting_as(BUILDER):
        assert KitStep.objects.filter(kit_id=kit, what="check").count() == 1
