"""Marks, and how long marking takes: against plain counting where nothing waits, and honest where it does."""

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoan.homework.rules import Quantile, Wait, mark_fault, quantile, shown_hours


@pytest.mark.parametrize(
    ("mark", "wrong"),
    [("seen", False), ("excellent", False), ("0", False), ("150", False), ("151", True), ("", True),
     ("-1", True), ("9.5", True), ("²", True), ("优", True)],
)  # fmt: skip
def test_marks(mark: str, wrong: bool) -> None:
    assert mark_fault(mark) is wrong


@given(st.lists(st.integers(0, 500), min_size=1, max_size=60), st.sampled_from([0.5, 0.9]))
def test_without_waiting_it_is_the_smallest_time_that_holds_the_share(
    hours: list[int], share: float
) -> None:
    found = quantile([Wait(float(one), 1, ended=True) for one in hours], share)
    assert found == Quantile(float(sorted(hours)[ceil(share * len(hours) - 1e-9) - 1]))


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 40), st.booleans()), max_size=30),
)  # fmt: skip
def test_what_waits_never_makes_it_quicker(waits: list[tuple[int, int, bool]]) -> None:
    all_ = [Wait(float(hours), n, ended) for hours, n, ended in waits]
    with_waiting = quantile(all_, 0.5)
    marked = quantile([one for one in all_ if one.ended], 0.5)
    if marked.hours is not None and with_waiting.hours is not None:
        assert with_waiting.is_more or with_waiting.hours >= marked.hours


def test_nothing_and_all_waiting() -> None:
    assert quantile([], 0.5) == Quantile(None)
    assert quantile([Wait(30, 2, ended=False)], 0.5) == Quantile(30, is_more=True)
    assert quantile([Wait(2, 9, ended=True), Wait(80, 1, ended=False)], 0.9) == Quantile(2)
    assert shown_hours(2.01) == 3
