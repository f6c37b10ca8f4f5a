"""An opening date: the bureau proposes, the leader confirms, an anonymous phone sees it at once, its calendar
file has it; then it is postponed, and the old date stands there as moved. A public text of two people."""

import re
import urllib.error
import urllib.request
from collections.abc import Callable

import icalendar
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders import PRIMARY
from tests.journeys.conftest import DESK, PHONE, Served, Watched, axe, picture, watch

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, name: str) -> None:
    """Kept for a person's eyes; nothing wider than the screen, nothing axe finds wrong."""
    picture(page, f"opening-{name}", whole=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def read(url: str) -> tuple[bytes, dict[str, str]]:
    """What anybody's program gets: body and headers."""
    with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310  # our own address
        return answer.read(), {name.lower(): value for name, value in answer.headers.items()}


def propose(desk: Page, url: str, day: str, reason: str = "") -> str:
    desk.goto(f"{url}/reopening/new/")
    desk.fill("[name=day-primary]", day)
    desk.fill("[name=document]", "青教发〔2026〕12号 关于错峰开学的通知")
    desk.fill("[name=note]", "请从东门进校,带口罩。")
    desk.fill("[name=reason]", reason)
    looked_at(desk, "form")
    desk.click("button:has-text('最后看一遍,再提交')")
    expect(desk.locator("main")).to_contain_text("提交后由另一个人确认")
    looked_at(desk, "look")
    desk.dblclick("button:has-text('提交给另一人确认')")
    expect(desk.locator("main")).to_contain_text("等待另一个人确认。")
    return desk.url


def confirm(leader: Page, url: str) -> None:
    leader.goto(f"{url}/duties/today/")
    leader.click("main >> text=开学时间,等您确认")
    leader.locator("main tbody a").first.click()
    looked_at(leader, "confirm")
    leader.click("button:has-text('以我的名义确认并公布')")
    expect(leader.locator("main")).to_contain_text("已确认,公开页面已经更新。")


def event(url: str) -> tuple[str, int, str]:
    body, headers = read(f"{url}/public/openings.ics")
    assert headers["content-type"] == "text/calendar; charset=utf-8"
    (one,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    return str(one["UID"]), int(str(one["SEQUENCE"])), one.decoded("DTSTART").isoformat()


def test_a_date_is_announced_and_postponed(
    serve: Serve, visit: Visit, chromium: Browser, watched: Watched
) -> None:
    served = serve("08:10")
    url = served.url
    anybody = chromium.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=False, locale="zh-CN"
    ).new_page()
    anybody.goto(f"{url}/public/")
    expect(anybody.locator("main")).to_contain_text("还没有公布开学时间")
    officer, leader = visit(served, "officer", DESK), visit(served, "leader", PHONE)
    propose(officer, url, "2026-11-30")
    anybody.reload()
    expect(anybody.locator("main")).to_contain_text("还没有公布开学时间")
    confirm(leader, url)
    # Both processes ask again within a second; nothing is waited for longer.
    anybody.wait_for_timeout(1100)
    anybody.goto(f"{url}/public/?again")
    expect(anybody.locator("main")).to_contain_text("11月30日(周一)")
    uid, sequence, day = event(url)
    assert (sequence, day) == (0, "2026-11-30")
    propose(officer, url, "2026-12-07", "流感高发,推迟一周")
    confirm(leader, url)
    anybody.wait_for_timeout(1100)
    assert event(url) == (uid, 1, "2026-12-07")
    phone = chromium.new_context(
        viewport={"width": PHONE["width"], "height": PHONE["height"]}, locale="en-GB"
    ).new_page()
    watch(phone, served, watched)
    phone.goto(f"{url}/public/")
    expect(phone.locator("main")).to_contain_text("12月7日(周一)")
    expect(phone.locator("main")).to_contain_text("原定 11月30日(周一)")
    looked_at(phone, "public-phone")
    search(phone)
    looked_at(phone, "public-school")
    phone.goto(f"{url}/public/en/")
    looked_at(phone, "public-english")
    assert phone.context.cookies() == []
    phone.set_viewport_size({"width": 1366, "height": 800})
    phone.goto(f"{url}/public/hant/schools/")
    looked_at(phone, "public-schools")
    for name, where in (("home", ""), ("history", f"{PRIMARY}/"), ("proposals", "proposals/")):
        officer.goto(f"{url}/reopening/{where}")
        looked_at(officer, name)
    text(officer, leader, phone, url)
    for page in (anybody, phone):
        page.context.close()


def search(phone: Page) -> None:
    phone.fill("[name=q]", "实验")
    phone.click("button:has-text('查找')")
    phone.click("main a:has-text('实验小学')")
    expect(phone.locator("main")).to_contain_text("历次公布")
    expect(phone.locator("main")).to_contain_text("流感高发,推迟一周")


def text(officer: Page, leader: Page, phone: Page, url: str) -> None:
    """Written, approved by another, read by anybody, withdrawn."""
    officer.goto(f"{url}/publicity/new/")
    officer.fill("[name=title-zh-hans]", "开学第一天这样到校")
    officer.fill("[name=body-zh-hans]", "按班级通知的时间到校。\n\n家长不进校园。")
    looked_at(officer, "write")
    officer.click("button:has-text('提交审核')")
    expect(officer.locator("main")).to_contain_text("等待另一个人审核。")
    looked_at(officer, "text")
    leader.goto(f"{url}/duties/today/")
    leader.click("main >> text=公开信息,等您审核")
    looked_at(leader, "texts")
    leader.click("main a:has-text('开学第一天这样到校')")
    leader.click("button:has-text('以我的名义审核并公布')")
    expect(leader.locator("main")).to_contain_text("已公布。")
    phone.wait_for_timeout(1100)
    phone.goto(f"{url}/public/?2")
    phone.click("main a:has-text('开学第一天这样到校')")
    looked_at(phone, "public-text")
    where = phone.url
    officer.reload()
    officer.click("summary:has-text('撤回')")
    officer.fill("form[action='?act=withdraw'] [name=why]", "时间写错")
    officer.click("button:has-text('立即撤回')")
    expect(officer.locator("main")).to_contain_text("已撤回,公开页面上已经没有。")
    phone.wait_for_timeout(1100)
    with pytest.raises(urllib.error.HTTPError) as gone:
        read(where)
    assert gone.value.code == 410
    gone.value.close()
    feed, _headers = read(f"{url}/public/feed.atom")
    assert re.findall(r"<title>(已撤回[^<]*)</title>", feed.decode()) == ["已撤回的通知"]
