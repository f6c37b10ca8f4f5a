"""From the class teacher's sheet of paper to a guardian who sees the child's day."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders import CLASS_11, DAY, Universe, sent
from tests.journeys.conftest import DESK, PHONE, Served, Watched, axe, picture, watch
from xiaoan.directory.models import Guardian
from xiaoan.directory.services import guardians
from xiaoan.directory.services.guardians import NewGuardian
from xiaoan.kernel.scope import acting_as
from xiaoan.screening import services as screening

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def test_a_guardian_binds_with_the_paper_code_and_sees_the_childs_day(
    serve: Serve, visit: Visit, chromium: Browser, watched: Watched, universe: Universe
) -> None:
    served = serve("07:30")
    child = universe.pupils[CLASS_11][2]
    with acting_as(universe.cast["principal"]) as principal:
        new = NewGuardian("王小明", "父亲", "19900001234")
        guardians.add_guardian(principal, child.person_id, new)
        # Journeys run in real time; the served county has its own day.
        Guardian.objects.update(since=DAY)
    with acting_as(universe.cast["teacher"]) as teacher:
        screening.submit_roll_call(teacher, sent(CLASS_11))
    page = visit(served, "teacher", DESK)
    page.goto(f"{served.url}/registry/codes/")
    expect(page.locator("h1")).to_have_text("一年级1班 家长邀请码")
    picture(page, "codes")
    assert axe(page) == []
    page.click("text=生成并打印")
    page.wait_for_url("**/registry/codes/sheets/**")
    strip = page.locator(".strip", has_text=child.name)
    code = re.sub("-", "", strip.locator(".strip-code").inner_text())
    picture(page, "codes-sheet")
    page.pdf(path="/dev/null", format="A4")
    assert axe(page) == []

    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", has_touch=True
    )
    phone = context.new_page()
    watch(phone, served, watched)
    phone.goto(f"{served.url}/q/{code}/")
    expect(phone.locator("h1")).to_have_text("实验小学")
    expect(phone.locator("main")).not_to_contain_text(child.name)
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    picture(phone, "invitation")
    assert axe(phone) == []
    phone.fill("input[name=name]", child.name)
    phone.fill("input[name=digits]", "1234")
    phone.click("button:has-text('继续')")
    phone.wait_for_url("**/account/")
    picture(phone, "invitation-password")
    assert axe(phone) == []
    for name in ("password", "again"):
        phone.fill(f"input[name={name}]", "马鞍桥上有绿苹果派对")
    phone.click("text=开通并进入")
    phone.wait_for_url("**/screening/children/")
    expect(phone.locator("main")).to_contain_text(child.name)
    expect(phone.locator("main")).to_contain_text("出勤")
    picture(phone, "invitation-child")
    context.close()
