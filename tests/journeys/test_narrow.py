"""Nothing runs out of a phone sideways, in the language with the longest words; what has to, says so."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import CLASS_11, DAY, Universe
from tests.journeys.conftest import PHONE, Served, axe, picture

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def english(page: Page, served: Served) -> None:
    page.context.add_cookies([{"name": "xiaoan-language", "value": "en", "url": served.url}])


def width(page: Page) -> int:
    found: int = page.evaluate("document.documentElement.scrollWidth")
    return found


def test_a_guardians_page_in_english(serve: Serve, visit: Visit, universe: Universe) -> None:
    page = visit(served := serve("07:30"), "guardian", PHONE)
    english(page, served)
    page.goto(f"{served.url}/screening/children/")
    expect(page.locator("main")).to_contain_text("not reported")
    picture(page, "children-english")
    assert width(page) == PHONE["width"]
    assert axe(page) == []


def test_an_official_form_says_that_it_goes_on_sideways(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    page = visit(served := serve("07:30"), "doctor", PHONE)
    page.goto(f"{served.url}/illness/forms/f/{CLASS_11}/{DAY}/")
    expect(page.locator(".scroll-hint")).to_be_visible()
    scroll = page.locator(".official .table-scroll")
    scroll.focus()
    page.keyboard.press("ArrowRight")
    # Asked again until it has moved: to wait inside the page needs an eval that the policy forbids.
    for _ in range(50):
        if scroll.evaluate("one => one.scrollLeft"):
            break
        page.wait_for_timeout(100)
    assert scroll.evaluate("one => one.scrollLeft") > 0
    picture(page, "form-f-phone")
    assert width(page) == PHONE["width"]
    assert axe(page) == []
