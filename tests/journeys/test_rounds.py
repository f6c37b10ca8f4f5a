"""An evening round: a boarder is missing after the deadline, the class teacher is told at once, and the child
is found; beside it a symptom in two taps, a device's token, and what is worth a look."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, CLASS_71, COUNTY, DAY, JUNIOR, MORNING, ROOM_1, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from xiaoan.directory import rules as numbering
from xiaoan.kernel.scope import acting_as
from xiaoan.screening import services as screening
from xiaoan.screening.models import Doubt

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, name: str) -> None:
    """Kept for a person's eyes; nothing wider than the screen, nothing axe finds wrong."""
    picture(page, f"rounds-{name}", whole=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def prepare() -> None:
    with acting_as(BUILDER):
        screening.open_rounds(BUILDER, DAY, (COUNTY, COUNTY + numbering.COUNTY))
        Doubt.objects.create(
            school_id=JUNIOR, unit_no=CLASS_71, rule="always_zero", first_day=DAY, last_day=DAY,
            figures={"days": 60, "expected": 16.5, "likelihood": 6.8e-8}, found_at=MORNING,
            seen_at=MORNING,
        )  # fmt: skip


def test_a_missing_boarder_is_told_of_and_found(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    prepare()
    served = serve("22:40")
    keeper = visit(served, "keeper", PHONE)
    keeper.goto(f"{served.url}/screening/rounds/")
    expect(keeper.locator("main")).to_contain_text("已查 0 / 2 间")
    looked_at(keeper, "rooms-390")
    keeper.click("text=下一间:101室")
    keeper.click("summary:has-text('测试生0401')")
    keeper.click("fieldset:has-text('测试生0401') label:has-text('请假外出')")
    looked_at(keeper, "room-leave-390")
    keeper.click("fieldset:has-text('测试生0401') label:has-text('不在(无请假)')")
    keeper.click("button:has-text('提交这间')")
    expect(keeper.locator("[data-air]")).to_have_text("请选择这间宿舍有没有通风。")
    looked_at(keeper, "room-air-390")
    # A closed row says what was chosen, after a reload too.
    keeper.click("summary:has-text('测试生0401')")
    keeper.wait_for_timeout(300)
    keeper.reload()
    expect(keeper.locator("summary:has-text('测试生0401') .now")).to_have_text("不在(无请假)")
    keeper.click("label:has-text('已通风')")
    expect(keeper.locator("[data-air]")).to_be_hidden()
    looked_at(keeper, "room-390")
    keeper.click("button:has-text('提交这间')")
    expect(keeper.locator("main")).to_contain_text("101室 已收到。")
    expect(keeper.locator("main")).to_contain_text("还没找到")
    looked_at(keeper, "rooms-missing-390")
    # The class teacher has it among the duties at once, calls, and says where the child is.
    teacher = visit(served, "teacher_71", PHONE)
    teacher.goto(f"{served.url}/duties/today/")
    teacher.click("a:has-text('找未归住校生')")
    looked_at(teacher, "missing-390")
    teacher.click("label:has-text('在医院')")
    teacher.fill("input[name=note]", "妈妈带去急诊")
    teacher.click("button:has-text('登记已找到')")
    expect(teacher.locator("main")).to_contain_text("已找到")
    expect(teacher.locator("main")).to_contain_text("妈妈带去急诊")
    looked_at(teacher, "found-390")
    keeper.reload()
    expect(keeper.locator("main")).not_to_contain_text("还没找到")
    keeper.goto(f"{served.url}/screening/round/{ROOM_1}/{DAY}/")
    looked_at(keeper, "versions-390")
    # A symptom in two taps.
    teacher.goto(f"{served.url}/screening/observe/")
    teacher.click("summary:has-text('测试生0402')")
    looked_at(teacher, "observe-390")
    teacher.click("details[open] button:has-text('呕吐')")
    expect(teacher.locator("main")).to_contain_text("已记下:呕吐")
    teacher.goto(f"{served.url}/screening/watch/")
    expect(teacher.locator("main")).to_contain_text("测试生0402")
    looked_at(teacher, "watch-390")
    # The principal adds a gate, and reads what is worth a look.
    head = visit(served, "other_principal", DESK)
    head.goto(f"{served.url}/screening/devices/")
    head.fill("input[name=place]", "东门")
    head.fill("input[name=serial]", "TG-1")
    looked_at(head, "devices")
    head.click("button:has-text('登记设备')")
    expect(head.locator("main")).to_contain_text("只显示这一次")
    looked_at(head, "token")
    head.click("text=到这台设备")
    looked_at(head, "device")
    head.goto(f"{served.url}/screening/doubts/")
    expect(head.locator("main")).to_contain_text("应有约 16.5 人次")
    looked_at(head, "doubts")
    head.fill("textarea[name=answer]", "学生少,核对过考勤")
    head.click("button:has-text('保存说明')")
    expect(head.locator("main")).to_contain_text("说明已保存。")
