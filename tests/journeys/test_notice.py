"""An announcement from the draft to the call list: a class teacher writes, a guardian confirms on the phone,
who has not confirmed by the deadline is called."""

from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, CLASS_11, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, choose, picture
from tests.notices.letters import WORKER, families
from xiaoan.kernel.scope import acting_as
from xiaoan.notices import services
from xiaoan.notices.models import Notice, Reach

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, name: str) -> None:
    """Kept for a person's eyes; nothing wider than the screen, nothing axe finds wrong."""
    picture(page, f"notice-{name}", whole=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def write(desk: Page, url: str) -> UUID:
    """A draft with faults that are mended, then sent."""
    desk.goto(f"{url}/notices/sent/")
    desk.click("main a:has-text('写通知')")
    looked_at(desk, "new")
    desk.click("main button:has-text('开始写')")
    desk.fill("[name=title-zh-hans]", "明天停课一天")
    desk.fill("[name=body-zh-hans]", "各位家长:\n\n明天停课一天。\n\n{{发布人}}")
    desk.check("[name=needs_ack]")
    desk.fill("[name=ack_by]", "2026-11-23T09:00")
    desk.click("main button:has-text('看人数和预览')")
    expect(desk.locator("main")).to_contain_text("没有“发布人”这个变量")
    looked_at(desk, "fault")
    desk.fill("[name=body-zh-hans]", "各位家长:\n\n明天停课一天。\n\n{{发布单位}}")
    desk.click("main button:has-text('看人数和预览')")
    expect(desk.locator("main")).to_contain_text("发给 5 人")
    looked_at(desk, "review")
    desk.click("main button:has-text('发给 5 人')")
    expect(desk.locator("main")).to_contain_text("正在发出")
    return UUID(desk.url.rstrip("/").split("/")[-1])


def test_from_the_draft_to_the_call_list(serve: Serve, visit: Visit, universe: Universe) -> None:
    with acting_as(BUILDER):
        families(universe, upto=4)
    served = serve("07:30")
    desk = visit(served, "teacher", DESK)
    made = write(desk, served.url)
    with acting_as(WORKER):
        services.send(WORKER, made)
    phone = visit(served, "guardian", PHONE)
    phone.goto(f"{served.url}/notices/")
    looked_at(phone, "inbox")
    phone.click("text=明天停课一天")
    looked_at(phone, "letter")
    phone.click("button:has-text('我已看到,确认')")
    expect(phone.locator("main")).to_contain_text("您已确认")
    desk.reload()
    expect(desk.locator("main")).to_contain_text("1/10")
    looked_at(desk, "reach")
    desk.goto(f"{served.url}/notices/sent/{made}/unit/{CLASS_11}/")
    expect(desk.locator("main")).to_contain_text("没有确认的家庭 9/10")
    looked_at(desk, "unit")
    later = serve("09:30")
    # Whom nothing reaches stands on the list since it was sent; whoever has an account has confirmed.
    with acting_as(WORKER):
        assert services.open_chases(WORKER) == 0
    caller = visit(later, "teacher", PHONE)
    caller.goto(f"{later.url}/duties/today/")
    caller.click("text=通知收不到或未确认,打电话")
    expect(caller.locator("main")).to_contain_text("测试生0002")
    looked_at(caller, "calls")
    row = caller.locator("li.card:has-text('测试生0002')")
    row.locator("summary").click()
    choose(row, "input[value=reached]")
    row.locator("button:has-text('记下')").click()
    expect(caller.locator("main")).to_contain_text("还要打 8 个")
    with acting_as(BUILDER):
        assert Notice.objects.get(pk=made).counts["families"] == 10
        reach = Reach.objects.get(notice_id=made)
        assert (reach.confirmed, reach.by_call, reach.families) == (2, 1, 10)
