"""Rows of a sheet: a cell that is found or made, a row that becomes several."""

import re
from collections.abc import Callable

from xiaoan.workbooks.blanks import parts as xml
from xiaoan.workbooks.blanks.parts import Node, Parts
from xiaoan.workbooks.blanks.shifting import Shift

_LETTERS = re.compile(r"[A-Z]+")
_DIGITS = re.compile(r"\d+")
# Attributes of the parts of a sheet that are ranges of cells.
_RANGES = {
    "conditionalFormatting": "sqref", "dataValidation": "sqref", "autoFilter": "ref",
    "dimension": "ref", "hyperlink": "ref", "ignoredError": "sqref", "protectedRange": "sqref",
}  # fmt: skip


class Rows:
    """The rows of a sheet, in order."""

    def __init__(self, dom: Node) -> None:
        self._data = xml.each(dom, "sheetData")[0]

    def cell(self, row: int, column: int) -> Node:
        """The cell at a place; one that is not there is made, in its order."""
        line = self._at(self._data, "row", row, lambda one: number(one.getAttribute("r")))
        line.setAttribute("r", str(row))
        found = self._at(line, "c", column, lambda one: column_of(one.getAttribute("r")))
        found.setAttribute("r", f"{letters(column)}{row}")
        return found

    @staticmethod
    def _at(parent: Node, name: str, wanted: int, at: Callable[[Node], int]) -> Node:
        after = None
        for one in xml.children(parent, name):
            found = at(one)
            if found == wanted:
                return one
            if found > wanted:
                after = one
                break
        new = xml.make(parent, name)
        parent.insertBefore(new, after)
        return new


def repeat(
    parts: Parts, sheets: list[tuple[str, str]], name: str, row: Node, count: int
) -> list[Node]:
    """A row becomes `count` rows, below one another; what lay below moves down. Gives the rows."""
    path, at = dict(sheets)[name], number(row.getAttribute("r"))
    shift = Shift(name, at, count)
    copies = [row, *(row.cloneNode(True) for _ in range(count - 1))]
    _formulas(parts, sheets, shift, row)
    for below in xml.each(parts.dom(path), "row"):
        if number(below.getAttribute("r")) > at:
            renumber(below, shift.moved(number(below.getAttribute("r"))))
    before = row.nextSibling
    for copy in copies[1:]:
        row.parentNode.insertBefore(copy, before)
    for nth, copy in enumerate(copies):
        renumber(copy, at + nth)
        for formula in xml.each(copy, "f"):
            xml.set_text(formula, shift.in_row(xml.text_of(formula), nth))
    _merges(parts.dom(path), shift, count)
    for kind, attribute in _RANGES.items():
        for one in xml.each(parts.dom(path), kind):
            one.setAttribute(attribute, shift.ranges(one.getAttribute(attribute)))
    return copies


def _formulas(parts: Parts, sheets: list[tuple[str, str]], shift: Shift, row: Node) -> None:
    """Formulas of every sheet, and names that were given to ranges."""
    for name, path in sheets:
        for formula in xml.each(parts.dom(path), "f"):
            if formula.parentNode.parentNode is row:
                continue
            xml.set_text(formula, shift.formula(xml.text_of(formula), name))
            if name == shift.sheet and formula.hasAttribute("ref"):
                formula.setAttribute("ref", shift.ranges(formula.getAttribute("ref")))
    for one in xml.each(parts.dom("xl/workbook.xml"), "definedName"):
        xml.set_text(one, shift.formula(xml.text_of(one), ""))


def _merges(dom: Node, shift: Shift, count: int) -> None:
    for one in xml.each(dom, "mergeCell"):
        first, _, last = one.getAttribute("ref").partition(":")
        top, low = number(first), number(last or first)
        if top == low == shift.row:
            for nth in range(1, count):
                copy = one.cloneNode(True)
                left, right = _LETTERS.findall(first)[0], _LETTERS.findall(last)[0]
                copy.setAttribute("ref", f"{left}{top + nth}:{right}{top + nth}")
                one.parentNode.appendChild(copy)
        else:
            one.setAttribute("ref", shift.ranges(one.getAttribute("ref")))
    for one in xml.each(dom, "mergeCells"):
        one.setAttribute("count", str(len(list(xml.children(one, "mergeCell")))))


def renumber(row: Node, at: int) -> None:
    row.setAttribute("r", str(at))
    for cell in xml.children(row, "c"):
        cell.setAttribute("r", f"{letters(column_of(cell.getAttribute('r')))}{at}")


def number(ref: str) -> int:
    found = _DIGITS.search(ref)
    return int(found[0]) if found else 0


def column_of(ref: str) -> int:
    column = 0
    for letter in "".join(_LETTERS.findall(ref)):
        column = column * 26 + ord(letter) - 64
    return column


def letters(column: int) -> str:
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found
