"""A roster in a real browser: the template, mistakes, the sheet with the reasons, mended, imported, again."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, CLASS_11, DAY, PUPILS
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from tests.registry.rosters import id_number, pupil
from xiaoan.directory import queries as directory
from xiaoan.kernel.scope import acting_as

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
SLOW = 240_000  # A worker takes up a job within seconds; a busy machine takes longer.


def on_roll() -> int:
    with acting_as(BUILDER):
        return len(directory.class_roll(BUILDER, CLASS_11, DAY))


def downloaded(page: Page, words: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.click(f"main >> text={words}")
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def first(path: Path) -> tuple[openpyxl.Workbook, Worksheet, dict[str, int]]:
    """The book, its first sheet, and its columns by heading."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows(max_row=10) if row[0].value == "类别")
    return book, sheet, {str(c.value).rstrip("*"): c.column for c in head if c.value}


def handed_in(page: Page, served: Served, path: Path, seen: str) -> None:
    page.goto(f"{served.url}/registry/imports/")
    page.set_input_files("input[name=file]", path)
    page.click("button:has-text('上传并检查')")
    expect(page.locator("main")).to_contain_text(seen, timeout=SLOW)


def confirmed(page: Page, seen: str) -> None:
    page.check("input[name=mode][value=good]")
    page.dblclick("button:has-text('行改动')")
    expect(page.locator("main")).to_contain_text(seen, timeout=SLOW)


def test_a_roster_from_the_template_to_no_change(
    serve: Serve, visit: Visit, tmp_path: Path
) -> None:
    served = serve("07:30")
    page = visit(served, "officer", DESK)
    page.goto(f"{served.url}/registry/imports/")
    assert axe(page) == []
    path = downloaded(page, "下载模板", tmp_path)
    book, sheet, at = first(path)
    wrong = {"证件号码": id_number(3)[:-1] + "Z", "监护人1电话": "138000"}
    rows = [
        pupil(1), pupil(2, 姓名="司马远"), pupil(3, 姓名="诸葛青", **wrong),
        pupil(4, 姓名="夏侯明", 班级="9班"),
    ]  # fmt: skip
    for number, row in enumerate(rows, 3):
        for head, text in row.items():
            sheet.cell(number, at[head]).value = text
    book.save(path)
    handed_in(page, served, path, "有错的 2 行")
    picture(page, "roster-errors")
    assert axe(page) == []
    said = page.locator("#errors").inner_text()
    assert "第 18 位是“Z”,应为数字,请核对原件。" in said
    assert "手机号应为 11 位,现有 6 位,请核对。" in said
    expect(page.locator("text=下载错误清单")).to_be_visible()
    mended = downloaded(page, "下载错误清单", tmp_path)
    book, sheet, at = first(mended)
    reasons = {row[0].row: row[at["错误原因"] - 1].value for row in sheet.iter_rows(min_row=2)}
    assert [n for n, text in reasons.items() if text] == [5, 6]
    sheet.cell(5, at["证件号码"]).value = id_number(3)
    sheet.cell(5, at["监护人1电话"]).value = "13800000003"
    sheet.cell(6, at["班级"]).value = "1班"
    book.save(mended)
    handed_in(page, served, mended, "确认导入")
    assert page.locator("#errors").count() == 0
    confirmed(page, "已导入 1 所学校")
    assert on_roll() == PUPILS + 4
    picture(page, "roster-done")
    handed_in(page, served, mended, "没有改动:文件里的人与名册上一样")
    picture(page, "roster-again")
    confirmed(page, "没有改动:名册与这份文件一样")
    assert on_roll() == PUPILS + 4


def test_a_principal_takes_the_roll_away_on_the_phone(
    serve: Serve, visit: Visit, tmp_path: Path
) -> None:
    served = serve("07:30")
    page = visit(served, "principal", PHONE)
    page.goto(f"{served.url}/registry/exports/")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert axe(page) == []
    picture(page, "export-phone")
    page.fill("input[name=reason]", "核对学籍")
    page.check("input[name=numbers][value=full]")
    page.dblclick("button:has-text('导出名册')")
    expect(page.locator("main")).to_contain_text("写好了:30 人", timeout=SLOW)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert axe(page) == []
    picture(page, "export-ready-phone")
    path = downloaded(page, "下载 .xlsx", tmp_path)
    _book, sheet, at = first(path)
    assert sheet.cell(1, 1).value.startswith("实验小学 花名册 · 导出人 校长戊 · 2026-11-23 ")
    numbers = [row[at["证件号码"] - 1].value for row in sheet.iter_rows(min_row=3)]
    assert (len(numbers), any("*" in str(n) for n in numbers)) == (30, False)
    # It did not arrive: once more, with a reason.
    page.click("text=没有收到文件?")
    expect(page.locator("main")).to_contain_text("已下载 1 次")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert axe(page) == []
    picture(page, "export-again-phone")
    page.check("input[name=why][value=broken]")
    downloaded(page, "再下载(还可以 2 次)", tmp_path)
    page.reload()
    expect(page.locator("main")).to_contain_text("已下载 2 次")
    page.set_viewport_size({"width": 1366, "height": 768})
    picture(page, "export-again-desk")
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    page.goto(f"{served.url}/registry/exports/")
    assert page.locator("table tbody tr").count() == 1
    page.goto(f"{served.url}/registry/imports/")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    picture(page, "imports-phone")
