"""Makes spreadsheets for the tests, byte by byte, so that what is wrong with each is known."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from xiaoan.workbooks import Cell, Limits, Refused, read
from xiaoan.workbooks.reading import STANDARD

HEADS = ("姓名", "证件号码", "班级")
FIRST = ("王小明", "110101201001011234", "一年级1班")
SECOND = ("李芳", "110101201002024321", "一年级2班")

_NS = "http://schemas.openxmlformats.org"
_MAIN = f"{_NS}/spreadsheetml/2006/main"
_OFFICE = f"{_NS}/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
Parts = dict[str, bytes]


def sheet(rows: str, *, before: str = "", after: str = "") -> str:
    """A sheet around the XML of its rows."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    )


def texts(number: int, cells: Sequence[str]) -> str:
    """The XML of a row of inline texts; nothing for an empty one."""
    inside = "".join(
        f'<c r="{chr(65 + n)}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(c)}</t></is></c>'
        for n, c in enumerate(cells)
        if c
    )
    return f'<row r="{number}">{inside}</row>'


def table(*rows: Sequence[str], start: int = 1) -> str:
    """The XML of rows of texts, from row `start` on."""
    return "".join(texts(number, cells) for number, cells in enumerate(rows, start))


GOOD_ROWS = table(HEADS, FIRST, SECOND)


def cell(content: str) -> str:
    """Headings, and one row whose first cell is as given: `A2` must be its place."""
    return table(HEADS) + f'<row r="2">{content}</row>'


def value(text: str, kind: str = "n", style: int = 0) -> str:
    return cell(f'<c r="A2" t="{kind}" s="{style}"><v>{text}</v></c>')


def workbook_xml(sheets: str = "", properties: str = "") -> str:
    inside = sheets or '<sheet name="名册" sheetId="1" r:id="rId1"/>'
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{properties}<sheets>{inside}</sheets></workbook>'


def relations(*links: tuple[str, str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, kind, target in links
    )
    return f'<Relationships xmlns="{_NS}/package/2006/relationships">{inside}</Relationships>'


LINKS = (
    ("rId1", "worksheet", "worksheets/sheet1.xml"),
    ("rId2", "styles", "styles.xml"),
    ("rId3", "sharedStrings", "sharedStrings.xml"),
)


def styles(*formats: str) -> str:
    """Style 0 is General, style n the n-th format: a number of a built-in one, or a code."""
    codes = {n: code for n, code in enumerate(formats, 164) if not code.isdigit()}
    own = "".join(
        f'<numFmt numFmtId="{n}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for n, code in codes.items()
    )
    used = "".join(
        f'<xf numFmtId="{code if code.isdigit() else n}"/>' for n, code in enumerate(formats, 164)
    )
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts>{own}</numFmts>'
        f'<cellXfs><xf numFmtId="0"/>{used}</cellXfs></styleSheet>'
    )


def strings(*items: str) -> str:
    return f'<sst xmlns="{_MAIN}">{"".join(f"<si>{item}</si>" for item in items)}</sst>'


def parts(rows: str = GOOD_ROWS, changes: Mapping[str, str | bytes | None] | None = None) -> Parts:
    """The parts of a workbook, some changed or, with None, left out."""
    whole: dict[str, str | bytes | None] = {
        "[Content_Types].xml": f'<Types xmlns="{_NS}/package/2006/content-types"/>',
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": workbook_xml(),
        "xl/_rels/workbook.xml.rels": relations(*LINKS),
        SHEET: sheet(rows),
        "xl/styles.xml": styles("14"),
        "xl/sharedStrings.xml": strings("<t>王小明</t>"),
        **(changes or {}),
    }
    return {
        name: content.encode() if isinstance(content, str) else content
        for name, content in whole.items()
        if content is not None
    }


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive whose bytes are the same each time."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 23, 7, 30, 0)), content, method)
    return file.getvalue()


def xlsx(rows: str = GOOD_ROWS, changes: Mapping[str, str | bytes | None] | None = None) -> bytes:
    return zipped(parts(rows, changes))


@dataclass(frozen=True)
class Table:
    """All that was read of a sheet."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    notes: tuple[str, ...] = ()
    encoding: str = "utf-8"


@dataclass(frozen=True)
class No:
    """A refusal: its code and the values for its sentence."""

    code: str
    values: tuple[tuple[str, int | str], ...] = ()


def no(code: str, **values: int | str) -> No:
    return No(code, tuple(sorted(values.items())))


Outcome = Table | No
GOOD = Table(HEADS, ((2, FIRST), (3, SECOND)))


def only(*cells: Cell) -> Table:
    """The headings and one row, on line 2, of these cells and blanks."""
    return Table(HEADS, ((2, (*cells, None, None, None)[:3]),))


def outcome(
    content: bytes,
    folder: Path,
    *,
    name: str = "名册.xlsx",
    heads: Sequence[str] = HEADS,
    limits: Limits = STANDARD,
) -> Outcome:
    """What comes of reading a file of that content and name."""
    path = folder / name
    path.write_bytes(content)
    try:
        with read(path, limits, heads=heads) as found:
            rows = tuple((row.number, row.cells) for row in found.rows)
            return Table(found.columns, rows, found.notes, found.encoding)
    except Refused as refused:
        return no(refused.code, **refused.values)
