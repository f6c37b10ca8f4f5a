"""A toilet forgotten becomes visible and is mended; a round without a network arrives once."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, MORNING, Universe
from tests.hygiene.days import TOILET, due, figures, laid_out, places, plan, recount
from tests.journeys.conftest import PHONE, Served, axe, picture, set_clock
from tests.supplies.stores import receipt
from xiaoan.duties import services as duties
from xiaoan.hygiene.models import Record
from xiaoan.kernel.scope import acting_as
from xiaoan.supplies import services as supplies

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
TODAY = "/hygiene/today/"


def prepare() -> None:
    with acting_as(BUILDER):
        plan(places())
    with acting_as(BUILDER):
        laid_out()


def looked_at(page: Page, name: str) -> None:
    picture(page, f"hygiene-{name}", whole=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def ready(page: Page) -> None:
    page.wait_for_selector("form.many[data-outbox=on]")


def test_a_forgotten_toilet_becomes_visible_and_is_mended(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    prepare()
    served = serve("17:30")
    with acting_as(universe.cast["logistics"]) as keeper:
        supplies.receive(
            keeper, receipt(item="disinfectant_84", quantity="2", pack="bottle", batch="L7")
        )
    page = visit(served, "logistics", PHONE)
    page.goto(served.url + TODAY)
    ready(page)
    expect(page.locator("main")).to_contain_text("18:00 前 · 已做 0 / 4")
    looked_at(page, "round-390")
    # One tap for the corridor; the rest of it and the toilet's floor together, with what was mixed.
    page.locator(".todo > li:has-text('一楼走廊 · 扶手') .tap .btn").click()
    expect(page.locator("main")).to_contain_text("已登记 1 项。")
    ready(page)
    for words in ("一楼走廊 · 地面", "一楼厕所 · 地面"):
        page.locator(f".todo > li:has-text('{words}') input[type=checkbox]").check()
    expect(page.locator(".act button.btn-primary")).to_have_text("登记勾选的 2 处")
    page.click("summary:has-text('这次配的消毒液')")
    page.select_option("[name=item]", "disinfectant_84")
    page.fill("[name=quantity]", "160")
    looked_at(page, "round-ticked-390")
    page.click(".act button.btn-primary")
    expect(page.locator("main")).to_contain_text("已登记 2 项。")
    with acting_as(BUILDER):
        booked = sorted(Record.objects.exclude(item="").values_list("stock_ml", "booked"))
        assert booked == [(40, 40), (120, 120)]
    # The toilet's surfaces and airing are forgotten: after six the principal is told of a blind spot.
    set_clock(MORNING.replace(hour=18, minute=20))
    with acting_as(BUILDER):
        while duties.escalate(BUILDER):
            pass
        assert due(TOILET, "surface").state == "due"
    served = serve("18:20")
    principal = visit(served, "principal", PHONE)
    principal.goto(f"{served.url}/duties/blind-spots/")
    expect(principal.locator("main")).to_contain_text("清洁消毒")
    page = visit(served, "logistics", PHONE)
    page.goto(served.url + TODAY)
    expect(page.locator(".todo > li:has-text('一楼厕所 · 物体表面')")).to_contain_text("逾期未做")
    looked_at(page, "round-missed-390")
    # It is done now, with what really was, and stays late.
    page.click(".todo > li:has-text('一楼厕所 · 物体表面') a")
    page.wait_for_selector("form.stack[data-outbox=on]")
    page.fill("[name=started]", "17:40")
    page.fill("[name=ended]", "18:15")
    page.fill("[name=strength]", "500")
    page.fill("[name=contact]", "30")
    page.select_option("[name=present]", "0")
    looked_at(page, "record-390")
    page.click("form.stack button.btn-primary")
    expect(page.locator("main")).to_contain_text("按迟做记")
    looked_at(page, "door-390")
    with acting_as(BUILDER):
        assert (due(TOILET, "surface").state, due(TOILET, "surface").late) == ("done", True)
        assert figures() == recount()


def test_a_round_without_a_network_arrives_once(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    prepare()
    served = serve("16:00")
    page = visit(served, "logistics", PHONE)
    page.goto(served.url + TODAY)
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    ready(page)
    page.wait_for_timeout(1500)
    page.context.set_offline(True)
    page.reload()
    ready(page)
    page.locator(".todo > li:has-text('一楼厕所 · 物体表面') .tap .btn").click()
    expect(page.locator("#unsent [data-count]")).to_have_text("未发送 1")
    page.locator(".todo > li:has-text('一楼走廊 · 扶手') .tap .btn").dblclick()
    expect(page.locator("#unsent [data-count]")).to_have_text("未发送 2")
    page.locator(".todo > li:has-text('一楼走廊 · 地面') input[type=checkbox]").check()
    page.wait_for_timeout(400)
    page.reload()  # what is ticked is a draft
    ready(page)
    expect(
        page.locator(".todo > li:has-text('一楼走廊 · 地面') input[type=checkbox]")
    ).to_be_checked()
    page.click(".act button.btn-primary")
    expect(page.locator("#unsent [data-count]")).to_have_text("未发送 3")
    page.evaluate("scrollTo(0, 0)")
    looked_at(page, "round-offline-390")
    with acting_as(BUILDER):
        assert not Record.objects.exists()
    page.context.set_offline(False)
    page.locator("#unsent [data-send]").click()
    expect(page.locator("#unsent")).to_be_hidden(timeout=30_000)
    with acting_as(BUILDER):
        assert sorted(Record.objects.values_list("task", flat=True)) == [
            "floor",
            "rails",
            "surface",
        ]
        assert figures() == recount()
    page.goto(served.url + TODAY)
    expect(page.locator("main")).to_contain_text("已做 3 / 5")
