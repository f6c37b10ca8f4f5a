"""Spreadsheets for people: styled, printable, with a watermark, and inert.

A cell that a spreadsheet program would take for a formula is made text by a leading apostrophe,
also in case the sheet is saved as CSV and opened again.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xiaoan.workbooks.writing import inert

Cell: TypeAlias = str | int | float | None

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=gb18030"
# Excel's own limit and forbidden characters for the name of a sheet.
_NAME_LENGTH = 31
_NAME_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
_NARROW, _WIDE = 6, 40


@dataclass(frozen=True)
class Table:
    """One sheet: lines above the table, its head, rows, a row of totals, lines below."""

    name: str
    title: str
    above: Sequence[str]
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] = ()
    below: Sequence[str] = ()


def workbook(tables: Sequence[Table], mark: str) -> bytes:
    """An .xlsx of the tables; `mark` (who took it, when) is on each sheet and printed page."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_urls": False}) as book:
        styles = _Styles(book)
        for table in tables:
            sheet = book.add_worksheet(table.name.translate(_NAME_FORBIDDEN)[:_NAME_LENGTH])
            _write(sheet, table, mark, styles)
    return file.getvalue()


def xlsx_response(content: bytes, filename: str) -> HttpResponse:
    """The workbook as a download."""
    return download(content, filename)


def download(content: bytes, filename: str) -> HttpResponse:
    """A file to keep, its Chinese name as RFC 6266 wants it."""
    kind = XLSX if filename.endswith(".xlsx") else CSV
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename, safe='')}"
    return response


class _Styles:
    """The four looks of a cell."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        plain = {"font_name": "Noto Sans CJK SC", "font_size": 10, "valign": "vcenter"}
        boxed = {**plain, "border": 1, "border_color": "#d5dbe1"}
        self.title: Format = book.add_format({**plain, "bold": True, "font_size": 14})
        self.note: Format = book.add_format({**plain, "font_color": "#5f6b7a"})
        self.head: Format = book.add_format(
            {**boxed, "bold": True, "bg_color": "#f4f6f8", "text_wrap": True, "align": "center"}
        )
        self.cell: Format = book.add_format(boxed)
        self.total: Format = book.add_format({**boxed, "bold": True, "top": 2})


def _write(sheet: Worksheet, table: Table, mark: str, styles: _Styles) -> None:
    sheet.write_string(0, 0, inert(table.title), styles.title)
    notes = [mark, *table.above]
    for row, text in enumerate(notes, 1):
        sheet.write_string(row, 0, inert(text), styles.note)
    top = len(notes) + 1
    for column, text in enumerate(table.head):
        sheet.write_string(top, column, inert(text), styles.head)
        sheet.set_column(column, column, _width(table, column))
    row = top
    for row, cells in enumerate(table.rows, top + 1):
        _write_row(sheet, row, cells, styles.cell)
    if table.total:
        row += 1
        _write_row(sheet, row, table.total, styles.total)
    for below, text in enumerate(table.below, row + 2):
        sheet.write_string(below, 0, inert(text), styles.note)
    sheet.freeze_panes(top + 1, 1)
    _for_print(sheet, top, mark)


def _write_row(sheet: Worksheet, row: int, cells: Sequence[Cell], style: Format) -> None:
    for column, value in enumerate(cells):
        if value is None:
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, str):
            sheet.write_string(row, column, inert(value), style)
        else:
            sheet.write_number(row, column, value, style)


def _for_print(sheet: Worksheet, top: int, mark: str) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    sheet.set_footer(f"&L{mark.replace('&', '&&')}&R&P / &N")


def _width(table: Table, column: int) -> int:
    """Wide enough for the longest cell; a Chinese character takes two places."""
    # Each text once: a column of fifteen thousand cells has few different ones.
    cells = {table.head[column], *(row[column] for row in [*table.rows, table.total] if row)}
    longest = max(len(str(cell or "").encode("gb18030", "replace")) for cell in cells)
    return max(_NARROW, min(_WIDE, longest + 2))
