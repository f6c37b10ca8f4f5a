"""A school writes its disinfection plan: places proposed, entered, drafted, one line made weaker and said
why, a toilet forgotten and found, handed in, approved by the principal, codes for the doors."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import PRIMARY
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, name: str) -> None:
    picture(page, f"hygiene-{name}", whole=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def test_from_no_list_to_a_plan_in_force(serve: Serve, visit: Visit) -> None:
    served = serve("07:35")
    unit = f"{served.url}/hygiene/unit/{PRIMARY}/"
    keeper = visit(served, "logistics", PHONE)
    keeper.goto(f"{served.url}/hygiene/")
    expect(keeper).to_have_url(unit)
    looked_at(keeper, "empty")
    keeper.click("text=登记场所 >> nth=-1")
    keeper.fill("#f-b1", "教学楼")
    keeper.fill("#f-b1-floors", "2")
    keeper.fill("#f-b1-toilet", "1")
    keeper.fill("#f-yard", "1")
    keeper.click("text=预览")
    expect(keeper.locator("#would")).to_have_text("将登记 6 处")
    looked_at(keeper, "propose")
    keeper.click("text=登记这 6 处")
    keeper.click("text=按指南起草方案")
    looked_at(keeper, "draft")
    keeper.click(".linkish:has-text('厕所 地面')")
    keeper.fill("#f-strength", "200")
    keeper.click("main button:has-text('保存')")
    expect(keeper.locator("#flags")).to_contain_text("浓度低于指南(500–1000)")
    expect(keeper.locator("#f-strength")).to_have_value("200")
    looked_at(keeper, "line")
    keeper.fill("#f-reason", "地面石材怕氯,另加清洗")
    keeper.click("main button:has-text('保存')")
    expect(keeper.locator("main")).to_contain_text("地面石材怕氯,另加清洗")
    # A toilet that nobody counted is entered, and the draft has it at once.
    keeper.goto(f"{unit}places/")
    keeper.click("text=登记一处")
    keeper.select_option("#f-kind", "toilet")
    keeper.fill("#f-name", "操场厕所")
    looked_at(keeper, "place")
    keeper.click("main button.big")
    looked_at(keeper, "places")
    keeper.goto(unit)
    keeper.click("text=接着写方案")
    expect(keeper.locator("main")).to_contain_text("操场厕所")
    keeper.click("main button:has-text('送审')")
    expect(keeper.locator("main")).to_contain_text("等校长批准")

    principal = visit(served, "principal", DESK)
    principal.goto(f"{served.url}/duties/today/")
    principal.click("text=消毒方案,等您批准")
    looked_at(principal, "waiting")
    principal.click("main button:has-text('批准')")
    expect(principal.locator("main")).to_contain_text("执行中")
    looked_at(principal, "plan")
    principal.click("main >> text=打印")
    looked_at(principal, "print")
    principal.goto(unit)
    expect(principal.locator("main")).to_contain_text("7/7")
    looked_at(principal, "school")
    principal.click("text=打印门码")
    expect(principal.locator(".door-labels li")).to_have_count(7)
    looked_at(principal, "labels")
    code = principal.locator(".door-labels code").first.inner_text()
    keeper.goto(f"{served.url}/hygiene/door/")
    looked_at(keeper, "door")
    keeper.fill("#scan", code)
    keeper.click("main button.big")
    expect(keeper).to_have_url(f"{keeper.url.split('?')[0]}?code={code}")
    officer = visit(served, "officer", DESK)
    officer.goto(f"{served.url}/hygiene/")
    expect(officer.locator("main")).to_contain_text("3 所学校中 1 所有执行中的消毒方案")
    looked_at(officer, "county")
