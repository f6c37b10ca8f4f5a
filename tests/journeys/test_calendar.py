"""A snow day: the officer closes the county, a teacher owes nothing, and then it is taken back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, CLASS_11, COUNTY, PRIMARY
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from xiaoan.directory.models import CalendarDay
from xiaoan.duties.models import Duty
from xiaoan.kernel.scope import acting_as

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def states() -> set[str]:
    with acting_as(BUILDER):
        return set(Duty.objects.filter(unit_no=CLASS_11).values_list("state", flat=True))


def test_a_snow_day_and_back(serve: Serve, visit: Visit) -> None:
    served = serve("07:30")
    page = visit(served, "officer", DESK)
    page.click(".rail >> text=校历")
    assert page.url == f"{served.url}/screening/calendar/{COUNTY}/"
    assert axe(page) == []
    picture(page, "calendar")
    page.click("td[aria-current=date] a")
    page.check("input[name=is_school_day][value='0']")
    page.fill("input[name=note]", "大雪停课")
    picture(page, "calendar-day")
    assert axe(page) == []
    page.click("text=下一步")
    expect(page.locator("main")).to_contain_text("6 个班还没报的 14 次检查不再应报")
    picture(page, "calendar-effects")
    assert axe(page) == []
    page.click("button:has-text('确认不上学')")
    expect(page.locator("td[aria-current=date]")).to_contain_text("放假")
    assert states() == {"excused"}
    teacher = visit(served, "teacher", PHONE)
    expect(teacher.locator("main")).to_contain_text("不需报")
    assert teacher.locator("text=开始 一年级1班 晨检").count() == 0
    page.click("td[aria-current=date] a")
    page.click("button:has-text('撤销')")
    page.click("button:has-text('确认撤销')")
    expect(page.locator("td[aria-current=date]")).to_contain_text("上学")
    teacher.reload()
    expect(teacher.locator("text=开始 一年级1班 晨检")).to_be_visible()
    assert states() == {"open"}


def test_a_principal_on_the_phone_without_scripts(
    serve: Serve, visit: Visit, chromium: object
) -> None:
    served = serve("07:30")
    first = visit(served, "principal", PHONE)
    here = f"{served.url}/screening/calendar/{PRIMARY}/"
    for address in (here, f"{here}times/", f"{here}2026-11-24/"):
        first.goto(address)
        assert first.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert axe(first) == []
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")  # type: ignore[attr-defined]  # a Browser
    context.add_cookies(first.context.cookies())
    page = context.new_page()
    page.goto(f"{here}2026-11-24/")
    page.check("input[name=is_school_day][value='0']")
    page.fill("input[name=note]", "校运动会")
    page.click("text=下一步")
    page.click("button:has-text('确认不上学')")
    page.wait_for_url(f"{here}?month=2026-11")
    expect(page.locator("main")).to_contain_text("校运动会")
    context.close()
    with acting_as(BUILDER):
        assert list(CalendarDay.objects.values_list("unit_no", "note")) == [(PRIMARY, "校运动会")]
