"""What reading a sheet gives, and how much of it at most."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

# Rows are no cycles: a process that does nothing else looks for cycles after so many new objects, not
# after every 700, which takes a fifth of its time.
SELDOM = 50_000


@dataclass(frozen=True)
class Limits:
    """How much a file may be, hold and cost; past any of them it is refused as a whole."""

    file_bytes: int = 64 << 20
    # What the parts of an .xlsx may come to when unpacked, and how many times the file that is.
    unpacked_bytes: int = 512 << 20
    ratio: int = 250
    parts: int = 2_000
    # Of the child process: address space, and processor time. It is waited for ten times as long.
    memory_bytes: int = 512 << 20
    seconds: int = 60
    rows: int = 300_000
    columns: int = 200
    sheets: int = 60
    cell_chars: int = 2_000


@dataclass(frozen=True, slots=True)
class Number:
    """A cell stored as a number, in decimal digits without exponent; Excel keeps the first fifteen."""

    text: str


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that shows an error such as #N/A."""

    text: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A computed cell, with the value that the program which saved the file had computed."""

    value: "Plain | CellError"


Plain: TypeAlias = str | Number | dt.date | dt.datetime | bool | None
Cell: TypeAlias = Plain | CellError | Formula


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not blank: its number as Excel shows it, and a cell for each column of the sheet."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """The sheet that was read. `rows` can be gone through once, inside the `with`; or else `lines`."""

    name: str
    columns: tuple[str, ...]
    rows: Iterator[Row]
    # The same, cheaper: number and cells, with "" for what is blank; a list, if all of them are texts.
    lines: Iterator[tuple[int, Sequence[Cell]]]
    # Of the characters: utf-8, gb18030, utf-16-le or utf-16-be.
    encoding: str
    told: list[str]

    @property
    def notes(self) -> tuple[str, ...]:
        """Words of `refusals.NOTES`, some with a figure after a colon ("hidden_rows:3").

        All of them once the last row was read: a sheet says below its rows what is merged.
        """
        return tuple(self.told)
