"""An officer asks the data, turns the answer, keeps the question; the leader opens it and goes on to the
rows."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import CLASS_11, Universe, sent, sick
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from xiaoan.indicators import services as indicators
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as
from xiaoan.screening import services as screening

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, size: dict[str, int], name: str) -> None:
    picture(page, f"asking-{name}")
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    assert axe(page) == []


def test_a_question_asked_kept_and_opened(serve: Serve, visit: Visit, universe: Universe) -> None:
    served = serve("08:20")
    with acting_as(universe.cast["teacher"]) as teacher:
        mark = sick(universe.enrolment(CLASS_11, 1), "fever", "cough")
        screening.submit_roll_call(teacher, sent(CLASS_11, mark))
    with acting_as(system("indicators")) as actor:
        indicators.refresh(actor, clock.today())
    desk = visit(served, "officer", DESK)
    desk.goto(f"{served.url}/analysis/")
    looked_at(desk, DESK, "new")
    desk.click("text=最近 7 天因病缺勤")
    expect(desk.locator("tfoot")).to_contain_text("1/10")
    desk.select_option("[name=rows]", "school")
    desk.click("button:has-text('看答案')")
    row = desk.locator("tbody tr", has_text="实验小学")
    expect(row).to_contain_text("10.0%")
    expect(desk.locator("tbody tr", has_text="河口初中")).to_contain_text("0/0")
    looked_at(desk, DESK, "answer")
    desk.fill("[name=name]", "各校因病缺勤")
    desk.check("[name=shared]")
    desk.click("button:has-text('保存问题')")
    expect(desk.locator("main")).to_contain_text("已保存。")
    leader = visit(served, "leader", PHONE)
    leader.goto(f"{served.url}/analysis/")
    leader.click("text=各校因病缺勤")
    expect(leader.locator("tbody tr", has_text="实验小学")).to_contain_text("1/10")
    looked_at(leader, PHONE, "phone")
    leader.click("summary:has-text('这些数字是怎么来的')")
    leader.click("main >> text=看明细")
    expect(leader).to_have_url(re.compile("/overview/"))
