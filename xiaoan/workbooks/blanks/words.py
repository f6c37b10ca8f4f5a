"""A form that is a document: its text and tables as grids, marks in paragraphs filled, rows repeated.

A mark may be spread over several runs, as Word leaves it after each correction: the paragraph is read as one
text, and what takes the mark's place has the look of the run in which the mark began.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xiaoan.workbooks.blanks import parts as xml
from xiaoan.workbooks.blanks.parts import Node, Parts
from xiaoan.workbooks.blanks.sheets import as_text
from xiaoan.workbooks.blanks.values import (
    MARK,
    MOST_COLUMNS,
    MOST_ROWS,
    REPEATS,
    Cell,
    Grid,
    Mark,
    Unfit,
    Value,
    asked_in,
    marks_in,
    repeat_of,
)

MAIN = "word/document.xml"
TEXT = "正文"
_BESIDE = re.compile(r"word/(?:header|footer)\d*\.xml", re.IGNORECASE)


@dataclass
class Paper:
    """The document of some parts. Filling changes the parts."""

    parts: Parts

    def doms(self) -> list[Node]:
        beside = [path for path in self.parts.paths() if _BESIDE.fullmatch(path)]
        return [self.parts.dom(path) for path in (MAIN, *sorted(beside))]

    def tables(self) -> list[Node]:
        return xml.each(self.parts.dom(MAIN), "tbl")

    def grids(self) -> tuple[Grid, ...]:
        lines = [
            (Cell(f"{TEXT}!{nth}", said),)
            for nth, said in enumerate(map(said_in, self._free()), 1)
            if said.strip()
        ]
        if len(lines) > MOST_ROWS:
            raise Unfit("too_wide", rows=MOST_ROWS, columns=MOST_COLUMNS)
        tables = tuple(self._grid(nth, one) for nth, one in enumerate(self.tables(), 1))
        return (Grid(TEXT, tuple(lines), is_table=False), *tables) if lines else tables

    def _free(self) -> list[Node]:
        """Paragraphs outside of tables."""
        return [
            one
            for dom in self.doms() for one in xml.each(dom, "p")
            if not _inside(one, "tbl") and _is_paragraph(one)
        ]  # fmt: skip

    def _grid(self, nth: int, table: Node) -> Grid:
        lines = list(xml.children(table, "tr"))
        found = [
            tuple(
                Cell(f"表{nth}!{row}.{column}", _cell_text(cell), _span(cell))
                for column, cell in enumerate(xml.children(line, "tc"), 1)
            )
            for row, line in enumerate(lines, 1)
        ]
        if len(found) > MOST_ROWS or any(len(one) > MOST_COLUMNS for one in found):
            raise Unfit("too_wide", rows=MOST_ROWS, columns=MOST_COLUMNS)
        return Grid(f"表{nth}", tuple(found))

    def has(self, ref: str) -> bool:
        """Whether something can be assigned there: to a cell of a table."""
        return self._cell(ref) is not None

    def assign(self, assigned: Mapping[str, str]) -> None:
        """Put a text with marks into cells of tables, in the place of what stood there."""
        for ref, said in assigned.items():
            cell = self._cell(ref)
            if cell is not None:
                _say(cell, said)

    def _cell(self, ref: str) -> Node | None:
        found = re.fullmatch(r"表(\d+)!(\d+)\.(\d+)", ref)
        if found is None:
            return None
        table, row, column = (int(one) - 1 for one in found.groups())
        try:
            line = list(xml.children(self.tables()[table], "tr"))[row]
            return list(xml.children(line, "tc"))[column]
        except IndexError:
            return None

    def marks(self) -> Iterator[Mark]:
        for nth, one in enumerate(self._free(), 1):
            for what in marks_in(said_in(one)):
                if what not in REPEATS:
                    yield Mark(what, f"{TEXT}!{nth}")
        for nth, table in enumerate(self.tables(), 1):
            for row, line in enumerate(xml.children(table, "tr"), 1):
                cells = [_cell_text(cell) for cell in xml.children(line, "tc")]
                found = [one for text in cells for one in marks_in(text)]
                repeats = repeat_of(found, f"表{nth}!{row}")
                for column, text in enumerate(cells, 1):
                    ref = f"表{nth}!{row}.{column}"
                    yield from (Mark(one, ref, repeats) for one in asked_in(text))

    def fill(
        self, values: Mapping[str, Value], repeated: Mapping[str, Sequence[Mapping[str, Value]]]
    ) -> None:
        """Put what is asked into the paragraphs; a row that is repeated becomes as many as there are
        things."""
        for table in self.tables():
            for line in list(xml.children(table, "tr")):
                marks = [one for part in xml.each(line, "p") for one in marks_in(said_in(part))]
                code = repeat_of(marks, "")
                if code:
                    _repeat(line, values, repeated.get(code, ()))
        for dom in self.doms():
            _fill_all(dom, values)


def said_in(paragraph: Node) -> str:
    return "".join(xml.text_of(one) for one in _texts(paragraph))


def _texts(paragraph: Node) -> list[Node]:
    """Its pieces of text, without those of a box that is anchored in it."""
    return [one for one in xml.each(paragraph, "t") if _holder(one) is paragraph]


def _holder(node: Node) -> Node | None:
    while node is not None and not (node.nodeType == 1 and node.localName == "p"):
        node = node.parentNode
    return node


def _is_paragraph(node: Node) -> bool:
    return "wordprocessingml" in (node.namespaceURI or "")


def _inside(node: Node, name: str) -> bool:
    node = node.parentNode
    while node is not None:
        if node.nodeType == 1 and node.localName == name:
            return True
        node = node.parentNode
    return False


def _cell_text(cell: Node) -> str:
    return "\n".join(said_in(one) for one in xml.children(cell, "p")).strip("\n")


def _span(cell: Node) -> int:
    found = xml.each(cell, "gridSpan")
    said = found[0].getAttribute("w:val") if found else ""
    return min(MOST_COLUMNS, int(said)) if said.isdigit() and int(said) else 1


def _say(cell: Node, said: str) -> None:
    paragraphs = list(xml.children(cell, "p"))
    for one in paragraphs:
        for text in _texts(one):
            xml.set_text(text, "")
    texts = _texts(paragraphs[0]) if paragraphs else []
    if texts:
        xml.set_text(texts[0], said)
    elif paragraphs:
        run, text = xml.make(paragraphs[0], "r"), xml.make(paragraphs[0], "t")
        xml.set_text(text, said)
        run.appendChild(text)
        paragraphs[0].appendChild(run)


def _repeat(line: Node, values: Mapping[str, Value], items: Sequence[Mapping[str, Value]]) -> None:
    copies = [line.cloneNode(True) for _ in items] or [line.cloneNode(True)]
    for copy, item in zip(copies, items or [{}], strict=True):
        line.parentNode.insertBefore(copy, line)
        _fill_all(copy, {**values, **item})
    line.parentNode.removeChild(line)


def _fill_all(node: Node, values: Mapping[str, Value]) -> None:
    for one in xml.each(node, "p"):
        if _is_paragraph(one) and MARK.search(said_in(one)):
            _fill(one, values)


def _fill(paragraph: Node, values: Mapping[str, Value]) -> None:
    """From the last mark to the first, so that places before stay true."""
    texts, asked = _texts(paragraph), asked_in(said_in(paragraph))
    for found in reversed(list(MARK.finditer(said_in(paragraph)))):
        what = found[1].strip()
        said = as_text(values.get(what, "")) if what in asked else ""
        at = 0
        for one in texts:
            own = xml.text_of(one)
            start, end = max(found.start(), at), min(found.end(), at + len(own))
            if start < end:
                xml.set_text(one, own[: start - at] + said + own[end - at :])
                said = ""
                at += len(own)
            else:
                at += len(own)
