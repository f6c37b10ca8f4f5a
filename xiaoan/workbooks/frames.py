"""What the child sends: frames of text that can be taken apart without trusting the sender.

A frame is a letter, a length and UTF-8 text. Head, end and refusal are JSON. A batch of rows is text
with the separators that ASCII has for it, so that a row of plain text costs one `join` and one `split`;
a cell that is not plain text, or has a separator in it, starts with a mark and a letter. Nothing is
unpickled: a child that has read a hostile file may itself be hostile.
"""

import datetime as dt
import json
import struct
from collections.abc import Callable, Sequence
from typing import BinaryIO

from xiaoan.workbooks.values import Cell, CellError, Formula, Number, Plain

HEAD, ROWS, END, REFUSAL = b"H", b"R", b"E", b"X"
FRONT = struct.Struct(">cI")

MARK, ROW, CELL = "\x1d", "\x1e", "\x1f"
_SEPARATORS = frozenset((MARK, ROW, CELL))
_LONE_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


def write(out: BinaryIO, kind: bytes, text: str) -> None:
    """Send one frame; a lone surrogate, which is no character, goes as U+FFFD."""
    try:
        content = text.encode()
    except UnicodeEncodeError:
        content = whole(text).encode()
    out.write(FRONT.pack(kind, len(content)))
    out.write(content)


def whole(text: str) -> str:
    """The text with U+FFFD for each lone surrogate."""
    return text.translate(_LONE_SURROGATES)


def row_text(cells: Sequence[Cell]) -> str:
    """A row as text. If nothing is in its cells, nothing but white space is in the text."""
    try:
        text = CELL.join(cells)  # type: ignore[arg-type]  # fails at once if a cell is not text
    except TypeError:
        return CELL.join(map(cell_text, cells))
    if text.count(CELL) != len(cells) - 1 or ROW in text or MARK in text:
        return CELL.join(map(cell_text, cells))
    return text


def cell_text(cell: Cell) -> str:
    """A cell as text without separators."""
    if isinstance(cell, str):
        odd = not _SEPARATORS.isdisjoint(cell)
        return f"{MARK}j{json.dumps(cell)}" if odd else cell
    if cell is None:
        return ""
    if isinstance(cell, Formula):
        return f"{MARK}f{cell_text(cell.value)}"
    if isinstance(cell, CellError):
        return f"{MARK}e{json.dumps(cell.text)}"
    return f"{MARK}{_plain_text(cell)}"


def _plain_text(cell: Number | dt.date | bool) -> str:
    if isinstance(cell, Number):
        return f"n{cell.text}"
    if isinstance(cell, bool):
        return f"b{cell:d}"
    return f"{'t' if isinstance(cell, dt.datetime) else 'd'}{cell.isoformat()}"


def read_line(line: str, width: int) -> tuple[int, tuple[Cell, ...]]:
    """A row's number and its `width` cells; ValueError or KeyError if the line is of another form."""
    number, cells = read_texts(line, width)
    return number, tuple([cell or None if isinstance(cell, str) else cell for cell in cells])


def read_texts(line: str, width: int) -> tuple[int, Sequence[Cell]]:
    """As `read_line`, with "" for what is blank: a list, if all of the cells are texts."""
    number, *texts = line.split(CELL)
    if len(texts) != width:
        raise ValueError("width")
    if MARK not in line:
        return int(number), texts
    return int(number), tuple([_read_cell(text) if text else "" for text in texts])


def _read_cell(text: str) -> Cell:
    if not text.startswith(MARK + "f"):
        return _read_value(text)
    return Formula(_read_value(text[2:]))


def _read_value(text: str) -> Plain | CellError:
    if not text.startswith(MARK):
        return text or None
    return _READERS[text[1:2]](text[2:])


def _read_text(text: str) -> str:
    content = json.loads(text)
    if not isinstance(content, str):
        raise ValueError("no text")
    return whole(content)


_READERS: dict[str, Callable[[str], Plain | CellError]] = {
    "n": Number,
    "d": dt.date.fromisoformat,
    "t": dt.datetime.fromisoformat,
    "b": {"1": True, "0": False}.__getitem__,
    "j": _read_text,
    "e": lambda text: CellError(_read_text(text)),
}
