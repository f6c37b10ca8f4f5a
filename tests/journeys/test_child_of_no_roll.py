"""A child of a village list whom no school has: taken over, visited by two, at school, closed by another."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.builders import DAY, Universe
from tests.dropout.test_children import LOST, number
from tests.journeys.conftest import DESK, PHONE, Served, axe, choose, picture
from tests.photos.pictures import jpeg
from xiaoan.dropout.models import Child
from xiaoan.kernel.scope import acting_as

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, size: dict[str, int], name: str) -> None:
    picture(page, f"child-{name}")
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    assert axe(page) == []


def test_from_the_list_to_school(
    serve: Serve, visit: Visit, universe: Universe, tmp_path: Path
) -> None:
    served = serve("09:00")
    sheet, shown = tmp_path / "东街村.csv", tmp_path / "home.jpg"
    sheet.write_text(f"姓名,证件号码,村(社区),监护人\n{LOST},{number()},东街村,周大\n", "utf-8")
    shown.write_bytes(jpeg())
    desk = visit(served, "liaison", DESK)
    desk.goto(f"{served.url}/dropout/")
    desk.click("nav a:has-text('适龄儿童')")
    desk.click("nav a:has-text('外来名单')")
    desk.select_option("select[name=kind]", "village")
    desk.fill("input[name=source]", "东街村委会")
    desk.fill("input[name=paper]", "教发〔2026〕8号")
    desk.fill("input[name=as_of]", DAY.isoformat())
    desk.set_input_files("input[name=file]", sheet)
    looked_at(desk, DESK, "lists")
    desk.click("button:has-text('读入并比对')")
    expect(desk.locator("main")).to_contain_text("不在任何学校")
    looked_at(desk, DESK, "list")
    desk.click("button:has-text('采用,列入台账')")
    expect(desk.locator("main")).to_contain_text(LOST)
    looked_at(desk, DESK, "ledger")
    phone = visit(served, "liaison", PHONE)
    phone.goto(f"{served.url}/duties/today/")
    phone.click("main >> text=适龄儿童上门")
    choose(phone, "input[value=met]")
    phone.fill("input[name=second]", "村主任")
    phone.set_input_files("input[type=file]", shown)
    looked_at(phone, PHONE, "visit")
    phone.click("button:has-text('记下上门')")
    expect(phone.locator("main")).to_contain_text("上门 · 见到孩子和家长 · 同去:村主任")
    choose(phone, "input[value=enrolled]")
    phone.fill("form:has(input[value=ask_close]) input[name=proof]", "回执 12")
    phone.fill("form:has(input[value=ask_close]) input[name=note]", "已到实验小学报到")
    phone.click("text=提出销号,由另一个人核对")
    expect(phone.locator("main")).to_contain_text("等另一个人核对")
    looked_at(phone, PHONE, "asked")
    child = phone.url
    officer = visit(served, "officer", DESK)
    officer.goto(f"{served.url}/duties/today/")
    expect(officer.locator("main")).to_contain_text("适龄儿童待判断或核对")
    officer.goto(child)
    officer.click("button[value=close]")
    expect(officer.locator("main")).to_contain_text("已销号")
    officer.goto(f"{served.url}/dropout/checks/")
    officer.click("button[value=household_roll]")
    expect(officer.locator("main")).to_contain_text("户籍、村组名单里的适龄儿童")
    looked_at(officer, DESK, "check")
    with acting_as(universe.cast["officer"]):
        assert [(one.state, one.how) for one in Child.objects.all()] == [("closed", "enrolled")]
