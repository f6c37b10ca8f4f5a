"""Long sheets: what is written is what is read, text stays text, nothing computes."""

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest

from xiaoan import workbooks
from xiaoan.workbooks import Cell, CellError, Number
from xiaoan.workbooks.writing import LongSheet

HEAD = ("姓名", "证件号码", "错误原因")
PLANTED = ("=1+1", "+86", "-1", "@sum", "\tcmd", "\rcmd", "=HYPERLINK(\"http://x\")")  # fmt: skip


def written(path: Path, *rows: tuple[Cell, ...], notes: tuple[str, ...] = ()) -> Path:
    with path.open("wb") as file, LongSheet(file, "名册", HEAD, notes, last_is_fault=True) as sheet:
        for row in rows:
            sheet.write(row)
    return path


def test_rows_come_back_as_they_were(tmp_path: Path) -> None:
    rows: list[tuple[Cell, ...]] = [
        ("欧阳明", "11010519491231002X", ""),
        (" 前后有空格 ", "<b>&amp;</b>", "a\nb"),
        ("𠮷田", "", "第 2 行"),
        ("", Number("410101201001011234"), True),
        ("x", CellError("#N/A"), dt.date(2017, 3, 1)),
    ]
    path = written(tmp_path / "a.xlsx", *rows, notes=("导出人 甲 & 乙",))
    with workbooks.read(path, heads=HEAD) as sheet:
        assert (sheet.name, sheet.columns) == ("名册", HEAD)
        found = [(row.number, row.cells) for row in sheet.rows]
    assert found == [
        (3, ("欧阳明", "11010519491231002X", None)),
        (4, (" 前后有空格 ", "<b>&amp;</b>", "a\nb")),
        (5, ("𠮷田", None, "第 2 行")),
        (6, (None, Number("410101201001011000"), True)),
        (7, ("x", CellError("#N/A"), "2017-03-01")),
    ]


def test_other_programs_read_it_as_text_and_nothing_computes(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", *((text, "007", "") for text in PLANTED))
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [f"'{t}" for t in PLANTED]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["007"] * len(PLANTED)


def test_characters_that_no_workbook_holds_are_shown_as_lost(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", ("a\x00b\x1fc", "￾", "x"))
    with workbooks.read(path, heads=HEAD) as sheet:
        assert next(sheet.rows).cells == ("a\ufffdb\ufffdc", "\ufffd", "x")


def test_a_separator_in_a_cell_is_shown_as_lost_too(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", ("a\x1fb", "", ""), ("x", "y", "z"))
    with workbooks.read(path, heads=HEAD) as sheet:
        assert [row.cells for row in sheet.rows] == [("a\ufffdb", None, None), ("x", "y", "z")]


def test_rows_keep_the_numbers_they_are_given() -> None:
    file = io.BytesIO()
    with LongSheet(file, "x", ("a", "b")) as sheet:
        for number in (4, 9, 20):
            sheet.write(("1", "2"), number)
    found = openpyxl.load_workbook(file).active
    assert found is not None
    assert [row[0].row for row in found.iter_rows() if row[0].value == "1"] == [4, 9, 20]


def test_a_sheet_is_read_again_from_what_was_kept(tmp_path: Path) -> None:
    rows: list[tuple[Cell, ...]] = [("甲", Number("12"), "x"), ("乙\x1e", CellError("#N/A"), "")]
    path = written(tmp_path / "a.xlsx", *rows)
    with (tmp_path / "kept").open("w+b") as kept:
        with workbooks.read(path, heads=HEAD, keep=kept) as sheet:
            first = (sheet.name, sheet.columns, list(sheet.rows))
        path.unlink()
        again = workbooks.read_again(kept, path)
        assert (again.name, again.columns, list(again.rows)) == first
        assert len(first[2]) == 2
        kept.truncate(20)
        with pytest.raises(workbooks.Refused):
            workbooks.read_again(kept, path)
