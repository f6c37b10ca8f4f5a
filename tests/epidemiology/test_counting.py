"""Counting people in rolling windows: small tables, a set-based oracle, refused input."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoan.epidemiology import WindowCounts, count_days, count_people, counts_or_missing

Row = tuple[int, int, int, int]  # person, unit, syndrome, onset

# Few people, groups and days, so that the same child falls ill again inside a window.
ROW = st.tuples(st.integers(0, 3), st.integers(0, 1), st.integers(0, 1), st.integers(0, 12))
ROWS = st.lists(ROW, max_size=40)


def counted(rows: list[Row], first: int, last: int, window: int) -> WindowCounts:
    columns = [[row[at] for row in rows] for at in range(4)]
    return count_people(*columns, first_day=first, last_day=last, window_days=window)


def as_table(result: WindowCounts) -> dict[tuple[int, int, int], int]:
    return {
        (int(day), int(unit), int(syndrome)): int(result.counts[at, column])
        for at, day in enumerate(result.days)
        for column, (unit, syndrome) in enumerate(zip(result.units, result.syndromes, strict=True))
    }


def by_sets(rows: list[Row], first: int, last: int, window: int) -> dict[Any, int]:
    return {
        (day, unit, syndrome): len(
            {p for p, u, s, o in rows if (u, s) == (unit, syndrome) and day - window < o <= day}
        )
        for day in range(first, last + 1)
        for unit, syndrome in {(u, s) for _, u, s, _ in rows}
    }


@pytest.mark.parametrize(
    ("rows", "window", "expected"),
    [
        pytest.param([(1, 7, 0, 10)], 1, [0, 1, 0, 0, 0], id="the day itself"),
        pytest.param([(1, 7, 0, 10)], 3, [0, 1, 1, 1, 0], id="three days, both ends"),
        pytest.param([(1, 7, 0, 10), (1, 7, 0, 10)], 3, [0, 1, 1, 1, 0], id="same row twice"),
        pytest.param([(1, 7, 0, 10), (1, 7, 0, 11)], 3, [0, 1, 1, 1, 1], id="twice ill"),
        pytest.param(
            [(1, 7, 0, 10), (2, 7, 0, 10), (1, 7, 0, 11)], 3, [0, 2, 2, 2, 1], id="another between"
        ),
        pytest.param([(1, 7, 0, 10), (2, 7, 0, 11)], 3, [0, 1, 2, 2, 1], id="two children"),
        pytest.param([(1, 7, 0, 2)], 3, [0, 0, 0, 0, 0], id="long before"),
        pytest.param([(1, 7, 0, 8)], 3, [1, 1, 0, 0, 0], id="begins before the range"),
        pytest.param([(1, 7, 0, 14)], 1, [0, 0, 0, 0, 0], id="after the range"),
    ],
)
def test_one_group(rows: list[Row], window: int, expected: list[int]) -> None:
    assert counted(rows, 9, 13, window).counts.T.tolist() == [expected]


def test_groups_are_pairs_of_unit_and_syndrome_in_order() -> None:
    result = counted([(1, 8, 1, 5), (2, 7, 1, 5), (2, 7, 0, 5), (3, 7, 1, 5)], 5, 5, 1)

    assert list(zip(result.units.tolist(), result.syndromes.tolist(), strict=True)) == [
        (7, 0),
        (7, 1),
        (8, 1),
    ]
    assert result.counts.tolist() == [[1, 2, 1]]


def test_nobody_ill_is_no_group_on_each_day() -> None:
    result = counted([], 3, 6, 2)

    assert result.days.tolist() == [3, 4, 5, 6]
    assert result.counts.shape == (4, 0)


def test_one_day_is_enough() -> None:
    assert count_people([1], [1], [1], [4], first_day=4, window_days=1).counts.tolist() == [[1]]


@given(ROWS, st.integers(0, 14), st.integers(0, 6), st.integers(1, 7))
def test_same_as_sets(rows: list[Row], first: int, length: int, window: int) -> None:
    assert as_table(counted(rows, first, first + length, window)) == by_sets(
        rows, first, first + length, window
    )


@given(ROWS, st.randoms(use_true_random=False))
def test_order_does_not_matter(rows: list[Row], random: Any) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert as_table(counted(shuffled, 0, 15, 3)) == as_table(counted(rows, 0, 15, 3))


@given(ROWS, st.integers(0, 1000))
def test_shifted_days_shift_the_counts(rows: list[Row], shift: int) -> None:
    shifted = [(p, u, s, onset + shift) for p, u, s, onset in rows]
    later = counted(shifted, shift, 15 + shift, 3)
    assert later.counts.tolist() == counted(rows, 0, 15, 3).counts.tolist()


@given(ROWS, ROW)
def test_one_more_row_never_lowers_a_count(rows: list[Row], row: Row) -> None:
    before, after = as_table(counted(rows, 0, 15, 3)), as_table(counted([*rows, row], 0, 15, 3))
    assert [key for key, count in before.items() if after[key] < count] == []


@given(ROWS, st.integers(1, 9))
def test_never_more_than_there_are_people(rows: list[Row], window: int) -> None:
    people = len({row[0] for row in rows})
    assert counted(rows, 0, 15, window).counts.max(initial=0) <= people


GOOD: dict[str, Any] = {"person": [1, 2], "unit": [1, 1], "syndrome": [0, 0], "onset": [4, 5]}


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("onset", [4], "columns must be of one length: person 2, unit 2, syndrome 2, onset 1"),
        ("onset", [4, -1], "onset[1] = -1 is negative"),
        ("person", [-3, 2], "person[0] = -3 is negative"),
        ("onset", [4.0, np.nan], "onset[1] = nan is NaN; leave the row out if it is unknown"),
        ("onset", [4.5, 5.0], "onset[0] = 4.5 is not a whole number"),
        ("onset", [4.0, np.inf], "onset[1] = inf is too large"),
        ("unit", [[1, 1]], "unit must have one dimension, not 2"),
        ("unit", 1, "unit must have one dimension, not 0"),
        ("unit", [[1], [1, 2]], "unit must be one row of whole numbers, not ragged"),
        ("syndrome", ["GI", "GI"], "syndrome must be whole numbers, not <U2"),
        ("syndrome", [True, False], "syndrome must be whole numbers, not bool"),
    ],
)
def test_bad_columns_are_refused_by_name(column: str, value: object, message: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the whole message is compared
        count_people(**(GOOD | {column: value}), first_day=4, window_days=3)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ({"first_day": 4, "window_days": 0}, "window_days = 0 must be at least 1"),
        ({"first_day": 4, "last_day": 3, "window_days": 1}, "last_day = 3 is before first_day = 4"),
    ],
)
def test_bad_days_are_refused(days: dict[str, int], message: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the whole message is compared
        count_people(**GOOD, **days)
    assert str(refused.value) == message


def test_whole_floats_are_whole_numbers() -> None:
    result = count_people([1.0], [2.0], [0.0], [4.0], first_day=4, window_days=1)
    assert result.counts.tolist() == [[1]]


def test_days_reported_in_the_same_windows() -> None:
    unit, day = [7, 7, 7, 8, 9], [10, 11, 11, 10, 10]

    found = count_days(unit, day, units=[7, 8, 6, 7], first_day=10, last_day=13, window_days=3)

    assert found.tolist() == [[1, 1, 0, 1], [2, 1, 0, 2], [2, 1, 0, 2], [1, 0, 0, 1]]


def test_nothing_reported_is_zero_days() -> None:
    assert count_days([], [], units=[7], first_day=1, window_days=3).tolist() == [[0]]
    assert count_days([7], [1], units=[], first_day=1, window_days=3).shape == (1, 0)


def test_silence_is_missing_and_not_zero() -> None:
    merged = counts_or_missing([[0, 0, 2, 2]], [[0, 1, 0, 3]])

    np.testing.assert_array_equal(merged, [[np.nan, 0.0, 2.0, 2.0]])


def test_counts_and_reports_of_different_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match=r"counts has shape \(1, 1\), reported has shape \(1, 2\)"):
        counts_or_missing([[0]], [[0, 1]])
