"""A directive from issue to closing: the bureau issues it to a township, which acknowledges and hands it on;
a school reports with evidence, is returned, does it again; accepted, closed, and told in a circular."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.builders import BUILDER, COUNTY, DAY, PRIMARY, TOWN, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from xiaoan.directives.models import Circular, Directive, Reply, Target
from xiaoan.kernel.scope import acting_as

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
PNG = FilePayload(name="照片.png", mimeType="image/png", buffer=b"\x89PNG\r\n\x1a\n" + bytes(40))


def looked_at(page: Page, name: str) -> None:
    """Kept for a person's eyes; nothing wider than the screen, nothing axe finds wrong."""
    picture(page, f"directive-{name}", whole=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def register(desk: Page, url: str) -> None:
    desk.goto(f"{url}/directives/new/")
    desk.select_option("[name=source]", "county_government")
    for name, text in (
        ("issuer", "县政府办公室"), ("paper_no", "青政办〔2026〕31号"), ("title", "冬季传染病防控自查"),
        ("text", "一、逐校自查。二、附照片。"),
    ):  # fmt: skip
        desk.fill(f"main [name={name}]", text)
    desk.select_option("[name=secrecy]", "internal")
    desk.check("[name=not_secret]")
    desk.set_input_files(
        "[name=files]",
        {
            "name": "来文.pdf",
            "mimeType": "application/pdf",
            "buffer": b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF",
        },
    )
    looked_at(desk, "register")
    desk.click("main button:has-text('登记')")
    expect(desk.locator("main")).to_contain_text("来文.pdf")


def issue(desk: Page) -> None:
    """One task to one township, looked at before it goes out."""
    desk.fill("form[action='?act=put'] [name=text]", "组织各校自查")
    desk.select_option("[name=level]", "township")
    desk.check(f"[name=units][value='{TOWN}']")
    desk.click("main button:has-text('添加任务')")
    expect(desk.locator("main")).to_contain_text("将下发给 1 个单位(乡镇)")
    looked_at(desk, "preview")
    desk.click("main button:has-text('下发')")
    expect(desk.locator("main")).to_contain_text("办理中")


def hand_on(phone: Page, url: str) -> None:
    phone.goto(f"{url}/duties/today/")
    phone.click("main >> text=督办签收")
    looked_at(phone, "township")
    phone.click("main button:has-text('签收')")
    expect(phone.locator("main")).to_contain_text("已签收。")
    phone.click("main summary:has-text('分解到学校')")
    phone.fill("form[action='?act=split'] [name=text]", "逐项自查并附照片")
    phone.check("form[action='?act=split'] [name=needs_file]")
    phone.select_option("form[action='?act=split'] [name=checker_id]", label="联络丙")
    phone.check(f"form[action='?act=split'] [name=units][value='{PRIMARY}']")
    phone.click("button:has-text('看有几所学校')")
    expect(phone.locator("main")).to_contain_text("将下发给 1 所学校")
    looked_at(phone, "split")
    phone.click("button:has-text('下发给这些学校')")
    expect(phone.locator("main")).to_contain_text("已分解到 1 所学校")


def report(phone: Page, text: str) -> None:
    """With a photograph; the page says that it waits for the check."""
    phone.select_option("[name=stage]", "done")
    phone.fill("form[action='?act=report'] [name=text]", text)
    phone.set_input_files("[name=files]", PNG)
    phone.dblclick("form[action='?act=report'] button")
    expect(phone.locator("main")).to_contain_text("已完成,待核验")


def check(page: Page, url: str, place: str) -> None:
    page.goto(f"{url}/directives/checks/")
    page.click(f"main tbody a:has-text('{place}')")


def test_a_directive_from_issue_to_circular(serve: Serve, visit: Visit, universe: Universe) -> None:
    served = serve("08:10")
    url = served.url
    desk = visit(served, "officer", DESK)
    register(desk, url)
    issue(desk)
    liaison, principal = visit(served, "liaison", PHONE), visit(served, "principal", PHONE)
    hand_on(liaison, url)
    principal.goto(f"{url}/duties/today/")
    principal.click("main >> text=督办办理")
    looked_at(principal, "school")
    report(principal, "已自查")
    check(liaison, url, "实验小学")
    liaison.click("summary:has-text('退回重办')")
    liaison.fill("form[action='?act=return'] [name=text]", "照片看不清")
    liaison.click("form[action='?act=return'] button")
    expect(liaison.locator("main")).to_contain_text("已退回,期限不变")
    principal.reload()
    expect(principal.locator("main")).to_contain_text("照片看不清")
    report(principal, "重拍了照片")
    looked_at(principal, "again")
    check(liaison, url, "实验小学")
    liaison.click("form[action='?act=accept'] button")
    expect(liaison.locator("main")).to_contain_text("核验通过")
    check(desk, url, "城关镇")
    looked_at(desk, "check")
    desk.click("form[action='?act=accept'] button")
    desk.click("main >> text=冬季传染病防控自查")
    desk.click("form[action='?act=close'] button")
    expect(desk.locator("main")).to_contain_text("办结小结")
    looked_at(desk, "closed")
    tell(desk, principal, url)
    kept()


def tell(desk: Page, principal: Page, url: str) -> None:
    """A circular about it, which the school reads and answers."""
    desk.goto(f"{url}/directives/circulars/")
    desk.click("summary:has-text('从督办件的事实起草')")
    desk.fill("main [name=title]", "自查情况通报")
    desk.locator("[name=directive_ids]").first.check()
    desk.click("main button:has-text('起草')")
    looked_at(desk, "draft")
    desk.fill(
        "[name=text]", desk.input_value("[name=text]").replace("(由印发人填写)", "请继续抓好。")
    )
    desk.click("main button:has-text('最后看一遍,再印发')")
    expect(desk.locator("main")).to_contain_text("请继续抓好。")
    looked_at(desk, "last-look")
    desk.click("main button:has-text('以我的名义印发')")
    expect(desk.locator("main")).to_contain_text("已印发")
    principal.goto(f"{url}/duties/today/")
    principal.click("main >> text=阅通报")
    expect(principal.locator("main")).to_contain_text("请继续抓好。")
    principal.click("main button:has-text('签阅')")
    principal.click("summary:has-text('说明或申辩')")
    principal.fill("form[action='?act=reply'] [name=text]", "照片已经补齐")
    principal.click("form[action='?act=reply'] button")
    looked_at(principal, "circular")
    desk.reload()
    expect(desk.locator("main")).to_contain_text("照片已经补齐")
    for name, where in (
        ("list", ""), ("targets", "targets/"), ("matrix", "matrix/"), ("meetings", "meetings/new/"),
    ):  # fmt: skip
        desk.goto(f"{url}/directives/{where}")
        looked_at(desk, name)


def kept() -> None:
    with acting_as(BUILDER):
        row = Directive.objects.get()
        assert (row.state, row.unit_no, row.no, row.dated_on) == ("closed", COUNTY, 1, DAY)
        found = Target.objects.order_by("unit_no").values_list(
            "unit_no", "state", "returned", "late"
        )
        assert list(found) == [(TOWN, "accepted", 0, False), (PRIMARY, "accepted", 1, False)]
        assert (Circular.objects.get().state, Reply.objects.count()) == ("issued", 1)
