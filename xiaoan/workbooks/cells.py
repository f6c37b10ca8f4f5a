"""Which cells of a sheet's XML are out of the ordinary: too far out, computed, errors.

Looking at four million cells one by one takes Python longer than calamine takes to read them. So rows
whose cells all read `<c r="B7"`, within the columns allowed, are passed by one search that runs in C,
and only others are walked through tag by tag.
"""

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

from xiaoan.workbooks.refusals import Refused

# A place is one number: row, from 1, then column, from 0.
_SHIFT = 20
_ATTRIBUTE = re.compile(rb"""\s([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile(rb"([A-Z]{1,4})([0-9]{1,7})")
_ERROR_TYPE = re.compile(rb"""(<(?:[\w.-]+:)?c\s(?:[^<>]*?\s)?t=)(?:"e"|'e')""")


@dataclass
class Marks:
    """Places of computed cells and of errors."""

    formulas: "array[int]" = field(default_factory=lambda: array("Q"))
    errors: "array[int]" = field(default_factory=lambda: array("Q"))


class CellFinder:
    """Looks through the rows of one sheet, whose tags have `prefix`."""

    def __init__(self, prefix: bytes, columns: int) -> None:
        self._columns = columns
        self._cell = b"<%sc" % prefix
        self._formula = b"<%sf" % prefix
        self._near = _up_to(columns)
        self._tag = re.compile(rb"<%s(row|c|f)(?=[\s/>])([^<>]*)>(?=(</)?)" % prefix)
        self._marked = re.compile(rb'<%sf[\s/>]|\st="e"' % prefix)
        # calamine takes the first shared string where it cannot read the number of one.
        self._lost = re.compile(rb"""\st=["']s["'][^<>]*><%sv[^<>]*>(?![0-9]{1,9}<)""" % prefix)
        self._reference = re.compile(rb'<%sc r="([A-Z]+)([0-9]+)"[^<>]*>?' % prefix)

    def marks(self, rows: bytes, first: int, last: int) -> Marks:
        """What stands in rows `first` to `last`. Refused if a cell is too far out or in no row, or if
        a shared string has no number."""
        if (b't="s' in rows or b"t='s" in rows) and self._lost.search(rows):
            raise Refused("damaged")
        if self._is_odd(rows, last):
            return self._walk(rows, first)
        if self._formula in rows or b't="e"' in rows:
            return self._pick(rows)
        return Marks()

    def _is_odd(self, rows: bytes, last: int) -> bool:
        """Whether any cell is written in another way than nearly all programs do, or too far out."""
        if b"'" in rows and b"='" in rows:
            return True
        ordinary = rb'%s(?! r="(?:%s)[0-9]{1,%d}")' % (self._cell, self._near, len(str(last)))
        return re.search(ordinary, rows) is not None

    def _pick(self, rows: bytes) -> Marks:
        """Formulas and errors among ordinary cells, each with the cell that begins before it."""
        marks = Marks()
        for found in self._marked.finditer(rows):
            begin = rows.rfind(self._cell + b" ", 0, found.start())
            cell = self._reference.match(rows, begin)
            if cell is None:
                raise Refused("damaged")
            place = int(cell[2]) << _SHIFT | _column_index(cell[1])
            if found[0].startswith(b"<"):
                marks.formulas.append(place)
            elif found.start() < cell.end():  # else it is text, not an attribute of the cell
                marks.errors.append(place)
        return marks

    def _walk(self, rows: bytes, first: int) -> Marks:
        """Go through the tags as calamine does, with its way of counting what bears no number."""
        marks = Marks()
        row, column = first - 1, -1
        for found in self._tag.finditer(rows):
            if found[1] == b"f":
                marks.formulas.append(row << _SHIFT | max(0, column))
                continue
            told = attributes(found[2])
            if found[1] == b"row":
                row, column = whole(told[b"r"]) if b"r" in told else row + 1, -1
                continue
            column = _place(told.get(b"r"), row, column + 1)
            filled = not (found[2].endswith(b"/") or found[3])
            if filled and column >= self._columns:
                letters = column_letters(column)
                raise Refused("too_many_columns", row=row, column=letters, limit=self._columns)
            if told.get(b"t") == b"e":
                marks.errors.append(row << _SHIFT | column)
        return marks


def errors_as_text(rows: bytes) -> bytes:
    """The rows with errors as text: calamine gives the name of such a cell, and nothing for an error."""
    return _ERROR_TYPE.sub(rb'\1"str"', rows)


def by_row(places: Iterable[int]) -> dict[int, list[int]]:
    """Row number → columns."""
    found: dict[int, list[int]] = {}
    for place in places:
        row, column = divmod(place, 1 << _SHIFT)
        found.setdefault(row, []).append(column)
    return found


def column_letters(index: int) -> str:
    """The name of a column, from 0: A … Z, AA …"""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def attributes(tag: bytes) -> dict[bytes, bytes]:
    """The attributes of a start tag."""
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(tag)}


def whole(text: bytes) -> int:
    """A number as Excel writes one; anything else makes the sheet a damaged one."""
    if not text.isdigit() or len(text) > 7:
        raise Refused("damaged")
    return int(text)


def _place(reference: bytes | None, row: int, column: int) -> int:
    """The column of a cell, which must stand in its row."""
    if reference is None:
        return column
    found = _REFERENCE.fullmatch(reference)
    if not found or int(found[2]) != row:
        raise Refused("damaged")
    return _column_index(found[1])


def _column_index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


def _up_to(limit: int) -> bytes:
    """A pattern for the names of the first `limit` columns, each before a digit."""
    last = column_letters(limit - 1)
    ways = [f"[A-Z]{{1,{len(last) - 1}}}(?=[0-9])"] if len(last) > 1 else []
    for place, letter in enumerate(last):
        if letter > "A":
            rest = len(last) - place - 1
            ways.append(f"{last[:place]}[A-{chr(ord(letter) - 1)}][A-Z]{{{rest}}}(?=[0-9])")
    return "|".join([*ways, f"{last}(?=[0-9])"]).encode()
