"""The boundaries of each statistical layer, on arrays, and what of a night is shown."""

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from xiaoan.outbreaks.rules import layers, night, space
from xiaoan.outbreaks.rules.found import Found
from xiaoan.outbreaks.rules.night import LOOK_BACK, WATCHED, Night
from xiaoan.outbreaks.rules.triage import Known, merged, triage

GI = WATCHED.index("GI")
MONDAY = dt.date(2026, 11, 23)
TOWN, SCHOOL = 1 << 19, 1 << 12
SCHOOLS, ROOMS = 12, 5


def county(length: int = LOOK_BACK, seed: int = 3, at: bool = False) -> Night:
    """Twelve schools of five classes in two townships; a stomach a month in each class."""
    days: list[dt.date] = []
    day = MONDAY
    while len(days) < length:
        if day.weekday() < 5:
            days.append(day)
        day -= dt.timedelta(days=1)
    school = np.repeat(
        (1 << 24) + TOWN * (1 + np.arange(SCHOOLS) % 2) + SCHOOL * (1 + np.arange(SCHOOLS)), ROOMS
    )
    school.sort()
    counts = np.zeros((len(WATCHED), school.size, length))
    counts[GI] = np.random.default_rng(seed).poisson(0.05, counts.shape[1:])
    counts[:, :, -3:] = 0
    return Night(
        tuple(days[::-1]), school + 1281 + np.arange(school.size) % ROOMS, np.full(school.size, 40.0),
        counts, school, school - school % TOWN,
        {int(no): (float(n), 0.0) for n, no in enumerate(np.unique(school))} if at else {},
    )  # fmt: skip


def found(one: Night, level: str) -> list[tuple[int, str, int]]:
    return [(f.unit_no, f.method, f.observed) for f in layers.look(one) if f.level == level]


def test_a_quiet_county_has_nothing() -> None:
    assert layers.look(county()) == []


@pytest.mark.parametrize(("people", "is_found"), [(1, False), (2, True), (3, True)])
def test_one_person_is_no_cluster_of_a_class(people: int, is_found: bool) -> None:
    one = county()
    one.counts[WATCHED.index("PAROTID"), 7, -1] = people
    assert bool(found(one, "class")) is is_found


@pytest.mark.parametrize(("people", "is_found"), [(2, False), (3, True)])
def test_three_people_in_three_classes_are_one_of_a_school(people: int, is_found: bool) -> None:
    one = county()
    one.counts[WATCHED.index("PAROTID"), :people, -1] = 1
    assert found(one, "class") == []
    assert bool(found(one, "school")) is is_found


def test_a_day_each_over_three_days_is_found_as_one_sum() -> None:
    one = county()
    one.counts[GI, 7, -3:] = 1
    assert [(method, n) for _unit, method, n in found(one, "class")] == [("nb-3", 3)]


def test_the_slow_rise_is_found_by_its_sum() -> None:
    one = county()
    one.counts[GI, 10:15, -12:] = 0
    for column in range(-12, 0):
        one.counts[GI, 10 + column % 5, column] = 1
    [(unit_no, method, people)] = found(one, "school")
    assert unit_no == int(one.school_of[10])
    assert (method, people >= 8) == ("lr-cusum", True)


def test_a_class_that_always_has_two_is_not_unusual_with_two() -> None:
    one = county()
    one.counts[GI, 7] = 2
    assert [f for f in layers.look(one) if f.unit_no == int(one.classes[7])] == []
    one.counts[GI, 7, -1] = 12
    assert int(one.classes[7]) in {f.unit_no for f in layers.look(one)}


def test_silence_is_no_zero_and_is_told() -> None:
    one = county()
    one.counts[:, 7, -1] = np.nan
    assert found(one, "class") == []
    one.counts[:, 7, -2] = np.nan
    one.counts[:, 7, -1] = 0
    one.counts[GI, 7, -1] = 3
    [first] = [f for f in layers.look(one) if f.level == "class"]
    assert (first.told, first.owed) == (2, 3)
    assert first.curve[-2][1] is None


def test_a_school_of_which_half_is_silent_says_nothing() -> None:
    one = county()
    one.counts[:, 2:5, -1] = np.nan
    one.counts[GI, 0:2, -1] = 3
    assert found(one, "school") == []
    assert len(found(one, "class")) == 2


@pytest.mark.parametrize(("length", "short"), [(13, True), (14, False), (30, False), (63, False)])
def test_a_ragged_record_is_learnt_from_as_far_as_it_goes(length: int, short: bool) -> None:
    one = county(length)
    one.counts[GI, 7, -1] = 6
    assert layers.too_short(one) is short
    assert bool(layers.look(one)) is not short


def test_constant_and_all_zero_series_give_no_error() -> None:
    one = county()
    one.counts[:] = 0
    assert layers.look(one) == []
    one.counts[:] = 1
    assert layers.look(one) == []


def test_among_two_townships_only_the_rare_is_sure() -> None:
    """A discovery among two tests is nothing rare: one in twenty would be one."""
    one = county()
    one.counts[GI, 0:60:12, -1] = 1
    towns = [f for f in layers.look(one) if f.level == "township"]
    assert [f for f in towns if f.p is not None and f.p > layers.RARE] == []


def test_neighbouring_schools_need_coordinates() -> None:
    near = county(at=True)
    schools = np.unique(near.school_of)[:3]
    rows = np.flatnonzero(np.isin(near.school_of, schools))
    near.counts[GI, rows, -1] = 1
    areas = [f for f in layers.look(near) if f.level == "area"]
    assert [set(f.members) >= set(schools.tolist()) for f in areas] == [True]
    assert areas[0].recurrence is not None
    assert areas[0].recurrence >= space.RECURRENCE
    assert [f for f in layers.look(replace(near, at={})) if f.level == "area"] == []


def test_the_scan_leaves_out_a_school_that_is_silent_now() -> None:
    near = county(at=True)
    near.counts[:, near.school_of == np.unique(near.school_of)[0], -1] = np.nan
    school = night.summed(near, "school")
    rows, kept = space.scannable(near, school, school.counts[GI][:, -28:])
    assert 0 not in rows
    assert not np.isnan(kept).any()


def one(**more: Any) -> Found:
    given: dict[str, Any] = {
        "layer": "class", "level": "class", "unit_no": 101, "school_no": 100, "township_no": 10,
        "syndrome": "GI", "day": MONDAY, "since": MONDAY, "method": "nb-1", "observed": 3,
        "expected": 0.1, "upper": None, "p": 1e-5, "recurrence": None, "score": 5.0, "sure": False,
        "told": 3, "owed": 3,
    }  # fmt: skip
    return Found(**(given | more))


def known(**more: Any) -> Known:
    given: dict[str, Any] = {
        "id": 1, "layer": "class", "level": "class", "unit_no": 101, "school_no": 100,
        "township_no": 10, "syndrome": "GI", "last_day": MONDAY - dt.timedelta(days=1),
        "observed": 3, "tier": "watch",
    }  # fmt: skip
    return Known(**(given | more))


def test_one_school_and_group_is_one_entry() -> None:
    school = one(layer="school", level="school", unit_no=100, score=7)
    town = one(layer="school", level="township", unit_no=10, school_no=0, score=9)
    fever, cough = one(syndrome="FEVER"), one(syndrome="RESP", score=4)
    entries = merged([one(), one(unit_no=102), school, town, fever, cough])
    assert [(e.lead.unit_no, e.lead.syndrome, len(e.also)) for e in entries] == [
        (100, "GI", 3), (101, "FEVER", 1),
    ]  # fmt: skip


def test_a_township_without_any_school_on_the_list_is_its_own_entry() -> None:
    town = one(layer="school", level="township", unit_no=11, school_no=0, township_no=11)
    assert [e.lead.unit_no for e in merged([one(), town])] == [101, 11]


def test_the_best_are_shown_sure_ones_always() -> None:
    some = [one(unit_no=1000 * n + 1, school_no=1000 * n, score=n) for n in range(1, 6)]
    some.append(one(unit_no=9001, school_no=9000, score=0.5, sure=True))
    entries = triage(some, budget=3)
    assert [(e.tier, e.rank, e.lead.unit_no) for e in entries] == [
        ("automatic", 1, 9001), ("watch", 2, 5001), ("watch", 3, 4001), ("over", 0, 3001),
        ("over", 0, 2001), ("over", 0, 1001),
    ]  # fmt: skip
    assert [e.tier for e in triage(some, budget=0)] == ["automatic"] + ["over"] * 5


@pytest.mark.parametrize(
    ("before", "tier", "rank", "grew"),
    [
        (known(), "watch", 0, False),
        (known(observed=2), "watch", 0, True),
        (known(tier="over"), "watch", 1, True),
        (known(dismissed=True), "watch", 0, False),
        (known(dismissed=True, observed=1), "watch", 1, True),
        (known(last_day=MONDAY - dt.timedelta(days=8)), "watch", 1, True),
        (known(syndrome="RASH"), "watch", 1, True),
        (known(school_no=200, unit_no=201), "watch", 1, True),
        (known(layer="statutory", tier=""), "beside", 0, True),
        (known(layer="statutory", level="dormitory", unit_no=150, tier=""), "beside", 0, True),
    ],
)
def test_what_is_known_comes_again_only_when_it_has_grown(
    before: Known, tier: str, rank: int, grew: bool
) -> None:
    [entry] = triage([one()], [before])
    assert (entry.tier, entry.rank, entry.grew) == (tier, rank, grew)
