"""From a red figure to the person who can mend it, and back: whoever leads, holds the office or heads a
school sees who answers, has the number that their role may have, urges from there, and comes back to the
same view."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, COUNTY, PRIMARY
from tests.journeys.conftest import DESK, PHONE, Served, picture
from xiaoan.journal.models import Entry
from xiaoan.kernel.scope import acting_as

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
RED = "晨检已报班级"


def opened(page: Page) -> None:
    """The red figure of the board, opened from its name; the board says that it is short."""
    tile = page.locator(".sit-tile", has=page.get_by_role("heading", name=RED))
    expect(tile.locator(".state")).to_contain_text("没有达到")
    tile.get_by_role("heading").get_by_role("link").click()
    expect(page.locator("h1")).to_contain_text(RED)


def urgings() -> int:
    with acting_as(BUILDER):
        return Entry.objects.filter(kind="duties.urged").count()


def back(page: Page, before: str) -> None:
    """As a person goes back: the same view, by the same address."""
    while page.url != before:
        page.go_back()
    expect(page.locator(".sit-tile").first).to_be_visible()


def urged(page: Page, name: str) -> None:
    """From the list behind the figure: ticked, urged, on record."""
    before = urgings()
    page.get_by_role("link", name="看明细").click()
    row = page.locator("tr", has_text=name)
    expect(row.locator("a.call")).to_have_attribute("href", re.compile(r"^tel:199\d{8}$"))
    row.locator("input[name=duty]").check(force=True)
    page.get_by_role("button", name=re.compile("催报")).click()
    expect(page.locator("main")).to_contain_text(re.compile("已催|催了|已提醒"))
    assert urgings() == before + 1


def test_a_leader_by_phone(serve: Serve, visit: Visit) -> None:
    served = serve("08:55")
    page = visit(served, "leader", PHONE)
    page.goto(f"{served.url}/situation/{COUNTY}/")
    board = page.url
    opened(page)
    # The township that is worst, its person, then the school, then the teacher: each one look further.
    row = page.locator("tr", has_text="城关镇")
    expect(row.locator(".sit-person")).to_contain_text("联络丙")
    expect(row.locator("a.call")).to_be_visible()
    row.get_by_role("link", name="城关镇").click()
    page.locator("tr", has_text="实验小学").get_by_role("link", name="实验小学").click()
    teacher = page.locator("tr", has_text="班主任壬")
    expect(teacher.locator("a.call")).to_have_attribute("href", "tel:19900000008")
    picture(page, "red-leader", whole=True)
    urged(page, "班主任壬")
    back(page, board)


def test_an_officer_at_the_desk(serve: Serve, visit: Visit) -> None:
    served = serve("08:55")
    page = visit(served, "officer", DESK)
    page.goto(f"{served.url}/situation/{COUNTY}/")
    board = page.url
    opened(page)
    page.get_by_role("link", name="各学校").click()
    row = page.locator("tr", has_text="河口初中")
    expect(row.locator(".sit-person")).to_contain_text("校长庚")
    picture(page, "red-officer", whole=True)
    urged(page, "班主任壬")
    back(page, board)


def test_a_principal_by_phone(serve: Serve, visit: Visit) -> None:
    served = serve("08:55")
    page = visit(served, "principal", PHONE)
    page.goto(f"{served.url}/situation/{PRIMARY}/")
    board = page.url
    opened(page)
    row = page.locator("tr", has_text="一年级2班")
    expect(row.locator("a.call")).to_have_attribute("href", "tel:19900000010")
    picture(page, "red-principal", whole=True)
    urged(page, "一年级1班")
    back(page, board)


def test_by_the_keyboard_alone(serve: Serve, visit: Visit) -> None:
    """The board by tabs and Enter: the red figure is reached and opened, what has the focus is seen."""
    served = serve("08:55")
    page = visit(served, "officer", DESK)
    page.goto(f"{served.url}/situation/{COUNTY}/")
    page.locator("#main").focus()
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == RED:
            break
    else:
        pytest.fail("the red figure is not reached by the keyboard")
    seen = page.evaluate(
        "(({outlineStyle, outlineWidth, boxShadow}) => [outlineStyle, outlineWidth, boxShadow])"
        "(getComputedStyle(document.activeElement))"
    )
    assert seen[0] != "none" or seen[2] != "none", seen
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(RED)
    page.locator(".page-acts a", has_text="今日态势").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".sit-tile").first).to_be_visible()
