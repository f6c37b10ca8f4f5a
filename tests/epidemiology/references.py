"""Reading the reference answers, and comparing with them."""

import csv
import datetime as dt
import gzip
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from xiaoan.epidemiology.arrays import FloatArray

DATA = Path(__file__).parents[1] / "data" / "detection"


@dataclass(frozen=True)
class Wide:
    """Counts as the library takes them, shape (series, days), with names and dates."""

    names: list[str]
    labels: list[str]
    counts: FloatArray

    @property
    def dates(self) -> list[dt.date]:
        return [dt.date.fromisoformat(label) for label in self.labels]

    def rows(self, names: NDArray[np.str_]) -> NDArray[np.intp]:
        """Where each of these series is."""
        where = {name: at for at, name in enumerate(self.names)}
        return np.array([where[str(name)] for name in names])


def _rows(path: Path) -> tuple[list[str], list[list[str]]]:
    with gzip.open(path, "rt", newline="") as file:
        rows = list(csv.reader(file))
    return rows[0], rows[1:]


@cache
def wide(name: str) -> Wide:
    head, rows = _rows(DATA / "input" / f"{name}.csv.gz")
    counts = np.array([[float(cell) for cell in row[1:]] for row in rows]).T
    return Wide(head[1:], [row[0] for row in rows], np.ascontiguousarray(counts))


class Table:
    """A reference table by column: names as text, the rest as floats, empty = NaN."""

    def __init__(self, columns: dict[str, list[str]]) -> None:
        self.columns = columns

    def text(self, name: str) -> NDArray[np.str_]:
        return np.array(self.columns[name])

    def number(self, name: str) -> FloatArray:
        return np.array([float(cell) if cell else np.nan for cell in self.columns[name]])

    def index(self, name: str, first: int = 1) -> NDArray[np.intp]:
        """Whole numbers counted from `first`, as indices from 0."""
        return np.array([int(cell) - first for cell in self.columns[name]])

    def where(self, name: str, value: str) -> "Table":
        kept = [at for at, cell in enumerate(self.columns[name]) if cell == value]
        return Table({k: [cells[at] for at in kept] for k, cells in self.columns.items()})


@cache
def table(name: str) -> Table:
    head, rows = _rows(DATA / "reference" / f"ref_{name}.csv.gz")
    return Table(
        {one: list(cells) for one, cells in zip(head, zip(*rows, strict=True), strict=True)}
    )


def same(found: FloatArray, wanted: FloatArray, *, absolute: float = 0.0) -> None:
    """Equal to 1e-6 of the value; NaN where the reference has none. `absolute` is for numbers that are
    zero but for rounding."""
    np.testing.assert_allclose(found, wanted, rtol=1e-6, atol=absolute)


def alarms(found: NDArray[np.bool_], wanted: FloatArray) -> None:
    """Exactly the same alarms."""
    assert np.flatnonzero(found != (wanted > 0)).tolist() == []
