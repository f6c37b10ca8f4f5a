"""A guardian who was asked once more, corrected it and goes back is asked nothing by the browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import Universe
from tests.journeys.conftest import PHONE, Served, axe, picture
from tests.surveys.made import opened
from xiaoan.kernel.scope import acting_as

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def test_going_back_after_a_correction(serve: Serve, visit: Visit, universe: Universe) -> None:
    with acting_as(universe.cast["officer"]) as officer:
        row = opened(officer)
    child = universe.cast["guardian"].people[0]
    page = visit(served := serve("07:40"), "guardian", PHONE)
    where = f"{served.url}/surveys/answer/{row.pk}/{child}/"
    page.goto(f"{served.url}/surveys/mine/")
    page.goto(where)
    page.click(".act button.btn-primary")
    expect(page.locator("[role=alert]")).to_contain_text("请选现在在哪里")
    page.check("[name=whereabouts][value=home]")
    page.check("[name=condition][value=well]")
    page.check("[name=categories][value=gastro]")
    page.click(".act button.btn-primary")
    expect(page.locator("[role=alert]")).to_contain_text("哪一个对")
    picture(page, "survey-doubt")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")  # nothing half under the button
    assert axe(page) == []
    page.uncheck("[name=categories][value=gastro]")
    page.click(".act button.btn-primary")
    page.wait_for_url("**/surveys/mine/")
    expect(page.locator("main")).to_contain_text("已记下")
    page.go_back()
    expect(page.locator("[name=whereabouts]").first).to_be_visible()
    page.go_back()
    page.wait_for_url("**/surveys/mine/")
