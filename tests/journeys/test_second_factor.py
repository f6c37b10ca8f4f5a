"""A principal sets up a second factor and signs in again: by authenticator, and by passkey."""

import dataclasses
import re
import time
from collections.abc import Callable

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.builders import PASSWORD
from tests.journeys.conftest import DESK, PHONE, Served, Watched, axe, picture, watch

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]


def give_password(page: Page, served: Served, login: str = "principal") -> None:
    page.goto(f"{served.url}/sign-in/")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("form[action='/sign-in/'] button.btn-primary")
    page.wait_for_load_state()


def new_page(context: BrowserContext, served: Served, watched: Watched) -> Page:
    page = context.new_page()
    watch(page, served, watched)
    return page


def code(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).generate_otp(int(time.time()) // 30 + steps)


def test_a_principal_sets_up_an_authenticator_and_signs_in_again(
    serve: Serve, chromium: Browser, watched: Watched
) -> None:
    served = serve("07:30")
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = new_page(context, served, watched)
    give_password(page, served)
    expect(page.locator("h1")).to_have_text("设置第二道验证")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    picture(page, "second-set-up")
    assert axe(page) == []
    # Nothing else opens meanwhile.
    page.goto(f"{served.url}/screening/school/")
    expect(page.locator("h1")).to_have_text("设置第二道验证")
    secret = re.sub(r"\s", "", page.locator("b.code").inner_text())
    page.fill("input[name=code]", code(secret))
    page.click("text=完成设置")
    page.wait_for_url("**/account/codes/**")
    assert page.locator(".codes li").count() == 10
    recovery = page.locator(".codes li").first.inner_text()
    picture(page, "second-codes")
    assert axe(page) == []
    page.click("text=已经抄好,继续")
    page.wait_for_url("**/screening/school/**")
    page.goto(f"{served.url}/account/")
    picture(page, "account")
    assert axe(page) == []
    context.close()
    # Another device: the next code of the authenticator, and on a third one a recovery code.
    for wanted in (code(secret, 1), recovery):
        context = chromium.new_context(viewport={"width": 1366, "height": 800}, locale="zh-CN")
        page = new_page(context, served, watched)
        give_password(page, served)
        expect(page.locator("h1")).to_have_text("第二道验证")
        picture(page, "second")
        assert axe(page) == []
        page.fill("input[name=code]", wanted)
        page.click("button:has-text('继续')")
        page.wait_for_url("**/screening/school/**")
        context.close()


def test_a_principal_makes_a_passkey_and_signs_in_with_it(
    serve: Serve, chromium: Browser, watched: Watched
) -> None:
    served = serve("07:30")
    served = dataclasses.replace(served, url=served.url.replace("127.0.0.1", "localhost"))
    context = chromium.new_context(
        viewport={"width": DESK["width"], "height": DESK["height"]}, locale="zh-CN"
    )
    page = new_page(context, served, watched)
    chip = context.new_cdp_session(page)
    chip.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    chip.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    give_password(page, served)
    page.click("text=在这台设备上设通行密钥")
    page.wait_for_url("**/account/codes/**")
    page.click("text=已经抄好,继续")
    page.wait_for_url("**/screening/school/**")
    context.clear_cookies()
    give_password(page, served)
    picture(page, "second-passkey")
    assert axe(page) == []
    page.click("text=用通行密钥继续")
    page.wait_for_url("**/screening/school/**")
    context.close()
