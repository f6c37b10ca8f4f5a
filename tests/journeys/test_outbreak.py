"""A cluster investigated: the principal names the doctor, who judges it on the phone, decides about cases,
looks at the picture and asks who ate the cold dish; nothing of it is wider than the screen."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, CLASS_11, DAY, Universe, sent, sick
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from xiaoan.kernel.scope import acting_as
from xiaoan.outbreaks import services as outbreaks
from xiaoan.screening import services as screening

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, name: str) -> None:
    """Kept for a person's eyes; nothing wider than the screen, nothing axe finds wrong."""
    picture(page, f"outbreak-{name}", whole=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def raised(universe: Universe) -> None:
    """Three of a class vomit since yesterday, and the look of the worker has raised its signal."""
    onset = DAY - dt.timedelta(days=1)
    with acting_as(universe.cast["teacher"]) as teacher:
        marks = [sick(universe.enrolment(CLASS_11, s), "vomiting", onset=onset) for s in (1, 2, 3)]
        screening.submit_roll_call(teacher, sent(CLASS_11, *marks))
    with acting_as(BUILDER):
        outbreaks.look_for_clusters(BUILDER, CLASS_11 // 4096 * 4096, CLASS_11, DAY)


def test_from_signal_to_exposure(serve: Serve, visit: Visit, universe: Universe) -> None:
    raised(universe)
    served = serve("07:45")
    desk = visit(served, "principal", DESK)
    desk.click(".rail >> text=疫情事件")
    expect(desk.locator("main")).to_contain_text("还没指定")
    looked_at(desk, "list")
    desk.click("text=2026年第1起")
    desk.select_option("[name=assign-assignee]", label="校医己 校医")
    looked_at(desk, "event")
    desk.click("button:has-text('指定负责人')")
    expect(desk.locator("main")).to_contain_text("已记下:指定负责人")

    phone = visit(served, "doctor", PHONE)
    phone.goto(f"{served.url}/duties/today/")
    phone.click("main >> text=核实疫情")
    phone.select_option("[name=confirm-disease]", label="诺如病毒感染")
    phone.fill("[name=confirm-reason]", "三人呕吐,症状相同")
    looked_at(phone, "judge")
    phone.click("section:has(#next) button")
    expect(phone.locator("main")).to_contain_text("已核实")
    phone.click(".tabs >> text=病例一览表")
    phone.locator("[name=case]").first.check()
    phone.select_option("[name=status]", label="确诊")
    looked_at(phone, "cases")
    phone.click("button:has-text('判定')")
    expect(phone.locator("main")).to_contain_text("已判定 1 例")
    phone.click(".tabs >> text=图和罹患率")
    expect(phone.locator("main")).to_contain_text("共 3 例")
    looked_at(phone, "picture")

    desk.click(".tabs >> text=暴露因素")
    desk.select_option("[name=kind]", "meal")
    desk.fill("[name=name]", "周五午餐凉菜")
    desk.click("form.panel button:has-text('登记')")
    looked_at(desk, "exposures")
    desk.click(".links >> text=一年级1班")
    cases = desk.locator(".marks li:has-text('病例')")
    expect(cases).to_have_count(3)  # `all()` does not wait for the page behind the link
    for row in cases.all():
        row.locator("text=有").first.click()
    desk.select_option("[name=all]", "no")
    looked_at(desk, "sheet")
    desk.click("button:has-text('保存')")
    desk.click("text=返回结果")
    expect(desk.locator("tbody")).to_contain_text("∞")
    looked_at(desk, "result")
    desk.goto(f"{served.url}/investigations/new/?class={CLASS_11}")
    looked_at(desk, "new")
    for name, tab in (("event", "概况"), ("cases", "病例一览表"), ("exposures", "暴露因素")):
        phone.click(f".tabs >> text={tab}")
        looked_at(phone, f"phone-{name}")
    desk.goto(phone.url)
    for name, tab in (("cases", "病例一览表"), ("picture", "图和罹患率")):
        desk.click(f".tabs >> text={tab}")
        looked_at(desk, f"desk-{name}")
