"""A child who may not come yet: asked after by the teacher on the phone, read by the family, cleared by the
doctor's check of a paper; the dormitory and the table plan at the desk."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, CLASS_11, JUNIOR, PRIMARY, Universe, unit
from tests.journeys.conftest import DESK, PHONE, Served, axe, choose, picture
from tests.surveys import made
from xiaoan.clearances import services as clearances
from xiaoan.kernel.scope import acting_as
from xiaoan.surveys import services as surveys

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, name: str) -> None:
    picture(page, f"kept-{name}", whole=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def unwell(universe: Universe) -> str:
    """Seat 1 of class 1(1), the guardian's child, is said to have symptoms."""
    with acting_as(universe.cast["officer"]) as officer:
        row = made.opened(officer)
    who = universe.person(CLASS_11, 1)
    with acting_as(universe.cast["teacher"]) as teacher:
        surveys.answer(teacher, made.given(row, who, condition="symptoms"))
    with acting_as(BUILDER):
        clearances.settle(BUILDER, [PRIMARY])
    return str(who)


def test_kept_asked_after_and_cleared(serve: Serve, visit: Visit, universe: Universe) -> None:
    served = serve("07:30")
    who = unwell(universe)
    teacher = visit(served, "teacher", PHONE)
    teacher.goto(f"{served.url}/duties/today/")
    expect(teacher.locator("main")).to_contain_text("联系暂缓返校的学生")
    teacher.goto(f"{served.url}/clearances/person/{who}/")
    looked_at(teacher, "person")
    choose(teacher, "[name=outcome][value=unreached]")
    teacher.click("text=记下联系")
    expect(teacher.locator("main")).to_contain_text("请写打了哪几个电话")
    looked_at(teacher, "refused")
    choose(teacher, "[name=outcome][value=well]")
    choose(teacher, "[name=online][value=yes]")
    with teacher.expect_navigation():
        teacher.click("text=记下联系")
    expect(teacher.locator("main")).to_contain_text("在上网课")
    looked_at(teacher, "asked")
    teacher.goto(f"{served.url}/lessons/unit/{CLASS_11}/")
    expect(teacher.locator("main")).to_contain_text("要上网课的学生")
    looked_at(teacher, "lessons")
    guardian = visit(served, "guardian", PHONE)
    guardian.goto(f"{served.url}/clearances/own/")
    expect(guardian.locator("main")).to_contain_text("暂缓返校")
    looked_at(guardian, "own")
    doctor = visit(served, "doctor", PHONE)
    doctor.goto(f"{served.url}/clearances/person/{who}/")
    looked_at(doctor, "paper")
    doctor.fill("[name=note]", "体温正常,精神好")
    doctor.click("text=记下查验")
    expect(doctor.locator("main")).to_contain_text("可以到校")
    officer = visit(served, "officer", DESK)
    officer.goto(f"{served.url}/clearances/")
    looked_at(officer, "county")


def test_the_dormitory_and_the_table_plan(serve: Serve, visit: Visit, universe: Universe) -> None:
    with acting_as(BUILDER):
        unit(PRIMARY + 9, 1, PRIMARY, "canteen", "食堂", PRIMARY)
    served = serve("07:30")
    keeper = visit(served, "keeper", PHONE)
    keeper.goto(f"{served.url}/campus/school/{JUNIOR}/rooms/")
    keeper.fill("[name=beds]", "4")
    keeper.click("main button.btn-primary")
    expect(keeper.locator("main")).to_contain_text("已记下 2 间宿舍的床位")
    looked_at(keeper, "rooms")
    principal = visit(served, "principal", DESK)
    principal.goto(f"{served.url}/campus/school/{PRIMARY}/sheet/")
    looked_at(principal, "sheet")
    officer = visit(served, "officer", PHONE)
    officer.goto(f"{served.url}/lessons/periods/")
    officer.select_option("[name=unit_no]", index=1)
    officer.fill("[name=until]", "2026-11-27")
    officer.fill("[name=reason]", "全县停课")
    officer.click("main button.btn-primary")
    expect(officer.locator("main")).to_contain_text("转为网课,请核对")
    looked_at(officer, "online")
