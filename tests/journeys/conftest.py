"""A served county in a real browser: `xiaoan serve` over a clone of the test county, and Chromium.

Every page a journey opens is watched: no violation of the content security policy, no error in the
console, nothing fetched from elsewhere.
"""

import os
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests import builders, environment
from tests.journeys.nursery import Child, Nursery
from xiaoan.accounts.models import User
from xiaoan.accounts.rules import ROLES
from xiaoan.kernel import clock
from xiaoan.kernel.scope import acting_as

# Playwright's loop lives in this thread; the tests' own look-ups are synchronous on purpose.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 800}
AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
# Where the pictures go that a person looks at; not part of any assertion.
PICTURES = environment.HOME.parent / "xiaoan-journeys"
# A machine that does something else beside is slow: what does not come in this time does not come.
expect.set_options(timeout=15_000)


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    """Time runs, from the morning of the test day: a test's own look-ups and the served county (`serve`)
    keep one clock, whatever day it is outside."""
    set_clock(builders.MORNING)
    yield
    clock.shift(timedelta(0))


def set_clock(wanted: datetime) -> timedelta:
    """Let the clock run from `wanted` on; answers how far that is from the real hour."""
    ahead = wanted - datetime.now(wanted.tzinfo)
    clock.shift(ahead)
    return ahead


@dataclass
class Served:
    """A running server: its address and its database."""

    url: str
    database: str
    home: Path


@dataclass
class Watched:
    """What pages complained about."""

    faults: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """What counties are served from."""
    found = Nursery(_environment())
    yield found
    found.close()


def _environment(**other: str) -> dict[str, str]:
    """Of who serves: without the owner's address."""
    return {k: v for k, v in os.environ.items() if k != "XIAOAN_OWNER_DATABASE_URL"} | other


@pytest.fixture
def serve(own_database: str, tmp_path: Path, nursery: Nursery) -> Iterator[Callable[..., Served]]:
    """`serve("07:30")`: start the product at that time of the test day, or so many `days` later."""
    running: list[Child] = []

    def start(hour: str, days: int = 0) -> Served:
        wanted = builders.MORNING.replace(hour=int(hour[:2]), minute=int(hour[3:]))
        wanted += timedelta(days=days)
        (tmp_path / "clock").write_text(str(set_clock(wanted).total_seconds()))
        (tmp_path / "keys").write_text((environment.HOME / "keys").read_text())
        (tmp_path / "keys").chmod(0o600)
        held = (environment.HOME / "counselling-keys").read_text()
        (tmp_path / "counselling-keys").write_text(held)
        (tmp_path / "counselling-keys").chmod(0o600)
        port, log = _free_port(), tmp_path / "log"
        env = _environment(XIAOAN_HOME=str(tmp_path), DATABASE_URL=own_database)
        running.append(nursery.serve(port, env, log))
        url = f"http://127.0.0.1:{port}"
        _wait_for(f"{url}/readyz", log)
        return Served(url, own_database, tmp_path)

    yield start
    for child in running:
        child.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=2).read()  # noqa: S310  # our own address
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"the server did not come up:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a module: its loop ends with it, or later tests could not run one of their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def watched() -> Iterator[Watched]:
    """Collects complaints; none may be left at the end."""
    found = Watched()
    yield found
    assert found.faults == []


@pytest.fixture
def visit(
    chromium: Browser, watched: Watched, universe: builders.Universe
) -> Iterator[Callable[[Served, str, dict[str, int]], Page]]:
    """`visit(served, "teacher", PHONE)`: a browser of one of the cast, signed in."""
    pages: list[Page] = []

    def open_as(served: Served, login: str, size: dict[str, int]) -> Page:
        context = chromium.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=size is PHONE,
        )
        page = context.new_page()
        pages.append(page)
        watch(page, served, watched)
        if ROLES[universe.cast[login].scopes[0].role].second_factor:
            _carry_session(page, served, universe.users[login])
            return page
        page.goto(f"{served.url}/sign-in/")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", builders.PASSWORD)
        page.click("form[action='/sign-in/'] button.btn-primary")
        page.wait_for_load_state()
        return page

    yield open_as
    for page in pages:
        page.context.close()


def watch(page: Page, served: Served, watched: Watched) -> None:
    """Hear what a page complains about, and what it fetches."""
    page.on("console", lambda m: _heard(m.type, m.text, watched))
    page.on("pageerror", lambda error: watched.faults.append(f"error: {error}"))
    page.on("request", lambda r: _asked(r.url, served, watched))


def _carry_session(page: Page, served: Served, user: User) -> None:
    """Whoever needs a second factor has given it (test_second_factor is about how)."""
    with acting_as(builders.BUILDER):
        key = builders.session_of(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": key, "url": served.url}])
    page.goto(f"{served.url}/")
    page.wait_for_load_state()


def _heard(kind: str, text: str, watched: Watched) -> None:
    # Chromium reports a 4xx answer of a form as an error, and each request without a network; the
    # journeys that ask for them expect them.
    expected = ("the server responded with a status of 4", "net::ERR_INTERNET_DISCONNECTED")
    if kind == "error" and not any(words in text for words in expected):
        watched.faults.append(f"console: {text}")


def _asked(url: str, served: Served, watched: Watched) -> None:
    if not url.startswith((served.url, "data:")):
        watched.faults.append(f"fetched from elsewhere: {url}")


def picture(page: Page, name: str, *, whole: bool = False) -> None:
    """Keep what the page looks like, for a person to look at; `whole`: beyond the screen too.

    Chromium takes none of a page that is just being replaced ("Unable to capture"): it is asked again.
    """
    PICTURES.mkdir(exist_ok=True)
    for left in (2, 1, 0):
        page.wait_for_load_state()
        try:
            page.screenshot(path=str(PICTURES / f"{name}.png"), full_page=whole)
            return
        except PlaywrightError as error:
            if "Unable to capture" not in error.message or not left:
                raise
            page.wait_for_timeout(500)


def choose(within: Page | Locator, selector: str, *, on: bool = True) -> None:
    """Press the chip of a radio button or box (or take it off). The label is what a finger meets: it is
    waited for until it stands still and nothing covers it, as a row that has just unfolded needs.
    """
    chip = within.locator(selector)
    if chip.is_checked() != on:
        within.locator(f"label:has({selector})").click()
    expect(chip).to_be_checked(checked=on)


def axe(page: Page) -> list[str]:
    """What axe finds wrong (WCAG 2.2 A and AA), as `rule: element`.

    A target is too small if it is so where the page stands and also with all of it in sight: what a fixed
    bar covers can be scrolled from under it.
    """
    # Added through the debugger, not as a script of the page: the policy stays in force.
    page.evaluate(AXE.read_text())
    found = _violations(page)
    if not any(one.startswith("target-size") for one in found):
        return found
    seen = page.viewport_size or {"width": 390, "height": 844}
    whole = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({**seen, "height": max(whole, seen["height"])})
    again = _violations(page)
    page.set_viewport_size(seen)
    return [one for one in found if one in again]


def _violations(page: Page) -> list[str]:
    result = page.evaluate(
        "axe.run(document, {resultTypes: ['violations'],"
        " runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
    )
    return [
        f"{found['id']}: {node['html'][:120]}"
        for found in result["violations"]
        for node in found["nodes"]
    ]
