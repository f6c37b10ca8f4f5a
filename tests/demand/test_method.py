"""The method by itself: rates, paths, cover; what must hold whatever comes in."""

import datetime as dt

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_np

from xiaoan.demand import rules
from xiaoan.demand.rules.regimes import Array

TERM = rules.regime("normal", teaching=True, outbreak=False)
OFF = rules.regime("normal", teaching=False, outbreak=False)
ILL = rules.regime("normal", teaching=True, outbreak=True)
MONDAY = dt.date(2026, 11, 23)
HELD = st.integers(0, 500)
LOTS = st.lists(st.builds(rules.Lot, HELD, st.one_of(st.none(), st.integers(-3, 60))), max_size=5)
PATHS = st_np.arrays(np.float64, 60, elements=st.floats(0, 50)).map(np.cumsum)


def weeks(stores: int, use: float, people: float = 700.0) -> tuple[Array, Array]:
    """Every week the same: 5 teaching days and 2 off."""
    days = np.zeros((stores, rules.WEEKS, rules.REGIMES))
    days[:, :, TERM], days[:, :, OFF] = people * 5 / 7, people * 2 / 7
    return np.full((stores, rules.WEEKS), use), days


def test_kinds_of_day_have_numbers_of_their_own() -> None:
    found = {
        rules.regime(level, teaching=taught, outbreak=ill)
        for level in rules.LEVELS for taught in (True, False) for ill in (True, False)
    }  # fmt: skip
    assert found == set(range(rules.REGIMES))


def test_a_steady_use_is_found_again() -> None:
    use, people = weeks(5, 100.0)
    county = rules.county_rates(use, people)
    own = rules.own_rates(use, people, county)
    a_week = own.rate[:, TERM] * 500 + own.rate[:, OFF] * 200
    assert np.allclose(a_week, 100.0, rtol=0.01)
    assert (own.known == 1).all()
    assert county.seen[[TERM, OFF]].tolist() == [1, 1]
    assert county.seen.sum() == 2


def test_a_kind_of_day_nobody_has_seen_is_guessed_by_its_factor() -> None:
    use, people = weeks(5, 100.0)
    county = rules.county_rates(use, people)
    by_factor = rules.factors()
    assert np.isclose(
        county.rate[ILL] / county.rate[TERM], by_factor[ILL] / by_factor[TERM], rtol=0.05
    )
    own = rules.own_rates(use, people, county)
    assert (own.doubt[:, ILL] > own.doubt[:, TERM]).all()


def test_a_store_that_uses_twice_as_much_is_told_apart() -> None:
    use, people = weeks(6, 100.0)
    use[0] *= 2
    own = rules.own_rates(use, people, rules.county_rates(use, people))
    assert 1.5 < own.rate[0, TERM] / own.rate[1, TERM] < 2.05


def test_nothing_on_record_is_nothing_known() -> None:
    use, people = weeks(3, 0.0)
    own = rules.own_rates(use, people, rules.county_rates(use, people))
    assert own.known.tolist() == [0, 0, 0]
    nobody = rules.county_rates(use, people * 0)
    assert nobody.rate.tolist() == [0.0] * rules.REGIMES


@settings(max_examples=60, deadline=None)
@given(
    st_np.arrays(np.float64, (3, rules.WEEKS), elements=st.floats(0, 1e6)),
    st_np.arrays(np.float64, (3, rules.WEEKS, 4), elements=st.floats(0, 1e5)),
)
@example(np.full((3, rules.WEEKS), 1.07e-200), np.ones((3, rules.WEEKS, 4)))
def test_rates_and_what_is_wanted_are_never_negative(use: Array, some: Array) -> None:
    people = np.zeros((3, rules.WEEKS, rules.REGIMES))
    people[:, :, [OFF, TERM, ILL, 15]] = some
    county = rules.county_rates(use, people)
    own = rules.own_rates(use, people, county)
    for found in (county.rate, own.rate, own.doubt, own.spread):
        assert np.isfinite(found).all()
        assert (found >= 0).all()
    regimes = np.array([TERM, OFF, ILL, 15] * 10)
    path = rules.expected(own.rate, own.doubt, own.spread, regimes, np.full(40, 300.0))
    low, middle, high = (rules.quantile(path, share) for share in (0.025, 0.5, 0.975))
    assert np.isfinite(high).all()
    assert (low >= 0).all()
    assert (low <= middle + 1e-6).all()
    assert (middle <= high + 1e-6).all()
    assert (np.diff(low, axis=1) >= 0).all()


def test_quantiles_are_those_of_the_gamma() -> None:
    """Referee: draws of a gamma of the same mean and variance."""
    path = rules.Path(np.array([[40.0]]), np.array([[160.0]]))
    draws = np.random.default_rng(3).gamma(10.0, 4.0, 400_000)
    for share in (0.025, 0.25, 0.5, 0.75, 0.975):
        found = float(rules.quantile(path, share)[0, 0])
        assert abs(found - float(np.quantile(draws, share))) < 0.35


def test_stock_lasts_as_long_as_it_is_used() -> None:
    path = np.arange(1, 61, dtype=np.float64) * 10
    assert rules.lasting([rules.Lot(100, None)], path) == (10, 0)
    assert rules.lasting([rules.Lot(105, None)], path) == (10, 0)
    assert rules.lasting([], path) == (0, 0)
    assert rules.lasting([rules.Lot(10_000, None)], path) == (60, 0)


def test_what_expires_before_it_is_used_is_out() -> None:
    path = np.arange(1, 61, dtype=np.float64) * 10
    # 3 days of it can be used; 70 go to waste, and the other 50 last five days more.
    assert rules.lasting([rules.Lot(100, 2), rules.Lot(50, None)], path) == (8, 70)
    assert rules.lasting([rules.Lot(100, -1), rules.Lot(50, None)], path) == (5, 100)
    # What expires first goes first, in whatever order it is told.
    assert rules.lasting([rules.Lot(50, None), rules.Lot(30, 2)], path) == (8, 0)


@settings(deadline=None)
@given(LOTS, st.builds(rules.Lot, HELD, st.one_of(st.none(), st.integers(0, 60))), PATHS)
def test_more_stock_never_runs_out_sooner(
    lots: list[rules.Lot], more: rules.Lot, path: Array
) -> None:
    assert rules.lasting([*lots, more], path).days >= rules.lasting(lots, path).days


@settings(deadline=None)
@given(LOTS, PATHS, PATHS)
def test_more_use_never_lasts_longer(lots: list[rules.Lot], path: Array, more: Array) -> None:
    assert rules.lasting(lots, path + more).days <= rules.lasting(lots, path).days


@settings(deadline=None)
@given(LOTS, PATHS)
def test_waste_is_never_more_than_is_held(lots: list[rules.Lot], path: Array) -> None:
    found = rules.lasting(lots, path)
    assert 0 <= found.wasted <= sum(one.held for one in lots)
    assert 0 <= found.days <= len(path)


def plain(days: int, kind: str = "school") -> list[rules.Plain]:
    return [rules.Plain(MONDAY + dt.timedelta(days=n), kind, "normal", False) for n in range(days)]


def test_the_calendar_holds_where_nothing_is_supposed() -> None:
    found = rules.supposed(plain(2), "primary", [rules.Group("一年级", 100)], 10, 0.9)
    assert found.people.tolist() == [100.0, 100.0]
    assert found.regimes.tolist() == [TERM, TERM]
    off = rules.supposed(plain(1, "weekend"), "primary", [rules.Group("一年级", 100)], 10, 0.9)
    assert (off.people.tolist(), off.share.tolist(), off.regimes.tolist()) == (
        [110.0],
        [0.0],
        [OFF],
    )


def test_what_a_simulation_adds_is_used_by_who_is_there_and_on_top_of_the_rest() -> None:
    part = rules.Part(share=50, extra=(rules.Extra("mask", 2.0, 0.1),))
    days = [*plain(1), *plain(1, "weekend")]
    found = rules.supposed(days, "primary", [rules.Group("", 100)], 10, 1.0, [part])
    daily, unsure = found.extra["mask"]
    assert (daily.tolist(), unsure) == ([100.0, 0.0], 0.1)
    path = rules.Path(np.array([[5.0, 7.0]]), np.array([[1.0, 2.0]]))
    raised = rules.raised(path, daily[None], np.array([unsure]))
    assert raised.mean.tolist() == [[105.0, 107.0]]
    assert raised.variance.tolist() == [[1.0 + 10.0**2, 2.0 + 10.0**2]]
    assert rules.part_fault(rules.Part(extra=(rules.Extra("mask", 101.0, 0.1),))) == "extra"


def test_grades_come_back_one_after_the_other() -> None:
    groups = [rules.Group("九年级", 50), rules.Group("八年级", 50)]
    parts = [
        rules.Part(("junior",), ("九年级",), MONDAY + dt.timedelta(days=1), 80, "III", None),
        rules.Part(("junior",), (), MONDAY + dt.timedelta(days=3), 100),
    ]
    found = rules.supposed(plain(4, "vacation"), "junior", groups, 10, 1.0, parts)
    assert found.people.tolist() == [110.0, 50.0, 50.0, 100.0]
    third = rules.regime("III", teaching=True, outbreak=False)
    assert found.regimes.tolist()[1:] == [third, third, third]
    other = rules.supposed(plain(4, "vacation"), "primary", groups, 10, 1.0, parts)
    assert (other.regimes == OFF).all()


def test_weekends_and_holidays_stay_after_a_reopening() -> None:
    parts = [rules.Part(reopens=MONDAY)]
    for kind in ("weekend", "holiday"):
        found = rules.supposed(plain(1, kind), "primary", [rules.Group("", 5)], 1, 1.0, parts)
        assert found.regimes.tolist() == [OFF]
    sunday = [rules.Plain(MONDAY - dt.timedelta(days=1), "vacation", "normal", False)]
    early = [rules.Part(reopens=MONDAY - dt.timedelta(days=2))]
    found = rules.supposed(sunday, "primary", [rules.Group("", 5)], 1, 1.0, early)
    assert found.regimes.tolist() == [OFF]


def test_a_wrong_part_says_which_field() -> None:
    assert rules.part_fault(rules.Part()) == ""
    assert rules.part_fault(rules.Part(stages=("university",))) == "stages"
    assert rules.part_fault(rules.Part(share=101)) == "share"
    assert rules.part_fault(rules.Part(level="V")) == "level"
    assert rules.part_fault(rules.Part(grades=("",))) == "grades"


def test_an_event_lasts_a_while_more() -> None:
    assert [rules.outbreak_left(age) for age in (0, 10, 24, 90)] == [25, 15, 7, 7]


def test_lead_times_are_data() -> None:
    assert (rules.lead_days("mask_disposable"), rules.lead_days("thermal_camera")) == (10, 30)
