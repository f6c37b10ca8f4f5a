"""A class goes from one teacher to another on a school morning: desk, two phones, and the notice on both."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, CLASS_11, PRIMARY, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from xiaoan.accounts.models import Notice
from xiaoan.duties.models import Duty
from xiaoan.kernel.scope import acting_as
from xiaoan.screening.models import RollCall

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
ROLL_CALL = f"/screening/rollcall/{CLASS_11}/2026-11-23/morning/"


def fits(page: Page, size: dict[str, int]) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") == size["width"])


def test_a_class_goes_from_one_teacher_to_another(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    served = serve("07:30")
    old, new = visit(served, "teacher", PHONE), visit(served, "teacher_12", PHONE)
    expect(old.locator("text=开始 一年级1班 晨检")).to_be_visible()
    assert new.locator("text=一年级1班 晨检").count() == 0
    desk = visit(served, "principal", DESK)
    desk.click(".rail >> text=岗位")
    picture(desk, "vacancies")
    assert axe(desk) == []
    desk.click("text=人员和岗位")
    assert desk.url == f"{served.url}/registry/positions/staff/{PRIMARY}/"
    picture(desk, "staff")
    assert axe(desk) == []
    desk.click("th >> text=班主任壬")
    picture(desk, "member")
    assert axe(desk) == []
    desk.click("td >> text=移交")
    desk.select_option("select[name=who]", label="班主任子")
    desk.fill("input[name=reason]", "休产假")
    picture(desk, "hand-over-form")
    assert axe(desk) == []
    desk.click("button:has-text('下一步')")
    expect(desk.locator("main")).to_contain_text("2 项待办移交给 班主任子")
    picture(desk, "hand-over-preview")
    assert axe(desk) == []
    desk.click("button:has-text('确认移交给 班主任子')")
    expect(desk.locator("main")).to_contain_text("一年级1班 班主任")
    # The one who gave: nothing of the class opens at the next request; the notice stands where they land.
    gone = old.goto(served.url + ROLL_CALL)
    assert gone is not None
    assert gone.status == 404
    old.goto(f"{served.url}/")
    expect(old.locator("main")).to_contain_text("您的岗位已移交给班主任子")
    expect(old.locator("main")).to_contain_text("2 项待办已由您移交给班主任子。")
    picture(old, "notice-gave")
    assert axe(old) == []
    old.click("text=知道了")
    expect(old.locator("main")).not_to_contain_text("移交")
    # The one who took: notice and duty on the phone, and the roll-call is taken.
    new.reload()
    expect(new.locator("main")).to_contain_text("2 项待办已由班主任壬移交给您。")
    picture(new, "notice-took")
    # What stands under the bar at the bottom of the screen would count as too small.
    new.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    assert axe(new) == []
    assert fits(new, PHONE)
    new.click("text=知道了")
    new.goto(served.url + ROLL_CALL)
    new.click("button:has-text('提交晨检')")
    new.wait_for_url("**/screening/receipt/**")
    with acting_as(BUILDER):
        call = RollCall.objects.get()
        assert (call.unit_no, call.entry, call.late) == (CLASS_11, "self", False)
        duty = Duty.objects.get(unit_no=CLASS_11, slot="morning")
        assert (duty.state, duty.assignee_id) == ("done", universe.users["teacher_12"].pk)
        assert Notice.objects.filter(read_at=None).count() == 0


def test_positions_and_who_can_see_on_a_narrow_phone(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    served = serve("07:30")
    page = visit(served, "principal", PHONE)
    child = universe.person(CLASS_11, 3)
    addresses = {
        "vacancies": "positions/",
        "staff": f"positions/staff/{PRIMARY}/",
        "member": f"positions/members/{universe.users['teacher'].pk}/",
        "appoint": f"positions/appoint/?at={PRIMARY}",
        "access": f"people/{child}/access/",
    }
    for size in (PHONE, {"width": 320, "height": 700}):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        for name, address in addresses.items():
            page.goto(f"{served.url}/registry/{address}")
            assert fits(page, size), name
            assert axe(page) == []
            picture(page, f"positions-{name}-{size['width']}")
    page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})
    page.goto(f"{served.url}/registry/people/{child}/access/")
    picture(page, "access-desk")
    officer = visit(served, "officer", DESK)
    officer.goto(f"{served.url}/registry/positions/proposals/")
    assert axe(officer) == []
    picture(officer, "proposals")
