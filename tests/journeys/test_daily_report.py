"""A daily report from the draft to what was signed: a school says 今日无异常 in two taps, its township sees
who is silent and signs, the county signs, a leader remarks; a roll-call put right afterwards is corrected
with both values. And the briefing of the morning after."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import (
    CLASS_11,
    CLASS_12,
    CLASS_21,
    COUNTY,
    DAY,
    PRIMARY,
    TOWN,
    Universe,
    sent,
    sick,
)
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from xiaoan.briefings.models import Briefing
from xiaoan.dailyreports import services
from xiaoan.dailyreports.models import Report
from xiaoan.indicators import services as indicators
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as
from xiaoan.screening import services as screening

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
CLASSES = ((CLASS_11, "teacher"), (CLASS_12, "teacher_12"), (CLASS_21, "teacher_21"))


def looked_at(page: Page, name: str) -> None:
    """Kept for a person's eyes; nothing wider than the screen, nothing axe finds wrong."""
    picture(page, f"daily-{name}", whole=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def a_morning(universe: Universe) -> None:
    """Every class of the primary school has called the roll; the worker has opened the day."""
    for no, who in CLASSES:
        with acting_as(universe.cast[who]) as teacher:
            screening.submit_roll_call(teacher, sent(no))
    with acting_as(system("indicators")) as worker:
        indicators.refresh(worker, DAY)
    with acting_as(system("dailyreports")) as worker:
        services.open_day(worker, DAY)


def row(unit_no: int) -> Report:
    with acting_as(system("tests")):
        return Report.objects.get(unit_no=unit_no, day=DAY)


def put_right(universe: Universe) -> None:
    """A teacher has overlooked a fever."""
    with acting_as(universe.cast["teacher"]) as teacher:
        ill = sick(universe.enrolment(CLASS_11, 1), "fever")
        screening.submit_roll_call(teacher, sent(CLASS_11, ill, base=1, reason="漏记"))


def draft_of_now(page: Page) -> None:
    """Kept, so that it can be signed however the figures move meanwhile."""
    page.click("main button:has-text('按现在的数字更新草稿')")
    expect(page.locator("main")).to_contain_text("草稿已按现在的数字更新。")


def test_from_draft_to_signed(serve: Serve, visit: Visit, universe: Universe) -> None:
    served = serve("09:00")
    a_morning(universe)

    school = visit(served, "principal", PHONE)
    school.goto(f"{served.url}/duties/today/")
    school.click("main >> text=签发日报")
    looked_at(school, "school-draft")
    school.click("main button:has-text('今日无异常,签发')")
    expect(school.locator("main")).to_contain_text("日报已签发。")
    looked_at(school, "school-signed")
    assert (row(PRIMARY).zero, row(PRIMARY).late) == (True, False)

    township = visit(served, "liaison", DESK)
    township.goto(f"{served.url}/dailyreports/")
    expect(township.locator("main")).to_contain_text("催还没有报的 1 个")
    looked_at(township, "township-list")
    township.click("main button:has-text('催还没有报的 1 个')")
    expect(township.locator("main")).to_contain_text("已催 1 个单位")
    put_right(universe)
    township.click("main >> text=打开日报")
    expect(township.locator("main")).to_contain_text("下级签发的和现在的记录不一致")
    draft_of_now(township)
    township.click("summary:has-text('补充说明')")
    township.fill("[name=note]", "幼儿园今天停电,已电话核实。")
    looked_at(township, "township-draft")
    township.click("main button:has-text('按实际情况签发')")
    expect(township.locator("main")).to_contain_text("日报已签发")
    expect(township.locator("main")).to_contain_text("幼儿园今天停电")
    assert row(TOWN).zero is False

    school.reload()
    expect(school.locator("main")).to_contain_text("签发以后变了的")
    school.click("main >> text=发更正")
    draft_of_now(school)
    school.fill("[name=why]", "一年级一班补记一名发热学生")
    looked_at(school, "school-correction")
    school.click("main button:has-text('按实际情况签发')")
    expect(school.locator("main")).to_contain_text("更正报告已签发")
    assert row(PRIMARY).versions == 2

    county = visit(served, "officer", DESK)
    county.goto(f"{served.url}/dailyreports/")
    looked_at(county, "county-list")
    county.click("main >> text=打开日报")
    draft_of_now(county)
    county.click("main button:has-text('按实际情况签发')")
    expect(county.locator("main")).to_contain_text("日报已签发")
    looked_at(county, "county-signed")
    county.click("main >> text=打印或导出")
    looked_at(county, "county-paper")

    leader = visit(served, "leader", PHONE)
    leader.goto(f"{served.url}/dailyreports/{row(COUNTY).pk}/")
    leader.fill("main [name=text]", "请教育局今天核实漏报原因。")
    leader.click("main button:has-text('保存批示')")
    expect(leader.locator("main")).to_contain_text("请教育局今天核实漏报原因。")
    looked_at(leader, "leader")

    county.goto(f"{served.url}/briefings/")
    county.click("main button:has-text('按现在的记录生成')")
    expect(county.locator("main")).to_contain_text("三个变化")
    looked_at(county, "briefing")
    leader.goto(f"{served.url}/briefings/")
    looked_at(leader, "briefing-phone")
    with acting_as(system("tests")):
        assert Briefing.objects.filter(unit_no=COUNTY).count() == 1
