"""What holds for every detector: one by one as in a batch, in any order, and refusals by name."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiaoan.epidemiology import (
    Detected,
    FarringtonOptions,
    bayes,
    cusum,
    ears_c1,
    ears_c2,
    ears_c3,
    farrington,
    farrington_flexible,
    glr,
    hierarchical,
    nb_cusum,
    seasonal_mean,
)

Detector = Callable[..., Detected]
WEEKDAYS = FarringtonOptions(
    b=4, w=0, freq=7, no_periods=7, past_weeks_not_included=3, threshold_method="nbPlugin",
    p_threshold_trend=1, alpha=0.01, limit54=(0, 4),
)  # fmt: skip
WINDOWS = FarringtonOptions(b=3, w=1, freq=7, alpha=0.01)
LAST = 4


def with_season(method: Detector, **options: float) -> Detector:
    def run(counts: object, *, last: int = LAST) -> Detected:
        season = seasonal_mean(counts, last=last, freq=7, harmonics=1)  # type: ignore[arg-type]  # counts
        watched = np.asarray(counts, dtype=float)[:, -last:]
        return method(watched, season.mean, season.dispersion, **options)

    return run


ALONE: dict[str, Detector] = {
    "c1": lambda y, last=LAST: ears_c1(y, last=last),
    "c2": lambda y, last=LAST: ears_c2(y, last=last, min_sd=0.5),
    "c3": lambda y, last=LAST: ears_c3(y, last=last),
    "bayes": lambda y, last=LAST: bayes(y, last=last),
    "cusum": lambda y, last=LAST: cusum(y, last=last, trans="rossi"),
    "anscombe": lambda y, last=LAST: cusum(y, last=last, trans="anscombe"),
    "pearson": lambda y, last=LAST: cusum(y, last=last, trans="pearson-nb"),
    "nb-cusum": with_season(nb_cusum, theta=0.7),
    "glr": with_season(glr),
    "farrington": lambda y, last=LAST: farrington(y, last=last, options=WINDOWS),
    "flexible": lambda y, last=LAST: farrington_flexible(y, last=last, options=WEEKDAYS),
}  # Each series by itself; the hierarchical expectation is about all of them together.
EVERY = ALONE | {"hierarchical": lambda y, last=LAST: hierarchical(y, last=last)}


def random_counts(series: int = 7, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    mean = rng.gamma(1.5, 1.5, size=(series, 1))
    counts = rng.negative_binomial(2, 2 / (2 + mean), size=(series, 60)).astype(float)
    counts[rng.random(counts.shape) < 0.02] = np.nan
    return counts


def everything(found: Detected) -> dict[str, np.ndarray]:
    base = {"expected": found.expected, "upper": found.upper, "alarm": found.alarm.astype(float)}
    return base | {"decided": found.decided.astype(float)} | found.more


def equal(first: dict[str, np.ndarray], second: dict[str, np.ndarray]) -> None:
    """The same but for rounding, which a fit without a maximum (cases on one day only) enlarges."""
    assert list(first) == list(second)
    for name, values in first.items():
        np.testing.assert_allclose(values, second[name], rtol=1e-5, atol=1e-7, err_msg=name)


@pytest.mark.parametrize("name", ALONE)
@settings(deadline=None, max_examples=8)
@given(seed=st.integers(0, 10_000))
def test_a_batch_is_its_series_one_by_one(name: str, seed: int) -> None:
    counts = random_counts(seed=seed)
    whole = everything(ALONE[name](counts))
    for row in range(counts.shape[0]):
        one = everything(ALONE[name](counts[row : row + 1]))
        equal({key: values[row : row + 1] for key, values in whole.items()}, one)


@pytest.mark.parametrize("name", EVERY)
@settings(deadline=None, max_examples=8)
@given(order=st.permutations(range(7)), seed=st.integers(0, 10_000))
def test_the_order_of_the_series_does_not_matter(name: str, order: list[int], seed: int) -> None:
    counts = random_counts(seed=seed)
    whole = everything(EVERY[name](counts))
    turned = everything(EVERY[name](counts[order]))
    equal({key: values[order] for key, values in whole.items()}, turned)


@pytest.mark.parametrize(
    "name", ["c1", "c2", "c3", "bayes", "farrington", "flexible", "hierarchical"]
)
def test_what_comes_later_changes_nothing(name: str) -> None:
    counts = random_counts()
    now = everything(EVERY[name](counts[:, :-2], last=1))
    later = everything(EVERY[name](counts, last=3))
    equal(now, {key: values[:, :1] for key, values in later.items()})


@pytest.mark.parametrize("name", EVERY)
def test_nothing_is_said_of_a_series_that_is_missing(name: str) -> None:
    counts = random_counts()
    counts[2] = np.nan
    found = EVERY[name](counts)
    assert not found.decided[2].any()
    assert not found.alarm[2].any()
    if name in ALONE:
        assert np.isnan(found.upper[2]).all()


@pytest.mark.parametrize("name", EVERY)
def test_constant_and_zero_series_have_an_answer_or_nan(name: str) -> None:
    counts = np.vstack([np.zeros(60), np.full(60, 3.0), random_counts(1)])
    found = EVERY[name](counts)
    assert found.expected.shape == found.upper.shape == found.alarm.shape == (3, LAST)
    assert not found.alarm[:2].any()
    assert (found.alarm <= found.decided).all()


@pytest.mark.parametrize("name", EVERY)
def test_no_series_at_all(name: str) -> None:
    assert EVERY[name](np.empty((0, 60))).alarm.shape == (0, LAST)


def test_an_unknown_transformation_is_refused() -> None:
    wanted = r"trans = 'x' must be one of standard, rossi, anscombe, pearson-nb"
    with pytest.raises(ValueError, match=wanted):
        cusum([[1, 2]], last=1, trans="x")  # type: ignore[arg-type]  # refused


BAD = [
    ([[1, 2], [3]], "counts must be rows of one length, not ragged"),
    ([1, 2, 3], "counts must have two dimensions (series, days), not 1"),
    ([["a", "b"]], "counts must be numbers, not <U1"),
    ([[True, False]], "counts must be numbers, not bool"),
    ([[1.0, -2.0]], "counts[0, 1] = -2 is negative"),
    ([[1.0, np.inf]], "counts[0, 1] = inf is infinite"),
]


@pytest.mark.parametrize("name", sorted(set(EVERY) - {"nb-cusum", "glr"}))
@pytest.mark.parametrize(("counts", "message"), BAD)
def test_bad_counts_are_refused_by_place(name: str, counts: object, message: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the whole message is compared
        EVERY[name](counts, last=1)
    assert str(refused.value) == message


@pytest.mark.parametrize("name", EVERY)
def test_too_short_is_said(name: str) -> None:
    with pytest.raises(ValueError, match="too short: 2 "):
        EVERY[name](np.ones((1, 2)), last=2)


@pytest.mark.parametrize(
    ("run", "message"),
    [
        (lambda y: ears_c1(y, baseline=2), "baseline = 2 must be at least 3"),
        (lambda y: ears_c1(y, min_sd=-1), "min_sd = -1 must be at least 0"),
        (lambda y: ears_c1(y, alpha=1), "alpha = 1 must lie between 0 and 1"),
        (lambda y: ears_c2(y, guard=-1), "guard = -1 must be at least 0"),
        (lambda y: ears_c1(y, least=9), "least = 9 must lie between 2 and the baseline of 7 days"),
        (lambda y: ears_c1(y, last=0), "last = 0 must be at least 1"),
        (
            lambda y: bayes(y, w=0),
            "the baseline must lie before today: set w, b and freq so that it does",
        ),
        (lambda y: cusum(y, last=1, k=-1), "k = -1 must be at least 0"),
        (lambda y: cusum(y, last=1, h=0), "h = 0 must be above 0"),
        (lambda y: cusum(y, last=1, mean=[1, 2]), "mean has shape (2, 1); 1 series, 1 days"),
        (
            lambda y: seasonal_mean(y, last=1, freq=7, harmonics=4),
            "harmonics = 4 are too many for a season of 7 days",
        ),
    ],
)
def test_options_are_refused_by_name(run: Callable[[np.ndarray], object], message: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the whole message is compared
        run(np.ones((1, 60)))
    assert str(refused.value) == message
