"""Distinct people by day of onset in rolling calendar windows.

What the statutory school rules count: "N cases within W days" is the number of different people of
one unit and one syndrome whose onset lies in the W calendar days that end on the evaluation day,
both ends included, weekends included (reading rules 2 and 3 of docs/rules.md). Days are whole
numbers of the caller's choosing (`date.toordinal()`, or the day numbers of a study); units, people
and syndromes are whole numbers that the caller can turn back into names.

What is missing is not zero. `count_people` counts what is known; `count_days` counts on how many
days of the same window a unit spoke at all; `counts_or_missing` puts the two together.

Time O(n log n) for n rows, memory O(days x groups): no loop over days, groups or people.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

# Whole numbers above 2**53 do not survive a float column, so they are refused everywhere.
_LARGEST = 2**53


@dataclass(frozen=True, slots=True, eq=False)
class WindowCounts:
    """Distinct people per evaluation day (rows) and group (columns).

    `days`: shape (D,), consecutive evaluation days. `units`, `syndromes`: shape (G,), the groups,
    each pair once, in ascending order. `counts`: shape (D, G), people with onset in the window
    that ends on the row's day.
    """

    days: IntArray
    units: IntArray
    syndromes: IntArray
    counts: IntArray


def count_people(
    person: ArrayLike,
    unit: ArrayLike,
    syndrome: ArrayLike,
    onset: ArrayLike,
    *,
    first_day: int,
    last_day: int | None = None,
    window_days: int,
) -> WindowCounts:
    """Count distinct people by onset in the `window_days` calendar days up to each evaluation day.

    `person`, `unit`, `syndrome`, `onset` have one entry for each (person, unit, syndrome, day of
    onset), shape (n,), whole numbers >= 0, in any order; repeated rows and several onsets of a
    person inside a window count once. Evaluation days run from `first_day` to `last_day`, both
    included (`last_day` left out: one day). Onsets outside every window are allowed and give a
    group of zeros.

    Raises ValueError naming the column for input that is ragged, not one-dimensional, negative,
    NaN, not whole or beyond 2**53, for a window shorter than one day, and for days that run
    backwards.
    """
    people, units, syndromes, onsets = _columns(
        person=person, unit=unit, syndrome=syndrome, onset=onset
    )
    days = _evaluation_days(first_day, last_day, window_days)
    group, group_units, group_syndromes = _groups(units, syndromes)
    order = np.lexsort((onsets, people, group))
    column, who, start = group[order], people[order], onsets[order]
    # A row speaks for its person until the window leaves it behind or the person's next onset takes
    # over: so nobody is counted twice, without comparing every day with every row.
    stop = start + window_days
    same = (column[1:] == column[:-1]) & (who[1:] == who[:-1])
    stop[:-1] = np.where(same, np.minimum(stop[:-1], start[1:]), stop[:-1])
    counts = _accumulate(column, start, stop, days=days, width=group_units.size)
    return WindowCounts(days, group_units, group_syndromes, counts)


def count_days(
    unit: ArrayLike,
    day: ArrayLike,
    *,
    units: ArrayLike,
    first_day: int,
    last_day: int | None = None,
    window_days: int,
) -> IntArray:
    """Count the distinct days on which each of `units` has an entry, in the same rolling windows.

    `unit`, `day`: one entry for each unit and day that was reported (or due), shape (n,), repeats
    count once, units not asked for are left out. `units`: the columns of the answer, shape (G,),
    repeats allowed (`WindowCounts.units` has a unit once for each syndrome). Returns shape (D, G).
    Errors as in `count_people`.
    """
    of, on = _columns(unit=unit, day=day)
    (wanted,) = _columns(units=units)
    days = _evaluation_days(first_day, last_day, window_days)
    known, inverse = np.unique(wanted, return_inverse=True)
    kept = np.isin(of, known)
    pairs = np.unique(np.stack([np.searchsorted(known, of[kept]), on[kept]]), axis=1)
    column, start = pairs[0], pairs[1]
    counts = _accumulate(column, start, start + window_days, days=days, width=known.size)
    return counts[:, inverse]


def counts_or_missing(counts: ArrayLike, reported: ArrayLike) -> FloatArray:
    """`counts` as floats, NaN where nobody reported on any day of the window.

    Both of shape (D, G). A count above zero stays even if its window was silent: the cases became
    known later and are a lower bound. Raises ValueError when the shapes differ.
    """
    known = np.asarray(counts, dtype=np.float64)
    spoke = np.asarray(reported, dtype=np.float64)
    if known.shape != spoke.shape:
        raise ValueError(f"counts has shape {known.shape}, reported has shape {spoke.shape}")
    return np.where((spoke == 0) & (known == 0), np.nan, known)


def _columns(**values: ArrayLike) -> list[IntArray]:
    columns = {name: _whole_numbers(name, value) for name, value in values.items()}
    lengths = {name: column.size for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        sizes = ", ".join(f"{name} {size}" for name, size in lengths.items())
        raise ValueError(f"columns must be of one length: {sizes}")
    return list(columns.values())


def _whole_numbers(name: str, values: ArrayLike) -> IntArray:
    try:
        column: NDArray[Any] = np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name} must be one row of whole numbers, not ragged") from error
    if column.ndim != 1:
        raise ValueError(f"{name} must have one dimension, not {column.ndim}")
    if column.size == 0:
        return np.empty(0, dtype=np.int64)
    if column.dtype.kind not in "iuf":
        raise ValueError(f"{name} must be whole numbers, not {column.dtype}")
    _refuse(name, column, np.isnan(column), "is NaN; leave the row out if it is unknown")
    _refuse(name, column, column < 0, "is negative")
    _refuse(name, column, column > _LARGEST, "is too large")
    _refuse(name, column, column != np.floor(column), "is not a whole number")
    return column.astype(np.int64)


def _refuse(name: str, column: NDArray[Any], bad: NDArray[np.bool_], why: str) -> None:
    if bad.any():
        at = int(np.argmax(bad))
        raise ValueError(f"{name}[{at}] = {column[at]} {why}")


def _evaluation_days(first_day: int, last_day: int | None, window_days: int) -> IntArray:
    if window_days < 1:
        raise ValueError(f"window_days = {window_days} must be at least 1")
    last = first_day if last_day is None else last_day
    if last < first_day:
        raise ValueError(f"last_day = {last} is before first_day = {first_day}")
    return np.arange(first_day, last + 1, dtype=np.int64)


def _groups(units: IntArray, syndromes: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """The column of each row, and what unit and syndrome each column stands for."""
    if units.size == 0:
        nothing = np.empty(0, dtype=np.int64)
        return nothing, nothing, nothing
    # One number for each pair: sorting numbers is many times faster than sorting pairs.
    unit_of, unit_at = np.unique(units, return_inverse=True)
    syndrome_of, syndrome_at = np.unique(syndromes, return_inverse=True)
    pairs, column = np.unique(unit_at * syndrome_of.size + syndrome_at, return_inverse=True)
    of_unit, of_syndrome = np.divmod(pairs, syndrome_of.size)
    return column.astype(np.int64), unit_of[of_unit], syndrome_of[of_syndrome]


def _accumulate(
    column: IntArray, start: IntArray, stop: IntArray, *, days: IntArray, width: int
) -> IntArray:
    """Add 1 to each row's column on the days [start, stop), by differences and one running sum."""
    first, length = int(days[0]), days.size
    steps = np.zeros((length + 1, width), dtype=np.int64)
    np.add.at(steps, (np.clip(start - first, 0, length), column), 1)
    np.add.at(steps, (np.clip(stop - first, 0, length), column), -1)
    return np.cumsum(steps, axis=0)[:length]
