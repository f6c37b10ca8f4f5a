"""Counts from files: a wide CSV, `date` and a column a series.

An empty cell is a missing count. Every fault is a ValueError that names row and column and says how to
mend it; rows are counted as a spreadsheet shows them, the head being row 1.
"""

import csv
import datetime as dt
import gzip
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from xiaoan.epidemiology.arrays import FloatArray

_MISSING = frozenset({"", "NA", "NaN", "nan"})
_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True, eq=False)
class Wide:
    """`names`: the S series. `labels`: the T dates as they were written; `dates`: the same, None if they
    are whole numbers. `counts`: shape (S, T), NaN = missing."""

    names: list[str]
    labels: list[str]
    dates: list[dt.date] | None
    counts: FloatArray


def read_wide(path: Path) -> Wide:
    """Read a wide CSV (UTF-8 or GB18030; .gz as well). Raises ValueError or OSError."""
    rows = read_rows(path)
    head = [cell.strip() for cell in rows[0]]
    if len(head) < 2:
        raise ValueError(f"{path.name}: the head must be a date and a column for each series")
    _check_names(head)
    body = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(row)]
    if not body:
        raise ValueError(f"{path.name} has a head and no rows; write a row for each date")
    for number, row in body:
        if len(row) != len(head):
            raise ValueError(
                f"row {number}: {len(row)} cells under {len(head)} columns; "
                "give each column a cell, empty where nothing is known"
            )
    labels = [row[0].strip() for _number, row in body]
    counts = np.array(
        [
            [_count(cell, number, name) for cell, name in zip(row[1:], head[1:], strict=True)]
            for number, row in body
        ]
    )
    dates = _dates(labels, [number for number, _row in body], head[0])
    return Wide(head[1:], labels, dates, np.ascontiguousarray(counts.T))


def read_rows(path: Path) -> list[list[str]]:
    """The cells of a CSV, head first. Raises ValueError when it is empty or no text."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        rows = list(csv.reader(text.splitlines()))
        if not rows:
            raise ValueError(f"{path.name} is empty")
        return rows
    raise ValueError(f"{path.name} is no CSV text; save it as CSV (UTF-8 or GB18030)")


def read_places(path: Path, names: list[str], columns: list[str]) -> list[list[str]]:
    """Of each series, in order, these columns of a table whose first column is the series."""
    rows = read_rows(path)
    head = [cell.strip() for cell in rows[0]]
    missing = [name for name in columns if name not in head]
    if missing:
        raise ValueError(f"{path.name} has no column {missing[0]}; its head is {','.join(head)}")
    found = {row[0].strip(): row for row in rows[1:] if any(row)}
    absent = [name for name in names if name not in found]
    if absent:
        raise ValueError(f"{path.name} has no row for {absent[0]}; write one for each series")
    try:
        return [[found[name][head.index(column)].strip() for column in columns] for name in names]
    except IndexError as error:
        raise ValueError(f"{path.name}: a row is shorter than the head") from error


def _check_names(head: list[str]) -> None:
    for at, name in enumerate(head[1:], start=2):
        if not name:
            raise ValueError(f"row 1, column {at} has no name; name each series")
        if name in head[1 : at - 1]:
            raise ValueError(f"row 1, column {at}: {name} is there twice; give each series a name")


def _count(cell: str, number: int, name: str) -> float:
    text = cell.strip()
    if text in _MISSING:
        return math.nan
    try:
        value = float(text)
    except ValueError:
        value = math.inf
    if not math.isfinite(value):
        raise ValueError(
            f"row {number}, column {name}: {text!r} is no number; write a count, or leave the cell "
            "empty if nothing is known"
        )
    if value < 0:
        raise ValueError(
            f"row {number}, column {name}: {text} is negative; a count is 0 or above, and an empty "
            "cell is a missing one"
        )
    return value


def _dates(labels: list[str], numbers: list[int], column: str) -> list[dt.date] | None:
    """ISO dates, or whole numbers (None); in ascending order either way."""
    days: list[int] = []
    whole = all(label.isdecimal() and len(label) < 8 for label in labels)
    for number, label in zip(numbers, labels, strict=True):
        try:
            day = int(label) if whole else dt.date.fromisoformat(label).toordinal()
        except ValueError as error:
            raise ValueError(
                f"row {number}, column {column}: {label!r} is no date; write it as 2026-09-01"
            ) from error
        if days and day <= days[-1]:
            raise ValueError(
                f"row {number}, column {column}: {label} does not come after the row before; "
                "sort the rows by date, one row a date"
            )
        days.append(day)
    return None if whole else [dt.date.fromordinal(day) for day in days]
