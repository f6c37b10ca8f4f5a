"""A cluster is confirmed: the doctor reports it from the phone, the officer receives it at the desk; a
warning from outside goes the other way."""

from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, CLASS_11, DAY, MORNING, PRIMARY, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from xiaoan.investigations.models import Case, Event
from xiaoan.kernel.scope import acting_as
from xiaoan.statutory import services as statutory
from xiaoan.statutory.models import Report, Version

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, name: str) -> None:
    """Kept for a person's eyes; nothing wider than the screen, nothing axe finds wrong."""
    picture(page, f"reports-{name}", whole=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def confirmed(universe: Universe) -> UUID:
    """A confirmed event of class 1(1), whose reports are owed since half past seven."""
    with acting_as(BUILDER) as system:
        event = Event.objects.create(
            school_id=PRIMARY, unit_no=CLASS_11, year=2026, number=1, syndrome="GI", cases=3,
            detected_at=MORNING, opened_at=MORNING, state="confirmed", decided_at=MORNING,
        )  # fmt: skip
        for seat in (1, 2, 3):
            Case.objects.create(
                event_id=event.pk, school_id=PRIMARY, unit_no=CLASS_11, class_then=CLASS_11,
                person_id=universe.person(CLASS_11, seat), onset=DAY, onset_known=True,
                symptoms=1, added_at=MORNING,
            )  # fmt: skip
        statutory.begin(system, event.pk)
    return event.pk


def test_from_the_duty_to_the_receipt(serve: Serve, visit: Visit, universe: Universe) -> None:
    confirmed(universe)
    served = serve("08:10")
    phone = visit(served, "doctor", PHONE)
    phone.goto(f"{served.url}/duties/today/")
    phone.click("main >> text=报县教育局")
    expect(phone.locator("main")).to_contain_text("测******")
    looked_at(phone, "draft")
    phone.fill("[name=measures]", "三名学生已回家,教室已消毒")
    phone.check("[name=means][value=system]")
    phone.fill("[name=to_name]", "经办乙")
    phone.dblclick("button:has-text('登记已报出')")
    expect(phone.locator("main")).to_contain_text("还没有回执")
    looked_at(phone, "sent")
    desk = visit(served, "officer", DESK)
    desk.goto(f"{served.url}/statutory/")
    looked_at(desk, "list")
    desk.goto(f"{served.url}/statutory/?state=sent")
    desk.click("main tbody >> text=初次报告")
    looked_at(desk, "receive")
    desk.click("button:has-text('登记收到')")
    expect(desk.locator("main")).to_contain_text("确认收到")
    desk.click("main >> text=第 1 版")
    expect(desk.locator("main")).to_contain_text("教室已消毒")
    looked_at(desk, "paper")
    with acting_as(BUILDER):
        assert Version.objects.count() == 1
        states = dict(Report.objects.values_list("recipient", "state"))
        assert states == {"county_cdc": "due", "edu_bureau": "received"}


def test_a_warning_from_the_officer_to_the_answer(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    served = serve("08:10")
    desk = visit(served, "officer", DESK)
    desk.goto(f"{served.url}/statutory/warnings/new/")
    for name, text in (
        ("issuer", "县疾控中心"), ("title", "流感健康提示"), ("text", "勤开窗,勤洗手。"), ("area", "全县"),
    ):  # fmt: skip
        desk.fill(f"[name={name}]", text)
    desk.select_option("[name=units]", str(PRIMARY))
    looked_at(desk, "new-warning")
    desk.click("button:has-text('登记并下发')")
    looked_at(desk, "warning")
    phone = visit(served, "doctor", PHONE)
    phone.goto(f"{served.url}/duties/today/")
    phone.click("main >> text=答复官方预警")
    phone.fill("[name=answer]", "已转各班并张贴")
    looked_at(phone, "answer")
    phone.click("main button:has-text('答复')")
    expect(phone.locator("main")).to_contain_text("已答复")
    desk.goto(f"{served.url}/statutory/warnings/")
    expect(desk.locator("main")).to_contain_text("1/1")
    looked_at(desk, "warnings")
