"""The leader raises the level, a second person confirms it, every page says so; a duty changes hands with
consent, and what is missed is urged from above."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Served, axe, picture

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def fits(page: Page, size: dict[str, int]) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") == size["width"])


def test_a_level_and_a_duty_by_consent(serve: Serve, visit: Visit) -> None:
    served = serve("08:25")
    leader, officer = visit(served, "leader", DESK), visit(served, "officer", DESK)
    leader.click(".rail >> text=响应级别")
    leader.select_option("select[name=level]", label="Ⅱ级响应")
    leader.fill("input[name=reason]", "多校聚集性疫情")
    leader.fill("input[name=basis]", "县应急预案")
    picture(leader, "level-ask")
    assert axe(leader) == []
    leader.click("button:has-text('提出,等另一人确认')")
    officer.goto(f"{served.url}/duties/levels/")
    officer.click("button:has-text('确认生效')")
    expect(officer.locator("main")).to_contain_text("已生效")
    picture(officer, "level-confirmed")
    for address in ("kinds/", "numbers/16777216/", "ladder/16777216/", "blind-spots/"):
        officer.goto(f"{served.url}/duties/{address}")
        picture(officer, f"level-{address.split('/')[0]}")
        assert axe(officer) == []
        assert fits(officer, DESK)

    for size in (DESK, PHONE):
        who = visit(served, "officer", size)
        for kind in ("screening.rollcall", "directives.carry_out", "statutory.report"):
            who.goto(f"{served.url}/duties/kinds/16777216/{kind}/")
            if kind == "screening.rollcall":
                who.select_option("select[name=answers_1]", label="校医")
                who.fill("input[name=reason]", "试看")
                who.click("button:has-text('先看会由谁办')")
                expect(who.locator("main")).to_contain_text("照这样定,会由谁办:")
            picture(who, f"kind-{kind}-{size['width']}")
            assert axe(who) == []
            assert fits(who, size)

    teacher, deputy = visit(served, "teacher", PHONE), visit(served, "deputy", PHONE)
    expect(teacher.locator("[data-standing]")).to_contain_text("Ⅱ级响应")
    picture(teacher, "level-today")
    assert axe(teacher) == []
    teacher.click(".row-more >> nth=0")
    assert axe(teacher) == []
    assert fits(teacher, PHONE)
    teacher.select_option("select[name=to]", label="科任癸 · 科任教师")
    picture(teacher, "level-hand-over")
    teacher.click("button:has-text('请对方接手')")
    expect(teacher.locator("main")).to_contain_text("您提过的")
    deputy.goto(f"{served.url}/duties/today/")
    picture(deputy, "level-asked")
    assert axe(deputy) == []
    assert fits(deputy, PHONE)
    deputy.click("button:has-text('我来办')")
    expect(deputy.locator("main")).to_contain_text("已答复")
    deputy.click("text=请人代理几天")
    picture(deputy, "level-deputies")
    assert axe(deputy) == []

    officer.goto(f"{served.url}/duties/blind-spots/")
    officer.check("input[name=all]")
    officer.click("button:has-text('催办')")
    expect(officer.locator("main")).to_contain_text("每一件的结果")
    picture(officer, "level-acted")
    assert axe(officer) == []
    small = visit(served, "liaison", PHONE)
    small.goto(f"{served.url}/duties/blind-spots/")
    picture(small, "level-spots-narrow")
    assert fits(small, PHONE)
