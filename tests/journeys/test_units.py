"""A school's classes change at a desk, by keyboard: one opens, one that has pupils does not close, it merges
into the new one, an empty one closes and stays after all; on a phone it is read."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, CLASS_11, CLASS_12, GRADE_1, PRIMARY, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from xiaoan.directory.models import Enrolment, Unit
from xiaoan.kernel.scope import acting_as

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
CLASS_13 = GRADE_1 + 3
# Whoever cannot reach a control in so many presses does not use it.
FAR = 90


def looked_at(page: Page, name: str) -> None:
    """Kept for a person's eyes; nothing wider than the screen, nothing axe finds wrong."""
    picture(page, f"units-{name}", whole=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, as somebody without a mouse would."""
    wanted = page.locator(selector).first
    expect(wanted).to_be_visible()
    for _ in range(FAR):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"not reached by keyboard: {selector}")


def press(page: Page, selector: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def type_in(page: Page, name: str, words: str) -> None:
    tab_to(page, f"[name={name}]")
    page.keyboard.press("Control+a")
    page.keyboard.type(words)


def confirm(page: Page, button: str, picture: str) -> None:
    """Look at what will happen, then do it."""
    press(page, "button:has-text('看看会怎样')")
    expect(page.locator("#what")).to_be_visible()
    looked_at(page, picture)
    press(page, f"button:has-text('{button}')")


def test_classes_open_merge_and_close_by_keyboard(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    served = serve("07:30")
    desk = visit(served, "principal", DESK)
    desk.click(".rail >> text=学校与班级")
    expect(desk.locator("h1")).to_have_text("实验小学")
    looked_at(desk, "school")
    # A class opens.
    press(desk, "a:has-text('新增班级')")
    tab_to(desk, "[name=names]")
    desk.keyboard.type("3班,4班")
    confirm(desk, "开设", "open-preview")
    expect(desk.locator("main")).to_contain_text("一年级3班")
    # One with pupils does not close: said why, and what was typed is kept.
    desk.goto(f"{served.url}/registry/units/{CLASS_11}/")
    press(desk, "a:text-is('关闭')")
    type_in(desk, "reason", "班额不足")
    press(desk, "button:has-text('看看会怎样')")
    expect(desk.locator("[role=alert]")).to_contain_text("还有 10 名学生")
    expect(desk.locator("[name=reason]")).to_have_value("班额不足")
    looked_at(desk, "close-refused")
    # Its pupils go to the new class, and it closes with that.
    desk.goto(f"{served.url}/registry/units/{CLASS_11}/")
    press(desk, "a:has-text('并入另一个班')")
    tab_to(desk, "[name=into]")
    # After 一年级2班 comes the new one.
    for _ in range(2):
        desk.keyboard.press("ArrowDown")
    type_in(desk, "reason", "班额不足")
    looked_at(desk, "merge-form")
    confirm(desk, "确认合并", "merge-preview")
    expect(desk.locator("main")).to_contain_text("起已经关闭")
    looked_at(desk, "merged")
    # An empty one closes from a day on, and stays after all.
    desk.goto(f"{served.url}/registry/units/{GRADE_1 + 4}/close/")
    tab_to(desk, "[name=reason]")
    desk.keyboard.type("没有招满")
    desk.fill("[name=since]", "2026-11-30")
    confirm(desk, "确认关闭", "close-preview")
    press(desk, "button:has-text('撤回关闭')")
    expect(desk.locator("main")).not_to_contain_text("起关闭")
    with acting_as(BUILDER):
        running = Enrolment.objects.filter(unit_no__in=[CLASS_11, CLASS_12, CLASS_13], until=None)
        assert {no: list(running.values_list("unit_no", flat=True)).count(no) for no in (
            CLASS_11, CLASS_12, CLASS_13,
        )} == {CLASS_11: 0, CLASS_12: 10, CLASS_13: 10}  # fmt: skip
        assert Unit.objects.get(no=CLASS_11).closed is not None
        assert Unit.objects.get(no=GRADE_1 + 4).closed is None
    # On a phone: the tree, the class that is over, and its list of before.
    phone = visit(served, "principal", PHONE)
    for name, address in {
        "school": f"units/school/{PRIMARY}/",
        "class-over": f"units/{CLASS_11}/",
        "class-new": f"units/{CLASS_13}/",
        "list-before": f"classes/{CLASS_11}/?day=2026-11-20",
    }.items():
        phone.goto(f"{served.url}/registry/{address}")
        looked_at(phone, f"{name}-390")
    expect(phone.locator("main")).to_contain_text("测试生0001")
