"""From a gap that the principal sees to masks in two classrooms, and a count that two people sign."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, CLASS_11, CLASS_12, COUNTY, PRIMARY, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, choose, picture
from tests.supplies.stores import LATER, MASK, faults, held
from xiaoan.kernel.scope import acting_as
from xiaoan.supplies import services

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
ITEM = f"/supplies/store/{PRIMARY}/item/{MASK}/"


def looked_at(page: Page, name: str) -> None:
    picture(page, f"supplies-{name}")
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def test_from_a_gap_to_masks_in_the_classroom(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    served = serve("07:35")
    with acting_as(BUILDER):
        services.recount(BUILDER)
    principal, officer = visit(served, "principal", DESK), visit(served, "officer", DESK)
    keeper = visit(served, "logistics", PHONE)
    principal.goto(f"{served.url}/supplies/unit/{PRIMARY}/")
    expect(principal.locator("tr", has_text="一次性医用口罩")).to_contain_text("缺 420 只")
    looked_at(principal, "gap")
    _sent(served, officer)
    _counted_in(served, keeper)
    _issued(served, keeper)
    principal.reload()
    expect(principal.locator("tr", has_text="一次性医用口罩")).to_contain_text("缺 10 只")
    _counted(served, keeper, visit(served, "doctor", PHONE))
    with acting_as(BUILDER):
        assert (held(), faults()) == ({"X1": 409}, (0, 0))


def _sent(served: Served, officer: Page) -> None:
    """The county buys a case of masks and sends nine boxes to the school."""
    officer.goto(f"{served.url}/supplies/store/{COUNTY}/item/{MASK}/receive/")
    officer.fill("#f-quantity", "1")
    officer.select_option("#f-pack", "case")
    officer.fill("#f-supplier", "县医药公司")
    officer.fill("#f-expires", LATER.isoformat())
    officer.fill("#f-batch", "X1")
    officer.fill("#f-price", "-1")
    officer.click("main button.big")
    expect(officer.locator("#f-price-e")).to_have_text("单价不能小于零。")
    looked_at(officer, "refused")
    officer.fill("#f-price", "700")
    officer.click("main button.big")
    expect(officer.locator("main")).to_contain_text("2,000 只")
    officer.click("main >> text=调出")
    officer.select_option("#f-to_no", str(PRIMARY))
    officer.fill("#f-quantity", "9")
    officer.select_option("#f-pack", "box")
    officer.click("main button.big")
    expect(officer.locator("main")).to_contain_text("对方点收之前算在途")


def _counted_in(served: Served, keeper: Page) -> None:
    keeper.goto(f"{served.url}/supplies/")
    looked_at(keeper, "store")
    keeper.click("main >> text=调拨 (1)")
    keeper.click("tbody a")
    looked_at(keeper, "transfer")
    keeper.click("text=点收入库")
    expect(keeper.locator("main")).to_contain_text("已点收")


def _issued(served: Served, keeper: Page) -> None:
    """Two for each pupil of two classes of ten."""
    keeper.goto(f"{served.url}{ITEM}")
    looked_at(keeper, "item")
    keeper.click("main >> text=领用")
    keeper.fill("#f-quantity", "2")
    for name, value in (("to_nos", CLASS_11), ("to_nos", CLASS_12), ("per_pupil", 1)):
        choose(keeper, f"[name={name}][value='{value}']")
    looked_at(keeper, "issue")
    keeper.click("main button.big")
    expect(keeper.locator("main")).to_contain_text("一年级2班")


def _counted(served: Served, keeper: Page, doctor: Page) -> None:
    """One is missing; the doctor confirms it."""
    keeper.click("main .do >> text=盘点")
    keeper.fill("input[name^=found-]", "409")
    keeper.fill("#f-reason", "散装少 1 只")
    looked_at(keeper, "count")
    keeper.click("main button.big")
    doctor.goto(f"{served.url}/supplies/counts/")
    doctor.click("tbody a")
    doctor.select_option("#f-confirmed", "1")
    looked_at(doctor, "confirm")
    doctor.click("main button.big")
    expect(doctor.locator("main")).to_contain_text("已确认")
