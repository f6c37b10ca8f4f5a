"""The simulation against the rest of its closed forms: mean of Reed and Frost, growth, extinction, half
classes; boarders, vaccination, classes that wait; and any way of dividing the work."""

import numpy as np
import pytest
from scipy import optimize, stats

from xiaoan.epidemiology.simulation import (
    NOWHERE,
    Counts,
    Disease,
    Policy,
    Population,
    Span,
    layer,
    simulate,
)

DAY = Span(1)


def alike(one: list[Counts], other: list[Counts]) -> bool:
    return all(
        a.new.tolist() == b.new.tolist() and a.lost == b.lost and a.by_layer == b.by_layer
        for a, b in zip(one, other, strict=True)
    )


def crowd(people: int) -> Population:
    nowhere = np.full(people, NOWHERE)
    town = layer("county", np.zeros(people, np.int64))
    return Population((town,), nowhere, nowhere, np.zeros(people, np.bool_))


def school(classes: int, size: int, room: int = 0) -> Population:
    """One school; every class sleeps in rooms of `room` (0: nobody boards), each pupil alone at home."""
    class_ = np.repeat(np.arange(classes), size)
    whole = np.zeros(classes * size, np.int64)
    layers = [layer("class", class_, at_school=True)]
    if room:
        layers.append(layer("dormitory", np.arange(whole.size) // room, asleep=True))
        layers.append(layer("household", np.arange(whole.size) // 2, home=True))
    return Population(tuple(layers), whole, class_, np.ones(whole.size, np.bool_))


def test_the_mean_of_reed_and_frost() -> None:
    # n=5, p=0.1: 0.52536 secondary cases for each first (reference, simulation.md 3a).
    size, homes = 5, 60_000
    nowhere = np.full(size * homes, NOWHERE)
    home = layer("household", np.repeat(np.arange(homes), size))
    many = Population((home,), nowhere, nowhere, np.zeros(size * homes, np.bool_))
    disease = Disease("test", {"household": 0.1}, latent=DAY, infectious=DAY, onset=DAY)
    first = np.arange(0, many.people, size)
    run = simulate(many, [disease], Policy(), days=6, seed=5, first=first)[0]
    # The variance of the number of secondary cases is below 1.
    assert (run.new.sum() - homes) / homes == pytest.approx(0.52536, abs=4 / homes**0.5)


@pytest.mark.parametrize(("number", "begun"), [(1.5, 400), (2.0, 80), (3.0, 15)])
def test_growth_is_that_of_the_equation_of_euler_and_lotka(number: float, begun: int) -> None:
    # Infectious on days 2 to 6 after infection, a fifth of R on each.
    rate = optimize.brentq(
        lambda r: number * sum(np.exp(-r * k) for k in range(2, 7)) / 5 - 1, 1e-6, 2
    )
    people = 400_000
    disease = Disease(
        "test", {"county": number / 5 / people}, latent=Span(2), infectious=Span(5), onset=DAY
    )
    runs = simulate(crowd(people), [disease] * 8, Policy(), days=26, seed=9, first=np.arange(begun))
    new = np.sum([run.new for run in runs], axis=0)
    # From the day on which all generations are mixed until few are infected already.
    days = np.arange(10, 19)
    found = np.polyfit(days, np.log(new[days]), 1)[0]
    assert found == pytest.approx(rate, abs=0.012)


@pytest.mark.parametrize(("number", "ends"), [(1.5, 0.4172), (3.0, 0.0595)])
def test_one_case_dies_out_as_often_as_it_should(number: float, ends: float) -> None:
    people, times = 3_000, 300
    disease = Disease("test", {"county": number / (people - 1)}, DAY, DAY, DAY)
    runs = simulate(crowd(people), [disease] * times, Policy(), days=50, seed=21, first=[0])
    ended = sum(int(run.new.sum()) < 150 for run in runs)
    assert stats.binomtest(ended, times, ends).pvalue > 0.001


def test_halves_that_never_meet_are_classes_of_half_the_size_on_half_the_days() -> None:
    # Infectious for one school day alone: who comes on that day is all that matters.
    disease = Disease("test", {"class": 0.2}, latent=DAY, infectious=DAY, onset=DAY)
    first = np.arange(0, 600, 30)  # of the half that comes on Mondays
    halves = simulate(
        school(20, 30), [disease] * 60, Policy(halves=True), days=1, seed=3, first=first
    )
    small = simulate(
        school(20, 15), [disease] * 60, Policy(), days=1, seed=4, first=np.arange(0, 300, 15)
    )
    one, other = ([int(run.new.sum()) for run in runs] for runs in (halves, small))
    assert stats.mannwhitneyu(one, other).pvalue > 0.001


def test_boarders_meet_in_their_rooms_on_nights_at_school_and_at_home_on_others() -> None:
    disease = Disease("test", {"dormitory": 1.0, "household": 1.0}, DAY, Span(1), Span(9))
    rooms = school(2, 8, room=4)
    monday = simulate(rooms, [disease], Policy(), days=1, seed=1, first=[0])[0]
    assert monday.by_layer == {"class": 0, "dormitory": 3, "household": 0, "outside": 1}
    friday = Disease("test", {"dormitory": 1.0, "household": 1.0}, Span(5), Span(1), Span(9))
    home = simulate(rooms, [friday], Policy(), days=5, seed=1, first=[0])[0]
    assert home.by_layer == {"class": 0, "dormitory": 0, "household": 1, "outside": 1}
    stays = simulate(rooms, [friday], Policy(boarding_weeks=2), days=5, seed=1, first=[0])[0]
    assert stays.by_layer == {"class": 0, "dormitory": 3, "household": 0, "outside": 1}


def test_vaccination_leaves_out_its_share_and_the_same_pupils_first() -> None:
    disease = Disease("test", {"class": 1.0}, DAY, Span(30), Span(9), protects=0.5, immune=0.2)
    whole = school(50, 40)
    none, all_ = (
        simulate(
            whole, [disease], Policy(vaccinated=share), days=20, seed=6, first=np.arange(2_000)
        )
        for share in (0.0, 1.0)
    )
    assert stats.binomtest(int(none[0].new.sum()), 2_000, 0.8).pvalue > 0.001
    assert stats.binomtest(int(all_[0].new.sum()), 2_000, 0.4).pvalue > 0.001


def test_a_class_that_waits_meets_nobody_until_its_day() -> None:
    disease = Disease("test", {"class": 1.0}, DAY, Span(30), Span(40))
    waits = Policy(waits=np.array([0, 7]))
    run = simulate(school(2, 10), [disease], waits, days=10, seed=1, first=[0, 10])[0]
    # Those of class 0 on Monday, those of class 1 a week later.
    assert [day for day in range(10) if run.new[day] > 2] == [0, 7]
    assert run.lost["not_opened"] == 10 * 5


def test_however_the_work_is_divided_the_same_comes_out() -> None:
    diseases = [
        Disease("test", {"class": 0.02 + at / 200}, DAY, Span(3), DAY, immune=0.1)
        for at in range(6)
    ]
    policies = [Policy(imports=20, masks=1 - at / 10, checks=2, close_at=2) for at in range(6)]
    whole = simulate(school(6, 30, room=6), diseases, policies, days=30, seed=2)
    parts = [
        run
        for at in (0, 4)
        for run in simulate(
            school(6, 30, room=6),
            diseases[at : at + 4],
            policies[at : at + 4],
            number=at,
            days=30,
            seed=2,
        )
    ]
    two = simulate(school(6, 30, room=6), diseases, policies, processes=2, days=30, seed=2)
    assert alike(whole, parts)
    assert alike(whole, two)
    with pytest.raises(ValueError, match="6 replicates"):
        simulate(school(6, 30), diseases, policies[:2], days=30, seed=2)
