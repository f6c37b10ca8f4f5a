"""Reproduction numbers: the answers of EpiEstim, then small epidemics worked by hand."""

import numpy as np
import pytest
from scipy.stats import gamma

from tests.epidemiology.references import same, table, wide
from xiaoan.epidemiology import cohort_number, reproduction_number, serial_interval

FLU = serial_interval(2.6, 1.5, 365)


@pytest.mark.parametrize(("mean", "sd"), [(2.6, 1.5), (7.5, 3.4), (14.9, 3.9), (3.6, 2.0)])
def test_serial_intervals_as_epiestim(mean: float, sd: float) -> None:
    same(serial_interval(mean, sd, 31), table("epiestim_discr_si").number(f"si_{mean}_{sd}"))


def test_seven_days_as_epiestim() -> None:
    data, wanted = wide("incidence_300x365"), table("epiestim_parametric_7day")
    rows, at = data.rows(wanted.text("series")), wanted.index("t_start", 2)
    found = reproduction_number(data.counts, FLU)
    assert (found.last[at] + 1).tolist() == wanted.index("t_end", 0).tolist()
    for name, values in (
        ("mean", found.mean), ("std", found.sd), ("q025", found.low), ("median", found.median),
        ("q975", found.high),
    ):  # fmt: skip
        same(values[rows, at], wanted.number(name))


def test_fourteen_days_with_another_prior_as_epiestim() -> None:
    data, wanted = wide("incidence_300x365"), table("epiestim_parametric_14day_prior2")
    rows, at = data.rows(wanted.text("series")), wanted.index("t_start", 2)
    found = reproduction_number(
        data.counts, serial_interval(7.5, 3.4, 365), window=14, prior_mean=2, prior_sd=2
    )
    for name, values in (
        ("mean", found.mean),
        ("std", found.sd),
        ("q025", found.low),
        ("q975", found.high),
    ):
        same(values[rows, at], wanted.number(name))


def test_cohorts_as_epiestim() -> None:
    data, wanted = wide("incidence_300x365"), table("wallinga_teunis")
    rows, at = data.rows(wanted.text("series")), wanted.index("t_start", 2)
    _first, last, mean = cohort_number(data.counts, FLU)
    assert (last[at] + 1).tolist() == wanted.index("t_end", 0).tolist()
    same(mean[rows, at], wanted.number("mean"))


def test_by_hand() -> None:
    found = reproduction_number([[2, 4, 8]], [0, 1.0], window=1, prior_mean=1, prior_sd=1)
    # Everybody infects the day after: 4 of 2, 8 of 4.
    assert found.mean[0].tolist() == pytest.approx([5 / 3, 9 / 5])
    assert found.high[0, 1] == pytest.approx(gamma.ppf(0.975, 9, scale=1 / 5))
    assert cohort_number([[2, 4, 8]], [0, 1.0], window=1)[2][0].tolist() == pytest.approx(
        [2.0, 0.0]
    )


def test_few_cases_are_not_to_be_shown() -> None:
    found = reproduction_number([[1, 5, 5, 1], [1, 5, 5, 0]], [0, 0.5, 0.5], window=3)
    assert found.cases[:, 0].tolist() == [11, 10]
    assert found.shown[:, 0].tolist() == [True, False]


def test_too_early_and_missing_days_are_nan() -> None:
    slow = serial_interval(3.5, 1.0, 8)
    found = reproduction_number([[1, 1, 1, 1, 1, 1, 1, 1]], slow, window=1)
    assert np.isnan(found.mean[0]).tolist() == [True, True, False, False, False, False, False]
    gap = reproduction_number([[5, 5, 5, np.nan, 5, 5, 5, 5]], [0, 0.5, 0.5], window=1)
    assert np.isnan(gap.mean[0]).tolist() == [False, False, True, True, True, False, False]
    assert gap.shown[0, 2:5].tolist() == [False, False, False]


def test_windows_of_ones_own() -> None:
    counts = wide("incidence_300x365").counts[:2]
    given = reproduction_number(counts, FLU, windows=([1, 4], [7, 12]))
    usual = reproduction_number(counts, FLU)
    np.testing.assert_array_equal(given.mean[:, 0], usual.mean[:, 0])
    assert given.cases[:, 1].tolist() == counts[:, 4:13].sum(axis=1).tolist()


def test_no_cohort_without_a_case() -> None:
    mean = cohort_number([[0, 0, 3, 4, 0, 0]], [0, 0.5, 0.5], window=1)[2]
    assert np.isnan(mean[0]).tolist() == [True, True, False, True, True]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"incidence": [[1, 2]]}, "too short: 2 days; a window of 7 needs 8"),
        (
            {"serial": [0.1, 0.9]},
            "serial[0] = 0.1 must be 0: nobody is infected by a case of the same day",
        ),
        ({"serial": [0, 0.9, 0.9]}, "serial must be probabilities: none below 0, together 1"),
        ({"serial": [[0, 1]]}, "serial must be one row of probabilities"),
        ({"prior_mean": 0.0}, "prior_mean = 0.0 must be above 0"),
        ({"windows": ([0], [3])}, "windows must lie within days 1 to 9 and begin before they end"),
        (
            {"windows": ([1, 2], [3])},
            "windows must be first days and last days, one of each per window",
        ),
        ({"incidence": [[1, -2]]}, "incidence[0, 1] = -2 is negative"),
    ],
)
def test_refused(change: dict[str, object], message: str) -> None:
    given = {"incidence": np.ones((1, 10)), "serial": [0, 1.0]} | change
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the whole message is compared
        reproduction_number(**given)  # type: ignore[arg-type]  # a table of keywords
    assert str(refused.value) == message


def test_intervals_of_a_day_or_less_are_refused() -> None:
    with pytest.raises(ValueError, match="si_mean = 1 must be above 1"):
        serial_interval(1, 1, 10)
