"""The rows of a sheet as texts by column, whatever file they come in; no cell is repaired on the way."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeGuard

from xiaoan import workbooks
from xiaoan.directory.rules.identity import Fault
from xiaoan.directory.rules.identity.cells import narrow
from xiaoan.registry.queries.columns import EXAMPLE, HEADS, KEYS, NEEDED
from xiaoan.workbooks import Cell, CellError, Formula, Number

# Spaces and the mark of a column that must be filled are not part of a heading.
_DRESS = re.compile(r"[\s*＊]+")
# Numbers as cells lose their last digits past the fifteenth, and zeros in front.
_NEVER_NUMBERS = frozenset({"id_number", "phone", "phone_1", "phone_2"})
_NAMES = frozenset({"name", "name_1", "name_2"})
# No cell of a roster has more to say; what is longer is not looked at, nor kept.
LONGEST = 200
_SHOWN = 200


class Unreadable(Exception):
    """The file as a whole cannot be taken: `code` and what its sentence needs.

    What comes from the file is kept and shown: only as much of it, and without characters that
    cannot be seen (the database takes no NUL, and others turn a sentence round).
    """

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.values = {name: printable(str(value))[:_SHOWN] for name, value in values.items()}


def printable(text: str) -> str:
    """The text with U+FFFD for each character that cannot be seen."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its number in the sheet, a text for each column, and cells that are no text."""

    number: int
    cells: dict[str, str]
    faults: list[Fault]


@dataclass(frozen=True)
class Sheet:
    """`lines` can be gone through once. `unknown` are headings that mean nothing here."""

    lines: Iterator[Line]
    unknown: tuple[str, ...]
    notes: tuple[str, ...]


@contextmanager
def read_roster(path: Path, keep: BinaryIO | None = None) -> Iterator[Sheet]:
    """Open a roster; refused as a whole where a needed column is missing."""
    try:
        with workbooks.read(path, heads=tuple(KEYS), keep=keep) as sheet:
            keys = [KEYS.get(_DRESS.sub("", narrow(head)), "") for head in sheet.columns]
            _refuse_heads(keys)
            unknown = tuple(h for h, key in zip(sheet.columns, keys, strict=True) if h and not key)
            yield Sheet(_lines(sheet, keys), unknown, sheet.notes)
    except workbooks.Refused as refused:
        raise Unreadable(refused.code, **dict(refused.values)) from None


def _refuse_heads(keys: Sequence[str]) -> None:
    missing = [HEADS[key] for key in NEEDED if key not in keys]
    if missing:
        raise Unreadable("heads_missing", heads="、".join(missing))
    twice = sorted({HEADS[key] for key in keys if key and keys.count(key) > 1})
    if twice:
        raise Unreadable("heads_twice", heads="、".join(twice))


def _lines(sheet: workbooks.Sheet, keys: Sequence[str]) -> Iterator[Line]:
    wanted = [(at, key) for at, key in enumerate(keys) if key]
    empty = dict.fromkeys(HEADS, "")
    is_whole = set(keys) == set(HEADS)
    for number, texts in sheet.lines:
        faults: list[Fault] = []
        if _is_plain(texts):
            cells = dict(zip(keys, texts, strict=True))
            if not is_whole:
                cells = {**empty, **cells}
                cells.pop("", None)
        else:
            cells, faults = _careful(texts, wanted)
            cells = {**empty, **cells}
        if cells["name"] == EXAMPLE["name"]:
            continue
        yield Line(number, cells, faults)


def _is_plain(texts: Sequence[Cell]) -> TypeGuard[list[str]]:
    """Whether all cells are text, and none is too long: so it is in nearly all rows."""
    if not isinstance(texts, list):
        return False
    return len("".join(texts)) <= LONGEST or all(len(text) <= LONGEST for text in texts)


def _careful(
    row: Sequence[Cell], wanted: Sequence[tuple[int, str]]
) -> tuple[dict[str, str], list[Fault]]:
    """The texts of a row cell by cell, and what is wrong with cells that are none."""
    cells: dict[str, str] = {}
    faults: list[Fault] = []
    for at, key in wanted:
        value = row[at]
        if isinstance(value, str) and len(value) <= LONGEST:
            cells[key] = value
        elif value is not None:
            found = _text(key, value)
            if isinstance(found, Fault):
                faults.append(found)
            else:
                cells[key] = found
    return cells, faults


def _text(key: str, cell: Cell) -> str | Fault:
    """What a cell that is no text says, where that is one thing only."""
    return _READERS.get(type(cell), _strange)(key, cell)


def _number(key: str, cell: Cell) -> str | Fault:
    if key in _NEVER_NUMBERS or key in _NAMES:
        return Fault(key, "number_cell" if key in _NEVER_NUMBERS else "cell_kind")
    return cell.text if isinstance(cell, Number) else ""


def _date(key: str, cell: Cell) -> str | Fault:
    if key != "birth_date" or not isinstance(cell, dt.date):
        return Fault(key, "cell_kind")
    return f"{cell:%Y-%m-%d}"


def _yes_no(key: str, cell: Cell) -> str | Fault:
    return ("yes" if cell else "no") if key == "boarder" else Fault(key, "cell_kind")


def _strange(key: str, _cell: Cell) -> str | Fault:
    return Fault(key, "cell_kind")


def _long(key: str, cell: Cell) -> str | Fault:
    found = {"length": str(len(str(cell))), "longest": str(LONGEST)}
    return Fault(key, "cell_long", found)


_READERS: dict[type, Callable[[str, Cell], str | Fault]] = {
    str: _long,
    Number: _number,
    dt.date: _date,
    dt.datetime: _date,
    bool: _yes_no,
    Formula: lambda key, _cell: Fault(key, "formula"),
    CellError: lambda key, _cell: Fault(key, "cell_error"),
}
