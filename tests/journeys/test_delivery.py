"""The officer switches e-mail on and enters an address; a message is refused, another is unknown; the page
of the batch says so, and a person decides."""

from base64 import b64decode
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, Universe
from tests.delivery.servers import Post, mail
from tests.delivery.worlds import address, batch, queue, staff
from tests.journeys.conftest import DESK, PHONE, Served, axe, choose, picture
from xiaoan.kernel.scope import acting_as

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, name: str) -> None:
    picture(page, f"delivery-{name}", whole=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def test_from_the_settings_to_a_doubt_decided(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    served = serve("09:00")
    desk = visit(served, "officer", DESK)
    with mail(refuses={"doctor@school.example": 550}) as post:
        desk.goto(f"{served.url}/delivery/")
        looked_at(desk, "channels")
        desk.click("main >> text=电子邮件")
        choose(desk, "input[name=on]")
        desk.click("main >> text=保存")
        expect(desk.locator("main")).to_contain_text("渠道要开通,这里必须填")
        looked_at(desk, "faults")
        for name, value in (
            ("host", "127.0.0.1"), ("port", str(post.port)), ("sender", "xiaoan@county.example"),
        ):  # fmt: skip
            desk.fill(f"input[name={name}]", value)
        desk.select_option("select[name=security]", "none")
        desk.click("main >> text=保存")
        expect(desk.locator("main")).to_contain_text("给自己发测试消息")
        looked_at(desk, "channel")
        _confirm(visit(served, "guardian", PHONE), served, post.letters)
        _doubt(visit(served, "principal", DESK), served, post, universe)


def _confirm(phone: Page, served: Served, letters: list[tuple[tuple[str, ...], str]]) -> None:
    """An address is entered; the link in the letter confirms it."""
    phone.goto(f"{served.url}/delivery/mine/")
    looked_at(phone, "mine")
    phone.fill("input[name=value]", "family@mail.example")
    phone.click("text=登记并发确认链接")
    expect(phone.locator("main")).to_contain_text("还没有确认")
    # The county's own worker sends it.
    for _second in range(90):
        if letters:
            break
        phone.wait_for_timeout(1000)
    text = b64decode(letters[-1][1].replace("\r\n", "\n").partition("\n\n")[2]).decode()
    phone.goto(served.url + urlsplit(text.strip().splitlines()[-1]).path)
    looked_at(phone, "confirm")
    phone.click("text=确认是我的")
    expect(phone.locator("main")).to_contain_text("f***@mail.example")


def _doubt(desk: Page, served: Served, post: Post, universe: Universe) -> None:
    """One is refused, of one nobody knows: the principal has it sent again."""
    people = staff(universe)[:2]
    with acting_as(BUILDER):
        for who, name in zip(people, ("principal", "doctor"), strict=True):
            address(who, "email", f"{name}@school.example")
        post.cuts = "end"
        made = queue(BUILDER, batch("email"), people)
    for _second in range(90):
        desk.goto(f"{served.url}/delivery/batches/{made.batch_id}/")
        if desk.locator("input[name=sending]").count():
            break
        desk.wait_for_timeout(1000)
    expect(desk.locator("main")).to_contain_text("可能重复")
    looked_at(desk, "batch")
    post.cuts = ""
    desk.check("input[name=sending]")
    desk.click("text=所选的再发一次")
    expect(desk.locator("main")).to_contain_text("又发了一次")
    desk.goto(f"{served.url}/delivery/batches/")
    looked_at(desk, "batches")
