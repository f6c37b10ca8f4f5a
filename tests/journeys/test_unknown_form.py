"""An unknown form of a ministry is uploaded, given figures, filled for the county and for each school;
what is not held is asked of a school once."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from tests.returns import papers
from xiaoan.returns import services

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, name: str) -> None:
    picture(page, f"unknown-form-{name}")
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def upload(page: Page, url: str, path: Path, name: str) -> None:
    page.goto(f"{url}/returns/new/")
    page.fill("#f-name", name)
    page.fill("#f-office", "省教育厅体卫艺处")
    page.set_input_files("#upload", path)
    page.click("main >> text=上传 >> nth=-1")


def taken(page: Page, button: str) -> bytes:
    with page.expect_download() as found:
        page.click(button)
    return Path(found.value.path()).read_bytes()


def test_an_unknown_form_is_filled_by_upload(serve: Serve, visit: Visit, tmp_path: Path) -> None:
    served = serve("08:00")
    officer = visit(served, "officer", DESK)
    bad, plain, marked = tmp_path / "bad.xlsx", tmp_path / "plain.xlsx", tmp_path / "marked.xlsx"
    bad.write_bytes(papers.with_parts(papers.ministry(), {"xl/vbaProject.bin": b"x"}))
    plain.write_bytes(papers.workbook([["项目", "数值"], ["因病缺课人数", "?"], ["填表人", "?"]]))
    marked.write_bytes(papers.ministry())
    upload(officer, served.url, bad, "学生因病缺课日报")
    expect(officer.locator("#upload-e")).to_contain_text("文件里有宏或控件")
    expect(officer.locator("#f-name")).to_have_value("学生因病缺课日报")
    looked_at(officer, "refused")
    # One without marks: a cell is picked by keyboard or click, then what fills it.
    upload(officer, served.url, plain, "无占位符的表")
    officer.click("table.sheet a >> text=? >> nth=0")
    expect(officer.locator("#cell")).to_have_value("上报表!B2")
    officer.select_option("#choice", "rollcall.sick|num")
    officer.click("main >> text=填到这一格")
    expect(officer.locator("main")).to_contain_text("因病缺勤学生:因病缺勤")
    looked_at(officer, "assigned")
    # One with marks: looked at, then taken.
    upload(officer, served.url, marked, "学生因病缺课日报")
    form = officer.url
    looked_at(officer, "form")
    officer.goto(f"{form}fill/")
    officer.fill("#f-t-1", "0571-1")
    officer.click("main >> text=看填好的表")
    expect(officer.locator("main")).to_contain_text("每一处的来历")
    looked_at(officer, "filled")
    rows = papers.cells(taken(officer, "main >> text=下载填好的表"))
    assert [row[1] for row in rows[2:5]] == ["实验小学", "城关幼儿园", "河口初中"]
    assert str(rows[0][0]).startswith("青禾县 因病缺课日报 2026年11月23日")
    officer.goto(f"{form}runs/")
    officer.click("main >> text=开始填表")
    expect(officer.locator("#progress")).to_contain_text("可以离开这一页")
    looked_at(officer, "run")
    services.make(UUID(officer.url.rstrip("/").split("/")[-1]))
    officer.reload()
    with zipfile.ZipFile(io.BytesIO(taken(officer, "main >> text=下载压缩包"))) as archive:
        assert len(archive.namelist()) == 3
    officer.goto(f"{served.url}/returns/census/")
    expect(officer.locator("main")).to_contain_text("怎么数")
    looked_at(officer, "census")
    officer.goto(f"{served.url}/returns/marks/")
    looked_at(officer, "marks")
    officer.goto(f"{served.url}/returns/exchange/")
    looked_at(officer, "exchange")


def test_what_is_not_held_is_asked_of_a_school_once(serve: Serve, visit: Visit) -> None:
    served = serve("08:00")
    officer = visit(served, "officer", DESK)
    officer.goto(f"{served.url}/returns/requests/new/")
    officer.fill("#f-office", "县市场监管局")
    officer.fill("#f-person", "王 0571-1")
    officer.fill("#f-ground", "县市监〔2026〕7号")
    officer.fill("#f-purpose", "食堂检查")
    officer.fill("#name-1", "因病缺课人数")
    officer.fill("#name-2", "食堂从业人员")
    officer.click("main >> text=看看哪些已经有")
    expect(officer.locator("#held-1")).to_have_value("rollcall.sick|num")
    expect(officer.locator("#held-2")).to_have_value("ask")
    looked_at(officer, "request-new")
    officer.click("main >> button:text-is('登记')")
    expect(officer.locator("main")).to_contain_text("已有 1 项,由系统答")
    looked_at(officer, "request")
    principal = visit(served, "principal", PHONE)
    principal.goto(f"{served.url}/returns/asked/")
    looked_at(principal, "asked")
    principal.click("main >> text=县市场监管局")
    principal.fill("#f-a-2", "很多")
    principal.click("main >> text=交 >> nth=-1")
    expect(principal.locator("#f-a-2-e")).to_contain_text("请填数字")
    looked_at(principal, "answer-refused")
    principal.fill("#f-a-2", "12")
    principal.click("main >> button")
    expect(principal.locator("main")).to_contain_text("已交")
    officer.reload()
    expect(officer.locator("main")).to_contain_text("已交 1 / 3 所")
    for page in ("requests/", "", "exchange/"):
        principal.goto(f"{served.url}/returns/{page}")
        looked_at(principal, f"phone-{page.strip('/') or 'home'}")
