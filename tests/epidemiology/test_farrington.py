"""Farrington's detectors: the answers of R in every configuration, then what R does not show."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from tests.epidemiology.references import Table, alarms, same, table, wide
from xiaoan.epidemiology import Detected, FarringtonOptions, farrington, farrington_flexible
from xiaoan.epidemiology.past import past_of, points_by_date, points_by_number

IMPROVED = FarringtonOptions(
    no_periods=10, past_weeks_not_included=26, p_threshold_trend=1, alpha=0.01,
    threshold_method="nbPlugin", limit54=(0, 4),
)  # fmt: skip
CONFIGURATIONS = {
    "ff_default": FarringtonOptions(limit54=(0, 4)),
    "ff_noufaily": IMPROVED,
    "ff_muan": replace(IMPROVED, threshold_method="muan"),
    "ff_noreweight": replace(IMPROVED, reweight=False, trend=False, threshold_method="delta"),
}
WEEKDAYS = replace(IMPROVED, b=12, w=0, freq=7, no_periods=7, past_weeks_not_included=7)
DAILY = {"daily_school": "daily_school_300x730", "daily_class": "daily_class_4500x730"}
# Of a slope that is zero but for rounding, R sometimes says that there is none.
NO_SLOPE = 1e-12


def weekly(
    name: str, config: str | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, Table]:
    data, wanted = wide("weekly_300x366"), table(name)
    wanted = wanted.where("config", config) if config else wanted
    some, at = np.unique(data.rows(wanted.text("series")), return_inverse=True)
    return data.counts[some], at, wanted.index("week", 315), wanted


@pytest.mark.parametrize("config", CONFIGURATIONS)
def test_flexible_on_weeks_as_r(config: str) -> None:
    counts, at, weeks, wanted = weekly("weekly_farringtonFlexible", config)
    options = CONFIGURATIONS[config]

    found = farrington_flexible(
        counts, dates=wide("weekly_300x366").dates, last=52, options=options
    )

    same(found.upper[at, weeks], wanted.number("upper"))
    alarms(found.alarm[at, weeks], wanted.number("alarm"))
    same(found.expected[at, weeks], wanted.number("expected"))
    for name in ("phi", "p", "trend", "slope"):
        same(found.more[name][at, weeks], wanted.number(name))
    # A score next to zero is the difference of nearly equal numbers.
    same(found.more["score"][at, weeks], wanted.number("score"), absolute=1e-9)
    same(bound_of_the_mean(found, options)[at, weeks], wanted.number("mu0"))


def bound_of_the_mean(found: Detected, options: FarringtonOptions) -> np.ndarray:
    """R's `mu0Vector`; for "delta" it takes numbers of cases for logarithms."""
    above = 0.0 if options.threshold_method == "nbPlugin" else float(norm.isf(options.alpha))
    bound: np.ndarray = np.exp(found.more["fit"] + above * found.more["se"])
    return bound


def test_the_original_on_weeks_as_r() -> None:
    counts, at, weeks, wanted = weekly("weekly_other")

    found = farrington(
        counts, dates=wide("weekly_300x366").dates, last=52, options=FarringtonOptions(alpha=0.01)
    )

    same(found.upper[at, weeks], wanted.number("farr96_ub"))
    alarms(found.alarm[at, weeks], wanted.number("farr96_al"))


@pytest.mark.parametrize("block", DAILY)
def test_weekdays_as_r(block: str) -> None:
    data, wanted = wide(DAILY[block]), table(f"{block}_lastday")
    rows = data.rows(wanted.text("series"))
    found = farrington_flexible(data.counts, last=1, options=WEEKDAYS)
    agrees(found, wanted, rows, "ff12")
    alarms(found.alarm[rows, 0], wanted.number("ff12_al"))
    slope, theirs = found.more["slope"][rows, 0], wanted.number("ff12_slope")
    flat = np.abs(slope) < NO_SLOPE
    same(np.where(flat, 0, slope), np.where(flat, 0, theirs))
    same(
        np.where(flat, 1, found.more["trend"][rows, 0]),
        np.where(flat, 1, wanted.number("ff12_trend")),
    )


def test_two_years_of_weekdays_as_r() -> None:
    data, wanted = wide("daily_school_300x730"), table("daily_school_lastday")
    rows = data.rows(wanted.text("series"))
    found = farrington_flexible(data.counts, last=1, options=replace(WEEKDAYS, b=102))
    agrees(found, wanted, rows, "ff102")
    alarms(found.alarm[rows, 0], wanted.number("ff102_al"))


def test_the_same_day_of_the_year_before_as_r() -> None:
    data, wanted = wide("daily_school_300x730"), table("daily_school_lastday")
    options = replace(IMPROVED, b=1, w=7, freq=365)
    found = farrington_flexible(data.counts, dates=data.dates, last=1, options=options)
    agrees(found, wanted, data.rows(wanted.text("series")), "ff365")


def agrees(found: Detected, wanted: Table, rows: np.ndarray, name: str) -> None:
    np.testing.assert_array_equal(found.upper[rows, 0], wanted.number(f"{name}_ub"))
    same(found.expected[rows, 0], wanted.number(f"{name}_mu0"))
    for ours in ("phi", "p"):
        same(found.more[ours][rows, 0], wanted.number(f"{name}_{ours}"))


def weekly_sample(series: int = 4) -> np.ndarray:
    return wide("weekly_300x366").counts[:series]


def test_few_cases_have_no_bound() -> None:
    counts = np.zeros((1, 300))
    counts[0, ::20] = 1.0
    counts[0, -1] = 4
    flexible = farrington_flexible(counts, last=1)
    assert (np.isnan(flexible.upper).tolist(), flexible.alarm.tolist()) == ([[True]], [[False]])
    assert flexible.decided.tolist() == [[True]]
    assert farrington(counts, last=1).upper.tolist() == [[0.0]]
    counts[0, -2] = 1
    assert farrington_flexible(counts, last=1).alarm.tolist() == [[True]]


def test_missing_days_are_left_out_of_the_fit() -> None:
    counts = weekly_sample(1)
    holes = counts.copy()
    holes[0, 150:170] = np.nan
    other = counts.copy()
    other[0, 150:170] = 0
    options = replace(IMPROVED, trend=False)
    found = farrington_flexible(np.vstack([counts, holes, other]), last=1, options=options)
    assert not np.isnan(found.upper).any()
    assert len({round(float(phi), 9) for phi in found.more["phi"][:, 0]}) == 3
    assert found.more["phi"][1, 0] != found.more["phi"][2, 0]


def test_a_missing_today_is_not_decided() -> None:
    counts = weekly_sample(1).copy()
    counts[0, -1] = np.nan
    for method in (farrington, farrington_flexible):
        found = method(counts, last=1, options=replace(IMPROVED, limit54=(0, 1)))
        assert (found.decided.tolist(), found.alarm.tolist()) == ([[False]], [[False]])


def test_a_series_of_zeros_expects_nothing() -> None:
    found = farrington_flexible(np.zeros((1, 100)), last=1, options=WEEKDAYS)
    assert found.upper.tolist() == [[0.0]]
    assert 0 < found.expected[0, 0] < 1e-7
    assert found.alarm.tolist() == [[False]]


def test_a_series_without_past_says_nothing() -> None:
    counts = np.full((1, 100), np.nan)
    counts[0, -1] = 3
    found = farrington_flexible(counts, last=1, options=WEEKDAYS)
    assert np.isnan([found.upper, found.expected]).all()
    assert found.decided.tolist() == [[False]]


def test_what_is_asked_for_can_be_too_long() -> None:
    with pytest.raises(ValueError, match=r"too short: 80 columns; b = 12 seasons of 7 and w = 0"):
        farrington_flexible(np.ones((1, 80)), last=1, options=WEEKDAYS)


def test_dates_must_fit() -> None:
    with pytest.raises(ValueError, match="3 dates for 366 columns of counts"):
        farrington(weekly_sample(), dates=wide("weekly_300x366").dates[:3], last=1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"alpha": 0.0}, "alpha = 0.0 must lie between 0 and 1"),
        ({"b": 0}, "b = 0 must be at least 1"),
        ({"no_periods": 60}, "no_periods = 60 are too many for a season of this length"),
        (
            {"threshold_method": "guess"},
            "threshold_method = 'guess' must be one of delta, nbPlugin, muan",
        ),
        ({"powertrans": "3/4"}, "powertrans = '3/4' must be one of 2/3, 1/2, none"),
        ({"limit54": (5, 0)}, "limit54 = 0 must be at least 1"),
        ({"weights_threshold": 0.0}, "weights_threshold = 0.0 must be above 0"),
    ],
)
def test_options_are_refused_by_name(change: dict[str, object], message: str) -> None:
    options = replace(FarringtonOptions(), **change)  # type: ignore[arg-type]  # a table of keywords
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the whole message is compared
        farrington_flexible(weekly_sample(), last=1, options=options)
    assert str(refused.value) == message


def test_levels_of_a_season() -> None:
    points = points_by_number(21, 10, 2)
    assert points is not None
    past = past_of(21, points, w=1, periods=4, left_out=2)
    assert dict(zip(past.rows.tolist(), past.level.tolist(), strict=True)) == {
        0: 3, 1: 3, 2: 3, 3: 0, 4: 0, 5: 0, 6: 1, 7: 1, 8: 2, 9: 2,
        10: 3, 11: 3, 12: 3, 13: 0, 14: 0, 15: 0, 16: 1, 17: 1, 18: 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("day", "weekly_data", "wanted"),
    [
        (dt.date(2024, 2, 29), False, dt.date(2023, 3, 1)),
        (dt.date(2026, 9, 1), False, dt.date(2025, 9, 1)),
        # 1 September 2025 was a Monday; in weekly data of Tuesdays it becomes 2 September.
        (dt.date(2026, 9, 1), True, dt.date(2025, 9, 2)),
        (dt.date(2025, 3, 3), True, dt.date(2024, 3, 4)),
    ],
)
def test_a_year_ago(day: dt.date, weekly_data: bool, wanted: dt.date) -> None:
    dates = [day - dt.timedelta(days=back) for back in range(400, -1, -1)]
    points = points_by_date(400, dates, 1, weekly_data)
    assert points is not None
    assert [dates[at] for at in points] == [day, wanted]
