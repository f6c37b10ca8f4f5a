"""A teacher loses the phone: asks, is recognised by the principal, sets a new password, is at work again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders import PASSWORD, Universe
from tests.journeys.conftest import DESK, PHONE, Served, Watched, axe, picture, watch

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
NEW_PASSWORD = "马鞍桥上有绿苹果派对"


def looked_at(page: Page, name: str) -> None:
    """Kept for a person's eyes; nothing wider than the screen, nothing axe finds wrong."""
    picture(page, name)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def test_a_teacher_loses_the_phone_and_is_at_work_again(
    serve: Serve, visit: Visit, chromium: Browser, watched: Watched, universe: Universe
) -> None:
    served = serve("07:30")
    lost = visit(served, "teacher", PHONE)
    lost.goto(f"{served.url}/duties/today/")
    expect(lost.locator("main")).to_contain_text("一年级1班")

    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", has_touch=True
    )
    phone = context.new_page()
    watch(phone, served, watched)
    phone.goto(f"{served.url}/sign-in/")
    phone.click("text=忘记密码或换了手机")
    looked_at(phone, "recovery-ask")
    phone.fill("input[name=login]", "teacher")
    phone.click("button:has-text('申请找回')")
    expect(phone.locator("main")).to_contain_text("如果账号存在,负责人会在“找回账号”里看到")
    looked_at(phone, "recovery-asked")

    desk = visit(served, "principal", DESK)
    desk.goto(f"{served.url}/registry/recovery/")
    expect(desk.locator(".row-link", has_text="班主任壬")).to_have_count(1)
    looked_at(desk, "recovery-list")
    desk.click(".row-link:has-text('班主任壬')")
    looked_at(desk, "recovery-check")
    desk.click("button:has-text('已核对是本人')")
    code = desk.locator(".handed-code").inner_text()
    looked_at(desk, "recovery-code")

    phone.click("text=我有找回码")
    phone.fill("input[name=login]", "teacher")
    phone.fill("input[name=code]", code)
    for name in ("password", "again"):
        phone.fill(f"input[name={name}]", NEW_PASSWORD)
    looked_at(phone, "recovery-new-password")
    phone.click("button:has-text('设新密码并进入')")
    phone.wait_for_url("**/duties/today/")
    expect(phone.locator("main")).to_contain_text("校长戊于 11月23日(周一) 核对后同意找回您的账号")
    expect(phone.locator("main")).to_contain_text("一年级1班")
    looked_at(phone, "recovery-today")
    phone.click("button:has-text('知道了')")
    expect(phone.locator("main")).not_to_contain_text("核对后同意")

    # The lost phone is out, and the old password with it.
    lost.goto(f"{served.url}/duties/today/")
    lost.wait_for_url("**/sign-in/**")
    lost.fill("input[name=login]", "teacher")
    lost.fill("input[name=password]", PASSWORD)
    lost.click("form[action='/sign-in/'] button.btn-primary")
    expect(lost.locator("[role=alert]")).to_contain_text("账号或密码不对")
    desk.goto(f"{served.url}/registry/recovery/")
    expect(desk.locator("table")).to_contain_text("已找回")
    looked_at(desk, "recovery-past")
    small = visit(served, "principal", PHONE)
    small.goto(f"{served.url}/registry/recovery/")
    looked_at(small, "recovery-past-phone")
    context.close()
