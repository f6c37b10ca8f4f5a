"""Reading an .xlsx: as far as rows are nothing but texts, at once; from where they are not, by calamine.

calamine is given a workbook written anew from parts that were looked through. It holds the rows of one
sheet, cut into pieces that are sheets of their own, the shared strings and the styles. So whatever the
archive says twice or falsely, calamine reads the bytes that were looked at, and needs memory for one
piece at a time. The new workbook is a file without a name: nobody else can open it, and it is gone with
the process.
"""

import datetime as dt
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain
from typing import IO, TypeAlias

import python_calamine

from xiaoan.workbooks.cells import Marks, by_row
from xiaoan.workbooks.ordinary import Rows, Strings, strings_of
from xiaoan.workbooks.package import Element, Package
from xiaoan.workbooks.refusals import Refused
from xiaoan.workbooks.values import Cell, CellError, Formula, Limits, Number
from xiaoan.workbooks.worksheet import Piece, Worksheet

# calamine opens files by name; this is the name of a descriptor.
_DESCRIPTOR = "/dev/fd/{}"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TRUE = ("1", "true", "on")
_WHOLE = 10**15
_MIDNIGHT = dt.timedelta(days=1)
Raw: TypeAlias = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


class Workbook:
    """A visible sheet of a package, the first unless another is asked for."""

    encoding = "utf-8"

    def __init__(self, package: Package, limits: Limits, nth: int = 0) -> None:
        self._package, self._limits = package, limits
        path = _first(package.related(""), "officeDocument") or "xl/workbook.xml"
        self._related = package.related(path)
        self._elements = package.elements(path)
        sheets = [self._path(one) for one in self._elements if _is_visible(one)]
        self._sheets = [(one, path) for one, path in sheets if path]
        if not self._sheets:
            raise Refused("no_sheet")
        self.name = self._sheets[nth][0].attributes.get("name", "")[:255]
        self._worksheet = Worksheet(package.blocks(self._sheets[nth][1]), limits, self._strings)
        self._looked = False
        for _block in self._blocks("styles"):
            pass  # looked at, whether or not they are needed

    @property
    def count(self) -> int:
        """How many sheets can be seen."""
        return len(self._sheets)

    def other(self, nth: int) -> "Workbook":
        """Another sheet of the same package, counted from 0."""
        return Workbook(self._package, self._limits, nth)

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Number and cells of each row, from the first column on; blank rows may be among them."""
        pieces = self._worksheet.pieces()
        for piece in pieces:
            if isinstance(piece, Piece):
                yield from self._by_calamine(chain([piece], pieces))
            else:
                yield from piece
        if not self._looked:
            self._strings()  # looked at likewise

    def _by_calamine(self, pieces: Iterable[Rows | Piece]) -> Iterator[tuple[int, list[Cell]]]:
        with tempfile.TemporaryFile() as copy:
            kept = self._write_copy(copy, (one for one in pieces if isinstance(one, Piece)))
            try:
                book = python_calamine.CalamineWorkbook.from_path(_DESCRIPTOR.format(copy.fileno()))
                for index, marks in enumerate(kept):
                    yield from _rows(book.get_sheet_by_index(index), marks)
            except python_calamine.CalamineError:
                raise Refused("damaged") from None

    def _blocks(self, kind: str) -> Iterator[bytes]:
        """The bytes of a part that belongs to all sheets; none if there is no such part."""
        path = _first(self._related, kind)
        return self._package.blocks(path) if path else iter(())

    def _strings(self) -> Strings | None:
        self._looked = True
        return strings_of(self._blocks("sharedStrings"))

    def notes(self, header_row: int) -> list[str]:
        """What is worth telling, given where the headings stand."""
        outline = self._worksheet.outline
        counts = {
            "merged_cells": sum(1 for last in outline.merged if last > header_row),
            "hidden_rows": outline.hidden_rows,
            "hidden_columns": outline.hidden_columns,
            "sheets_ignored": len(self._sheets) - 1,
        }
        folders = {"macros": "xl/vbaproject.bin", "external_links": "xl/externallinks/"}
        return [f"{note}:{count}" for note, count in counts.items() if count] + [
            note for note, folder in folders.items() if self._package.has_folder(folder)
        ]

    def _path(self, sheet: Element) -> tuple[Element, str]:
        kind, path = self._related.get(sheet.attributes.get("id", ""), ("", ""))
        return sheet, path if kind == "worksheet" else ""

    def _write_copy(self, file: IO[bytes], pieces: Iterable[Piece]) -> list[Marks]:
        """Write the new workbook; what is kept of each piece is what calamine does not tell."""
        kept: list[Marks] = []
        with zipfile.ZipFile(file, "w") as copy:
            for index, piece in enumerate(pieces):
                copy.writestr(f"xl/worksheets/sheet{index}.xml", piece.xml)
                kept.append(piece.marks)
            for kind in ("styles", "sharedStrings"):
                if _first(self._related, kind):
                    with copy.open(f"xl/{kind}.xml", "w", force_zip64=True) as part:
                        for block in self._blocks(kind):
                            part.write(block)
            for name, text in _frame(len(kept), self._counts_from_1904()).items():
                copy.writestr(name, text)
        file.flush()
        self._looked = True
        return kept

    def _counts_from_1904(self) -> bool:
        told = (one.attributes for one in self._elements if one.name == "workbookPr")
        return any(one.get("date1904") in _TRUE for one in told)


def _is_visible(element: Element) -> bool:
    return element.name == "sheet" and element.attributes.get("state", "visible") == "visible"


def _first(related: dict[str, tuple[str, str]], kind: str) -> str:
    return next((path for found, path in related.values() if found == kind), "")


def _frame(count: int, from_1904: bool) -> dict[str, str]:
    """The parts that hold `count` sheets together."""
    numbers = range(count)
    sheets = "".join(f'<sheet name="{n}" sheetId="{n + 1}" r:id="s{n}"/>' for n in numbers)
    links = [(f"s{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    links += [("t", "styles", "styles.xml"), ("u", "sharedStrings", "sharedStrings.xml")]
    return {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"/>',
        "_rels/.rels": _relations([("w", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
            f'<workbookPr date1904="{from_1904:d}"/><sheets>{sheets}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": _relations(links),
    }


def _relations(links: Iterable[tuple[str, str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, kind, target in links
    )
    return f'<Relationships xmlns="{_RELATIONS}">{inside}</Relationships>'


def _rows(sheet: python_calamine.CalamineSheet, marks: Marks) -> Iterator[tuple[int, list[Cell]]]:
    if sheet.start is None:
        return
    top, left = sheet.start
    indent: list[Cell] = [""] * left
    formulas, errors = by_row(marks.formulas), by_row(marks.errors)
    for number, row in enumerate(sheet.to_python(), top + 1):
        cells = _cells(row)
        if left:
            cells = indent + cells
        if number in errors or number in formulas:
            cells = _flagged(cells, errors.get(number, []), formulas.get(number, []))
        yield number, cells


def cells_of(sheet: python_calamine.CalamineSheet) -> Iterator[tuple[int, list[Cell]]]:
    """Number and cells of each row of a sheet of which nothing else is known."""
    return _rows(sheet, Marks())


def _cells(row: list[Raw]) -> list[Cell]:
    """The row in our values. Most have nothing but text, and for those one `join` is the cheapest proof."""
    try:
        "".join(row)  # type: ignore[arg-type]  # fails at once if a cell is not text
    except TypeError:
        return list(map(_value, row))
    return row  # type: ignore[return-value]  # it is nothing but text


def _value(raw: Raw) -> Cell:
    """A value of calamine's as one of ours; times and spans are the parts of a day that Excel stores."""
    if isinstance(raw, str | bool | dt.date):
        return raw
    if isinstance(raw, dt.time):
        passed = dt.timedelta(hours=raw.hour, minutes=raw.minute, seconds=raw.second)
        return _number(passed / _MIDNIGHT)
    return _number(raw / _MIDNIGHT if isinstance(raw, dt.timedelta) else raw)


def _number(value: float) -> Cell:
    if -_WHOLE < value < _WHOLE and value == int(value):
        return Number(str(int(value)))
    digits = Decimal(format(value, ".15g"))
    return Number(format(digits, "f")) if digits.is_finite() else CellError("#NUM!")


def _flagged(cells: list[Cell], errors: list[int], formulas: list[int]) -> list[Cell]:
    """The cells, errors and formulas marked as such; a blank row stays one."""
    for column in errors:
        if column < len(cells):
            cells[column] = CellError(str(cells[column]))
    if any(cell != "" for cell in cells):
        for column in formulas:
            if column < len(cells):
                cells[column] = _computed(cells[column])
    return cells


def _computed(value: Cell) -> Cell:
    """The value as a formula's; a cell with two formulas is a formula."""
    if isinstance(value, Formula):
        return value
    return Formula(None if value == "" else value)
