"""A question of a family, passed on to the doctor with the reason, answered late, opened again."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, MORNING, PRIMARY, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture, set_clock
from xiaoan.enquiries.models import Enquiry, Turn
from xiaoan.kernel.scope import acting_as

pytestmark = pytest.mark.journey

Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
LATER = 2


def fits(page: Page, size: dict[str, int]) -> None:
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_passed_on_and_answered_late(serve: Serve, visit: Visit, universe: Universe) -> None:
    first = serve("09:00")
    guardian = visit(first, "guardian", PHONE)
    guardian.goto(f"{first.url}/enquiries/new/?source=notices.notice&id=7&title=关于运动会的通知")
    expect(guardian.locator("main")).to_contain_text("关于:关于运动会的通知")
    guardian.wait_for_selector("form[data-outbox=on]:has(textarea[name=text])")
    guardian.check("input[name=kind][value=class]")
    guardian.fill("input[name=subject]", "扭了脚能参加运动会吗")
    guardian.click("button:has-text('送出')")
    expect(guardian.locator("[role=alert]")).to_contain_text("请写下要问的事", timeout=30_000)
    expect(guardian.locator("input[name=subject]")).to_have_value("扭了脚能参加运动会吗")
    fits(guardian, PHONE)
    picture(guardian, "enquiry-new", whole=True)
    guardian.wait_for_selector("form[data-outbox=on]:has(textarea[name=text])")
    guardian.fill("textarea[name=text]", "上周扭的,走路还有点疼。")
    guardian.click("button:has-text('送出')")
    expect(guardian.locator("main")).to_contain_text("班主任", timeout=30_000)
    expect(guardian.locator("main")).to_contain_text("待答复")
    fits(guardian, PHONE)

    teacher = visit(first, "teacher", PHONE)
    teacher.goto(f"{first.url}/duties/today/")
    teacher.click("a[href*='/enquiries/']")
    expect(teacher.locator("main")).to_contain_text("走路还有点疼")
    fits(teacher, PHONE)
    picture(teacher, "enquiry-teacher", whole=True)
    teacher.click("summary:has-text('该别人答,转交')")
    teacher.select_option("select[name=desk]", "doctor")
    teacher.fill("form[action='?act=pass'] input[name=text]", "能不能跑要校医看")
    teacher.click("form[action='?act=pass'] button.btn")
    expect(teacher.locator("main")).to_contain_text("已转交,期限不变")
    expect(teacher.locator("main")).to_contain_text("只有正在办的岗位能看")

    later = serve("09:00", days=LATER)
    doctor = visit(later, "doctor", PHONE)
    doctor.goto(f"{later.url}/enquiries/desk/")
    expect(doctor.locator("main")).to_contain_text("逾期未答复")
    fits(doctor, PHONE)
    doctor.click("th a")
    reply = "form[action='?act=reply']"
    doctor.wait_for_selector(f"{reply}[data-outbox=on]")
    doctor.fill(f"{reply} textarea", "先别跑,休息一周,复查后再说。")
    doctor.click(f"{reply} button.btn-primary")
    expect(doctor.locator("main")).to_contain_text("超过了期限", timeout=30_000)

    guardian = visit(later, "guardian", PHONE)
    guardian.goto(f"{later.url}/enquiries/")
    expect(guardian.locator("main")).to_contain_text("有新答复")
    fits(guardian, PHONE)
    picture(guardian, "enquiry-mine", whole=True)
    guardian.click("th a")
    expect(guardian.locator("main")).to_contain_text("能不能跑要校医看")
    expect(guardian.locator("main")).to_contain_text("迟答复,期限是")
    expect(guardian.locator("main")).not_to_contain_text(universe.cast["doctor"].name)
    fits(guardian, PHONE)
    picture(guardian, "enquiry-answered", whole=True)

    principal = visit(later, "principal", DESK)
    principal.goto(f"{later.url}/enquiries/figures/?unit={PRIMARY}&state=all")
    expect(principal.locator("main")).to_contain_text("按期答复")
    fits(principal, DESK)
    picture(principal, "enquiry-figures", whole=True)
    set_clock(MORNING + dt.timedelta(days=LATER, hours=2))
    with acting_as(BUILDER):
        row = Enquiry.objects.get()
        assert (row.state, row.desk, row.is_health, row.late) == ("answered", "doctor", True, True)
        turn = Turn.objects.get()
        assert turn.ended_at is not None
        assert turn.ended_at > turn.due_at
