"""A norovirus cluster, from the first vomiting pupils of a roll-call to the closing report."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, CLASS_11, DAY, MORNING, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, choose, picture, set_clock
from xiaoan.investigations import tasks as contacts_tasks
from xiaoan.investigations.models import Event
from xiaoan.kernel.scope import acting_as
from xiaoan.outbreaks import services as outbreaks
from xiaoan.statutory import services as statutory
from xiaoan.statutory.models import Report

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
LATER = 4


def looked_at(page: Page, name: str) -> None:
    picture(page, f"cluster-{name}")
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def test_from_the_first_vomiting_pupil_to_the_closing_report(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    served = serve("07:35")
    teacher = visit(served, "teacher", PHONE)
    doctor = visit(served, "doctor", PHONE)
    _three_vomit(served, teacher, universe)
    _judged(served, visit(served, "principal", DESK), doctor)
    _watched(doctor)
    with acting_as(BUILDER):
        event_id: UUID = Event.objects.get().pk
    contacts_tasks.settle_sheets(str(event_id))
    _disinfected(served, doctor, visit(served, "logistics", PHONE))
    _reported(served, doctor, "初次报告,报县教育局")
    _received(served, visit(served, "officer", DESK), "初次报告")
    _reported(served, doctor, "初次报告,报县疾控中心")
    teacher.goto(f"{served.url}/duties/today/")
    teacher.click("main >> text=接触者随访")
    looked_at(teacher, "followed")
    teacher.click("button:has-text('其余均无异常,提交')")
    expect(teacher.locator("main")).to_contain_text("下面可以更正")
    _closed(serve("08:35", days=LATER), visit)


def _three_vomit(served: Served, teacher: Page, universe: Universe) -> None:
    teacher.goto(f"{served.url}/screening/rollcall/{CLASS_11}/{DAY}/morning/")
    for seat in (1, 2, 3):
        child = f"#p-{universe.enrolment(CLASS_11, seat)}"
        teacher.click(f"{child} summary")
        choose(teacher.locator(child), "input[value=absent_sick]")
        choose(teacher.locator(child), "input[value=vomiting]")
    teacher.click("button:has-text('提交晨检')")
    teacher.wait_for_url("**/screening/receipt/**")
    with acting_as(BUILDER):
        outbreaks.look_for_clusters(BUILDER, CLASS_11 // 4096 * 4096, CLASS_11, DAY)


def _judged(served: Served, principal: Page, doctor: Page) -> None:
    principal.goto(f"{served.url}/investigations/")
    principal.click("main >> text=2026年第1起 >> nth=0")
    principal.select_option("[name=assign-assignee]", label="校医己 校医")
    principal.click("button:has-text('指定负责人')")
    doctor.goto(f"{served.url}/duties/today/")
    doctor.click("main >> text=核实疫情")
    doctor.select_option("[name=confirm-disease]", label="诺如病毒感染")
    doctor.fill("[name=confirm-reason]", "三人呕吐,症状相同")
    doctor.click("section:has(#next) button")
    expect(doctor.locator("main")).to_contain_text("已核实")


def _watched(doctor: Page) -> None:
    doctor.click(".tabs >> text=接触者")
    doctor.click("text=排查接触者")
    choose(doctor, "[name=way][value=class]")
    doctor.click("button:has-text('看看有哪些人')")
    expect(doctor.locator("#found")).to_have_text("新增 7 人")
    looked_at(doctor, "drawn")
    doctor.click("button:has-text('登记为接触者')")
    expect(doctor.locator("main")).to_contain_text("接触者数字")
    looked_at(doctor, "contacts")


def _disinfected(served: Served, doctor: Page, owner: Page) -> None:
    doctor.click(".tabs >> text=防控措施")
    for other in ("notice", "exclude", "stop_shared"):
        doctor.uncheck(f"[name=kind][value={other}]")
    looked_at(doctor, "measures")
    doctor.click("button:has-text('下达勾选的措施')")
    expect(doctor.locator("main")).to_contain_text("已下达")
    owner.goto(f"{served.url}/duties/today/")
    owner.click("main >> text=消毒")
    owner.fill("[name=done-told]", "教室和厕所用含氯消毒液擦拭")
    looked_at(owner, "disinfect")
    owner.click("button:has-text('办好了')")
    expect(owner.locator("main")).to_contain_text("已办")


def _reported(served: Served, doctor: Page, what: str) -> None:
    doctor.goto(f"{served.url}/duties/today/")
    doctor.click(f"main >> text={what}")
    doctor.fill("[name=measures]", "学生已回家,教室已消毒")
    doctor.check("[name=means][value=system]")
    doctor.fill("[name=to_name]", "经办乙")
    doctor.click("button:has-text('登记已报出')")
    expect(doctor.locator("main")).to_contain_text("还没有回执")


def _received(served: Served, officer: Page, kind: str) -> None:
    officer.goto(f"{served.url}/statutory/?state=sent")
    officer.click(f"main tbody >> text={kind}")
    officer.click("button:has-text('登记收到')")
    expect(officer.locator("main")).to_contain_text("确认收到")


def _closed(served: Served, visit: Visit) -> None:
    """Four days later: nobody else fell ill, the contacts are released, the event is closed and reported."""
    with acting_as(BUILDER):
        event_id: UUID = Event.objects.get().pk
    doctor = visit(served, "doctor", PHONE)
    doctor.goto(f"{served.url}/investigations/{event_id}/contacts/")
    doctor.fill("[name=reason]", "家长电话没有人接,第二天补问")
    looked_at(doctor, "released")
    doctor.click("button:has-text('人的观察')")
    doctor.goto(f"{served.url}/investigations/{event_id}/")
    doctor.click("summary:has-text('结案')")
    doctor.fill("[name=close-reason]", "最后一例后 72 小时没有新病例")
    doctor.click("form[action='?act=close'] button")
    expect(doctor.locator("main")).to_contain_text("已结案")
    doctor.fill("[name=learn-reason]", "第一例呕吐时就该消毒。")
    doctor.click("section:has(#next) button")
    set_clock(MORNING + dt.timedelta(days=LATER, hours=1))
    with acting_as(BUILDER) as worker:
        statutory.settle(worker, event_id)
        closing = Report.objects.filter(kind="closing").count()
    assert closing == 2
    _reported(served, doctor, "结案报告,报县教育局")
    officer = visit(served, "officer", DESK)
    _received(served, officer, "结案报告")
    officer.goto(f"{served.url}/statutory/events/{event_id}/")
    looked_at(officer, "summary")
    for said in ("第一例呕吐时就该消毒。", "首项措施办结", "30.0%", "最后一例后 72 小时没有新病例"):
        expect(officer.locator("main")).to_contain_text(said)
