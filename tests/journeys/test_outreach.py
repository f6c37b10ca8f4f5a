"""A suspected drop-out: put on the ledger, the family called, back at school, closed by a second person."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import CLASS_11, Universe
from tests.journeys.conftest import PHONE, Served, axe, picture
from tests.outreach.calling import LESSON, want
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.outreach import services

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, name: str) -> None:
    picture(page, f"outreach-{name}")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert axe(page) == []


def test_suspected_called_and_brought_back(serve: Serve, visit: Visit, universe: Universe) -> None:
    served = serve("07:35")
    with acting_as(universe.cast["teacher"]) as actor:
        services.ask(actor, [want(universe, 2, uuid7(), LESSON)])
    teacher = visit(served, "teacher", PHONE)
    teacher.goto(f"{served.url}/dropout/open/{universe.person(CLASS_11, 2)}/")
    looked_at(teacher, "open")
    teacher.fill("textarea[name=note]", "三天没来,电话不通")
    teacher.click("main >> text=列入台账 >> nth=-1")
    expect(teacher.locator("main")).to_contain_text("在办")
    looked_at(teacher, "entry")
    entry = teacher.url
    teacher.goto(f"{served.url}/outreach/")
    expect(teacher.locator("main .rows li")).to_have_count(1)
    looked_at(teacher, "list")
    teacher.click("main .rows a")
    teacher.click("text=我来联系这一家")
    expect(teacher.locator("main")).to_contain_text("没打通")
    looked_at(teacher, "call")
    teacher.click("button[value='reached.work']")
    expect(teacher.locator("main")).to_contain_text("电话 打通了")
    looked_at(teacher, "reached")
    teacher.goto(entry)
    teacher.check("input[value=back]")
    teacher.fill("form:has(input[value=ask_close]) input[name=note]", "11月23日到校上课")
    teacher.click("text=提出销号,由另一个人核对")
    expect(teacher.locator("main")).to_contain_text("等另一个人核对")
    principal = visit(served, "principal", PHONE)
    principal.goto(f"{served.url}/duties/today/")
    expect(principal.locator("main")).to_contain_text("销号待您核对")
    principal.goto(entry)
    looked_at(principal, "close")
    principal.click("button[value=close]")
    expect(principal.locator("main")).to_contain_text("已销号")
    principal.goto(f"{served.url}/outreach/figures/")
    picture(principal, "outreach-figures")
