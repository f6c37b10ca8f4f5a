"""Writing an .xlsx of very many rows: every text stays text, and only a few rows are in memory.

Four million cells through a library that styles each cell take half a minute; here a row is one string.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Sequence
from functools import lru_cache
from types import TracebackType
from typing import IO, cast
from xml.sax.saxutils import escape, quoteattr

from xiaoan.workbooks.cells import column_letters
from xiaoan.workbooks.values import Cell, CellError, Number

# A program takes a cell that begins so for a formula, at the latest when it is saved as CSV.
STARTERS = ("=", "+", "-", "@", "\t", "\r")
_SEPARATOR = "\x1f"
# Rows in which anything is out of the ordinary: characters that XML escapes or forbids, white space
# at an end, a cell that begins like a formula.
_ODD = re.compile(
    "[&<>\\x00-\\x1e\ud800-\udfff\ufffe\uffff]|(?:^|\x1f)[\\s=+\\-@]|\\s(?:\x1f|$)", re.ASCII
)
# Whether a row may be one of those: a search for single characters is several times as fast.
_SUSPECT = re.compile("[&<>\\x00-\\x1e\ud800-\udfff\ufffe\uffff\\s=+@]", re.ASCII)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TEXT, _HEAD, _NOTE, _LAST = 1, 2, 3, 4
_BATCH = 500
_FORMS = 1000
# Stands for the number of a row in its form: no cell of plain text has it.
_ITS_NUMBER = "\0"
_LEVEL = 1
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" '
        f'Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    # Looks: plain, text, head, note, and the last column where it says what is wrong. 49 is "text".
    "xl/styles.xml": (
        f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="4"><font><sz val="10"/></font>'
        '<font><b/><sz val="10"/></font><font><sz val="10"/><color rgb="FF5F6B7A"/></font>'
        '<font><sz val="10"/><color rgb="FFB3261E"/></font></fonts><fills count="3">'
        '<fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill><fill><patternFill '
        'patternType="solid"><fgColor rgb="FFF4F6F8"/></patternFill></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="5"><xf/><xf numFmtId="49" applyNumberFormat="1"/>'
        '<xf numFmtId="49" fontId="1" fillId="2" applyNumberFormat="1"/>'
        '<xf numFmtId="49" fontId="2" applyNumberFormat="1"/>'
        '<xf numFmtId="49" fontId="3" applyNumberFormat="1"/></cellXfs><cellStyles count="1">'
        '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}  # fmt: skip


def inert(text: str) -> str:
    """The text as a cell that no program computes."""
    return f"'{text}" if text.startswith(STARTERS) else text


class LongSheet:
    """A workbook of one sheet: notes, a row of headings, then rows as they come.

    `last_is_fault`: the last column says what is wrong with its row, and looks like it.
    """

    def __init__(
        self,
        file: IO[bytes],
        name: str,
        head: Sequence[str],
        notes: Sequence[str] = (),
        *,
        last_is_fault: bool = False,
    ) -> None:
        self._letters = [column_letters(at) for at in range(len(head))]
        self._styles = [_TEXT] * len(head)
        if last_is_fault:
            self._styles[-1] = _LAST
        # Few combinations of filled cells occur, and text is put into a form at the speed of C.
        self._form = lru_cache(maxsize=_FORMS)(self._form_of)
        self._waiting: list[str] = []
        self._book = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        for path, text in _PARTS.items():
            self._book.writestr(path, text)
        self._book.writestr("xl/workbook.xml", _workbook(name))
        self._sheet = self._book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True)
        self._sheet.write(_before(self._styles, len(notes) + 1).encode())
        self._next = 1
        for note in notes:
            self._add(self._next, _text("A", self._next, _NOTE, note))
        top = self._next
        places = zip(self._letters, head, strict=True)
        self._add(top, "".join(_text(letter, top, _HEAD, word) for letter, word in places))
        self._footer = notes[0] if notes else ""

    def __enter__(self) -> "LongSheet":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._flush()
        self._sheet.write(_after(self._footer).encode())
        self._sheet.close()
        self._book.close()

    def write(self, cells: Sequence[Cell], number: int = 0) -> None:
        """One more row, under its own number if it has one; numbers only rise."""
        number = max(number, self._next)
        if _is_plain(cells):
            form = self._form(tuple(map(bool, cells)))
            row = (form % tuple(filter(None, cells))).replace(_ITS_NUMBER, str(number))
        else:
            places = zip(self._letters, self._styles, cells, strict=True)
            row = "".join([_cell(letter, number, s, cell) for letter, s, cell in places])
        self._add(number, row)

    def _form_of(self, filled: Sequence[bool]) -> str:
        """A row in which these cells are filled with plain text, without its number and texts."""
        places = zip(self._letters, self._styles, filled, strict=True)
        return "".join(
            f'<c r="{letter}{_ITS_NUMBER}" s="{style}" t="inlineStr"><is><t>%s</t></is></c>'
            for letter, style, is_filled in places
            if is_filled
        )

    def _add(self, number: int, row: str) -> None:
        self._waiting.append(f'<row r="{number}">{row}</row>')
        self._next = number + 1
        if len(self._waiting) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        self._sheet.write("".join(self._waiting).encode())
        self._waiting.clear()


def _is_plain(cells: Sequence[Cell]) -> bool:
    """Whether all cells are text that a sheet shows as it stands."""
    try:
        text = _SEPARATOR.join(cast("Sequence[str]", cells))  # fails at once if a cell is not text
    except TypeError:
        return False
    if text.count(_SEPARATOR) != max(0, len(cells) - 1):
        return False
    suspect = _SUSPECT.search(text) or text[:1] == "-" or f"{_SEPARATOR}-" in text
    return not (suspect and _ODD.search(text))


def _cell(letter: str, number: int, style: int, cell: Cell) -> str:
    """A cell that is not plain text: numbers stay numbers, since nobody knows what they have lost."""
    place = f'<c r="{letter}{number}" s="{style}"'
    if cell is None or cell == "":
        return ""
    if isinstance(cell, bool):
        return f'{place} t="b"><v>{cell:d}</v></c>'
    if isinstance(cell, Number):
        return f"{place}><v>{cell.text}</v></c>"
    if isinstance(cell, CellError):
        return f'{place} t="e"><v>{escape(cell.text)}</v></c>'
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        cell = cell.date()
    return _text(letter, number, style, cell if isinstance(cell, str) else str(cell))


def _text(letter: str, number: int, style: int, text: str) -> str:
    whole = escape(_FORBIDDEN.sub("\ufffd", inert(text))).replace("\r", "&#13;")
    return (
        f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{whole}'
        "</t></is></c>"
    )


def _workbook(name: str) -> str:
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name={quoteattr(name)} sheetId="1" r:id="r1"/></sheets></workbook>'
    )


def _before(styles: Sequence[int], top: int) -> str:
    """What stands before the rows: headings that stay in sight, and columns of text."""
    wide = {_LAST: 60}
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{wide.get(style, 16)}" style="{style}" customWidth="1"/>'
        for at, style in enumerate(styles, 1)
    )
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        f'<pane ySplit="{top}" topLeftCell="A{top + 1}" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{columns}</cols><sheetData>"
    )


def _after(footer: str) -> str:
    """What stands after the rows: who took the sheet is on each printed page."""
    said = escape(footer.replace("&", "&&"))
    printed = (
        f"<headerFooter><oddFooter>&amp;L{said}&amp;R&amp;P / &amp;N</oddFooter></headerFooter>"
    )
    return (
        '</sheetData><pageSetup paperSize="9" orientation="landscape"/>'
        f"{printed if footer else ''}</worksheet>"
    )
