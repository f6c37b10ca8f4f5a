"""A child sent off by the doctor, a step that came too late, and an absence nobody can explain."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, CLASS_11, DAY, Universe, sent
from tests.illness.ill import WORKER, feverish
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from tests.journeys.test_fever import act
from xiaoan.illness import services as illness
from xiaoan.illness.models import Illness
from xiaoan.kernel.scope import acting_as
from xiaoan.screening import rules
from xiaoan.screening import services as screening

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
HERE = (CLASS_11, CLASS_11 + 1)


def this_morning(universe: Universe) -> str:
    """One feverish, one absent, and nobody knows why; the worker has looked. Gives the illness."""
    unknown = rules.Mark(universe.enrolment(CLASS_11, 2), rules.Kind.ABSENT_UNKNOWN)
    with acting_as(BUILDER):
        screening.submit_roll_call(BUILDER, sent(CLASS_11, unknown, feverish(universe, 3)))
    with acting_as(WORKER):
        illness.look(WORKER, HERE, DAY)
        illness.look_for_causes(WORKER, HERE, DAY)
        return str(Illness.objects.get().pk)


def looked_at(page: Page, name: str) -> None:
    picture(page, name)
    assert axe(page) == []
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_sent_off_overtaken_and_explained(serve: Serve, visit: Visit, universe: Universe) -> None:
    pk = this_morning(universe)
    served = serve("13:30")
    doctor, slow = visit(served, "doctor", PHONE), visit(served, "doctor", PHONE)
    slow.goto(f"{served.url}/illness/{pk}/")
    doctor.goto(f"{served.url}/illness/{pk}/")
    act(doctor, "带去留观室", carer="校医己")
    act(doctor, "联系家长", who="母亲", outcome="reach")
    act(doctor, "送医", by="guardian", clinic="县医院")
    # The other phone shows the page from before; what it sends is neither lost nor recorded.
    act(slow, "带去留观室", carer="张老师")
    expect(slow.locator("main")).to_contain_text("迟到的这份")
    expect(slow.locator("main")).to_contain_text("张老师")
    expect(slow.locator("#unsent")).to_be_hidden()
    looked_at(slow, "late-390")
    slow.click("button:has-text('两份都留')")
    expect(slow.locator("main")).to_contain_text("迟到的记录:进留观室")
    teacher = visit(served, "teacher", PHONE)
    teacher.goto(f"{served.url}/screening/rollcall/{CLASS_11}/{DAY}/noon/")
    row = teacher.locator("li", has=teacher.locator(f"#p-{universe.enrolment(CLASS_11, 3)}"))
    expect(row).to_contain_text("送医或回家")
    expect(row.locator(".now")).to_contain_text("因病 · 发热、咳嗽")
    expect(teacher.locator("[data-rest]")).to_contain_text("其余 8 人按“出勤、无异常”提交")
    expect(teacher.locator("[data-rest]")).to_contain_text("2 人:测试生0002、测试生0003")
    looked_at(teacher, "noon-390")
    teacher.goto(f"{served.url}/illness/today/")
    looked_at(teacher, "today-390")
    teacher.click("a:has-text('查明缺勤原因')")
    teacher.click("summary:has-text('生病了')")
    looked_at(teacher, "absence-390")
    teacher.click("summary:has-text('事假或其他原因')")
    form = teacher.locator("form", has=teacher.locator("[name='personal-asked']"))
    # What is pasted stays whole: it is refused with its length, and comes back as it was.
    asked = form.locator("[name='personal-asked']")
    asked.evaluate(
        """field => {
          const data = new DataTransfer();
          data.setData("text", "长".repeat(3000));
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
        }"""
    )
    asked.fill("长" * 3000)
    with teacher.expect_navigation():
        form.get_by_role("button", name="记下").click()
    expect(teacher.locator("main")).to_contain_text("写了 3000 个字,最多 300 个字。请删短。")
    expect(teacher.locator("[name='personal-asked']")).to_have_value("长" * 3000)
    looked_at(teacher, "absence-long-390")
    form.locator("[name='personal-asked']").fill("母亲,电话")
    form.locator("[name='personal-reason']").fill("走亲戚")
    with teacher.expect_navigation():
        form.get_by_role("button", name="记下").click()
    expect(teacher.locator("main")).to_contain_text("走亲戚")
    teacher.goto(f"{served.url}/screening/receipt/{CLASS_11}/{DAY}/morning/")
    expect(teacher.locator("main")).to_contain_text("追查缺勤原因后更正")
    expect(teacher.locator("main")).to_contain_text("事假")
    desk = visit(served, "principal", DESK)
    desk.goto(f"{served.url}/illness/list/")
    looked_at(desk, "list-1366")
