"""A platform is connected: registered by the principal, heard over the network, its room and one account said
by the teacher on the phone; the lesson is then counted by itself."""

import base64
import json
import re
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.builders import CLASS_11, PRIMARY, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from tests.lessons.teaching import lesson
from tests.platforms.sending import JOIN, LEAVE, go_on, numbers, statement
from xiaoan.kernel.scope import acting_as

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, name: str) -> None:
    picture(page, f"platform-{name}", whole=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def registered(page: Page, served: Served) -> tuple[str, str, str]:
    """What the administrator reads off: address, user name, secret."""
    page.goto(f"{served.url}/platforms/")
    looked_at(page, "home")
    page.select_option("[name=unit_no]", str(PRIMARY))
    page.fill("[name=name]", "直播课堂")
    page.select_option("[name=kind]", "other")
    page.click("main button.btn-primary")
    expect(page.locator("main")).to_contain_text("只显示这一次")
    looked_at(page, "secret")
    endpoint, key, secret = page.locator("dd.token").all_inner_texts()
    return endpoint, key, secret


def sent(read_off: tuple[str, str, str], body: list[dict[str, Any]]) -> list[str]:
    """As a record store forwards it."""
    endpoint, key, secret = read_off
    headers = {
        "Authorization": f"Basic {base64.b64encode(f'{key}:{secret}'.encode()).decode()}",
        "X-Experience-API-Version": "1.0.3", "Content-Type": "application/json",
    }  # fmt: skip
    asked = urllib.request.Request(f"{endpoint}statements", json.dumps(body).encode(), headers)  # noqa: S310  # our own address
    with urllib.request.urlopen(asked, timeout=30) as found:  # noqa: S310  # the same
        answer: list[str] = json.loads(found.read())
    return answer


def test_a_platform_tells_who_was_there(serve: Serve, visit: Visit, universe: Universe) -> None:
    with acting_as(universe.cast["teacher"]) as teacher:
        row = lesson(teacher)
    pupils = numbers(universe)
    served = serve("08:45")
    principal = visit(served, "principal", DESK)
    read_off = registered(principal, served)
    body = [statement(number, JOIN, "08:00") for _pk, number in pupils[:8]]
    body += [statement(number, LEAVE, "08:40") for _pk, number in pupils[:7]]
    body += [statement("xiaopingguo", JOIN, "08:02")]
    assert sent(read_off, body) == [one["id"] for one in body]
    teacher_page = visit(served, "teacher", PHONE)
    teacher_page.goto(f"{served.url}/platforms/unit/{CLASS_11}/")
    looked_at(teacher_page, "waiting")
    room = teacher_page.locator("form.card", has_text="语文直播")
    room.locator("[name=room]").select_option("subject:chinese")
    room.locator("button").click()
    expect(teacher_page.locator("main")).to_contain_text("已记住")
    account = teacher_page.locator("form.card", has_text="昵称xiaopingguo")
    account.locator("button").click()
    expect(teacher_page.locator("[role=alert]")).to_contain_text("请选是哪名学生")
    account.locator("[name=person]").select_option(str(pupils[8][0]))
    looked_at(teacher_page, "account")
    account.locator("button").click()
    expect(teacher_page.locator("main")).to_contain_text("没有待认的账号")
    go_on()
    teacher_page.goto(f"{served.url}/lessons/{row.pk}/")
    expect(teacher_page.locator("main")).to_contain_text(re.compile("9/10 人在看"))
    teacher_page.goto(f"{served.url}/platforms/unit/{CLASS_11}/")
    expect(teacher_page.locator("main")).to_contain_text("已计入")
    looked_at(teacher_page, "counted")
    principal.goto(f"{served.url}/platforms/{read_off[1]}/")
    expect(principal.locator("main")).to_contain_text("认出的学生账号")
    looked_at(principal, "one")
