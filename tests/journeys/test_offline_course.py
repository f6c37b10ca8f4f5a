"""The doctor's way with a sick child without a network: the sheets open, wait, and arrive once, in order."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, CLASS_11, DAY, MORNING, Universe, sent
from tests.illness.ill import WORKER, feverish
from tests.journeys.conftest import PHONE, Served, axe, choose, picture, set_clock
from tests.journeys.test_offline import left_on_phone, no_posting
from xiaoan.illness import services as illness
from xiaoan.illness.models import Illness, Step
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.screening import services as screening

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
SHEET = "/illness/course/1/"
# By the phone's own clock, which is wrong by years.
PHONES = dt.datetime(2031, 5, 4, 9, 0, tzinfo=dt.UTC)


def steps() -> list[tuple[str, int]]:
    """What is stored, in order: the step, and how many minutes after it was told."""
    with acting_as(BUILDER):
        rows = list(Step.objects.order_by("no"))
    return [(row.kind, int((row.recorded_at - row.at).total_seconds() // 60)) for row in rows]


def followed(universe: Universe, seat: int) -> Illness:
    """A child with a fever in the morning's roll-call, seen by the worker."""
    with acting_as(BUILDER):
        screening.submit_roll_call(BUILDER, sent(CLASS_11, feverish(universe, seat)))
    with acting_as(WORKER):
        illness.look(WORKER, (CLASS_11, CLASS_11 + 1), DAY)
        return Illness.objects.get()


def paths(page: Page) -> list[str]:
    """What is kept on the phone."""
    found: list[str] = page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys()) {
            if (!name.startsWith("xiaoan-pages")) continue;
            for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
          }
          return found.sort();
        }"""
    )
    return found


def with_worker(page: Page, served: Served, *wanted: str) -> None:
    """The list of today, once the worker has kept it and the sheets."""
    page.goto(served.url + "/duties/today/")
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    sheets = (f"/illness/course/{no}/" for no in (1, 2, 3))
    everything = sorted(["/duties/today/", "/procurement/requisitions/new/", *sheets, *wanted])
    for _ in range(100):
        if paths(page) == everything:
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"kept: {paths(page)}")


def ready(page: Page, act: str) -> None:
    page.wait_for_selector(f"form[data-outbox-key={act}][data-outbox=on]")


def press(page: Page, act: str, minute: int) -> None:
    """Press the button of a step at a minute of the phone's clock."""
    page.clock.set_fixed_time(PHONES + dt.timedelta(minutes=minute))
    page.locator(f"form[data-outbox-key={act}] button.btn-primary").click()


def fill_first(page: Page, who: str) -> None:
    page.select_option("[name=notice-unit]", str(CLASS_11))
    page.fill("[name=notice-who]", who)
    choose(page, "[name=notice-symptoms][value=fever]")


def unsent(page: Page, n: int) -> None:
    expect(page.locator("#unsent [data-count]")).to_have_text(f"未发送 {n}")


def test_a_new_child_without_a_network(serve: Serve, visit: Visit, universe: Universe) -> None:
    page = visit(served := serve("07:30"), "doctor", PHONE)
    with_worker(page, served)
    page.context.set_offline(True)
    page.reload()
    page.click(f"a[href='{SHEET}']")
    ready(page, "notice")
    picture(page, "course-empty")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    fill_first(page, "测试生0002")
    press(page, "notice", 0)
    unsent(page, 1)
    page.fill("[name=retest-celsius]", "38.8")
    press(page, "retest", 6)
    unsent(page, 2)
    # Closed and opened again, without a network: what waits is there, and the same course goes on.
    page.reload()
    ready(page, "observe")
    expect(page.locator("[name=notice-who]")).to_have_value("测试生0002")
    press(page, "observe", 9)
    unsent(page, 3)
    page.evaluate("scrollTo(0, 0)")  # nothing half under the counter
    picture(page, "course-unsent")
    assert axe(page) == []
    assert steps() == []
    page.clock.set_fixed_time(PHONES + dt.timedelta(minutes=40))
    page.context.set_offline(False)
    page.wait_for_url("**/illness/*/steps/", timeout=60_000)
    expect(page.locator("#unsent")).to_be_hidden()
    assert steps() == [("detected", 40), ("retest_fever", 34), ("observe", 31)]
    picture(page, "course-sent")
    with acting_as(BUILDER):
        row = Illness.objects.get()
    assert (row.person_id, row.stage) == (universe.person(CLASS_11, 2), "observed")
    page.goto(f"{served.url}/illness/{row.pk}/")
    expect(page.locator(".course")).to_contain_text("补报")
    # The sheet is free for the next child: nothing of this one is on it.
    page.goto(served.url + SHEET)
    ready(page, "notice")
    expect(page.locator("[name=notice-who]")).to_have_value("")


def test_a_child_of_the_due_list_and_what_somebody_else_did_meanwhile(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    served = serve("07:30")
    row = followed(universe, 2)
    page = visit(served, "doctor", PHONE)
    where = f"/illness/{row.pk}/steps/"
    with_worker(page, served, where)
    page.context.set_offline(True)
    page.reload()
    page.click(f"a[href='/illness/{row.pk}/']")  # its full page is not on the phone
    page.wait_for_url("**" + where)
    ready(page, "observe")
    picture(page, "course-child")
    assert axe(page) == []
    for n, act in enumerate(("observe", "guardian"), start=1):
        if act == "guardian":
            page.select_option("[name=guardian-outcome]", "reach")
        page.locator(f"form[data-outbox-key={act}] button.btn-primary").click()
        unsent(page, n)
    set_clock(MORNING + dt.timedelta(minutes=1))
    with acting_as(universe.cast["principal"]) as principal:
        illness.take_step(principal, illness.Done(uuid7(), row.pk, "observe"))
    page.context.set_offline(False)
    # It goes out by itself too, and then there is nothing left to press.
    page.evaluate("document.querySelector('#unsent [data-send]')?.click()")
    expect(page.locator("#unsent")).to_be_hidden(timeout=30_000)
    assert [kind for kind, _late in steps()] == ["detected", "observe", "reach"]
    # What was overtaken is neither lost nor recorded: it waits for a person beside the course.
    page.goto(f"{served.url}/illness/{row.pk}/")
    page.click("a:has-text('看两份并决定')")
    expect(page.locator("main")).to_contain_text("迟到的这份")


def test_signing_out_leaves_nothing_of_a_course(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    served = serve("07:30")
    row = followed(universe, 2)
    page = visit(served, "doctor", PHONE)
    with_worker(page, served, f"/illness/{row.pk}/steps/")
    page.context.set_offline(True)
    page.goto(served.url + SHEET)
    ready(page, "notice")
    fill_first(page, "测试生0003")
    page.locator("form[data-outbox-key=notice] button.btn-primary").click()
    unsent(page, 1)
    assert left_on_phone(page)["rows"] > 0
    page.route("**" + SHEET + "*", no_posting)
    page.context.set_offline(False)
    page.click("summary[aria-label='菜单']")
    page.click(".menu form[action='/sign-out/'] button")
    page.locator(".unsent-leaving").get_by_role("button", name="丢弃并退出").click()
    page.wait_for_url("**/sign-in/")
    assert left_on_phone(page) == {"pages": 0, "rows": 0}
    assert [kind for kind, _late in steps()] == ["detected"]


def test_without_a_service_worker_the_open_page_goes_on(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    page = visit(served := serve("07:30"), "doctor", PHONE)
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto(served.url + SHEET)
    assert page.evaluate("'serviceWorker' in navigator") is False
    ready(page, "notice")
    page.context.set_offline(True)
    fill_first(page, "2")
    press(page, "notice", 0)
    unsent(page, 1)
    page.fill("[name=retest-celsius]", "36.6")
    press(page, "retest", 5)
    unsent(page, 2)
    page.clock.set_fixed_time(PHONES + dt.timedelta(minutes=10))
    page.context.set_offline(False)
    page.wait_for_url("**/illness/*/steps/", timeout=60_000)
    expect(page.locator("#unsent")).to_be_hidden()
    assert steps() == [("detected", 10), ("retest_normal", 5)]
