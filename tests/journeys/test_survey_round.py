"""A survey round from opening to nobody unknown: the officer at the desk, the teacher on a phone, a family
with a code on paper."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders import CLASS_11, CLASS_12, CLASS_21, PRIMARY, TOWN, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from xiaoan.directory import queries as directory
from xiaoan.kernel.scope import acting_as
from xiaoan.surveys import services
from xiaoan.surveys.models import Round, Tally

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, name: str) -> None:
    """Kept for a person's eyes; nothing wider than the screen, nothing axe finds wrong."""
    picture(page, f"survey-{name}", whole=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def others_answer(universe: Universe, row: Round) -> None:
    """The other teachers of the school, in one act each."""
    for name, unit in (("teacher_12", CLASS_12), ("teacher_21", CLASS_21)):
        with acting_as(universe.cast[name]) as actor:
            roll = directory.class_roll(actor, unit, row.due_at.date())
            shown = [one.person_id for one in roll]
            services.answer_rest(actor, row.pk, unit, shown)


def test_from_opening_to_nobody_unknown(
    serve: Serve, visit: Visit, universe: Universe, chromium: Browser
) -> None:
    served = serve("07:30")
    desk = visit(served, "officer", DESK)
    desk.goto(f"{served.url}/surveys/")
    looked_at(desk, "none")
    desk.click("text=新一轮摸排")
    desk.fill("input[name=title]", "返校前摸排")
    desk.select_option("select[name=unit]", str(TOWN))
    desk.check("input[name=stages][value=primary]")
    looked_at(desk, "new")
    desk.click("button:has-text('下一步')")
    expect(desk.locator("main")).to_contain_text("问 1 所学校、3 个班的 30 人")
    looked_at(desk, "preview")
    desk.click("button:has-text('开始,问 30 人')")
    expect(desk.locator("main")).to_contain_text("在册 30 = 已知 0 + 未知 30 + 有矛盾 0")
    looked_at(desk, "open")
    # The class teacher finds it on the due list; a strip for each family.
    phone = visit(served, "teacher", PHONE)
    phone.goto(f"{served.url}/duties/today/")
    phone.click("text=一年级1班 摸排表")
    looked_at(phone, "sheet-390")
    phone.click("text=打印给家长的码")
    phone.click("button:has-text('为还没有码的人做码')")
    code = phone.locator(".strip-code").first.inner_text()
    phone.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})
    looked_at(phone, "codes")
    # A family without an account: the code typed, the birth date, the answer.
    family = chromium.new_page(viewport={"width": 320, "height": 700}, locale="zh-CN")
    family.goto(f"{served.url}/surveys/c/")
    family.fill("input[name=code]", code)
    family.click("button:has-text('继续')")
    expect(family.locator("main")).not_to_contain_text("测试生0001")
    looked_at(family, "code-320")
    family.fill("input[name=proof]", "20170301")
    family.click("button:has-text('继续')")
    family.check("input[name=whereabouts][value=away]")
    family.fill("input[name=place]", "武汉市江岸区")
    family.check("input[name=condition][value=well]")
    looked_at(family, "answer-320")
    family.click("button:has-text('提交')")
    expect(family.locator("main")).to_contain_text("已记下。")
    looked_at(family, "done-320")
    # The teacher: one exception by name, and nothing unusual about the rest.
    phone.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    phone.click("text=返回")
    phone.click("text=2 测试生0002")
    phone.check("input[name=whereabouts][value=home]")
    phone.check("input[name=condition][value=symptoms]")
    phone.check("input[name=categories][value=respiratory]")
    looked_at(phone, "answer-390")
    phone.click("button:has-text('提交')")
    phone.click("button:has-text('其余 8 人均无异常')")
    expect(phone.locator("main")).to_contain_text("还有 0 人未知")
    looked_at(phone, "sheet-done-390")
    with acting_as(universe.cast["officer"]):
        row = Round.objects.get()
    others_answer(universe, row)
    desk.reload()
    expect(desk.locator("main")).to_contain_text("在册 30 = 已知 30 + 未知 0 + 有矛盾 0")
    desk.click("main >> text=未知名单")
    expect(desk.locator("main")).to_contain_text("没有人未知")
    looked_at(desk, "nobody-unknown")
    desk.goto(f"{served.url}/surveys/{row.pk}/{PRIMARY}/people/?state=key_group")
    expect(desk.locator("main")).to_contain_text("测试生0002")
    assert re.search("呼吸道症状", desk.locator("main").inner_text())
    looked_at(desk, "key-group")
    with acting_as(universe.cast["officer"]):
        assert Tally.objects.get(round_id=row.pk, unit_no=CLASS_11).unknown == 0
