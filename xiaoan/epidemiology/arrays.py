"""What all methods ask of the counts they are given, and what they give back.

Counts are one array shaped (series, days): a row a series, a column a day (or week), oldest first.
A missing count is NaN and is never read as zero.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Detected:
    """What a method says about S series on D days.

    `days`: shape (D,), the evaluated columns of the counts. `expected`, `upper`: shape (S, D), in
    cases; NaN = no statement. `alarm`: shape (S, D), False where nothing could be decided.
    `decided`: shape (S, D), whether the count was known and there was a baseline for it. `more`:
    what else the method computes, each of shape (S, D), by name.
    """

    days: IntArray
    expected: FloatArray
    upper: FloatArray
    alarm: BoolArray
    decided: BoolArray
    more: dict[str, FloatArray] = field(default_factory=dict)


def series_of(values: ArrayLike, name: str = "counts") -> FloatArray:
    """`values` as floats of shape (series, days).

    Raises ValueError, naming series and day, for input that is ragged, not two-dimensional, not
    numeric, negative or infinite. NaN is allowed: missing.
    """
    array = numbers_of(values, name)
    if array.ndim != 2:
        raise ValueError(f"{name} must have two dimensions (series, days), not {array.ndim}")
    _refuse(name, array, np.isinf(array), "is infinite")
    _refuse(name, array, array < 0, "is negative")
    return array


def numbers_of(values: ArrayLike, name: str) -> FloatArray:
    """`values` as floats of any shape. ValueError when they are ragged or not numbers."""
    try:
        array: NDArray[Any] = np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name} must be rows of one length, not ragged") from error
    if array.dtype.kind not in "iuf":
        raise ValueError(f"{name} must be numbers, not {array.dtype}")
    return np.asarray(array, dtype=np.float64, order="C")


def _refuse(name: str, array: FloatArray, bad: BoolArray, why: str) -> None:
    if bad.any():
        row, day = np.unravel_index(int(np.argmax(bad)), bad.shape)
        raise ValueError(f"{name}[{row}, {day}] = {array[row, day]:g} {why}")


def evaluated(length: int, needed: int, last: int | None) -> IntArray:
    """The days that are evaluated: all with `needed` days before them, or the `last` ones of them.

    Raises ValueError when no day has so many before it, or `last` asks for more than there are.
    """
    if last is not None and last < 1:
        raise ValueError(f"last = {last} must be at least 1")
    possible = length - needed
    if possible < 1 or possible < (last or 1):
        raise ValueError(
            f"too short: {length} days; {needed} are needed before the first of {last or 1}"
        )
    return np.arange(length - (last or possible), length, dtype=np.int64)


def probability(alpha: float, name: str = "alpha") -> float:
    """`alpha`, if it lies between 0 and 1. Raises ValueError otherwise."""
    if not 0 < alpha < 1:
        raise ValueError(f"{name} = {alpha} must lie between 0 and 1")
    return alpha


def at_least(name: str, value: float, least: float) -> None:
    """Raises ValueError when an option is too small (or NaN)."""
    if not value >= least:
        raise ValueError(f"{name} = {value} must be at least {least:g}")


def above(name: str, value: float, bound: float = 0.0) -> None:
    """Raises ValueError when an option is not above `bound` (or NaN)."""
    if not value > bound:
        raise ValueError(f"{name} = {value} must be above {bound:g}")
