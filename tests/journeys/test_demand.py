"""What runs out is on the keeper's list; the officer supposes a later return and sees what it asks for."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, COUNTY, DAY, PRIMARY, Universe
from tests.demand.stores import MASK, count, used_before
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from xiaoan.kernel.scope import acting_as
from xiaoan.supplies import services

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
ITEM = f"/demand/store/{PRIMARY}/item/{MASK}/"


def looked_at(page: Page, name: str) -> None:
    picture(page, f"demand-{name}")
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def test_from_a_look_that_is_owed_to_a_supposed_return(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    served = serve("07:35")
    with acting_as(BUILDER):
        services.recount(BUILDER)
        used_before(BUILDER, per_week=140, left=20)
    count()
    keeper, officer = visit(served, "logistics", PHONE), visit(served, "officer", DESK)
    keeper.goto(f"{served.url}/duties/today/")
    keeper.click("main >> text=将断货")
    expect(keeper.locator("tr", has_text="一次性医用口罩")).to_contain_text("将断货")
    looked_at(keeper, "store")
    keeper.click("main >> text=一次性医用口罩")
    expect(keeper.locator("main")).to_contain_text("预计要用")
    looked_at(keeper, "item")
    officer.goto(f"{served.url}/demand/unit/{COUNTY}/")
    looked_at(officer, "county")
    officer.goto(f"{served.url}/demand/scenarios/")
    officer.fill("#f-name", "推迟返校")
    officer.fill("#f-share", "120")
    officer.click("main >> text=记下设想")
    expect(officer.locator("#f-share-e")).to_have_text("到校比例请写 0 到 100。")
    looked_at(officer, "refused")
    officer.fill("#f-share", "80")
    officer.fill("#f-reopens", (DAY + dt.timedelta(days=20)).isoformat())
    officer.click("main >> text=记下设想")
    expect(officer.locator("main")).to_contain_text("80%")
    looked_at(officer, "scenario")
    officer.goto(f"{served.url}{ITEM}")
    officer.select_option("#f-scenario", label="推迟返校(第 1 版)")
    officer.click("main >> text=计算")
    expect(officer.locator("main")).to_contain_text("预计要用")
    looked_at(officer, "supposed")
