"""A roll-call without a network: nothing typed is lost, and what was sent arrives once."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests import builders
from tests.builders import BUILDER, CLASS_11, PUPILS, Universe
from tests.journeys.conftest import PHONE, Served, axe, choose, picture
from xiaoan.kernel.scope import acting_as
from xiaoan.screening.models import RollCall

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
HERE = f"/screening/rollcall/{CLASS_11}/2026-11-23/morning/"
SEND = "button:has-text('提交晨检')"


def no_posting(route: Route) -> None:
    """Pages come, submissions do not go: a reload can be looked at."""
    if route.request.method == "POST":
        route.abort("internetdisconnected")
    else:
        route.continue_()


def roll_call(page: Page, served: Served) -> None:
    """Open the form and wait until its outbox listens."""
    page.goto(served.url + HERE)
    page.wait_for_selector("form[data-outbox=on][data-live]")


def mark_sick(page: Page, universe: Universe, seat: int) -> None:
    child = f"#p-{universe.enrolment(CLASS_11, seat)}"
    page.click(f"{child} summary")
    choose(page.locator(child), "input[value=absent_sick]")
    choose(page.locator(child), "input[value=vomiting]")
    page.fill(f"{child} input[name$=-note]", "家长来电")


def stored() -> list[tuple[str, int, int]]:
    with acting_as(BUILDER):
        rows = RollCall.objects.order_by("version")
        return [(row.state, row.present, row.absent_sick) for row in rows]


def test_a_sheet_waits_for_the_network_and_arrives_once(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    page = visit(served := serve("07:30"), "teacher", PHONE)
    roll_call(page, served)
    mark_sick(page, universe, 3)
    page.route("**" + HERE, no_posting)
    page.dblclick(SEND)
    counter = page.locator("#unsent")
    expect(counter).to_contain_text("未发送 1")
    expect(page.locator("[data-outbox-says]")).to_contain_text("已存在这台设备上")
    picture(page, "rollcall-unsent")
    assert axe(page) == []
    page.reload()
    expect(counter).to_contain_text("未发送 1")
    expect(page.locator("[data-draft]")).to_contain_text("已恢复")
    child = page.locator(f"#p-{universe.enrolment(CLASS_11, 3)} .now")
    expect(child).to_have_text("因病 · 呕吐")
    picture(page, "rollcall-restored")
    assert stored() == []
    page.unroute("**" + HERE)
    counter.get_by_role("button", name="重试").click()
    page.wait_for_url("**/screening/receipt/**")
    expect(page.locator("main")).to_contain_text("家长来电")
    expect(counter).to_be_hidden()
    assert stored() == [("current", PUPILS - 1, 1)]
    left = page.evaluate(
        """() => new Promise((done) => {
          const asked = indexedDB.open("xiaoan");
          asked.onsuccess = () => {
            const drafts = asked.result.transaction("drafts").objectStore("drafts").getAll();
            drafts.onsuccess = () => done(drafts.result.length);
          };
        })"""
    )
    assert left == 0


def test_two_tabs_send_one_sheet(serve: Serve, visit: Visit, universe: Universe) -> None:
    first = visit(served := serve("07:30"), "teacher", PHONE)
    second = first.context.new_page()
    for page in (first, second):
        roll_call(page, served)
    first.context.set_offline(True)
    for n, page in enumerate((first, second), start=1):
        page.click(SEND)
        expect(page.locator("#unsent [data-count]")).to_have_text(f"未发送 {n}")
    first.context.set_offline(False)
    for page in (first, second):
        page.wait_for_url("**/screening/receipt/**", timeout=60_000)
    assert stored() == [("current", PUPILS, 0)]


def test_what_was_typed_survives_a_reload_and_can_be_discarded(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    page = visit(served := serve("07:30"), "teacher", PHONE)
    roll_call(page, served)
    mark_sick(page, universe, 3)
    page.wait_for_timeout(500)  # as a person does before the next tap
    page.goto(served.url + "/duties/today/")
    page.go_back()
    child = page.locator(f"#p-{universe.enrolment(CLASS_11, 3)} .now")
    expect(child).to_have_text("因病 · 呕吐")
    page.click("[data-discard]")
    expect(child).to_have_text("出勤")
    expect(page.locator("[data-draft]")).to_be_hidden()
    page.reload()
    expect(child).to_have_text("出勤")


def test_questions_of_the_server_are_shown_and_answered(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    page = visit(served := serve("07:30"), "teacher", PHONE)
    roll_call(page, served)
    child = f"#p-{universe.enrolment(CLASS_11, 3)}"
    page.click(f"{child} summary")
    choose(page.locator(child), "input[value=absent_sick]")
    page.click(SEND)
    expect(page.locator("[role=alert]")).to_contain_text("还没填症状")
    expect(page.locator("#unsent")).to_be_hidden()
    assert re.fullmatch(r".*/morning/\?sheet=[0-9a-f-]{36}", page.url)
    page.click("button:has-text('已核对')")
    page.wait_for_url("**/screening/receipt/**")
    page.go_back()  # no question of the browser whether to send again: the receipt
    page.wait_for_url("**/screening/receipt/**")
    expect(page.locator("main")).to_contain_text("因病缺勤")
    assert stored() == [("current", PUPILS - 1, 1)]


def test_the_next_person_on_the_phone_neither_sees_nor_sends_it(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    page = visit(served := serve("07:30"), "teacher", PHONE)
    roll_call(page, served)
    mark_sick(page, universe, 3)
    page.route("**" + HERE, no_posting)
    page.click(SEND)
    expect(page.locator("#unsent")).to_contain_text("未发送 1")
    page.unroute("**" + HERE)
    page.context.clear_cookies()
    page.locator("#unsent").get_by_role("button").click()
    expect(page.locator("[data-outbox-says]")).to_contain_text("重新登录")
    page.goto(f"{served.url}/sign-in/")
    sign_in(page, "deputy")
    roll_call(page, served)
    page.wait_for_timeout(1000)  # long enough for a sender that would send it
    expect(page.locator("#unsent")).to_be_hidden()
    expect(page.locator("[data-draft]")).to_be_hidden()
    assert stored() == []
    page.click("summary[aria-label='菜单']")
    page.click(".menu form[action='/sign-out/'] button")
    page.wait_for_url("**/sign-in/")
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and HERE in answer.url
    ):
        sign_in(page, "teacher")
    expect(page.locator("#unsent")).to_be_hidden(timeout=30_000)
    assert stored() == [("current", PUPILS - 1, 1)]


def sign_in(page: Page, login: str) -> None:
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", builders.PASSWORD)
    page.click("form[action='/sign-in/'] button.btn-primary")
    page.wait_for_load_state()


def with_worker(page: Page, served: Served) -> None:
    """The list of today, once the worker has kept it and the sheets on it."""
    page.goto(served.url + "/duties/today/")
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    for _ in range(100):
        if left_on_phone(page)["pages"] == 2:
            return
        page.wait_for_timeout(200)
    raise AssertionError("the list and the sheet were not kept")


def left_on_phone(page: Page) -> dict[str, int]:
    """What of anybody is in the caches and the store."""
    found: dict[str, int] = page.evaluate(
        """async () => {
          const names = (await caches.keys()).filter((name) => name.startsWith("xiaoan-pages"));
          let pages = 0;
          for (const name of names) pages += (await (await caches.open(name)).keys()).length;
          const rows = await new Promise((done) => {
            const asked = indexedDB.open("xiaoan");
            asked.onsuccess = () => {
              const base = asked.result;
              if (!base.objectStoreNames.contains("outbox")) {
                base.close();
                indexedDB.deleteDatabase("xiaoan");
                return done(0);
              }
              let many = 0;
              const deal = base.transaction(["outbox", "drafts"]);
              for (const name of ["outbox", "drafts"]) {
                deal.objectStore(name).count().onsuccess = (event) => (many += event.target.result);
              }
              deal.oncomplete = () => { base.close(); done(many); };
            };
          });
          return { pages, rows };
        }"""
    )
    return found


def test_an_offline_morning(serve: Serve, visit: Visit, universe: Universe) -> None:
    page = visit(served := serve("07:30"), "teacher", PHONE)
    with_worker(page, served)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#no-network")).to_contain_text("没有网络")
    page.click(f"a[href='{HERE}'].row-link")
    page.wait_for_selector("form[data-outbox=on][data-live]")
    mark_sick(page, universe, 3)
    page.click(SEND)
    expect(page.locator("#unsent [data-count]")).to_have_text("未发送 1")
    page.goto(served.url + "/duties/today/")
    page.click("#unsent summary")
    row = page.locator("#unsent li")
    expect(row).to_contain_text("一年级1班 晨检")
    expect(row).to_contain_text("没有连上")
    picture(page, "today-unsent")
    assert axe(page) == []
    page.goto(served.url + "/screening/school/")  # never kept
    expect(page.locator("h1")).to_have_text("没有网络")
    picture(page, "offline")
    page.context.set_offline(False)
    page.goto(served.url + "/duties/today/")
    expect(page.locator("#unsent")).to_be_hidden(timeout=30_000)
    assert stored() == [("current", PUPILS - 1, 1)]


def test_signing_out_asks_about_what_is_unsent_and_leaves_nothing(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    page = visit(served := serve("07:30"), "teacher", PHONE)
    with_worker(page, served)
    roll_call(page, served)
    mark_sick(page, universe, 3)
    page.route("**" + HERE, no_posting)
    page.click(SEND)
    expect(page.locator("#unsent [data-count]")).to_have_text("未发送 1")
    page.click("summary[aria-label='菜单']")
    page.click(".menu form[action='/sign-out/'] button")
    asked = page.locator(".unsent-leaving")
    expect(asked).to_contain_text("下面的还没有发送")
    expect(asked.get_by_role("button", name="先发送,再退出")).to_be_focused()
    picture(page, "leaving-unsent")
    # So tall that no row lies half under the bar, wherever the page was scrolled to.
    page.set_viewport_size({"width": PHONE["width"], "height": 3000})
    assert axe(page) == []
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    asked.get_by_role("button", name="先发送,再退出").click()
    expect(page.locator("#unsent-leaving")).to_contain_text("还没有全部发出")
    assert left_on_phone(page)["rows"] > 0
    asked.get_by_role("button", name="丢弃并退出").click()
    page.wait_for_url("**/sign-in/")
    assert left_on_phone(page) == {"pages": 0, "rows": 0}
    assert stored() == []


def test_one_unsent_sheet_is_discarded_by_two_presses(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    page = visit(served := serve("07:30"), "teacher", PHONE)
    roll_call(page, served)
    mark_sick(page, universe, 3)
    page.route("**" + HERE, no_posting)
    page.click(SEND)
    page.click("#unsent summary")
    away = page.locator("#unsent li [data-away]")
    away.click()
    expect(away).to_have_text("确定丢弃?再按一次")
    away.click()
    expect(page.locator("#unsent")).to_be_hidden()
    page.unroute("**" + HERE)
    roll_call(page, served)
    expect(page.locator("[data-draft]")).to_be_hidden()
    assert stored() == []


def test_a_session_ended_elsewhere_takes_the_kept_pages_away(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    page = visit(served := serve("07:30"), "teacher", PHONE)
    with_worker(page, served)
    assert left_on_phone(page)["pages"] == 2
    page.context.clear_cookies()
    page.goto(served.url + "/duties/today/")
    page.wait_for_url("**/sign-in/**")
    # The worker takes them away behind the page.
    for _again in range(50):
        if left_on_phone(page)["pages"] == 0:
            break
        page.wait_for_timeout(200)
    assert left_on_phone(page) == {"pages": 0, "rows": 0}
    sign_in(page, "deputy")
    page.context.set_offline(True)
    page.goto(served.url + "/duties/today/")
    expect(page.locator(".head-words")).to_contain_text(universe.cast["deputy"].name)


@pytest.mark.parametrize("has_worker", [True, False])
def test_the_list_says_what_was_sent_and_names_it_as_due_no_more(
    serve: Serve, visit: Visit, universe: Universe, has_worker: bool
) -> None:
    page = visit(served := serve("07:30"), "teacher", PHONE)
    if has_worker:
        with_worker(page, served)
    roll_call(page, served)
    page.route("**" + HERE, no_posting)
    page.click(SEND)
    expect(page.locator("#unsent [data-count]")).to_have_text("未发送 1")
    page.goto(served.url + "/duties/today/")
    expect(page.locator(".act")).to_contain_text("晨检")
    page.unroute("**" + HERE)
    # It may have gone out by itself between the two lines: then there is nothing left to press for.
    page.locator("#unsent [data-send]").evaluate("button => button.click()")
    expect(page.locator("#sent")).to_contain_text(re.compile(r"一年级1班 晨检.* 已发送 07:3\d"))
    expect(page.locator(".act")).to_be_hidden()
    expect(page.locator("main")).to_contain_text("已报")
    picture(page, f"today-sent-{has_worker}")
    assert axe(page) == []
    assert stored() == [("current", PUPILS, 0)]
    if has_worker:
        page.wait_for_timeout(1000)
        page.context.set_offline(True)
        page.reload()
        expect(page.locator("main")).to_contain_text("已报")
