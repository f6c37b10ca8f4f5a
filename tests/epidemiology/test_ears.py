"""EARS C1 to C3 and Bayes: the answers of R, then cases worked by hand."""

import numpy as np
import pytest
from scipy.stats import nbinom, norm

from tests.epidemiology.references import alarms, same, table, wide
from xiaoan.epidemiology import bayes, ears_c1, ears_c2, ears_c3

DAILY = {"daily_school": "daily_school_300x730", "daily_class": "daily_class_4500x730"}
NAN = np.nan


@pytest.mark.parametrize("block", DAILY)
@pytest.mark.parametrize(("method", "name"), [(ears_c1, "c1"), (ears_c2, "c2")])
@pytest.mark.parametrize(("min_sd", "suffix"), [(0.0, ""), (0.5, "_min05")])
def test_last_day_as_r(block, method, name, min_sd, suffix) -> None:  # type: ignore[no-untyped-def]  # parametrised
    data, wanted = wide(DAILY[block]), table(f"{block}_lastday")
    rows = data.rows(wanted.text("series"))

    found = method(data.counts, min_sd=min_sd, last=1)

    same(found.upper[rows, 0], wanted.number(f"{name}_ub{suffix}"))
    alarms(found.alarm[rows, 0], wanted.number(f"{name}_al{suffix}"))


@pytest.mark.parametrize("block", DAILY)
def test_every_day_as_r(block: str) -> None:
    data, wanted = wide(DAILY[block]), table(f"{block}_ears_alldays")
    rows, days = data.rows(wanted.text("series")), wanted.index("day")
    some, at = np.unique(rows, return_inverse=True)
    for method, column, min_sd in (
        (ears_c1, "c1_ub", 0.0),
        (ears_c2, "c2_ub", 0.0),
        (ears_c2, "c2_ub_min05", 0.5),
    ):
        found = method(data.counts[some], min_sd=min_sd)
        same(found.upper[at, days - found.days[0]], wanted.number(column))


def test_every_week_as_r() -> None:
    data, wanted = wide("weekly_300x366"), table("weekly_other")
    rows, weeks = data.rows(wanted.text("series")), wanted.index("week", 315)
    same(ears_c1(data.counts, last=52).upper[rows, weeks], wanted.number("C1_ub"))
    same(ears_c2(data.counts, last=52).upper[rows, weeks], wanted.number("C2_ub"))


@pytest.mark.parametrize("block", DAILY)
@pytest.mark.parametrize(("min_sd", "column"), [(0.0, "c3_stat_sd0"), (0.5, "c3_stat_sd05")])
def test_c3_by_the_definition_of_the_cdc(block: str, min_sd: float, column: str) -> None:
    data, wanted = wide(DAILY[block]), table(f"{block}_c3_cdc")
    rows, days = data.rows(wanted.text("series")), wanted.index("day")
    some, at = np.unique(rows, return_inverse=True)

    found = ears_c3(data.counts[some], min_sd=min_sd)

    statistic = found.more["statistic"][at, days - found.days[0]]
    same(statistic, wanted.number(column))
    alarms(found.alarm[at, days - found.days[0]], (wanted.number(column) > 1.96).astype(float))
    if min_sd == 0:
        same(found.more["c2"][at, days - found.days[0]], wanted.number("c2_stat_sd0"))


@pytest.mark.parametrize("block", DAILY)
def test_bayes_as_r(block: str) -> None:
    data, wanted = wide(DAILY[block]), table(f"{block}_lastday")
    rows = data.rows(wanted.text("series"))

    found = bayes(data.counts, last=1)

    np.testing.assert_array_equal(found.upper[rows, 0], wanted.number("bayes_ub"))
    alarms(found.alarm[rows, 0], wanted.number("bayes_al"))


def test_c1_by_hand() -> None:
    found = ears_c1([[1, 2, 3, 4, 5, 6, 7, 11, 10]])

    z, sd = norm.isf(0.001), np.std([1, 2, 3, 4, 5, 6, 7], ddof=1)
    assert found.days.tolist() == [7, 8]
    assert found.expected[0, 0] == 4.0
    assert found.upper[0, 0] == pytest.approx(4 + z * sd, rel=1e-12)
    assert 4 + z * sd < 11
    assert found.alarm.tolist() == [[True, False]]


def test_a_constant_baseline_alarms_at_any_case_more_and_a_floor_prevents_that() -> None:
    counts = np.array([[2] * 9 + [3], [0] * 9 + [1], [0.1] * 10])
    assert ears_c2(counts, last=1).alarm.tolist() == [[True], [True], [False]]
    assert ears_c2(counts, last=1, min_sd=0.5).alarm.tolist() == [[False], [False], [False]]
    assert ears_c2(counts, last=1).upper.tolist() == [[2.0], [0.0], [0.1]]


def test_c3_adds_up_three_days() -> None:
    counts = np.array([[0, 2] * 6 + [3, 3, 3]], dtype=float)
    found = ears_c3(counts, last=1)
    c2 = found.more["c2"][0, 0]
    days = [ears_c3(counts[:, : end + 1], last=1).more["c2"][0, 0] for end in (12, 13, 14)]
    assert found.more["statistic"][0, 0] == pytest.approx(sum(max(0, c - 1) for c in days))
    assert c2 == days[2]
    # Exactly the bound does not alarm, one more case than it does.
    upper = found.upper[0, 0]
    for today, wanted in ((np.floor(upper), False), (np.floor(upper) + 1, True)):
        changed = counts.copy()
        changed[0, -1] = today
        assert ears_c3(changed, last=1).alarm.tolist() == [[wanted]]


def test_two_days_before_can_be_enough_for_c3() -> None:
    found = ears_c3([[0, 1] * 5 + [9, 9, 0]], last=1)
    assert (found.alarm.tolist(), found.upper.tolist()) == ([[True]], [[0.0]])


def test_missing_is_not_zero() -> None:
    counts = [[1, 2, NAN, 4, 5, 6, 7, 20], [1, 2, 3, 4, 5, 6, 7, NAN]]
    strict = ears_c1(counts)
    assert np.isnan(strict.upper[:, 0]).tolist() == [True, False]
    assert strict.decided.tolist() == [[False], [False]]
    assert strict.alarm.tolist() == [[False], [False]]
    loose = ears_c1(counts, least=5)
    known = [1, 2, 4, 5, 6, 7]
    assert loose.expected[0, 0] == np.mean(known)
    assert loose.upper[0, 0] == pytest.approx(
        np.mean(known) + norm.isf(0.001) * np.std(known, ddof=1), rel=1e-12
    )
    assert loose.alarm.tolist() == [[True], [False]]


def test_bayes_with_years() -> None:
    counts = np.arange(40.0)[None, :] % 5
    found = bayes(counts, b=2, w=1, freq=10, act_year=False, last=1)
    base = [counts[0, 39 - 10 * y + d] for y in (1, 2) for d in (-1, 0, 1)]
    assert found.upper[0, 0] == nbinom.ppf(0.95, sum(base) + 0.5, 6 / 7)
    assert found.more["p"][0, 0] == pytest.approx(
        nbinom.sf(counts[0, 39] - 1, sum(base) + 0.5, 6 / 7)
    )


def test_bayes_leaves_out_what_is_missing_if_allowed() -> None:
    counts = [[1, NAN, 3, 1, 0, 2, 4]]
    assert np.isnan(bayes(counts).upper).all()
    assert bayes(counts, least=5).upper[0, 0] == nbinom.ppf(0.95, 7.5, 5 / 6)
