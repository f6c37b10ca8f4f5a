"""A fever from detection to the return: the teacher, the doctor's phone, the desk, the family."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, CLASS_11, DAY, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, choose, picture
from xiaoan.illness.models import Illness
from xiaoan.kernel.scope import acting_as

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def act(page: Page, title: str, **fields: str) -> None:
    """Fill in one form of the child's page and press its button."""
    form = page.locator("form", has=page.locator("button", has_text=title))
    if form.locator("xpath=ancestor::details[not(@open)]").count():
        form.locator("xpath=ancestor::details").locator("summary").click()
    for name, value in fields.items():
        field = form.locator(f"[name$='-{name}']").first
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        elif field.get_attribute("type") == "checkbox":
            choose(form, f"[name$='-{name}'][value='{value}']")
        else:
            field.fill(value)
    # The sheet goes out by a request of its own; the answer is another page.
    with page.expect_navigation():
        form.get_by_role("button", name=title, exact=True).click()
    page.wait_for_load_state("networkidle")


def test_a_fever_from_detection_to_return(serve: Serve, visit: Visit, universe: Universe) -> None:
    served = serve("07:30")
    teacher, doctor = visit(served, "teacher", PHONE), visit(served, "doctor", PHONE)
    roll = f"{served.url}/screening/rollcall/{CLASS_11}/{DAY}/morning/"
    teacher.goto(roll)
    child = f"#p-{universe.enrolment(CLASS_11, 1)}"
    teacher.click(f"{child} summary")
    choose(teacher.locator(child), "input[value=sent_home]")
    choose(teacher.locator(child), "input[value=fever]")
    teacher.click("button:has-text('提交晨检')")
    teacher.wait_for_url("**/screening/receipt/**")
    doctor.goto(f"{served.url}/illness/open/{CLASS_11}/")
    other = universe.person(CLASS_11, 2)
    doctor.select_option("[name=pupil]", str(other))
    doctor.select_option("[name=where]", "here")
    choose(doctor, "[name=symptoms][value=fever]")
    doctor.click("button:has-text('开始关注')")
    doctor.wait_for_load_state("networkidle")
    picture(doctor, "illness-detected")
    assert axe(doctor) == []
    assert doctor.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    act(doctor, "复测体温", celsius="38.8", method="axillary")
    act(doctor, "带去留观室", carer="校医己")
    act(doctor, "联系家长", who="母亲", outcome="reach")
    act(doctor, "送医", by="guardian", clinic="县医院")
    act(doctor, "登记诊断", diagnosis="influenza", certainty="confirmed")
    picture(doctor, "illness-diagnosed")
    assert axe(doctor) == []
    where = doctor.url
    teacher.goto(where)
    act(teacher, "追踪病因", onset="2026-11-24")
    expect(teacher.locator("main")).to_contain_text("日期不能晚于今天")
    expect(teacher.locator("#unsent")).to_be_hidden()
    assert axe(teacher) == []
    act(teacher, "追踪病因", onset=str(DAY))
    # The corrected sheet took the place of the refused one: nothing waits, no draft of it comes back.
    expect(teacher).to_have_url(where)
    expect(teacher.locator("#unsent")).to_be_hidden()
    assert teacher.locator("[data-draft]:visible").count() == 0
    act(teacher, "今天的随访", condition="退热了", symptom_free=str(DAY))
    doctor.goto(where)
    act(doctor, "查验复课证明", issuer="县医院", doctor="张医生")
    picture(doctor, "illness-refused")
    expect(doctor.locator("main")).to_contain_text("没有通过")
    expect(doctor.locator("#unsent")).to_be_hidden()
    assert axe(doctor) == []
    act(doctor, "查验复课证明", back_on="2026-11-25")
    picture(doctor, "illness-cleared")
    with acting_as(BUILDER):
        row = Illness.objects.get(person_id=other)
        assert (row.stage, row.held, str(row.back_on)) == ("cleared", False, "2026-11-25")
    doctor.goto(f"{served.url}/illness/today/")
    picture(doctor, "illness-today")
    assert axe(doctor) == []
    desk = visit(served, "principal", DESK)
    desk.goto(f"{served.url}/illness/list/")
    picture(desk, "illness-list")
    assert axe(desk) == []
    desk.goto(f"{served.url}/illness/forms/a/{CLASS_11}/{DAY}/")
    picture(desk, "illness-form-a")
    assert axe(desk) == []
    family = visit(served, "guardian", PHONE)
    family.goto(f"{served.url}/illness/own/")
    picture(family, "illness-own")
    assert axe(family) == []
