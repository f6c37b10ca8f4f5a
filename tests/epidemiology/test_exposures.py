"""Risk ratios against published tables, and what zero cells leave open."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from xiaoan.epidemiology import exposure_table
from xiaoan.epidemiology.exposures import score


def test_the_example_of_koopman() -> None:
    found = exposure_table(36, 4, 16, 64)
    assert found.ratio == pytest.approx(4.5)
    assert found.low == pytest.approx(2.94, abs=5e-3)
    assert found.high == pytest.approx(7.15, abs=5e-3)


def test_the_vanilla_ice_cream_of_oswego() -> None:
    """CDC, Oswego 1940: 43 of 54 who ate it and 3 of 21 who did not fell ill; RR 5.6."""
    found = exposure_table(43, 11, 3, 18)
    assert (found.exposed_rate, found.unexposed_rate) == (43 / 54, 3 / 21)
    assert found.ratio == pytest.approx(5.574, abs=1e-3)
    assert found.p == pytest.approx(sum_of_tables(43, 11, 3, 18), rel=1e-9)
    assert found.low < 5.574 < found.high


def sum_of_tables(a: int, b: int, c: int, d: int) -> float:
    """Fisher's p, counted out."""
    rows, ill, whole = a + b, a + c, a + b + c + d

    def chance(k: int) -> float:
        return math.comb(ill, k) * math.comb(whole - ill, rows - k) / math.comb(whole, rows)

    possible = range(max(0, ill - c - d), min(rows, ill) + 1)
    return sum(p for p in map(chance, possible) if p <= chance(a) * (1 + 1e-7))


@pytest.mark.parametrize(
    ("cells", "ratio", "open_side"),
    [
        ((5, 5, 0, 10), math.inf, "high"),
        ((0, 10, 5, 5), 0.0, "low"),
        ((10, 0, 0, 10), math.inf, "high"),
        ((10, 0, 10, 0), 1.0, ""),
    ],
)
def test_zero_cells(cells: tuple[int, int, int, int], ratio: float, open_side: str) -> None:
    found = exposure_table(*cells)
    assert found.ratio == ratio
    assert (found.low == 0, found.high == math.inf) == (open_side == "low", open_side == "high")
    assert found.low <= found.ratio <= found.high


@pytest.mark.parametrize("cells", [(0, 0, 3, 4), (3, 4, 0, 0), (0, 5, 0, 5), (0, 0, 0, 0)])
def test_what_says_nothing(cells: tuple[int, int, int, int]) -> None:
    found = exposure_table(*cells)
    assert [math.isnan(one) for one in (found.ratio, found.low, found.high)] == [True] * 3
    assert found.p == 1.0


def test_what_is_no_table() -> None:
    with pytest.raises(ValueError, match="not negative"):
        exposure_table(-1, 2, 3, 4)
    with pytest.raises(ValueError, match="level"):
        exposure_table(1, 2, 3, 4, level=1)


COUNT = st.integers(0, 60)


@given(COUNT, COUNT, COUNT, COUNT)
def test_the_ends_are_where_the_test_begins_to_refuse(a: int, b: int, c: int, d: int) -> None:
    found, limit = exposure_table(a, b, c, d), float(chi2.ppf(0.95, 1))
    if math.isnan(found.ratio):
        return
    for end in (found.low, found.high):
        if 0 < end < 1e8:
            assert score((a, a + b), (c, c + d), end) == pytest.approx(limit, rel=1e-5)
    turned = exposure_table(c, d, a, b)
    assert (1 / turned.high if turned.high else math.inf) == pytest.approx(found.low, rel=1e-6)
    assert 0 <= found.p <= 1
