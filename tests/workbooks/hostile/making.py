"""What a hostile sheet is, and how one is made."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.workbooks.books import (
    SHEET,
    Outcome,
    Table,
    parts,
    table,
    zipped,
)
from xiaoan.workbooks import Cell

HEADS = ("学校", "班级", "姓名", "性别", "出生日期", "证件号码")
PUPIL = ("实验小学", "一年级1班", "王小明", "男", "2017-03-01", "99010120170301990X")
ROWS = table(HEADS, PUPIL)
GOOD = Table(HEADS, ((2, PUPIL),))


@dataclass(frozen=True)
class Case:
    """A file and what comes of reading it."""

    title: str
    content: bytes
    read: Outcome
    name: str = "名册.xlsx"


Changes = Mapping[str, str | bytes | None]


def book(rows: str = ROWS, /, **changes: str | bytes | None) -> bytes:
    """A workbook with other parts: the keys are paths with _ for /."""
    return zipped(parts(rows, {PATHS[key]: content for key, content in changes.items()}))


PATHS = {
    "types": "[Content_Types].xml",
    "rels": "_rels/.rels",
    "workbook": "xl/workbook.xml",
    "links": "xl/_rels/workbook.xml.rels",
    "sheet": SHEET,
    "styles": "xl/styles.xml",
    "strings": "xl/sharedStrings.xml",
    "core": "docProps/core.xml",
    "drawing": "xl/drawings/vmlDrawing1.vml",
}


def read(*cells: Cell, notes: tuple[str, ...] = (), row: int = 2) -> Table:
    """One pupil, with other cells from the left."""
    whole = (*cells, *PUPIL[len(cells) :])
    return Table(HEADS, ((row, whole),), notes)


def only_name(name: Cell) -> Table:
    return read(PUPIL[0], PUPIL[1], name)
