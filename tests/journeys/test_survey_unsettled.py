"""What is left over in a survey round: two answers decided on the doctor's phone, what a member of staff
answers for themselves, and a stopped code replaced."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders import CLASS_11, COUNTY, PRIMARY, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from tests.registry.posts import member_of
from tests.surveys.made import given, opened, wanted
from xiaoan.accounts.models import User
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.surveys import queries, rules, services
from xiaoan.surveys.models import Code, Tally

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, name: str) -> None:
    """Kept for a person's eyes; nothing wider than the screen, nothing axe finds wrong."""
    picture(page, f"unsettled-{name}", whole=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def ask(universe: Universe) -> str:
    """Pupils and staff are asked; one child is contradicted, another's code is stopped: its code."""
    officer, teacher = universe.cast["officer"], universe.cast["teacher"]
    who, other = universe.person(CLASS_11, 1), universe.person(CLASS_11, 2)
    with acting_as(officer):
        member = member_of(PRIMARY, "李老师", "T1")
        User.objects.filter(pk=universe.users["teacher"].pk).update(person_id=member)
        enter(officer)
        row = opened(officer, COUNTY, wanted("both"))
        enter(universe.cast["guardian"])
        services.answer(
            universe.cast["guardian"],
            given(row, who, whereabouts="away", place="武汉市江岸区", remark="在外婆家"),
        )
        enter(teacher)
        services.answer(teacher, given(row, who))
        services.make_codes(teacher, Tally.objects.get(round_id=row.pk, unit_no=CLASS_11).pk)
        Code.objects.filter(person_id=other).update(wrong=rules.ALL_PROOFS)
        return queries.code_of(row.pk, other)


def test_what_is_left_over_is_settled(
    serve: Serve, visit: Visit, universe: Universe, chromium: Browser
) -> None:
    served = serve("07:30")
    code = ask(universe)
    phone = visit(served, "doctor", PHONE)  # the teacher gave one of the two answers
    phone.goto(f"{served.url}/duties/today/")
    looked_at(phone, "due-390")
    phone.click("text=核定不同的申报")
    expect(phone.locator("h1")).to_have_text("测试生0001")
    looked_at(phone, "decide-390")
    phone.check("input[name=keep][value='0']")
    phone.fill("input[name=reason]", "给外婆打了电话,孩子在武汉")
    phone.click("button:has-text('就这样定')")
    phone = visit(served, "teacher", PHONE)
    phone.goto(f"{served.url}/duties/today/")
    phone.click("text=摸排,等您本人回答")
    looked_at(phone, "own-390")
    phone.click("text=返校前摸排")
    phone.check("input[name=whereabouts][value=home]")
    phone.check("input[name=condition][value=well]")
    looked_at(phone, "own-form-390")
    phone.click("button:has-text('提交')")
    expect(phone.locator("main")).to_contain_text("已答")
    family = chromium.new_page(viewport={"width": 320, "height": 700}, locale="zh-CN")
    family.goto(f"{served.url}/surveys/c/{code}/")
    expect(family.locator("main")).to_contain_text("这个码已停用")
    looked_at(family, "stopped-320")
    desk = visit(served, "teacher", DESK)
    desk.goto(f"{served.url}/duties/today/")
    desk.click("text=一年级1班 摸排表")
    desk.click("text=打印给家长的码")
    expect(desk.locator(".strip-code")).to_have_count(9)
    looked_at(desk, "codes")
    desk.click("button:has-text('换新码并打印')")
    expect(desk.locator(".strip-code")).to_have_count(1)
    fresh = desk.locator(".strip-code").inner_text()
    looked_at(desk, "one-code")
    family.goto(f"{served.url}/surveys/c/{code}/")
    expect(family.locator("main")).to_contain_text("这张码已经换了新的")
    family.goto(f"{served.url}/surveys/c/{fresh.replace('-', '')}/")
    family.fill("input[name=proof]", "20170302")
    family.click("button:has-text('继续')")
    expect(family.locator("h1")).to_have_text("测试生0002")
