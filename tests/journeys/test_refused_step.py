"""A step that was refused is nothing unsent: one sentence says what is missing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import Universe
from tests.journeys.conftest import PHONE, Served, axe, picture
from tests.journeys.test_offline_course import followed

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def test_an_empty_reading_is_refused_once_and_waits_nowhere(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    row = followed(universe, 2)
    page = visit(served := serve("07:40"), "doctor", PHONE)
    page.goto(f"{served.url}/illness/{row.pk}/")
    for _ in range(2):
        page.wait_for_selector("form[data-outbox-key=retest][data-outbox=on]")
        page.locator("form[data-outbox-key=retest] button.btn-primary").click()
        page.wait_for_timeout(1500)
        picture(page, "refused-step")
    expect(page.locator("#unsent")).to_be_hidden()
    expect(page.locator("main")).to_contain_text("复测体温")
    expect(page.locator("[data-outbox-says]:not(:empty)")).to_have_count(0)
    expect(page.locator("[data-draft]:visible")).to_have_count(0)
    expect(page.locator("[data-discard]:visible")).to_have_count(0)
    assert axe(page) == []
    page.fill("[name=retest-celsius]", "38.6")
    page.locator("form[data-outbox-key=retest] button.btn-primary").click()
    expect(page.locator(".stands")).to_contain_text("复测")
    expect(page.locator("#unsent")).to_be_hidden()
