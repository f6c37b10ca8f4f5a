"""From a gap to masks in the classroom: proposal, requisition, approval, purchase, a delivery with a
difference, issue by class. And a gift, by two people."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, CLASS_11, PRIMARY, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, choose, picture
from tests.procurement.paths import LATER, MASK, NONE, SOON, code_of, faults
from tests.supplies.stores import held
from xiaoan.kernel.scope import acting_as
from xiaoan.supplies import services as stock

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, name: str) -> None:
    picture(page, f"procurement-{name}")
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def press(page: Page, act: str) -> None:
    # Sent by the outbox, which goes on to the answer by itself.
    with page.expect_navigation():
        page.click(f"#act-{act} button")


def test_from_a_gap_to_masks_in_the_classroom(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    served = serve("07:35")
    with acting_as(BUILDER):
        stock.recount(BUILDER)
    keeper = visit(served, "logistics", PHONE)
    principal, officer = visit(served, "principal", PHONE), visit(served, "officer", DESK)
    asked = _asked(served, keeper)
    _approved(served, principal, officer, asked)
    order = _ordered(served, officer, asked)
    _came(served, keeper, order)
    _paid(officer, order)
    _issued(served, keeper)
    keeper.goto(asked)
    expect(keeper.locator("main")).to_contain_text("采购〔2026〕1号")
    looked_at(keeper, "whole-way")
    with acting_as(BUILDER):
        assert (held(), faults()) == ({"X1": 380}, NONE)


def _asked(served: Served, keeper: Page) -> str:
    """Masks only, as proposed; one box fewer, a typing error on the way."""
    keeper.goto(f"{served.url}/procurement/store/{PRIMARY}/proposals/")
    looked_at(keeper, "proposals")
    for box in keeper.locator("input[name=item]").all():
        if box.get_attribute("value") != MASK:
            box.set_checked(False, force=True)
    keeper.click("main button.big")
    expect(keeper.locator("main")).to_contain_text("9 盒 (450 只)")
    asked = keeper.url
    keeper.click("main >> text=修改")
    keeper.fill("#f-quantity-0", "八")
    keeper.click("main button.big")
    expect(keeper.locator("#f-quantity-0-e")).to_have_text("数量请写数字,如 3 或 2.5。")
    looked_at(keeper, "refused")
    keeper.fill("#f-quantity-0", "8")
    keeper.click("main button.big")
    expect(keeper.locator("main")).to_contain_text("8 盒 (400 只)")
    press(keeper, "submit")
    expect(keeper.locator("main")).to_contain_text("等审批")
    return asked


def _approved(served: Served, principal: Page, officer: Page, asked: str) -> None:
    principal.goto(f"{served.url}/duties/today/")
    principal.click("text=审批请领单")
    looked_at(principal, "approve")
    principal.select_option("#f-approve-yes", "1")
    press(principal, "approve")
    expect(principal.locator("main")).to_contain_text("等上级决定")
    officer.goto(asked)
    looked_at(officer, "decide")
    press(officer, "decide")
    expect(officer.locator("main")).to_contain_text("还没下单 400 只")


def _ordered(served: Served, officer: Page, asked: str) -> str:
    officer.goto(f"{served.url}/procurement/suppliers/")
    officer.fill("#f-name", "县医药公司")
    officer.fill("#f-code", code_of("91999901MA0000001"))
    officer.click("main button.big")
    expect(officer.locator("h1")).to_contain_text("县医药公司")
    looked_at(officer, "supplier")
    officer.goto(asked)
    officer.click("main >> text=开采购单")
    officer.select_option("#f-supplier_id", label="县医药公司")
    officer.fill("#f-expected", SOON.isoformat())
    officer.fill("#f-price-0", "25.50")
    looked_at(officer, "order-form")
    officer.click("main button.big")
    expect(officer.locator("main")).to_contain_text("204.00")
    press(officer, "send")
    expect(officer.locator("main")).to_contain_text("已发出")
    looked_at(officer, "order")
    return officer.url


def _came(served: Served, keeper: Page, order: str) -> None:
    """One box is damaged and refused."""
    keeper.goto(f"{served.url}/duties/today/")
    keeper.click("main >> text=采购到货点收")
    keeper.click(".page-acts >> text=到货点收")
    keeper.fill("#f-received-0", "7")
    keeper.fill("#f-refused-0", "1")
    keeper.select_option("#f-fault-0", "damaged")
    choose(keeper, "[name='again-0'][value='1']")
    keeper.fill("#f-batch-0", "X1")
    keeper.fill("#f-expires-0", LATER.isoformat())
    keeper.fill("#f-note", "一盒受潮")
    looked_at(keeper, "receive")
    keeper.click("main button.big")
    expect(keeper.locator("main")).to_contain_text("破损")
    keeper.click(".page-acts >> text=到货点收")
    keeper.fill("#f-received-0", "1")
    keeper.fill("#f-batch-0", "X1")
    keeper.fill("#f-maker-0", "")
    keeper.fill("#f-expires-0", LATER.isoformat())
    keeper.click("main button.big")
    expect(keeper.locator("main")).to_contain_text("已结束")


def _paid(officer: Page, order: str) -> None:
    for document in ("F1", "P1"):
        officer.goto(order)
        officer.fill("#f-bill-amount", "204")
        officer.fill("#f-bill-document", document)
        press(officer, "bill")
        expect(officer.locator("main")).to_contain_text("单据已登记。")
    looked_at(officer, "paid")


def _issued(served: Served, keeper: Page) -> None:
    """Two for each of ten pupils."""
    keeper.goto(f"{served.url}/supplies/store/{PRIMARY}/item/{MASK}/issue/")
    keeper.fill("#f-quantity", "2")
    for name, value in (("to_nos", CLASS_11), ("per_pupil", 1)):
        choose(keeper, f"[name={name}][value='{value}']")
    keeper.click("main button.big")
    expect(keeper.locator("main")).to_contain_text("一年级1班")


def test_a_gift_by_two_people(serve: Serve, visit: Visit, universe: Universe) -> None:
    served = serve("07:35")
    keeper, principal = visit(served, "logistics", PHONE), visit(served, "principal", DESK)
    keeper.goto(f"{served.url}/procurement/store/{PRIMARY}/gifts/new/")
    for name, value in (("donor", "青禾商会"), ("quantity-0", "2")):
        keeper.fill(f"#f-{name}", value)
    for name, value in (
        ("item-0", MASK), ("donor_kind", "organisation"), ("wish", "anonymous"), ("pack-0", "box"),
    ):  # fmt: skip
        keeper.select_option(f"#f-{name}", value)
    looked_at(keeper, "offer")
    keeper.click("main button.big")
    keeper.wait_for_url("**/procurement/gifts/*/")
    gift = keeper.url
    principal.goto(gift)
    principal.select_option("#f-answer-yes", "1")
    press(principal, "answer")
    keeper.goto(gift)
    keeper.fill("#f-receive-expires-0", LATER.isoformat())
    press(keeper, "receive")
    keeper.fill("#f-ask-note", "一年级两个班")
    press(keeper, "ask")
    principal.goto(gift)
    press(principal, "publish")
    expect(principal.locator("main")).to_contain_text("已公示")
    looked_at(principal, "gift")
    principal.goto(f"{served.url}/procurement/unit/{PRIMARY}/gifts/published/")
    expect(principal.locator("main")).to_contain_text("爱心单位(匿名)")
    looked_at(principal, "published")
    principal.goto(f"{served.url}/procurement/prices/{MASK}/")
    looked_at(principal, "prices")
