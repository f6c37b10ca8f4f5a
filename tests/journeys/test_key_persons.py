"""A pupil comes back to the county: announced, arrived, isolated at home, followed on the phone, released
with the paper; the roll-call takes the pupil as present only then."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, CLASS_11, DAY, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from xiaoan.kernel.scope import acting_as
from xiaoan.keypersons.models import FollowUp, KeyPerson
from xiaoan.screening.models import Hold

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, name: str) -> None:
    """Kept for a person's eyes; nothing wider than the screen, nothing axe finds wrong."""
    picture(page, f"keypersons-{name}", whole=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def test_from_the_announced_return_to_the_roll_call(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    served = serve("07:30")
    child = universe.person(CLASS_11, 2)
    phone = visit(served, "teacher", PHONE)
    # Announced for today.
    phone.goto(f"{served.url}/keypersons/add/")
    phone.fill("main [name=q]", "测试生0002")
    phone.click("text=找人")
    looked_at(phone, "found")
    phone.click("main >> text=报备返县")
    phone.fill("[name=expected]", DAY.isoformat())
    phone.fill("[name=origin]", "外省某市")
    looked_at(phone, "announce")
    phone.click("text=登记返县")
    # The day has come: it is a duty, and answered.
    phone.goto(f"{served.url}/duties/today/")
    phone.click("main >> text=确认返县人员到达")
    looked_at(phone, "arrival")
    phone.click("button:has-text('已到达')")
    expect(phone.locator("main")).to_contain_text("已确认到达")
    # A key person, in isolation at home.
    phone.click(".page-acts >> text=登记")
    phone.check("[name=category][value=household]")
    looked_at(phone, "add")
    phone.click("text=列为重点人员")
    phone.click("summary:has-text('开始隔离')")
    phone.select_option("[name=kind]", "home")
    phone.fill("details[open] [name=until]", (DAY + dt.timedelta(days=7)).isoformat())
    phone.click("details[open] button:has-text('开始隔离')")
    expect(phone.locator("main")).to_contain_text("已登记隔离")
    looked_at(phone, "person")
    # The roll-call asks about the pupil who is isolated.
    phone.goto(f"{served.url}/screening/rollcall/{CLASS_11}/{DAY}/morning/")
    expect(phone.locator("main")).to_contain_text("隔离中")
    # Followed up with one tap.
    phone.goto(f"{served.url}/keypersons/today/")
    looked_at(phone, "today")
    phone.click("button:has-text('无异常')")
    expect(phone.locator("main")).to_contain_text("今天的随访都做完了")
    looked_at(phone, "done")
    # Released by the doctor with the paper; before the planned end not without a reason.
    doctor = visit(served, "doctor", DESK)
    doctor.goto(f"{served.url}/keypersons/")
    looked_at(doctor, "list")
    doctor.click("th >> text=测试生0002")
    doctor.click("summary:text-is('解除跟踪')")
    doctor.select_option("details[open] [name=paper]", "release")
    doctor.fill("details[open] [name=issuer]", "青禾县疾控中心")
    doctor.click("details[open] button:has-text('解除跟踪')")
    expect(doctor.locator("[role=alert]")).to_contain_text("提前解除请写明原因")
    doctor.fill("details[open] [name=note]", "疾控书面同意提前解除")
    doctor.click("details[open] button:has-text('解除跟踪')")
    expect(doctor.locator("main")).to_contain_text("提前解除:疾控书面同意提前解除")
    looked_at(doctor, "released")
    doctor.goto(f"{served.url}/keypersons/figures/")
    looked_at(doctor, "figures")
    with acting_as(BUILDER):
        assert KeyPerson.objects.get().state == "released"
        assert FollowUp.objects.get().person_id == child
        assert Hold.objects.get().lifted_at is not None
    # The roll-call takes the pupil as present.
    phone.goto(f"{served.url}/screening/rollcall/{CLASS_11}/{DAY}/morning/")
    expect(phone.locator("main")).not_to_contain_text("隔离中")
    phone.click("main button.btn-primary")
    expect(phone.locator("main")).to_contain_text("没有异常,已按零报告记录")
