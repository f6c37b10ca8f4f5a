"""incident.js by itself: how long is still to be waited, by the server, on a phone whose clock is wrong.

What waits on the phone to be sent is in the journey of an incident (test_vomit).
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import xiaoan.hygiene

pytestmark = pytest.mark.journey
SCRIPT = Path(xiaoan.hygiene.__file__).parent / "static" / "hygiene" / "incident.js"
SERVER = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)
# Wrong by years, and going.
PHONES = dt.datetime(2031, 5, 4, 9, 0, tzinfo=dt.UTC)
HERE = "http://xiaoan.test/incident/"


def place(until: dt.datetime | None, now: dt.datetime = SERVER) -> str:
    ready = (
        f' data-until="{until.timestamp():.0f}" data-now="{now.timestamp():.0f}"' if until else ""
    )
    return (
        f'<p class="wait" data-wait="30" data-after="cover"{ready}'
        ' data-left="还要等 {left}" data-over="时间到了"></p>'
    )


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def show(page: Page, body: str) -> None:
    """A page with these places, and the script as it is delivered."""
    script = '<script type="module" src="/incident.js"></script>'
    html = f'<!doctype html><meta charset="utf-8">{body}{script}'
    page.unroute_all()
    page.route(
        "**/incident.js", lambda route: route.fulfill(path=SCRIPT, content_type="text/javascript")
    )
    page.route(HERE, lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(HERE)


def at(page: Page, seconds: int) -> None:
    page.clock.set_fixed_time(PHONES + dt.timedelta(seconds=seconds))


def test_the_end_is_reckoned_by_the_servers_clock(page: Page) -> None:
    at(page, 0)
    show(page, place(SERVER + dt.timedelta(minutes=20)))
    wait = page.locator(".wait")
    expect(wait).to_have_text("还要等 20:00")
    for seconds, words in (
        (61, "还要等 18:59"),
        (20 * 60 - 1, "还要等 00:01"),
        (20 * 60, "时间到了"),
    ):
        at(page, seconds)
        expect(wait).to_have_text(words)
    at(page, 3 * 60 * 60)
    expect(wait).to_have_text("时间到了")


def test_a_kept_page_that_is_opened_again_goes_on(page: Page) -> None:
    """A page out of the phone's store says the same `now` as when it came: the time since then has passed."""
    at(page, 0)
    show(page, place(SERVER + dt.timedelta(minutes=20)))
    expect(page.locator(".wait")).to_have_text("还要等 20:00")
    at(page, 15 * 60)
    show(page, place(SERVER + dt.timedelta(minutes=20)))
    expect(page.locator(".wait")).to_have_text("还要等 05:00")
    # A newer answer of the server counts anew.
    newer = SERVER + dt.timedelta(minutes=17)
    show(page, place(SERVER + dt.timedelta(minutes=20), newer))
    expect(page.locator(".wait")).to_have_text("还要等 03:00")


def test_each_place_has_its_own_end_and_what_has_none_says_nothing(page: Page) -> None:
    at(page, 0)
    show(page, place(SERVER + dt.timedelta(minutes=2)) + place(SERVER) + place(None))
    wait = page.locator(".wait")
    expect(wait.nth(0)).to_have_text("还要等 02:00")
    expect(wait.nth(1)).to_have_text("时间到了")
    expect(wait.nth(2)).to_have_text("")


def test_a_page_without_such_a_place_is_left_alone(page: Page) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    show(page, "<p>无</p>")
    page.wait_for_function("document.readyState === 'complete'")
    expect(page.locator("p")).to_have_text("无")
    assert (faults, page.evaluate("sessionStorage.length")) == ([], 0)
