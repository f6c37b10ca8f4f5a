"""A teacher refers a pupil, the counsellor takes the case, follows up and closes it; others see "in care"."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, DAY, MORNING, Universe
from tests.counselling.care import MARKER, counsellor
from tests.journeys.conftest import DESK, PHONE, Served, axe, choose, picture, set_clock
from xiaoan.accounts import queries as accounts
from xiaoan.counselling.models import Case, Emergency, Note
from xiaoan.kernel.scope import acting_as

pytestmark = pytest.mark.journey

Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def fits(page: Page, size: dict[str, int], name: str) -> None:
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    picture(page, name, whole=True)


def appointed(universe: Universe, monkeypatch: pytest.MonkeyPatch) -> None:
    with acting_as(BUILDER):
        user = counsellor("counsellor")
        actor = accounts.actor_of(user)
    monkeypatch.setitem(universe.users, "counsellor", user)
    monkeypatch.setitem(universe.cast, "counsellor", actor)


def test_from_the_referral_to_the_closing(
    serve: Serve, visit: Visit, universe: Universe, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = serve("09:00")
    appointed(universe, monkeypatch)
    teacher = visit(first, "teacher", PHONE)
    teacher.goto(f"{first.url}/duties/today/")
    teacher.click("a[href='/counselling/refer/']")
    teacher.select_option("select[name=person]", index=3)
    teacher.click("button:has-text('交给心理教师')")
    expect(teacher.locator("main")).to_contain_text("请勾选看到了什么")
    fits(teacher, PHONE, "counselling-refer")
    choose(teacher, "input[value=crying]")
    teacher.fill("textarea[name=text]", MARKER)
    teacher.click("button:has-text('交给心理教师')")
    expect(teacher.locator("main")).to_contain_text("等心理教师看")
    expect(teacher.locator("main")).not_to_contain_text(MARKER)
    fits(teacher, PHONE, "counselling-teacher")

    office = visit(first, "counsellor", DESK)
    office.goto(f"{first.url}/duties/today/")
    office.click("a[href*='/counselling/referrals/']")
    expect(office.locator("main")).to_contain_text(MARKER)
    fits(office, DESK, "counselling-referral")
    office.click("a:has-text('建个案')")
    office.select_option("select[name=risk]", "some")
    office.fill("input[name=next_at]", (DAY + dt.timedelta(days=2)).isoformat())
    office.select_option("select[name=next_time]", "09:00")
    office.click("main button:has-text('建个案')")
    expect(office.locator("main")).to_contain_text("只有您能看这一页")

    later = serve("10:00", days=2)
    office = visit(later, "counsellor", PHONE)
    office.goto(f"{later.url}/duties/today/")
    expect(office.locator("main")).to_contain_text("心理辅导随访")
    office.click("a[href*='/counselling/cases/']")
    office.click("a:has-text('写记录')")
    office.fill("textarea[name=text]", f"谈了半小时。{MARKER}")
    office.click("button:has-text('保存')")
    expect(office.locator("main")).to_contain_text("请填下次随访的时间")
    expect(office.locator("textarea[name=text]")).to_have_value(f"谈了半小时。{MARKER}")
    fits(office, PHONE, "counselling-note")
    office.fill("input[name=next_at]", (DAY + dt.timedelta(days=9)).isoformat())
    office.click("button:has-text('保存')")
    expect(office.locator("main")).to_contain_text("谈了半小时")
    fits(office, PHONE, "counselling-case")

    principal = visit(later, "principal", PHONE)
    principal.goto(f"{later.url}/counselling/")
    expect(principal.locator("main")).to_contain_text("在辅导的学生 1 名")
    expect(principal.locator("main")).not_to_contain_text(MARKER)
    fits(principal, PHONE, "counselling-principal")

    office.click("a:has-text('结案')")
    office.select_option("select[name=outcome]", "better")
    office.fill("textarea[name=text]", "好转,班主任多关心。")
    office.click("main button:has-text('结案')")
    expect(office.locator("main")).to_contain_text("已结案")
    teacher = visit(later, "teacher", PHONE)
    teacher.goto(f"{later.url}/counselling/")
    expect(teacher.locator("main")).to_contain_text("已结束")
    officer = visit(later, "officer", DESK)
    officer.goto(f"{later.url}/counselling/figures/")
    expect(officer.locator("main")).to_contain_text("<5")
    fits(officer, DESK, "counselling-figures")
    set_clock(MORNING + dt.timedelta(days=2, hours=4))
    with acting_as(BUILDER):
        assert (Case.objects.get().state, Note.objects.count()) == ("closed", 3)


def test_in_danger_at_night(
    serve: Serve, visit: Visit, universe: Universe, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = serve("23:10")
    appointed(universe, monkeypatch)
    teacher = visit(night, "teacher", PHONE)
    teacher.goto(f"{night.url}/counselling/refer/")
    teacher.select_option("select[name=person]", index=3)
    choose(teacher, "input[value=harm_said]")
    teacher.click("button:has-text('交给心理教师')")
    expect(teacher.locator("main")).to_contain_text("先做再记")
    fits(teacher, PHONE, "counselling-emergency")
    teacher.click("form.step button >> nth=0")
    expect(teacher.locator("main")).to_contain_text("23:")
    principal = visit(night, "principal", PHONE)
    principal.goto(f"{night.url}/duties/today/")
    principal.click("a[href*='/counselling/emergencies/']")
    expect(principal.locator("main")).to_contain_text("班主任壬")
    principal.fill("form[action='?act=close'] input[name=text]", "已由家长和医生接走。")
    principal.click("form[action='?act=close'] button")
    expect(principal.locator("main")).to_contain_text("应急已结束")
    fits(principal, PHONE, "counselling-ended")
    set_clock(MORNING.replace(hour=23, minute=20))
    with acting_as(BUILDER):
        assert Emergency.objects.get().state == "closed"
