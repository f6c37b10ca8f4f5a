"""A material from the draft of the bureau to a class's quiz result: approved by the leader, assigned by the
class teacher, read and answered by a guardian on the phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, CLASS_11, PRIMARY, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, choose, picture
from tests.materials.library import places
from xiaoan.kernel.scope import acting_as
from xiaoan.materials.models import Assignment

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, name: str) -> None:
    picture(page, f"materials-{name}")
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def test_from_a_draft_to_the_result_of_a_class(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    served = serve("07:35")
    officer = visit(served, "officer", DESK)
    officer.goto(f"{served.url}/materials/keep/influenza/")
    looked_at(officer, "kept")
    officer.click("text=修改:从这一版起草")
    officer.click("#text ~ p a, .panel-head:has(#text) a")
    looked_at(officer, "section")
    choose(officer, "input[name=audiences][value=parent]")
    officer.fill("#f-title", "县里的提醒")
    officer.fill("#f-text", "有事找班主任。")
    officer.click("main .do .btn-primary")
    expect(officer.locator("main")).to_contain_text("县里的提醒")
    looked_at(officer, "version")
    officer.click("button[value=submit]")
    leader = visit(served, "leader", DESK)
    leader.goto(f"{served.url}/materials/waiting/")
    leader.click("main >> text=流感")
    leader.click("button[value=approve]")
    expect(leader.locator("main")).to_contain_text("已通过")
    teacher = visit(served, "teacher", PHONE)
    teacher.click("main a[href='/materials/']")
    looked_at(teacher, "library")
    teacher.goto(f"{served.url}/materials/unit/{CLASS_11}/assign/?code=influenza")
    teacher.select_option("#f-audience", "parent")
    teacher.click("main .do .btn-primary")
    expect(teacher.locator("main")).to_contain_text("10 名学生家里")
    looked_at(teacher, "assign")
    teacher.click("button[name=sure]")
    looked_at(teacher, "unread")
    guardian = visit(served, "guardian", PHONE)
    guardian.goto(f"{served.url}/materials/")
    looked_at(guardian, "home")
    guardian.click("main .rows a >> nth=0")
    expect(guardian.locator("main")).to_contain_text("有事找班主任。")
    looked_at(guardian, "read")
    guardian.click("text=读完了,去答题")
    with acting_as(BUILDER):
        one = Assignment.objects.get()
        chosen = places(one.pk, universe.person(CLASS_11, 1), wrong=1)
    for n, options in chosen.items():
        for at in options:
            choose(guardian.locator(f"#q-{n}"), f"input[value='{at}']")
    looked_at(guardian, "quiz")
    guardian.click("text=交卷")
    expect(guardian.locator(".receipt")).to_contain_text("3 题对 2 题")
    looked_at(guardian, "result")
    principal = visit(served, "principal", DESK)
    principal.goto(f"{served.url}/materials/assigned/{one.pk}/unit/{PRIMARY}/")
    expect(principal.locator("main")).to_contain_text("10 名学生家里 1 家读了")
    expect(principal.locator("main")).not_to_contain_text("测试生")
    looked_at(principal, "results")
    principal.goto(f"{served.url}/materials/m/norovirus/poster/?for=teacher")
    looked_at(principal, "poster")
    stranger = visit(served, "canteen", PHONE)
    stranger.goto(f"{served.url}/materials/m/norovirus/?for=canteen")
    looked_at(stranger, "page")
