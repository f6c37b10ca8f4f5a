"""The XML of one sheet, cut into pieces of whole rows that a reader can take one by one.

calamine lays a sheet out as a rectangle from its first to its last cell: one cell at XFD1048576 asks for
half a terabyte and aborts the process. So the rows are looked through before it sees them, and what it
sees at a time spans few rows.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from operator import lt

from xiaoan.workbooks.cells import CellFinder, Marks, attributes, errors_as_text, whole
from xiaoan.workbooks.ordinary import Rows, Strings, Texts
from xiaoan.workbooks.refusals import Refused
from xiaoan.workbooks.values import Limits

_LAST_ROW = 1 << 20
# Rows of a piece, from the first number to the last; with 200 columns a rectangle of 50 MB.
_SPAN = 8192
_PIECE = 4 << 20
_ROW_BYTES = 16 << 20
# What may stand before and after the rows: column widths; merged cells, links, validations.
_PROLOG, _TAIL = 4 << 20, 64 << 20
_YES = (b"1", b"true")

_SHEET_DATA = re.compile(rb"<((?:[\w.-]+:)?)sheetData(?:\s[^<>]*?)?(/?)>")
_RANGE = re.compile(
    rb"""<(?:[\w.-]+:)?mergeCell\s[^<>]*?ref\s*=\s*["'][A-Z]+[0-9]+:[A-Z]+([0-9]{1,7})["']"""
)
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?col\s[^<>]*>")


@dataclass
class Outline:
    """What is seen in passing: rows and columns that are hidden, last rows of merged ranges."""

    hidden_rows: int = 0
    hidden_columns: int = 0
    merged: list[int] = field(default_factory=list)


@dataclass
class Piece:
    """Whole rows as a sheet of their own, and what stands in them that calamine does not tell."""

    xml: bytes
    marks: Marks


class Worksheet:
    """One pass over the blocks of a sheet; `outline` is complete when the pieces are."""

    def __init__(
        self,
        blocks: Iterator[bytes],
        limits: Limits,
        strings: Callable[[], Strings | None] = lambda: None,
    ) -> None:
        """`strings` gives what cells point to, when one does."""
        self.outline = Outline()
        self._strings = strings
        self._blocks = blocks
        self._limits = limits
        self._last = 0
        self._texts: Texts | None = None

    def pieces(self) -> Iterator[Rows | Piece]:
        """The rows in order: as long as they are ordinary, read; from the first that is not, in pieces.

        Refuses what calamine must not see.
        """
        buffer, prefix, is_empty = self._prolog()
        if is_empty:
            return
        self._prefix = prefix
        self._finder = CellFinder(prefix, self._limits.columns)
        row, end = b"<%srow" % prefix, b"</%ssheetData" % prefix
        while True:
            done = buffer.find(end)
            cut = done if done >= 0 else buffer.rfind(row)
            if cut > 0:
                yield from self._read(buffer[:cut])
                buffer = buffer[cut:]
            if done >= 0:
                return self._tail(buffer)
            if len(buffer) > _ROW_BYTES:
                raise Refused("row_too_large", row=self._last + 1, limit=_ROW_BYTES)
            buffer += self._more(_PIECE)

    def _more(self, size: int) -> bytes:
        """About so many bytes more; there must be some."""
        parts: list[bytes] = []
        got = 0
        while got < size and (block := next(self._blocks, b"")):
            parts.append(block)
            got += len(block)
        if not got:
            raise Refused("damaged")
        return b"".join(parts)

    def _prolog(self) -> tuple[bytes, bytes, bool]:
        """Up to the rows. What follows, the prefix of tags, and whether the sheet has no rows."""
        buffer = b""
        while not (found := _SHEET_DATA.search(buffer)):
            if len(buffer) > _PROLOG:
                raise Refused("damaged")
            buffer += self._more(1)
        for tag in _COLUMN.finditer(buffer, 0, found.start()):
            told = attributes(tag[0])
            if told.get(b"hidden") in _YES:
                width = whole(told.get(b"max", b"")) - whole(told.get(b"min", b"")) + 1
                self.outline.hidden_columns += max(1, width)
        return buffer[found.end() :], found[1], bool(found[2])

    def _tail(self, buffer: bytes) -> None:
        """What comes after the rows, up to the end of the sheet."""
        parts = [buffer]
        size = len(buffer)
        for block in self._blocks:
            parts.append(block)
            size += len(block)
            if size > _TAIL:
                raise Refused("row_too_large", row=self._last, limit=_TAIL)
        tail = b"".join(parts)
        if b"worksheet>" not in tail[-200:]:
            raise Refused("damaged")
        self.outline.merged = [int(last) for last in _RANGE.findall(tail)]

    def _read(self, rows: bytes) -> Iterator[Rows | Piece]:
        """Whole rows, read if all so far were and these can be."""
        if self._last == 0 and not self._prefix:
            self._texts = Texts(rows, self._strings)
        read = self._texts.read(rows, self._last) if self._texts else None
        if read and read[1] <= _LAST_ROW:
            found, self._last = read
            yield found
        else:
            self._texts = None
            yield from self._cut(rows)

    def _cut(self, rows: bytes) -> Iterator[Piece]:
        """Whole rows, in pieces that span few numbers; the first row of each says its number."""
        tag = re.compile(rb'<%srow(?: r="([0-9]{1,7})")?((?:\s[^<>]*)?/?)>' % self._prefix)
        numbers = _plain_numbers(tag.findall(rows), self._last)
        if numbers:
            self._last = numbers[-1]
            before = tag.split(rows, 1)[0]
            yield self._piece(rows[len(before) :], numbers[0], told=True)
            return
        begin = first = 0
        told = True
        for row in tag.finditer(rows):
            number, says = self._number(row[1], row[2])
            if first and number - first >= _SPAN:
                yield self._piece(rows[begin : row.start()], first, told)
                first = 0
            if not first:
                begin, first, told = row.start(), number, says
            self._last = number
        if first:
            yield self._piece(rows[begin:], first, told)

    def _number(self, number: bytes | None, rest: bytes) -> tuple[int, bool]:
        """The number of a row, and whether its tag says it; numbers only rise."""
        if b"hidden" in rest and attributes(rest).get(b"hidden") in _YES:
            self.outline.hidden_rows += 1
        told = number or attributes(rest).get(b"r")
        found = self._last + 1 if told is None else whole(told)
        if not self._last < found <= _LAST_ROW:
            raise Refused("damaged")
        return found, told is not None

    def _piece(self, rows: bytes, first: int, told: bool) -> Piece:
        prefix = self._prefix
        if not told:
            front = len(prefix) + len(b"<row")
            rows = b'%s r="%d"%s' % (rows[:front], first, rows[front:])
        marks = self._finder.marks(rows, first, self._last)
        if marks.errors:
            rows = errors_as_text(rows)
        return Piece(
            b"<%sworksheet><%ssheetData>%s</%ssheetData></%sworksheet>"
            % (prefix, prefix, rows, prefix, prefix),
            marks,
        )


def _plain_numbers(tags: list[tuple[bytes, bytes]], last: int) -> list[int]:
    """The numbers of rows that all say theirs, rise, are not hidden and make one piece; else none."""
    if not tags or any(not number or b"hidden" in rest for number, rest in tags):
        return []
    found = [int(number) for number, _rest in tags]
    rises = last < found[0] and all(map(lt, found, found[1:]))
    return found if rises and found[-1] <= _LAST_ROW and found[-1] - found[0] < _SPAN else []
