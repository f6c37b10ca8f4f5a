"""The keeper of the stores learns on the phone, fails, learns why, passes and has the certificate; the
doctor's practical part is seen by the principal; the bureau sees both."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, COUNTY, DAY, PRIMARY
from tests.journeys.conftest import DESK, PHONE, Served, axe, choose, picture
from tests.training.lessons import places
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.training import services
from xiaoan.training.models import Attempt

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, name: str) -> None:
    picture(page, f"training-{name}")
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def answer(page: Page, wrong: int) -> None:
    with acting_as(BUILDER):
        chosen = places(Attempt.objects.get(handed_at=None).pk, wrong=wrong)
    for n, options in chosen.items():
        for at in options:
            page.wait_for_load_state()
            choose(page.locator(f"#q-{n}"), f"input[value='{at}']")


def test_learnt_failed_passed_certified(serve: Serve, visit: Visit) -> None:
    served = serve("07:35")
    with acting_as(BUILDER):
        need = services.NewNeed(uuid7(), "protection", ("logistics", "school_doctor"), DAY, 30)
        services.set_need(BUILDER, need)
    # On its own, as the night does it: the worker may be at it, too.
    with acting_as(BUILDER):
        services.owe_today(BUILDER)
    keeper = visit(served, "logistics", PHONE)
    looked_at(keeper, "today")
    keeper.click("main a[href='/training/']")
    looked_at(keeper, "mine")
    keeper.click("main >> text=个人防护")
    expect(keeper.locator("main")).to_contain_text("按事情选防护")
    looked_at(keeper, "course")
    keeper.click("text=开始测验")
    looked_at(keeper, "test")
    keeper.click("text=交卷")
    expect(keeper.locator("main")).to_contain_text("还有 10 题没有答好")
    looked_at(keeper, "gaps")
    answer(keeper, wrong=3)
    keeper.click("text=交卷")
    expect(keeper.locator("main")).to_contain_text("没有通过")
    expect(keeper.locator("main")).to_contain_text("10 题对 7 题")
    looked_at(keeper, "failed")
    keeper.click("text=再考一次")
    answer(keeper, wrong=1)
    keeper.click("text=交卷")
    expect(keeper.locator(".receipt h2")).to_have_text("通过")
    looked_at(keeper, "passed")
    keeper.click("text=看证书")
    expect(keeper.locator(".award")).to_contain_text("考核合格")
    looked_at(keeper, "certificate")
    keeper.goto(f"{served.url}/duties/today/")
    expect(keeper.locator("main")).to_contain_text("已通过")
    officer = visit(served, "officer", DESK)
    officer.goto(f"{served.url}/training/unit/{COUNTY}/")
    looked_at(officer, "county")
    officer.goto(f"{served.url}/training/unit/{PRIMARY}/")
    expect(officer.locator("main")).to_contain_text("后勤巳")
    looked_at(officer, "school")


def test_seen_by_a_second_person_and_kept_by_the_bureau(serve: Serve, visit: Visit) -> None:
    served = serve("07:35")
    doctor = visit(served, "doctor", PHONE)
    doctor.goto(f"{served.url}/training/course/thermometer/")
    doctor.click("text=开始测验")
    answer(doctor, wrong=0)
    doctor.click("text=交卷")
    expect(doctor.locator("main")).to_contain_text("实际操作一遍")
    principal = visit(served, "principal", PHONE)
    principal.goto(f"{served.url}/duties/today/")
    principal.click("text=培训实操待您确认")
    looked_at(principal, "waiting")
    principal.click("main >> text=校医己")
    looked_at(principal, "check")
    principal.select_option("#f-passed", "1")
    principal.click("main button.big")
    expect(principal.locator("main")).to_contain_text("证书已生成")
    officer = visit(served, "officer", DESK)
    for name, address in (
        ("courses", "courses/"), ("bank", "courses/thermometer/"), ("need", "courses/thermometer/need/"),
        ("enter", f"unit/{PRIMARY}/enter/"), ("import", f"unit/{PRIMARY}/import/"),
    ):  # fmt: skip
        officer.goto(f"{served.url}/training/{address}")
        looked_at(officer, name)
    officer.goto(f"{served.url}/training/courses/thermometer/")
    officer.click("text=修改:从这一版起草")
    looked_at(officer, "version")
    officer.click("text=加一题")
    looked_at(officer, "question")
