"""CUSUMs of standardised counts and of likelihood ratios, and the season they are held against."""

import numpy as np
import pytest
from scipy.optimize import minimize, minimize_scalar
from scipy.stats import nbinom, poisson

from tests.epidemiology.references import Table, alarms, same, table, wide
from xiaoan.epidemiology import Season, cusum, glr, nb_cusum, seasonal_mean

DAILY = {"daily_school": "daily_school_300x730", "daily_class": "daily_class_4500x730"}
LOG2 = float(np.log(2))


@pytest.mark.parametrize("block", DAILY)
def test_standard_as_r(block: str) -> None:
    data, wanted = wide(DAILY[block]), table(f"{block}_lastday")
    rows = data.rows(wanted.text("series"))
    found = cusum(data.counts, last=1)
    np.testing.assert_array_equal(found.upper[rows, 0], wanted.number("cusum_ub"))
    alarms(found.alarm[rows, 0], wanted.number("cusum_al"))


@pytest.mark.parametrize(
    ("input_name", "name", "day", "first", "column"),
    [
        ("daily_school_300x730", "daily_school_cusum_glr_90d", "day", 641, "cusum_rossi"),
        ("daily_class_4500x730", "daily_class_cusum_glr_90d", "day", 641, "cusum_rossi"),
        ("weekly_300x366", "weekly_other", "week", 315, "cusum"),
    ],
)
def test_rossi_as_r(input_name: str, name: str, day: str, first: int, column: str) -> None:
    data, wanted = wide(input_name), table(name)
    rows, days = data.rows(wanted.text("series")), wanted.index(day, first)
    found = cusum(data.counts, last=int(days.max()) + 1, trans="rossi")
    same(found.upper[rows, days], wanted.number(f"{column}_ub"))
    alarms(found.alarm[rows, days], wanted.number(f"{column}_al"))


def watched(block: str, wanted: Table) -> tuple[np.ndarray, np.ndarray, Season]:
    """Rows of the answer, the counts of the last 90 days, and the season of R's harmonics."""
    data = wide(DAILY[block])
    some, at = np.unique(data.rows(wanted.text("series")), return_inverse=True)
    season = seasonal_mean(data.counts[some], last=90, freq=7, harmonics=3)
    return at, data.counts[some][:, -90:], season


@pytest.mark.parametrize("block", DAILY)
def test_likelihood_ratios_as_r(block: str) -> None:
    wanted = table(f"{block}_cusum_glr_90d")
    at, counts, season = watched(block, wanted)
    days = wanted.index("day", 641)
    # Weekdays without any case have a mean of 1e-9, which is rounding.
    same(season.mean[at, days], wanted.number("mu0"), absolute=1e-12)
    same(season.dispersion[at], wanted.number("alpha"))
    known = nb_cusum(counts, season.mean, season.dispersion, theta=LOG2)
    same(known.more["statistic"][at, days], wanted.number("nbcusum_val"))
    alarms(known.alarm[at, days], wanted.number("nbcusum_al"))
    unknown = glr(counts, season.mean, season.dispersion)
    same(unknown.more["statistic"][at, days], wanted.number("glr_val"))
    alarms(unknown.alarm[at, days], wanted.number("glr_al"))


@pytest.mark.parametrize("block", DAILY)
def test_likelihood_ratios_on_the_last_day_as_r(block: str) -> None:
    whole = table(f"{block}_lastday")
    fitted = [at for at, cell in enumerate(whole.columns["nb_mu0"]) if cell]
    wanted = Table({name: [cells[at] for at in fitted] for name, cells in whole.columns.items()})
    at, counts, season = watched(block, wanted)
    same(season.mean[at, -1], wanted.number("nb_mu0"))
    same(season.dispersion[at], wanted.number("nb_alpha"))
    known = nb_cusum(counts, season.mean, season.dispersion, theta=LOG2)
    same(known.more["statistic"][at, -1], wanted.number("nbcusum_val"))
    alarms(known.alarm[at, -1], wanted.number("nbcusum_al"))
    unknown = glr(counts, season.mean, season.dispersion)
    same(unknown.more["statistic"][at, -1], wanted.number("glr_val"))
    alarms(unknown.alarm[at, -1], wanted.number("glr_al"))


def test_glr_of_weeks_as_r() -> None:
    data, wanted = wide("weekly_300x366"), table("weekly_other")
    some, at = np.unique(data.rows(wanted.text("series")), return_inverse=True)
    season = seasonal_mean(data.counts[some], last=52, freq=52, harmonics=1)
    found = glr(data.counts[some][:, -52:], season.mean, season.dispersion)
    same(found.more["statistic"][at, wanted.index("week", 315)], wanted.number("glr_val"))


def test_ratios_by_hand_with_a_restart() -> None:
    counts, mean, a = np.array([[1.0, 6.0, 9.0, 2.0]]), np.array([[1.0, 2.0, 2.0, 1.0]]), 0.5
    size = 1 / a
    steps = [
        nbinom.logpmf(y, size, size / (size + 2 * m)) - nbinom.logpmf(y, size, size / (size + m))
        for y, m in zip(counts[0], mean[0], strict=True)
    ]
    found = nb_cusum(counts, mean, a, theta=LOG2, threshold=1.0)
    total, wanted, alarm = 0.0, [], []
    for step in steps:
        total = max(0.0, total + step)
        wanted.append(total)
        alarm.append(total > 1)
        total = 0.0 if total > 1 else total
    np.testing.assert_allclose(found.more["statistic"][0], wanted, rtol=1e-12)
    assert found.alarm[0].tolist() == alarm
    assert any(alarm)


def test_the_bound_is_what_reaches_the_threshold() -> None:
    counts, mean = np.array([[2.0, 3.0]]), np.array([[1.0, 1.5]])
    for a in (0.0, 0.4):
        upper = nb_cusum(counts, mean, a, theta=LOG2).upper[0, 1]
        for more, wanted in ((-1e-6, False), (1e-6, True)):
            changed = np.array([[2.0, upper + more]])
            assert nb_cusum(changed, mean, a, theta=LOG2).alarm[0, 1] == wanted


@pytest.mark.parametrize("a", [0.0, 0.6])
def test_glr_by_search(a: float) -> None:
    counts, mean = np.array([[0.0, 1.0, 3.0, 2.0]]), np.array([[0.8, 0.9, 1.0, 0.7]])

    def ratio(theta: float, k: int) -> float:
        total = 0.0
        for y, m in zip(counts[0, k:], mean[0, k:], strict=True):
            if a:
                total += nbinom.logpmf(y, 1 / a, 1 / (1 + a * m * np.exp(theta)))
                total -= nbinom.logpmf(y, 1 / a, 1 / (1 + a * m))
            else:
                total += poisson.logpmf(y, m * np.exp(theta)) - poisson.logpmf(y, m)
        return total

    best = max(
        -minimize_scalar(lambda t, k=k: -ratio(t, k), bounds=(0, 5), method="bounded").fun
        for k in range(4)
    )
    found = glr(counts, mean, a, threshold=50)
    assert found.more["statistic"][0, -1] == pytest.approx(best, rel=1e-6)


def test_glr_begins_again_after_an_alarm() -> None:
    counts, mean = np.array([[0.0, 30.0, 0.0, 1.0]]), np.full((1, 4), 1.0)
    found = glr(counts, mean, 0.2)
    assert found.alarm[0].tolist() == [False, True, False, False]
    later = glr(counts[:, 2:], mean[:, 2:], 0.2)
    np.testing.assert_allclose(found.more["statistic"][0, 2:], later.more["statistic"][0])


def test_a_missing_day_neither_raises_nor_lowers_a_sum() -> None:
    counts, mean = np.array([[3.0, 4.0, np.nan, 5.0]]), np.full((1, 4), 1.0)
    whole, less = np.delete(counts, 2, axis=1), mean[:, :3]
    for a in (0.0, 0.3):
        known = nb_cusum(counts, mean, a, theta=LOG2, threshold=50)
        unknown = glr(counts, mean, a, threshold=50)
        shorter = (
            nb_cusum(whole, less, a, theta=LOG2, threshold=50),
            glr(whole, less, a, threshold=50),
        )
        for found, without in zip((known, unknown), shorter, strict=True):
            assert found.more["statistic"][0, 3] == without.more["statistic"][0, 2]
            assert found.decided[0].tolist() == [True, True, False, True]
    with_gap = cusum(counts, last=3, mean=1.0)
    assert with_gap.more["statistic"][0].tolist() == pytest.approx([1.96, 1.96, 4.92])


def test_nothing_is_said_without_a_mean() -> None:
    found = cusum(np.array([[0, 0, 1], [np.nan, np.nan, 1]]), last=1)
    assert np.isnan(found.upper).all()
    assert not found.decided.any()


def test_a_season_needs_cases() -> None:
    counts = np.zeros((3, 40))
    counts[1, ::3] = 2
    counts[2] = np.nan
    season = seasonal_mean(counts, last=5, freq=7, harmonics=3)
    assert np.isnan(season.mean).all(axis=1).tolist() == [True, False, True]


def test_a_season_with_a_trend_rises() -> None:
    rng = np.random.default_rng(5)
    time = np.arange(1, 301)
    mean = np.exp(0.5 + 0.004 * time + 0.5 * np.cos(2 * np.pi * time / 7))
    counts = rng.negative_binomial(4, 4 / (4 + mean))[None, :].astype(float)
    season = seasonal_mean(counts, last=20, freq=7, harmonics=1, trend=True)
    angle = 2 * np.pi * time / 7
    design = np.stack([np.ones(300), time / 300, np.cos(angle), np.sin(angle)], axis=1)

    def against(x: np.ndarray) -> float:
        size = np.exp(-x[4])
        expected = np.exp(design[:280] @ x[:4])
        return -float(nbinom.logpmf(counts[0, :280], size, size / (size + expected)).sum())

    best = minimize(
        against,
        [0.5, 1, 0.5, 0, -2],
        method="Nelder-Mead",
        options={"maxiter": 5000, "xatol": 1e-9, "fatol": 1e-12},
    )
    np.testing.assert_allclose(season.mean[0], np.exp(design[280:] @ best.x[:4]), rtol=1e-4)
    assert season.dispersion[0] == pytest.approx(np.exp(best.x[4]), rel=1e-4)


def test_a_season_of_some_missing_days_is_that_of_the_others() -> None:
    rng = np.random.default_rng(6)
    counts = rng.negative_binomial(2, 0.4, size=(2, 70)).astype(float)
    counts[0, ::5] = np.nan
    season = seasonal_mean(counts, last=7, freq=7, harmonics=3)
    np.testing.assert_allclose(
        season.mean[0],
        [np.nanmean(counts[0, :63][day::7]) for day in range(7)],
        rtol=1e-6,
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"theta": 0.0}, "theta = 0.0 must be above 0"),
        ({"threshold": 0.0}, "threshold = 0.0 must be above 0"),
        ({"mean": [[1.0]]}, "mean has shape (1, 1), counts have shape (1, 2)"),
        ({"mean": [[0.0, 1.0]]}, "mean must be above 0, or NaN where nothing is known"),
        ({"dispersion": [0.1, 0.2]}, "dispersion has shape (2, 1); there are 1 series"),
        ({"dispersion": -1.0}, "dispersion must be 0 (Poisson) or above"),
        ({"counts": [[1.0, -1.0]]}, "counts[0, 1] = -1 is negative"),
    ],
)
def test_ratios_refuse(change: dict[str, object], message: str) -> None:
    given = {"counts": [[1.0, 2.0]], "mean": [[1.0, 1.0]], "dispersion": 0.1, "theta": 0.7} | change
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the whole message is compared
        nb_cusum(**given)  # type: ignore[arg-type]  # a table of keywords
    assert str(refused.value) == message
