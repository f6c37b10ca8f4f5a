"""A school morning, as its people live it."""

import datetime as dt
import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, CLASS_11, CLASS_71, DAY, PRIMARY, PUPILS, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, choose, picture
from xiaoan.duties import services as duties
from xiaoan.duties.models import Duty
from xiaoan.kernel import clock
from xiaoan.kernel.scope import acting_as
from xiaoan.screening.models import RollCall

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
HERE = f"/screening/rollcall/{CLASS_11}/2026-11-23/morning/"


def test_a_teachers_morning_on_a_phone(serve: Serve, visit: Visit) -> None:
    """From the due list to the receipt: open, submit, done."""
    served = serve("07:30")
    page = visit(served, "teacher", PHONE)
    assert page.url == f"{served.url}/duties/today/"
    picture(page, "teacher-today")
    assert axe(page) == []
    weight: list[int] = []
    page.on("response", lambda r: weight.append(len(gzip.compress(r.body())) if r.ok else 0))
    page.click("text=开始 一年级1班 晨检")
    page.wait_for_load_state("networkidle")
    assert sum(weight) <= 60 * 1024
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    picture(page, "rollcall")
    assert axe(page) == []
    page.click("button:has-text('提交晨检')")
    page.wait_for_url("**/screening/receipt/**")
    picture(page, "receipt")
    assert axe(page) == []
    with acting_as(BUILDER):
        row = RollCall.objects.get()
        assert (row.present, row.entry, row.late) == (PUPILS, "self", False)


def test_a_corrected_exception(serve: Serve, visit: Visit, universe: Universe) -> None:
    """A sick child with symptoms and temperature, then a correction with its reason."""
    served = serve("07:30")
    page = visit(served, "teacher", PHONE)
    page.goto(served.url + HERE)
    child = f"#p-{universe.enrolment(CLASS_11, 3)}"
    page.click(f"{child} summary")
    choose(page.locator(child), "input[value=absent_sick]")
    choose(page.locator(child), "input[value=vomiting]")
    page.fill(f"{child} input[name$=-temperature]", "36.9")
    expect(page.locator(f"{child} .hint")).to_contain_text("复测")
    page.select_option(f"{child} select[name$=-method]", "axillary")
    picture(page, "rollcall-sick")
    page.evaluate("scrollTo(0, 0)")
    assert axe(page) == []
    page.click("button:has-text('提交晨检')")
    page.wait_for_url("**/screening/receipt/**")
    expect(page.locator("main")).to_contain_text("呕吐")
    page.click("text=更正")
    page.wait_for_load_state()
    page.click(f"{child} summary")
    choose(page.locator(child), "input[value=present]")
    for box in ("vomiting",):
        choose(page.locator(child), f"input[value={box}]", on=False)
    page.fill(f"{child} input[name$=-temperature]", "")
    page.fill("input[name=reason]", "看错了人")
    page.click("button:has-text('提交更正')")
    page.wait_for_load_state()
    if "已核对" in page.content():
        page.click("button:has-text('已核对')")
    page.wait_for_url("**/screening/receipt/**")
    page.goto(f"{served.url}/screening/versions/{CLASS_11}/2026-11-23/morning/")
    expect(page.locator("main")).to_contain_text("看错了人")
    picture(page, "versions")
    assert axe(page) == []
    with acting_as(BUILDER):
        states = list(RollCall.objects.order_by("version").values_list("state", "absent_sick"))
    assert states == [("superseded", 1), ("current", 0)]


def test_a_missed_class_escalates_to_the_bureau(serve: Serve, visit: Visit) -> None:
    served = serve("08:55")
    later = clock.at(DAY, dt.time(8, 55))
    # The served worker climbs the same ladder, a rung a minute; whoever holds a row goes first.
    for _ in range(40):
        with acting_as(BUILDER) as system:
            duties.escalate(system, later)
            if Duty.objects.get(unit_no=CLASS_11, slot="morning").level == 4:
                break
    page = visit(served, "officer", DESK)
    page.goto(f"{served.url}/duties/blind-spots/")
    row = page.locator("tr", has_text="班主任壬")
    expect(row).to_contain_text("已到教育局经办人")
    picture(page, "blind-spots")
    assert axe(page) == []
    row.get_by_role("link", name="看经过").click()
    page.wait_for_load_state()
    for name in ("组长辛", "校长戊", "联络丙", "经办乙"):
        expect(page.locator("main")).to_contain_text(name)
    picture(page, "steps")
    assert axe(page) == []


def test_a_cluster_signals_within_seconds(serve: Serve, visit: Visit, universe: Universe) -> None:
    served = serve("07:30")
    page = visit(served, "teacher", PHONE)
    page.goto(served.url + HERE)
    for seat in (1, 2, 3):
        child = f"#p-{universe.enrolment(CLASS_11, seat)}"
        page.click(f"{child} summary")
        choose(page.locator(child), "input[value=absent_sick]")
        choose(page.locator(child), "input[value=vomiting]")
    page.click("button:has-text('提交晨检')")
    page.wait_for_url("**/screening/receipt/**")
    doctor = visit(served, "doctor", DESK)
    for _ in range(20):
        doctor.goto(f"{served.url}/outbreaks/")
        if doctor.locator("text=N-01a").count():
            break
        doctor.wait_for_timeout(500)
    picture(doctor, "signals")
    assert axe(doctor) == []
    doctor.click("table tbody th a")
    doctor.wait_for_load_state()
    expect(doctor.locator("main")).to_contain_text("卫办疾控发〔2006〕65号")
    picture(doctor, "signal")
    assert axe(doctor) == []
    doctor.click("button:has-text('我已知悉')")
    doctor.wait_for_load_state()
    expect(doctor.locator("main")).to_contain_text("校医己")
    officer = visit(served, "officer", DESK)
    officer.goto(f"{served.url}/outbreaks/")
    expect(officer.locator("main")).to_contain_text("一年级1班")


def test_another_schools_address_is_not_there(serve: Serve, visit: Visit) -> None:
    served = serve("07:30")
    page = visit(served, "teacher", PHONE)
    for address in (
        HERE.replace(str(CLASS_11), str(CLASS_71)),
        f"/screening/school/{PRIMARY}/",
        "/overview/",
        "/outbreaks/",
    ):
        answer = page.goto(served.url + address)
        assert answer is not None
        assert (address, answer.status) == (address, 404)
    picture(page, "not-there")
    assert axe(page) == []


def test_the_doctor_urges_and_enters_for_a_teacher(serve: Serve, visit: Visit) -> None:
    served = serve("08:21")
    page = visit(served, "doctor", DESK)
    assert page.url == f"{served.url}/screening/school/{PRIMARY}/"
    picture(page, "school")
    assert axe(page) == []
    page.locator("input[name=duty]").first.check()
    page.click("button:has-text('催报')")
    page.wait_for_load_state()
    teacher = visit(served, "teacher", PHONE)
    expect(teacher.locator("main")).to_contain_text("被催 1 次")
    page.goto(served.url + HERE)
    expect(page.locator("main")).to_contain_text("代 班主任壬 填报")
    page.click("button:has-text('提交晨检')")
    page.wait_for_url("**/screening/receipt/**")
    picture(page, "receipt-office")
    with acting_as(BUILDER):
        row = RollCall.objects.get()
        assert (row.entry, row.late) == ("office", True)


def test_without_scripts_the_rollcall_still_goes_through(
    serve: Serve, visit: Visit, chromium: object
) -> None:
    served = serve("07:30")
    cookies = visit(served, "teacher", PHONE).context.cookies()
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")  # type: ignore[attr-defined]  # a Browser
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(served.url + HERE)
    page.click("button:has-text('提交晨检')")
    page.wait_for_url("**/screening/receipt/**")
    context.close()
    with acting_as(BUILDER):
        assert RollCall.objects.get().present == PUPILS


def test_without_scripts_a_question_is_answered_and_the_way_back_sends_nothing(
    serve: Serve, visit: Visit, chromium: object, universe: Universe
) -> None:
    served = serve("07:30")
    cookies = visit(served, "teacher", PHONE).context.cookies()
    context = chromium.new_context(  # type: ignore[attr-defined]  # a Browser
        java_script_enabled=False, locale="zh-CN", viewport=PHONE
    )
    context.add_cookies(cookies)
    page = context.new_page()
    sent: list[str] = []
    page.on("request", lambda r: sent.append(r.url) if r.method == "POST" else None)
    page.goto(served.url + HERE)
    child = f"#p-{universe.enrolment(CLASS_11, 3)}"
    page.click(f"{child} summary")
    choose(page.locator(child), "input[value=absent_sick]")
    page.click("button:has-text('提交晨检')")
    page.wait_for_url("**/morning/?sheet=*")
    expect(page.locator("[role=alert]")).to_contain_text("还没填症状")
    picture(page, "rollcall-asked")
    page.click("button:has-text('已核对')")
    page.wait_for_url("**/screening/receipt/**")
    for _step in range(2):  # to what was asked, to the form: both lead to the receipt
        page.go_back()
        expect(page.locator("main")).to_contain_text("因病缺勤")
    context.close()
    assert len(sent) == 2
    with acting_as(BUILDER):
        assert RollCall.objects.get().absent_sick == 1
