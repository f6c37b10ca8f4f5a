"""A form that is a workbook: its visible sheets as grids, and their cells filled."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xiaoan.workbooks.blanks import parts as xml
from xiaoan.workbooks.blanks.parts import Node, Parts
from xiaoan.workbooks.blanks.rows import Rows, repeat
from xiaoan.workbooks.blanks.values import (
    MARK,
    MOST_COLUMNS,
    MOST_ROWS,
    REPEATS,
    Cell,
    Grid,
    Mark,
    Share,
    Unfit,
    Value,
    asked_in,
    marks_in,
    repeat_of,
)

_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_PER_CENT = (9, 10)
_EMPTY_ROWS, _EMPTY_COLUMNS = 40, 12
_MAIN = "xl/workbook.xml"


@dataclass
class Book:
    """The workbook of some parts. Filling changes the parts."""

    parts: Parts
    sheets: list[tuple[str, str]] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    shares: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        related = self.parts.related(_MAIN)
        for one in xml.each(self.parts.dom(_MAIN), "sheet"):
            kind, path = related.get(one.getAttribute("r:id"), ("", ""))
            if kind == "worksheet" and one.getAttribute("state") in ("", "visible"):
                self.sheets.append((one.getAttribute("name"), path))
        if not self.sheets:
            raise Unfit("no_sheet")
        by_kind = dict(related.values())
        if "sharedStrings" in by_kind:
            dom = self.parts.dom(by_kind["sharedStrings"])
            self.strings = [_rich(one) for one in xml.each(dom, "si")]
        if "styles" in by_kind:
            self.shares = _shares(self.parts.dom(by_kind["styles"]))

    def rows(self, path: str) -> list[Node]:
        return xml.each(self.parts.dom(path), "row")

    def text(self, cell: Node) -> str:
        """What a cell says; a formula as it is written."""
        formula = xml.child(cell, "f")
        if formula is not None:
            return f"={xml.text_of(formula)}"
        if cell.getAttribute("t") == "inlineStr":
            inline = xml.child(cell, "is")
            return _rich(inline) if inline is not None else ""
        value = xml.child(cell, "v")
        said = xml.text_of(value) if value is not None else ""
        if cell.getAttribute("t") == "s":
            return (
                self.strings[int(said)] if said.isdigit() and int(said) < len(self.strings) else ""
            )
        return said

    def grids(self) -> tuple[Grid, ...]:
        return tuple(self._grid(name, path) for name, path in self.sheets)

    def _grid(self, name: str, path: str) -> Grid:
        texts: dict[tuple[int, int], str] = {}
        for row in self.rows(path):
            for cell in xml.children(row, "c"):
                at = place(cell.getAttribute("r"))
                said = self.text(cell)
                texts[at] = said
                if said and (at[0] > MOST_ROWS or at[1] > MOST_COLUMNS):
                    raise Unfit("too_wide", rows=MOST_ROWS, columns=MOST_COLUMNS)
        spans, covered = self._merged(path)
        bottom, right = _size(texts)
        lines = [
            tuple(
                _cell(name, (row, column), texts, spans)
                for column in range(1, right + 1)
                if (row, column) not in covered
            )
            for row in range(1, bottom + 1)
        ]  # fmt: skip
        return Grid(name, tuple(lines))

    def _merged(
        self, path: str
    ) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
        """Spans (columns, rows) of merged cells, and what these cover."""
        spans: dict[tuple[int, int], tuple[int, int]] = {}
        covered: set[tuple[int, int]] = set()
        for one in xml.each(self.parts.dom(path), "mergeCell"):
            first, _, last = one.getAttribute("ref").partition(":")
            top, low = place(first), place(last or first)
            rows, columns = min(low[0], MOST_ROWS), min(low[1], MOST_COLUMNS)
            spans[top] = (columns - top[1] + 1, rows - top[0] + 1)
            covered |= {
                (row, column)
                for row in range(top[0], rows + 1) for column in range(top[1], columns + 1)
            } - {top}  # fmt: skip
        return spans, covered

    def has(self, ref: str) -> bool:
        """Whether something can be assigned there: to any cell of a visible sheet, within the limits."""
        sheet, _, at = ref.rpartition("!")
        if sheet not in dict(self.sheets) or not _ADDRESS.fullmatch(at):
            return False
        row, column = place(at)
        return 0 < row <= MOST_ROWS and 0 < column <= MOST_COLUMNS

    def assign(self, assigned: Mapping[str, str]) -> None:
        """Put a text with marks into cells, as if it stood in the form; a cell that is not there is made."""
        for ref, said in assigned.items():
            sheet, _, at = ref.rpartition("!")
            path = dict(self.sheets).get(sheet)
            if path is not None and _ADDRESS.fullmatch(at):
                _set(Rows(self.parts.dom(path)).cell(*place(at)), said)

    def marks(self) -> Iterator[Mark]:
        for name, path in self.sheets:
            for row in self.rows(path):
                cells = [(cell, marks_in(self.text(cell))) for cell in xml.children(row, "c")]
                where = f"{name}!{row.getAttribute('r')}"
                repeats = repeat_of([one for _cell, found in cells for one in found], where)
                if repeats and any(_is_shared(cell) for cell, _found in cells):
                    raise Unfit("shared_formula", part=where)
                for cell, _found in cells:
                    ref = f"{name}!{cell.getAttribute('r')}"
                    yield from (Mark(one, ref, repeats) for one in asked_in(self.text(cell)))

    def fill(
        self, values: Mapping[str, Value], repeated: Mapping[str, Sequence[Mapping[str, Value]]]
    ) -> None:
        """Put what is asked into the cells; a row that is repeated becomes as many as there are things."""
        for name, path in self.sheets:
            for row in reversed(self.rows(path)):
                marks = [
                    one for cell in xml.children(row, "c") for one in marks_in(self.text(cell))
                ]
                code = repeat_of(marks, name)
                if not code:
                    self._fill_row(row, values)
                    continue
                items = repeated.get(code, ())
                copies = repeat(self.parts, self.sheets, name, row, max(1, len(items)))
                for copy, item in zip(copies, items or [{}], strict=True):
                    self._fill_row(copy, {**values, **item})
        _compute_when_opened(self.parts)

    def _fill_row(self, row: Node, values: Mapping[str, Value]) -> None:
        for cell in xml.children(row, "c"):
            said = self.text(cell)
            if MARK.search(said) and not said.startswith("="):
                is_share = _number(cell.getAttribute("s")) in self.shares
                _set(cell, put(said, values, is_share=is_share))


def _size(texts: Mapping[tuple[int, int], str]) -> tuple[int, int]:
    """Rows and columns to show: with text, and the empty boxes beside these that may be there to be
    filled."""
    said = [at for at, text in texts.items() if text] or [(0, 0)]
    last = [max(at[n] for at in said) for n in (0, 1)]
    all_of = [max([at[n] for at in texts] + [0]) for n in (0, 1)]
    return (
        min(MOST_ROWS, all_of[0], last[0] + _EMPTY_ROWS),
        min(MOST_COLUMNS, all_of[1], last[1] + _EMPTY_COLUMNS),
    )


def _cell(
    name: str,
    at: tuple[int, int],
    texts: Mapping[tuple[int, int], str],
    spans: Mapping[tuple[int, int], tuple[int, int]],
) -> Cell:
    return Cell(f"{name}!{address(at)}", texts.get(at, ""), *spans.get(at, (1, 1)))


def put(said: str, values: Mapping[str, Value], *, is_share: bool = False) -> Value:
    """A text with its marks filled; a lone mark gives the value as it is. What is not known here is blank."""
    if not MARK.fullmatch(said.strip()):
        said = MARK.sub(lambda one: "" if one[1].strip() in REPEATS else one[0], said)
    found = MARK.fullmatch(said.strip())
    if found:
        alone = values.get(found[1].strip(), "")
        if isinstance(alone, Share):
            return alone.of_one if is_share else alone.text
        return alone
    return MARK.sub(lambda one: as_text(values.get(one[1].strip(), "")), said)


def as_text(value: Value) -> str:
    return value.text if isinstance(value, Share) else str(value)


def place(ref: str) -> tuple[int, int]:
    """Row and column of an address, from 1."""
    found = _ADDRESS.fullmatch(ref.replace("$", ""))
    if found is None:
        raise Unfit("damaged")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def address(at: tuple[int, int]) -> str:
    letters, column = "", at[1]
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{at[0]}"


def _set(cell: Node, value: Value) -> None:
    """A number as a number, all else as text that no program computes."""
    for one in list(cell.childNodes):
        cell.removeChild(one)
    if cell.hasAttribute("t"):
        cell.removeAttribute("t")
    if isinstance(value, Share):
        value = value.text
    if isinstance(value, str):
        if not value:
            return
        cell.setAttribute("t", "inlineStr")
        inline, text = xml.make(cell, "is"), xml.make(cell, "t")
        xml.set_text(text, value)
        inline.appendChild(text)
        cell.appendChild(inline)
        return
    number = xml.make(cell, "v")
    xml.set_text(number, repr(value))
    cell.appendChild(number)


def _rich(node: Node) -> str:
    """The text of a string in pieces, without how it is read aloud."""
    return "".join(
        xml.text_of(one) for one in xml.each(node, "t") if one.parentNode.localName != "rPh"
    )


def _is_shared(cell: Node) -> bool:
    formula = xml.child(cell, "f")
    return formula is not None and formula.getAttribute("t") in ("shared", "array")


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _shares(styles: Node) -> set[int]:
    """Numbers of the looks of cells that show per cent."""
    formats = {
        one.getAttribute("numFmtId") for one in xml.each(styles, "numFmt")
        if "%" in one.getAttribute("formatCode")
    } | {str(one) for one in _PER_CENT}  # fmt: skip
    looks = next(iter(xml.each(styles, "cellXfs")), None)
    if looks is None:
        return set()
    return {
        nth for nth, one in enumerate(xml.children(looks, "xf"))
        if one.getAttribute("numFmtId") in formats
    }  # fmt: skip


def _compute_when_opened(parts: Parts) -> None:
    """Sums are reckoned by the program that opens the form: what they were of is no longer there."""
    for path in parts.paths():
        if path.lower().startswith("xl/worksheets/sheet"):
            for cell in xml.each(parts.dom(path), "c"):
                value = xml.child(cell, "v")
                if xml.child(cell, "f") is not None and value is not None:
                    cell.removeChild(value)
    _drop_chain(parts)
    root = parts.dom(_MAIN).documentElement
    known = xml.child(root, "calcPr")
    if known is None:
        known = xml.make(root, "calcPr")
        after = list(xml.children(root, "definedNames", "sheets"))[-1]
        root.insertBefore(known, after.nextSibling)
    known.setAttribute("fullCalcOnLoad", "1")


def _drop_chain(parts: Parts) -> None:
    """The order of reckoning that was kept names cells that have moved."""
    if "xl/calcChain.xml" not in parts:
        return
    parts.drop("xl/calcChain.xml")
    for path, name, key in (
        ("[Content_Types].xml", "Override", "PartName"),
        ("xl/_rels/workbook.xml.rels", "Relationship", "Target"),
    ):
        for one in xml.each(parts.dom(path), name):
            if one.getAttribute(key).lower().endswith("calcchain.xml"):
                one.parentNode.removeChild(one)
