"""The simulation against closed forms, bounds that no chance may pass, and itself."""

import numpy as np
import pytest
from scipy import optimize, stats

from xiaoan.epidemiology.simulation import (
    NOWHERE,
    OUTSIDE,
    Counts,
    Disease,
    Policy,
    Population,
    Span,
    difference,
    layer,
    quantiles,
    simulate,
)

DAY = Span(1)


def households(size: int, count: int) -> Population:
    nowhere = np.full(size * count, NOWHERE)
    home = layer("household", np.repeat(np.arange(count), size))
    return Population((home,), nowhere, nowhere, np.zeros(size * count, np.bool_))


def meeting(**contact: float) -> Disease:
    return Disease("test", contact, latent=DAY, infectious=DAY, onset=DAY)


def school(classes: int, size: int) -> Population:
    class_ = np.repeat(np.arange(classes), size)
    whole = np.zeros(classes * size, np.int64)
    layers = (layer("class", class_, at_school=True), layer("school", whole, at_school=True))
    return Population(layers, whole, class_, np.ones(classes * size, np.bool_))


# Infected in a household of `size` with one index case, by number: reference, simulation.md 3a.
@pytest.mark.parametrize(
    ("size", "chance", "shares"),
    [
        (3, 0.3, (0.49, 0.294, 0.216)),
        (4, 0.2, (0.512, 0.2458, 0.1597, 0.0825)),
        (5, 0.2, (0.4096, 0.209725, 0.163575, 0.135175, 0.08195)),
    ],
)
def test_reed_frost(size: int, chance: float, shares: tuple[float, ...]) -> None:
    count = 20_000
    many = households(size, count)
    per_home = Population(
        many.layers, many.layers[0].group, np.full(many.people, NOWHERE), many.pupil
    )
    found = simulate(
        per_home, [meeting(household=chance)], Policy(), days=size + 1, seed=11,
        first=np.arange(0, many.people, size),
    )[0]  # fmt: skip
    seen = np.bincount(found.by_school, minlength=size + 1)[1:]
    expected = np.array(shares) / sum(shares) * count
    assert stats.chisquare(seen, expected).pvalue > 0.001


@pytest.mark.parametrize("number", [1.5, 2.0, 3.0])
def test_the_final_size_is_that_of_the_equation(number: float) -> None:
    # z = 1 - s exp(-R z), s: share susceptible at the beginning (100 of 20,000 are infected then).
    people, first, times = 20_000, 100, 20
    share = optimize.brentq(lambda z: z - 1 + (1 - first / people) * np.exp(-number * z), 0.01, 1)
    whole = np.full(people, NOWHERE)
    crowd = layer("household", np.zeros(people, np.int64))
    town = Population((crowd,), whole, whole, np.zeros(people, np.bool_))
    disease = meeting(household=number / (people - 1))
    runs = simulate(town, [disease] * times, Policy(), days=100, seed=3, first=np.arange(first))
    sizes = np.array([run.new.sum() / people for run in runs])
    assert sizes.mean() == pytest.approx(share, abs=4 * sizes.std(ddof=1) / times**0.5)


def test_one_case_dies_out_as_often_as_the_branching_process() -> None:
    people = 3_000
    whole = np.full(people, NOWHERE)
    crowd = layer("household", np.zeros(people, np.int64))
    town = Population((crowd,), whole, whole, np.zeros(people, np.bool_))
    runs = simulate(
        town, [meeting(household=2 / (people - 1))] * 400, Policy(), days=60, seed=8, first=[0]
    )
    ended = sum(int(run.new.sum()) < 150 for run in runs)
    assert stats.binomtest(ended, 400, 0.2032).pvalue > 0.001


def test_without_transmission_there_is_what_came_from_outside() -> None:
    run = simulate(school(4, 30), [meeting(**{"class": 0.0})], Policy(imports=50), days=40, seed=1)
    assert run[0].by_layer == {"class": 0, "school": 0, OUTSIDE: int(run[0].new.sum())}
    assert run[0].new.sum() > 0


def test_who_is_kept_at_home_infects_nobody_at_school() -> None:
    at_once = Policy(stays_home=1.0, isolation=30)
    disease = Disease("test", {"class": 1.0}, latent=Span(2), infectious=Span(4), onset=Span(1))
    run = simulate(school(2, 30), [disease], at_once, days=30, seed=1, first=[0, 31])[0]
    assert int(run.new.sum()) == 2
    # Both at home from day 0 (the first sign) on, 30 days: 22 school days each.
    assert run.lost == {"not_opened": 0, "closed": 0, "isolated": 44, "false_alarm": 0}


def test_half_classes_are_classes_of_half_the_size() -> None:
    disease = Disease("test", {"class": 0.05}, latent=Span(2), infectious=Span(6), onset=DAY)
    whole, halves = school(40, 30), school(80, 15)
    first = np.arange(0, 1_200, 15)
    apart = simulate(whole, [disease] * 30, Policy(halves=True), days=20, seed=4, first=first)
    small = simulate(halves, [disease] * 30, Policy(), days=20, seed=4, first=first)
    # Half the days, half the classmates: fewer than in small classes that meet every day.
    assert total(apart).mean() < total(small).mean()
    assert {run.lost["not_opened"] for run in apart} == {15 * 600}


def total(runs: list[Counts]) -> np.ndarray:
    return np.array([run.new.sum() for run in runs])


def test_names_of_people_do_not_matter() -> None:
    rng = np.random.default_rng(5)
    plain = school(10, 30)
    order = rng.permutation(plain.people)
    layers = tuple(
        layer(one.name, one.group[order], at_school=True) for one in plain.layers
    )  # fmt: skip
    mixed = Population(layers, plain.school[order], plain.class_[order], plain.pupil[order])
    disease = Disease("test", {"class": 0.02}, latent=DAY, infectious=Span(3), onset=DAY)
    first = np.flatnonzero(order == 0)
    one = simulate(plain, [disease] * 200, Policy(), days=40, seed=6, first=[0])
    other = simulate(mixed, [disease] * 200, Policy(), days=40, seed=7, first=first)
    assert stats.mannwhitneyu(total(one), total(other)).pvalue > 0.001


def test_a_class_with_enough_known_ill_is_shut() -> None:
    disease = Disease("test", {}, latent=Span(9), infectious=DAY, onset=DAY)
    policy = Policy(stays_home=1.0, isolation=2, close_at=3, closed=4)
    run = simulate(school(2, 30), [disease], policy, days=12, seed=1, first=[0, 1, 2, 40])[0]
    assert run.closures == 1
    # Monday to Thursday: three of the class are at home on the first two days anyway.
    assert run.lost["closed"] == 27 * 4 + 3 * 2
    assert run.lost["isolated"] == 4 * 2
    # Ten school days of 60, less what was lost.
    assert run.attended == 600 - sum(run.lost.values())


def test_checks_find_who_is_felt_and_send_some_of_the_well_home() -> None:
    disease = Disease("test", {}, latent=Span(1), infectious=Span(20), onset=DAY, felt=1.0)
    sure = Policy(checks=2, sensitivity=1.0, false_alarms=0.0, isolation=7)
    run = simulate(school(1, 30), [disease], sure, days=5, seed=1, first=[0])[0]
    assert (run.lost["isolated"], run.readings, run.lost["false_alarm"]) == (5, 2 * 29 * 5, 0)
    unsure = Policy(checks=2, sensitivity=0.0, false_alarms=0.1)
    runs = simulate(school(1, 30), [disease] * 200, unsure, days=5, seed=1)
    wrong = sum(run.lost["false_alarm"] for run in runs)
    assert stats.binomtest(wrong, 200 * 150, 1 - 0.9**2).pvalue > 0.001


def test_the_number_of_processes_changes_nothing() -> None:
    disease = Disease("test", {"class": 0.03}, latent=DAY, infectious=Span(3), onset=DAY, ill=0.5)
    policy = Policy(imports=20, stays_home=0.5, close_at=2)
    one = simulate(school(6, 30), [disease] * 6, policy, days=30, seed=2)
    two = simulate(school(6, 30), [disease] * 6, policy, days=30, seed=2, processes=2)
    assert [run.new.tolist() for run in one] == [run.new.tolist() for run in two]
    assert [run.lost for run in one] == [run.lost for run in two]


def test_what_comes_from_outside_is_the_same_under_two_policies() -> None:
    quiet = Disease("test", {}, latent=DAY, infectious=DAY, onset=DAY)
    runs = [
        simulate(school(6, 30), [quiet] * 3, policy, days=30, seed=2)
        for policy in (Policy(imports=20), Policy(imports=20, halves=True, checks=2))
    ]
    assert [r.new.tolist() for r in runs[0]] == [r.new.tolist() for r in runs[1]]


def test_outcomes_of_many_replicates() -> None:
    told = quantiles(np.arange(101))
    assert (told.median, told.half, told.most) == (50.0, (25.0, 75.0), (2.5, 97.5))
    less = difference([5, 7, 9], [4, 5, 6])
    assert (less.mean, less.of.median) == (-2.0, -2.0)
    assert less.error == pytest.approx(1 / 3**0.5)


@pytest.mark.parametrize(
    ("contact", "shown"), [({"class": 1.2}, "contact class"), ({"class": -0.1}, "contact class")]
)
def test_a_chance_lies_between_nothing_and_one(contact: dict[str, float], shown: str) -> None:
    with pytest.raises(ValueError, match=shown):
        meeting(**contact)
