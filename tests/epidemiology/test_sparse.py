"""The hierarchical expectation of sparse counts, and which of many p-values to believe."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom

from xiaoan.epidemiology import SparseWindow, benjamini_hochberg, hierarchical, nb_cusum

CLASSES, DAYS = 600, 60


def county(seed: int = 1) -> dict[str, Any]:
    """Classes of 30 schools in 3 townships: rolls, weekdays, schools that differ."""
    rng = np.random.default_rng(seed)
    school = np.repeat(np.arange(30), CLASSES // 30)
    roll = rng.integers(25, 60, CLASSES).astype(float)
    weekday = np.arange(DAYS) % 5
    rate = 0.01 * np.exp(rng.normal(0, 0.4, 30))[school] * roll
    mean = rate[:, None] * np.array([1.5, 1.1, 1.0, 0.8, 0.6])[weekday]
    counts = rng.negative_binomial(2, 2 / (2 + mean)).astype(float)
    return {
        "counts": counts,
        "roll": roll,
        "group": school,
        "region": school // 10,
        "season": weekday,
    }


def test_it_expects_what_was_simulated() -> None:
    data = county()
    found = hierarchical(**data, last=10)
    assert found.expected.shape == (CLASSES, 10)
    assert found.expected.sum() / data["counts"][:, -10:].sum() == pytest.approx(1, abs=0.1)
    assert found.more["dispersion"][0, 0] == pytest.approx(0.5, abs=0.15)
    by_day = [found.expected[:, found.days % 5 == day].mean() for day in range(5)]
    assert by_day[0] > by_day[2] > by_day[4]
    schools = np.bincount(data["group"], found.expected.sum(axis=1) / data["roll"])
    truth = np.bincount(data["group"], data["counts"][:, :50].sum(axis=1) / data["roll"])
    assert np.corrcoef(schools, truth)[0, 1] > 0.95


def test_p_values_are_about_uniform() -> None:
    found = hierarchical(**county(), last=15)
    for name in ("p", "sum_p"):
        for level in (0.01, 0.05):
            share = (found.more[name] < level).mean()
            assert level / 2.5 < share < level * 1.8, (name, level, share)


def test_an_outbreak_alarms_the_class_and_only_it() -> None:
    data = county()
    data["counts"][7, -1] += 9
    data["counts"][9, -3:] += 4
    found = hierarchical(**data, last=1)
    assert found.alarm[[7, 9], 0].tolist() == [True, True]
    assert found.more["p"][7, 0] < 1e-4
    assert found.more["sum_p"][9, 0] < found.more["p"][9, 0]
    assert found.alarm.sum() <= 5


def test_the_bound_is_the_highest_count_without_alarm() -> None:
    data = county()
    found = hierarchical(**data, last=1, alpha=0.01)
    size, mean = 1 / found.more["dispersion"][:, 0], found.expected[:, 0]
    for more, wanted in ((0, False), (1, True)):
        y = found.upper[:, 0] + more
        p = nbinom.sf(y, size, size / (size + mean)) + nbinom.pmf(y, size, size / (size + mean)) / 2
        assert ((p < 0.01) == wanted).all()


def test_missing_days_are_not_zero() -> None:
    data = county()
    whole = hierarchical(**data, last=1)
    data["counts"][:, ::7] = np.nan
    holes = hierarchical(**data, last=1)
    assert holes.expected.sum() == pytest.approx(whole.expected.sum(), rel=0.1)
    data["counts"][3, -1] = np.nan
    found = hierarchical(**data, last=1)
    assert found.decided[3, 0] == np.False_
    assert np.isnan([found.more["p"][3, 0], found.more["sum_p"][3, 0]]).all()
    assert not np.isnan(found.expected[3, 0])


def test_no_case_at_all() -> None:
    found = hierarchical(np.zeros((3, 50)), last=1)
    assert (found.expected > 0).all()
    assert not found.alarm.any()


def test_slow_rises_by_the_likelihood_ratio_on_it() -> None:
    data = county()
    data["counts"][5, -8:] += 2
    found = hierarchical(**data, last=15)
    watched = nb_cusum(
        data["counts"][:, found.days], found.expected, found.more["dispersion"], theta=np.log(4)
    )
    assert watched.alarm[5].any()
    assert watched.alarm.any(axis=1).mean() < 0.05


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"roll": [1.0]}, "roll has shape (1,); there are 2 series"),
        ({"roll": [1.0, 0.0]}, "roll must be above 0 for every series"),
        ({"group": [0.5, 1]}, "group must be whole numbers, 0 or above"),
        ({"season": [0]}, "season has shape (1,); it must be (50,)"),
        ({"window": SparseWindow(baseline=3)}, "baseline = 3 must be at least 5"),
        ({"counts": np.ones((2, 20))}, "too short: 20 days; 43 are needed before the first of 1"),
    ],
)
def test_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the whole message is compared
        hierarchical(**({"counts": np.ones((2, 50))} | change))  # type: ignore[arg-type]  # keywords
    assert str(refused.value) == message


def test_benjamini_and_hochberg_by_hand() -> None:
    # The example of their paper: 15 tests of myocardial infarction, four discoveries at 0.05.
    p = [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459,
         .3240, .4262, .5719, .6528, .7590, 1]  # fmt: skip
    found, adjusted = benjamini_hochberg(p, q=0.05)
    assert found.tolist() == [True] * 4 + [False] * 11
    assert adjusted[:2].tolist() == pytest.approx([0.0015, 0.003])


@given(st.lists(st.one_of(st.floats(0, 1), st.just(float("nan"))), min_size=1, max_size=12))
def test_discoveries_by_the_definition(p: list[float]) -> None:
    tested = sorted(x for x in p if x == x)
    limit = max(
        (x for i, x in enumerate(tested, 1) if x <= 0.2 * i / len(tested) * (1 + 1e-12)), default=-1
    )
    found, adjusted = benjamini_hochberg(p, q=0.2)
    close = np.isclose(np.nan_to_num(adjusted, nan=9), 0.2, rtol=1e-9)
    for value, hit, edge in zip(p, found, close, strict=True):
        assert edge or hit == (value <= limit)


@pytest.mark.parametrize(("p", "q"), [([1.1], 0.1), ([0.1], 1.0), (0.1, 0.1)])
def test_discoveries_refuse(p: object, q: float) -> None:
    with pytest.raises(ValueError, match=r"p must|q = 1.0 must lie between 0 and 1"):
        benjamini_hochberg(p, q=q)  # type: ignore[arg-type]  # refused
