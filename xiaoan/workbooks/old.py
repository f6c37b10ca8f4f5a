"""Sheets of an .xls, by calamine: only where the sender cannot be asked to save it anew."""

import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import python_calamine

from xiaoan.workbooks.refusals import Refused
from xiaoan.workbooks.values import Cell, Limits
from xiaoan.workbooks.workbook import cells_of


class OldSheet:
    """One visible sheet. A formula comes as the value that was computed: .xls marks it nowhere else."""

    encoding = "utf-8"

    def __init__(self, book: python_calamine.CalamineWorkbook, name: str) -> None:
        self._book, self.name = book, name

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Number and cells of each row, from the first column on; blank rows may be among them."""
        try:
            sheet = self._book.get_sheet_by_name(self.name)
        except python_calamine.CalamineError:
            raise Refused("damaged") from None
        yield from cells_of(sheet)

    def notes(self, _header_row: int) -> list[str]:
        """Nothing: calamine tells neither what is hidden nor what is merged."""
        return []


def sheets_of(file: BinaryIO, limits: Limits) -> Sequence[OldSheet]:
    """The visible sheets of an .xls, in their order."""
    file.seek(0)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
    except python_calamine.CalamineError:
        raise Refused("damaged") from None
    seen = [
        one.name
        for one in book.sheets_metadata
        if one.visible == python_calamine.SheetVisibleEnum.Visible
        and one.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    if not seen:
        raise Refused("no_sheet")
    return [OldSheet(book, name) for name in seen[: limits.sheets]]
