"""Rows as a table: which row has the headings, and that no value stands outside the table."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Protocol

from xiaoan.workbooks import frames
from xiaoan.workbooks.cells import column_letters
from xiaoan.workbooks.refusals import Refused
from xiaoan.workbooks.values import Cell, CellError, Formula, Limits, Number

_TOP = 10


class Source(Protocol):
    """A file that has rows."""

    name: str
    encoding: str

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Number and cells of each row, blank ones too."""

    def notes(self, header_row: int) -> list[str]:
        """What is worth telling."""


@dataclass(frozen=True)
class Header:
    """The headings and where they stand."""

    row: int
    columns: tuple[str, ...]

    @property
    def gaps(self) -> tuple[int, ...]:
        """Columns inside the table that have no heading."""
        return tuple(index for index, name in enumerate(self.columns) if not name)


def split(source: Source, limits: Limits, heads: Collection[str]) -> tuple[Header, Iterator[str]]:
    """The header of a table, and its further rows that are not blank, each as a line."""
    rows = source.rows()
    top = []
    for number, cells in rows:
        top.append((number, cells))
        if number >= _TOP:
            break
    header, place = _header(top, limits, heads)
    below = chain(islice(top, place + 1, None), rows)
    return header, _lines(below, header, limits)


def heads_in(cells: Sequence[Cell], heads: Collection[str]) -> int:
    """How many of the headings stand in a row, not minding spaces and a mark for “must”."""
    names = {_bare(name_of(cell)) for cell in cells}
    return len(names & {_bare(head) for head in heads} - {""})


def _bare(name: str) -> str:
    return "".join(name.split()).strip("*＊")


def name_of(cell: Cell) -> str:
    """A heading as text, whatever kind of cell it stands in."""
    if isinstance(cell, Formula):
        return name_of(cell.value)
    if isinstance(cell, Number | CellError):
        return cell.text
    return "" if cell is None else str(cell).strip("\ufeff \t\r\n\u3000")


def _header(
    top: list[tuple[int, list[Cell]]], limits: Limits, heads: Collection[str]
) -> tuple[Header, int]:
    """The row of the first ten with most of the headings asked for, else the first that is not blank."""
    named = [
        index
        for index, (number, cells) in enumerate(top)
        if number <= _TOP and any(map(name_of, cells))
    ]
    if not named:
        raise Refused("no_header" if top else "empty")
    place = max(named, key=lambda index: heads_in(top[index][1], heads))
    number, cells = top[place]
    names = [name_of(cell) for cell in cells]
    while not names[-1]:
        names.pop()
    if len(names) > limits.columns:
        letters = column_letters(len(names) - 1)
        raise Refused("too_many_columns", row=number, column=letters, limit=limits.columns)
    refuse_long(number, cells, limits)
    _refuse_duplicates(names)
    return Header(number, tuple(names)), place


def _refuse_duplicates(names: list[str]) -> None:
    for name in names:
        if name and names.count(name) > 1:
            where = [column_letters(index) for index, one in enumerate(names) if one == name]
            raise Refused("duplicate_header", header=name, columns=", ".join(where))


def refuse_long(number: int, cells: Sequence[Cell], limits: Limits) -> None:
    """Refuse a row with a cell that is longer than allowed."""
    for index, cell in enumerate(cells):
        if len(_full(cell)) > limits.cell_chars:
            letters = column_letters(index)
            raise Refused("cell_too_long", row=number, column=letters, limit=limits.cell_chars)


def _full(cell: Cell) -> str:
    if isinstance(cell, Formula):
        return _full(cell.value)
    return cell.text if isinstance(cell, Number | CellError) else str(cell)


def _lines(rows: Iterator[tuple[int, list[Cell]]], header: Header, limits: Limits) -> Iterator[str]:
    """A line for each row that is not blank."""
    width, gaps, count = len(header.columns), header.gaps, 0
    for number, cells in rows:
        text = frames.row_text(cells)
        if not text.strip():
            continue
        count += 1
        if count > limits.rows:
            raise Refused("too_many_rows", limit=limits.rows)
        if gaps or len(cells) != width:
            _refuse_outside(number, cells, header)
            text = frames.row_text((cells + [""] * width)[:width])
        if len(text) > limits.cell_chars:
            refuse_long(number, cells, limits)
        yield f"{number}{frames.CELL}{text}"


def _is_filled(cell: Cell) -> bool:
    """Whether a cell has more than white space in it."""
    if isinstance(cell, str):
        return bool(cell) and not cell.isspace()
    return cell is not None and cell != Formula(None)


def _refuse_outside(number: int, cells: list[Cell], header: Header) -> None:
    """No value is dropped in silence because its column has no heading."""
    for index in (*header.gaps, *range(len(header.columns), len(cells))):
        if index < len(cells) and _is_filled(cells[index]):
            raise Refused("missing_header", row=number, column=column_letters(index))
