"""What stands first, what changed, which tiles: without a database."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoan.indicators.rules import CATALOGUE
from xiaoan.situation.rules import order, tiles


@dataclass(frozen=True)
class Counted:
    num: int | None
    den: int | None
    unknown: int = 0


KNOWN = [one.key for one in CATALOGUE]
some = st.builds(
    lambda den, part, unknown: Counted(min(part, den), den, unknown),
    st.integers(0, 50), st.integers(0, 50), st.integers(0, 5),
) | st.builds(Counted, st.none(), st.none(), st.integers(0, 5))  # fmt: skip


@given(st.lists(some, max_size=20), st.sampled_from(["high", "low"]))
def test_worst_first(figures: list[Counted], better: str) -> None:
    ranked = [one for _n, one in order.worst_first(enumerate(figures), "share", better)]
    values = [order.value(one, "share") for one in ranked]
    known = [one for one in values if one is not None]
    assert known == sorted(known, reverse=better == "low")
    # What is not known comes after all that is, and nothing to count comes last.
    assert [one is None for one in values] == sorted(one is None for one in values)
    rest = [one.unknown for one in ranked if order.value(one, "share") is None]
    assert rest == sorted(rest, reverse=True)


def test_of_equal_shares_the_larger_lack_comes_first() -> None:
    rows = [("a", Counted(1, 2)), ("b", Counted(10, 20)), ("c", Counted(None, None))]
    ranked = order.worst_first(rows, "share", "high")
    assert [name for name, _one in ranked] == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("now", "then", "better", "said"),
    [
        (90.0, 80.0, "high", order.Change(10.0, True)),
        (90.0, 95.04, "high", order.Change(-5.0, False)),
        (3.0, 1.0, "low", order.Change(2.0, False)),
        (3.0, 3.0, "low", order.Change(0.0, None)),
        (None, 3.0, "low", order.Change(None)),
        (3.0, None, "low", order.Change(None)),
    ],
)
def test_a_change_is_good_or_not(
    now: float | None, then: float | None, better: str, said: order.Change
) -> None:
    assert order.change(now, then, better) == said


def test_the_median_counts_each_unit_once() -> None:
    figures = [Counted(1, 10), Counted(100, 100), Counted(5, 10), Counted(None, None)]
    assert order.middle(figures, "share") == 50
    assert order.middle([Counted(None, None)], "share") is None


def test_a_line_has_gaps_where_nothing_is_known() -> None:
    assert order.curve([0, None, 50, 50], 30, 10) == ["0.0,10.0 0.0,10.0", "20.0,0.0 30.0,0.0"]
    assert order.curve([None, None], 30, 10) == []


def test_tiles_of_roles_are_in_the_catalogue() -> None:
    for keys in (*tiles.BY_ROLE.values(), tiles.SCREEN, tiles.SUPPLIES, (tiles.FIRST,)):
        assert [key for key in keys if key not in KNOWN] == []
        assert len(set(keys)) == len(keys) <= tiles.MOST


def test_tiles_are_chosen_by_the_number_beside_them() -> None:
    sent = [("rollcall.sick", "2"), ("rollcall.fever", " 1 "), ("noon.classes", ""), ("other", "1"),
            ("rollcall.late", "0"), ("rollcall.classes", "2")]  # fmt: skip
    assert tiles.chosen(sent, KNOWN) == ("rollcall.fever", "rollcall.classes", "rollcall.sick")
    # What is put where another stands comes before it.
    moved = [("rollcall.classes", "1"), ("rollcall.sick", "1"), ("rollcall.fever", "2")]
    before = ("rollcall.classes", "rollcall.fever", "rollcall.sick")
    assert tiles.chosen(moved, KNOWN, before) == (
        "rollcall.sick", "rollcall.classes", "rollcall.fever",
    )  # fmt: skip


@pytest.mark.parametrize("text", ["x", "-1", "100", "1.5", "²"])
def test_a_place_that_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"rollcall\.sick"):
        tiles.chosen([("rollcall.sick", text)], KNOWN)
