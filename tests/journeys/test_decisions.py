"""What waits is found at once: a count at the desk, a line on the phone; a large roster is let go by a second
person; a guardian reads who looked at the child."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import CLASS_11, CLASS_71, DAY, JUNIOR, PRIMARY, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from xiaoan.accounts.services import recovering
from xiaoan.directory.rules.lives import When
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.registry.models import RosterExport
from xiaoan.registry.rules import LIMITS
from xiaoan.registry.services import exports, looks, transfers

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
FRIDAY = DAY + dt.timedelta(days=4)


def looked_at(page: Page, name: str) -> None:
    """Kept for a person's eyes; nothing wider than the screen, nothing axe finds wrong."""
    picture(page, f"decisions-{name}", whole=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def prepare(universe: Universe) -> None:
    """A lost account, transfers both ways, a roster taken this morning, looks at the guardian's child."""
    child = universe.person(CLASS_11, 1)
    with acting_as(universe.cast["officer"]) as officer:
        looks.see_life(officer, child)
    with acting_as(universe.cast["teacher"]) as teacher:
        looks.see_life(teacher, child)
    with acting_as(universe.cast["other_principal"]) as other:
        transfers.offer(other, universe.person(CLASS_71, 1), PRIMARY, When(FRIDAY))
    with acting_as(universe.cast["principal"]) as principal:
        transfers.offer(principal, child, JUNIOR, When(FRIDAY))
        before = exports.ask(principal, exports.Asked(uuid7(), PRIMARY, "xlsx", "full", "核对"))
        RosterExport.objects.filter(pk=before).update(
            rows_total=LIMITS.full, asked_at=clock.now(), state="gone"
        )
        recovering.ask(recovering.Named("guardian"))


def test_what_waits_is_found_and_decided(serve: Serve, visit: Visit, universe: Universe) -> None:
    served = serve("07:30")
    prepare(universe)
    head = visit(served, "principal", DESK)
    expect(head.locator(".rail .count")).to_contain_text("2")
    expect(head.locator(".rail .count")).to_contain_text("2 件等您决定")
    head.goto(f"{served.url}/registry/exports/")
    head.check("input[name=numbers][value=full]")
    head.fill("input[name=reason]", "学籍核对")
    looked_at(head, "export-form")
    head.click("button:has-text('导出名册')")
    expect(head.locator("h2").first).to_have_text("等另一人批准")
    looked_at(head, "export-waiting")
    # The officer finds it, sees what is asked and nothing of the roster, and lets it go.
    desk = visit(served, "officer", DESK)
    expect(desk.locator(".rail .count")).to_contain_text("1 件等您决定")
    desk.click(".rail >> text=今日待办")
    desk.click("text=导出名册,等您批准")
    expect(desk.locator("main")).to_contain_text("实验小学 · 30 人")
    looked_at(desk, "approvals")
    desk.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    looked_at(desk, "approvals-390")
    desk.click("button:has-text('批准导出 30 人')")
    expect(desk.locator("main")).to_contain_text("没有等您批准的导出。")
    # The principal is told, also on the phone.
    phone = visit(served, "principal", PHONE)
    phone.goto(f"{served.url}/duties/today/")
    expect(phone.locator("main")).to_contain_text("导出已批准,等您写表")
    looked_at(phone, "today-390")
    # The menu of the phone counts like the navigation of the desk, once it is opened.
    phone.click("summary[aria-label=菜单]")
    expect(phone.locator(".menu-sheet .count")).to_contain_text("3 件等您决定")
    looked_at(phone, "menu-390")
    head.reload()
    looked_at(head, "export-approved")
    head.click("button:has-text('现在写表')")
    expect(head.locator("main")).not_to_contain_text("现在写表")
    # Who can see the child, the transfer under way, who looked.
    head.goto(f"{served.url}/registry/people/{universe.person(CLASS_11, 1)}/access/")
    expect(head.locator("main")).to_contain_text("正在转学")
    looked_at(head, "access")
    head.click("text=谁看过")
    expect(head.locator("main")).to_contain_text("班主任壬")
    looked_at(head, "looks")
    home = visit(served, "guardian", PHONE)
    home.click("summary[aria-label=菜单]")
    home.click(".menu-sheet >> text=谁看过孩子的资料")
    expect(home.locator("main")).to_contain_text("实验小学 班主任")
    expect(home.locator("main")).not_to_contain_text("班主任壬")
    looked_at(home, "own-looks-390")
    home.set_viewport_size({"width": 320, "height": 700})
    looked_at(home, "own-looks-320")
