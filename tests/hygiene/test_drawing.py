"""The draw: exactly as many as wanted, repeatable, unbiased, and nobody without a chance."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoan.hygiene.rules import drawing

WEIGHTS = st.dictionaries(st.integers(0, 500), st.integers(1, 2000), min_size=1, max_size=40)


@given(st.text(max_size=8), WEIGHTS, st.integers(1, 50))
def test_exactly_as_many_as_wanted_and_repeatable(
    seed: str, weights: dict[int, int], wanted: int
) -> None:
    found = drawing.draw(seed, weights, wanted)
    assert len(found) == len({one.key for one in found}) == min(wanted, len(weights))
    assert drawing.draw(seed, dict(sorted(weights.items(), reverse=True)), wanted) == found


@given(WEIGHTS, st.integers(1, 50))
def test_chances_add_up_and_nobody_is_without_one(weights: dict[int, int], wanted: int) -> None:
    found = drawing.chances(weights, wanted)
    assert found.keys() == weights.keys()
    assert sum(found.values()) == min(wanted, len(weights))
    assert all(0 < one <= 1 for one in found.values())
    # Who weighs more is not drawn more seldom.
    ordered = sorted(weights, key=lambda key: weights[key])
    assert [found[key] for key in ordered] == sorted(found.values())


@given(st.dictionaries(st.integers(0, 50), st.integers(100, 1200), min_size=4, max_size=12))
def test_chances_are_in_proportion_below_one(weights: dict[int, int]) -> None:
    found = drawing.chances(weights, 2)
    below = {key: one for key, one in found.items() if one < 1}
    assert len({one / weights[key] for key, one in below.items()}) <= 1


@pytest.mark.parametrize(
    ("weights", "wanted"),
    [
        (dict.fromkeys(range(12), 100), 3),
        ({n: 100 if n else 1200 for n in range(10)}, 2),
        ({n: 100 + 97 * n for n in range(15)}, 4),
        ({"a": 5000, "b": 100, "c": 100, "d": 200}, 2),
    ],
)
def test_over_many_seeds_each_is_drawn_as_often_as_its_chance(
    weights: dict[int, int], wanted: int
) -> None:
    """4,000 seeds; the furthest of all places within 4.5 standard errors (one in 10,000 by chance)."""
    times = 4000
    counts = Counter(one.key for n in range(times) for one in drawing.draw(str(n), weights, wanted))
    for key, share in drawing.chances(weights, wanted).items():
        error = float(times * share * (1 - share)) ** 0.5
        assert abs(counts[key] - float(times * share)) <= 4.5 * error


def test_more_doubt_is_drawn_more_often_and_none_still_sometimes() -> None:
    assert [drawing.weight(total) for total in (0.0, 5.0, 50.0)] == [100, 1193, 1200]
    found = drawing.chances({"calm": drawing.weight(0), "doubtful": drawing.weight(5.0)}, 1)
    assert found == {"calm": Fraction(100, 1293), "doubtful": Fraction(1193, 1293)}


def test_a_weight_of_nought_is_refused() -> None:
    with pytest.raises(ValueError, match="chance"):
        drawing.chances({"a": 0, "b": 1}, 1)
    assert drawing.draw("x", {"a": 1}, 0) == []
    assert drawing.draw("x", {}, 3) == []
