"""Rows that are nothing but texts are read at once: as calamine would have read them, or not at all."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workbooks.books import (
    HEADS,
    Parts,
    Table,
    outcome,
    parts,
    strings,
    table,
    texts,
    zipped,
)
from tests.workbooks.mutants import mutant
from xiaoan.workbooks import Cell, Limits, ordinary
from xiaoan.workbooks.ordinary import Texts, strings_of
from xiaoan.workbooks.package import Package
from xiaoan.workbooks.workbook import Workbook

FEW = 300
# What may stand in a cell, and in the same words in the strings that cells point to.
CONTENTS = (
    "王小明", "", " ", " 王", "王 ", "王 小", "\u3000王", "王\u00a0", "a&amp;b", "&lt;&gt;&quot;&apos;",
    "&#13;",
    "&#x4e00;", "&nbsp;", "&", "a_x000D_b", "_x", "_x005F_x000D_", "a\tb", "a\nb", "a\r\nb", "\ta", "a\n",
    "a\x01b", "\x1d\x1e\x1f", "𠮷田", "\u200b", "\u202ea", "]]>", "=1+1", "'", '"', "0", "1.10101E+17",
    "x" * 1999, "\ufffe", "\ufeff",
)  # fmt: skip
WAYS = (
    '<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>',
    '<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>',
    '<c r="{at}" s="1" t="inlineStr"><is><t>{text}</t></is></c>',
    '<c r="{at}" t="inlineStr" s="0"><is><t>{text}</t></is></c>',
    '<c r="{at}" t="str"><v>{text}</v></c>',
    '<c r="{at}" s="1"/>',
    '<c r="{at}"></c>',
    '<c r="{at}"><v>7</v></c>',
    '<c r="{at}" s="1"><v>40909</v></c>',
    '<c r="{at}" t="b"><v>1</v></c>',
    '<c r="{at}" t="e"><v>#N/A</v></c>',
    '<c r="{at}" t="str"><f>A1</f><v>{text}</v></c>',
    '<c r="{at}" t="inlineStr"><is><r><t>{text}</t></r></is></c>',
    '<c r="{at}" t="inlineStr"><is><t>{text}</t><t>{text}</t></is></c>',
    '<c t="inlineStr"><is><t>{text}</t></is></c>',
    "",
)
SHARED = (
    '<c r="{at}" t="s"><v>{no}</v></c>', '<c r="{at}" s="1" t="s"><v>{no}</v></c>',
    '<c r="{at}" t="s"><v>{no}9999</v></c>', '<c r="{at}" t="s"><v></v></c>', '<c r="{at}"/>', "",
)  # fmt: skip
ROWS = (
    '<row r="{no}">',
    '<row r="{no}" spans="1:3">',
    '<row r="{no}" hidden="1">',
    "<row>",
    '<row r="2">',
)


def by(way: str, content: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """What is read of a sheet, in this process."""
    path = folder / "a.xlsx"
    path.write_bytes(content)
    with monkeypatch.context() as patch, path.open("rb") as file:
        if way == "calamine":
            patch.setattr(Texts, "read", lambda *_args: None)
        try:
            book = Workbook(Package(file, Limits()), Limits())
            rows = [(n, cells) for n, cells in map(_trimmed, book.rows()) if cells]
            return rows, book.notes(1)
        except Exception as fault:  # whichever it is, it must be the same one
            return type(fault).__name__, getattr(fault, "code", ""), getattr(fault, "values", {})


def _trimmed(row: tuple[int, list[Cell]]) -> tuple[int, list[Cell]]:
    number, cells = row
    while cells and cells[-1] == "":
        cells = cells[:-1]
    return number, cells


def sheets() -> Iterator[Parts]:
    """Rows of all kinds, a few odd ones among ordinary ones, inline and by number."""
    dice = random.Random(7)  # noqa: S311  # no secret
    for at, text in enumerate(CONTENTS):
        for way in WAYS:
            yield parts(table(HEADS) + f'<row r="2">{way.format(at="A2", text=text)}</row>')
        for item in (
            f"<t>{text}</t>",
            f'<t xml:space="preserve">{text}</t>',
            f"<r><t>{text}</t></r>",
        ):
            cell = '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c></row>'
            head = '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>2</v></c></row>'
            yield parts(
                head + cell, {"xl/sharedStrings.xml": strings(item, "<t>姓名</t>", f"<t>{at}</t>")}
            )
    for _ in range(FEW):
        rows = table(HEADS)
        for number in range(2, 9):
            if dice.random() < 0.7:
                rows += texts(number, ("王", "1", "x"))
                continue
            way = dice.choice(WAYS if dice.random() < 0.7 else SHARED)
            cells = "".join(
                way.format(at=f"{c}{number}", no=0, text=dice.choice(CONTENTS)) for c in "ABC"
            )
            rows += dice.choice(ROWS).format(no=number) + cells + "</row>"
        yield parts(rows)


def test_what_is_read_at_once_is_what_calamine_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once: list[bool] = []
    read = Texts.read

    def watched(self: Texts, rows: bytes, last: int) -> object:
        found = read(self, rows, last)
        at_once.append(found is not None)
        return found

    monkeypatch.setattr(Texts, "read", watched)
    for number, made in enumerate(sheets()):
        content = zipped(made)
        fast, slow = (by(way, content, tmp_path, monkeypatch) for way in ("", "calamine"))
        assert fast == slow, (
            number,
            made["xl/worksheets/sheet1.xml"],
            made["xl/sharedStrings.xml"],
        )
    # A test in which nothing, or everything, goes to calamine compares nothing.
    assert len(at_once) / 5 < sum(at_once) < len(at_once) * 0.9


def test_mutants_are_read_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(FEW):
        content = mutant(number).content
        fast, slow = (by(way, content, tmp_path, monkeypatch) for way in ("", "calamine"))
        assert fast == slow or _first(fast, slow), (number, fast, slow)


def _first(fast: object, slow: object) -> bool:
    """Both refuse the file, for the fault that each comes to first."""
    return all(isinstance(one, tuple) and one[0] == "Refused" for one in (fast, slow))


def test_rows_outside_their_sheet_are_no_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tags of a sheet bear a prefix, those of the rows do not."""
    whole = parts()
    xml = whole["xl/worksheets/sheet1.xml"].replace(b"sheetData", b"x:sheetData")
    content = zipped({**whole, "xl/worksheets/sheet1.xml": xml})
    fast, slow = (by(way, content, tmp_path, monkeypatch) for way in ("", "calamine"))
    assert fast == slow == ([], [])


def test_the_first_odd_row_sends_the_rest_to_calamine(tmp_path: Path) -> None:
    many = "".join(texts(n, ("王", str(n), "x")) for n in range(2, 60_000))
    odd = '<row r="60000"><c r="A60000"><v>5</v></c><c r="B60000" t="inlineStr"><is><t>y</t></is></c></row>'
    rows = table(HEADS) + many + odd + texts(60_001, ("李", "z", ""))
    found = outcome(zipped(parts(rows)), tmp_path)
    assert isinstance(found, Table)
    assert [number for number, _cells in found.rows] == list(range(2, 60_002))
    assert [cells[1] for _number, cells in found.rows[-3:]] == ["59999", "y", "z"]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1 << 20])
def test_strings_are_found_whatever_the_blocks(size: int) -> None:
    said = [f"第{n}个 & <" for n in range(50)]
    whole = strings(*(f"<t>第{n}个 &amp; &lt;</t>" for n in range(50))).encode()
    blocks = (whole[at : at + size] for at in range(0, len(whole), size))
    assert strings_of(blocks) == said


def test_strings_that_are_too_many_are_left_to_calamine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordinary, "_MOST", 100)
    blocks = iter([strings("<t>a</t>").encode(), b"x" * 200])
    assert strings_of(blocks) is None
    assert list(blocks) == []
