"""The plan of one item: what must hold of every county, and small ones worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from xiaoan.allocation import rules
from xiaoan.allocation.rules import ANYWHERE, Problem


def problem(required: list[int], held: list[int], supply: list[int], **changes: object) -> Problem:
    """All schools alike in one township, every store of the county; `changes` say what else."""
    n = len(required)
    plain = Problem(
        required=np.array(required), held=np.array(held), weight=np.ones(n), pupils=np.full(n, 100),
        group=np.zeros(n, dtype=np.int64), supply=np.array(supply),
        reach=np.full(len(supply), ANYWHERE),
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]  # names checked by the dataclass


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    n, m = draw(st.integers(1, 7)), draw(st.integers(1, 4))

    def ints(lo: int, hi: int, size: int) -> NDArray[np.int64]:
        return np.array(draw(st.lists(st.integers(lo, hi), min_size=size, max_size=size)), np.int64)

    return Problem(
        required=ints(0, 400, n), held=ints(0, 400, n), weight=ints(1, 8, n).astype(float),
        pupils=ints(0, 900, n), group=ints(0, 2, n), supply=ints(0, 500, m), reach=ints(-1, 2, m),
        pack=draw(st.sampled_from([1, 3, 10, 50])),
    )  # fmt: skip


@st.composite
def bound(draw: st.DrawFn) -> Problem:
    one = draw(problems())
    room = draw(st.none() | st.integers(0, 9))
    shape = one.reaches.shape
    return replace(
        one, least=draw(st.integers(1, 4)), room=None if room is None else np.full(shape, room)
    )


@settings(max_examples=150, deadline=None)
@given(problems() | bound())
def test_nothing_is_given_that_is_not_there_or_not_needed(one: Problem) -> None:
    found = rules.solve(one)
    given_, sent = found.got * one.pack, found.sent
    assert (sent >= 0).all()
    assert (sent.sum(axis=1) * one.pack <= one.supply).all()
    assert (given_ <= one.need).all()
    assert (sent[~one.reaches] == 0).all()
    assert (sent[sent > 0] >= one.least).all()
    assert one.room is None or (sent <= one.room).all()
    after = rules.measures_of(one, found.given(one), found.legs)
    assert after.unmet + after.given == int(one.need.sum())
    assert found.fewest <= found.legs


@settings(max_examples=150, deadline=None)
@given(problems())
def test_no_way_of_sharing_is_fairer(one: Problem) -> None:
    found = rules.solve(one)
    equal = rules.equal_shares(one)
    assert (equal * one.pack <= one.need).all()
    best, other = (
        rules.measures_of(one, found.given(one), 0),
        rules.measures_of(one, equal * one.pack, 0),
    )
    assert best.worst <= other.worst + 1e-9
    if abs(best.worst - other.worst) < 1e-9:
        assert best.weighted <= other.weighted + 1e-6


@settings(max_examples=60, deadline=None)
@given(problems(), st.randoms())
def test_the_order_of_schools_changes_nothing_that_counts(one: Problem, chance: object) -> None:
    order = list(range(len(one.required)))
    chance.shuffle(order)  # type: ignore[attr-defined]  # a random.Random
    turned = replace(
        one, required=one.required[order], held=one.held[order], weight=one.weight[order],
        pupils=one.pupils[order], group=one.group[order],
    )  # fmt: skip
    first, second = rules.solve(one), rules.solve(turned)
    a, b = (
        rules.measures_of(one, first.given(one), 0),
        rules.measures_of(turned, second.given(turned), 0),
    )
    assert (a.worst, a.weighted) == pytest.approx((b.worst, b.weighted))
    again = rules.solve(one)
    assert np.array_equal(first.sent, again.sent)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_free_of_limits_both_programmes_say_the_same(one: Problem) -> None:
    """The control: each journey a variable of its own, and nothing forbidden."""
    room = np.full(one.reaches.shape, 10_000)
    free, each = rules.solve(one), rules.solve(replace(one, room=room))
    a, b = rules.measures_of(one, free.given(one), 0), rules.measures_of(one, each.given(one), 0)
    assert each.proved
    assert a.worst == pytest.approx(b.worst, abs=1e-6)
    assert a.weighted == pytest.approx(b.weighted, rel=1e-4)


def test_the_worst_off_come_first_then_who_presses_most() -> None:
    one = problem([100, 100, 100], [0, 50, 50], [60], weight=np.array([1.0, 1.0, 5.0]))
    # All three miss 47 of 100; the one that is left over goes to whom it presses most.
    assert rules.solve(one).got.tolist() == [53, 3, 4]
    assert rules.equal_shares(one).tolist() == [20, 20, 20]


def test_whole_packs_and_never_more_than_needed() -> None:
    one = problem([100, 120, 40], [0, 0, 0], [1000], pack=50)
    found = rules.solve(one)
    assert found.got.tolist() == [2, 2, 0]
    left = one.packs - found.sent.sum(axis=1)
    reasons = [rules.reason_of(one, found.got, left, n) for n in range(3)]
    assert reasons == ["met", "pack", "pack"]


def test_nothing_to_give_is_an_empty_plan() -> None:
    one = problem([100, 50], [0, 0], [0])
    found = rules.solve(one)
    assert (found.got.tolist(), found.proved, found.legs) == ([0, 0], True, 0)
    assert rules.reason_of(one, found.got, one.packs, 0) == "empty"
    assert rules.plan_items([], 1).solutions == ()


def test_a_townships_own_stock_stays_in_it() -> None:
    one = problem(
        [100, 100], [0, 0], [80, 20], group=np.array([0, 1]), reach=np.array([0, ANYWHERE])
    )
    assert rules.solve(one).got.tolist() == [80, 20]


def test_a_journey_that_is_not_worth_it_is_not_made() -> None:
    one = problem([100, 5], [0, 0], [100], least=10)
    found = rules.solve(one)
    assert (found.got.tolist(), found.proved) == ([100, 0], True)
    assert rules.reason_of(one, found.got, one.packs - found.sent.sum(axis=1), 1) == "empty"


def test_a_second_item_goes_along_on_the_first_ones_journeys() -> None:
    first = problem([100, 0], [0, 0], [100, 0])
    second = problem([50, 50], [0, 0], [100, 100])
    plan = rules.plan_items([first, second], 5)
    assert plan.solutions[1].sent[0, 0] == 50
    assert (plan.legs, plan.fewest, plan.proved) == (2, 2, True)


def test_priorities_are_a_sum_of_parts() -> None:
    parts = rules.parts_of(cases=4, events=1, pupils=400, largest=800, required=100, held=25)
    assert (parts.cases, parts.event, parts.cover, parts.pupils) == pytest.approx(
        (0.5, 1, 0.75, 0.5)
    )
    assert rules.weight_of(parts, rules.WEIGHTS) == pytest.approx(1 + 1.5 + 2 + 1.5 + 0.5)
    nobody = rules.parts_of(cases=3, events=0, pupils=0, largest=0, required=0, held=0)
    assert rules.weight_of(nobody, rules.WEIGHTS) == 1


def test_days_of_cover_count_before_the_share_of_the_standard() -> None:
    def cover(days: int | None, required: int = 100) -> float:
        return rules.parts_of(
            cases=0, events=0, pupils=1, largest=1, required=required, held=25, days=days
        ).cover

    assert cover(0) == 1
    assert cover(rules.COVER_DAYS // 3) == pytest.approx(2 / 3)
    assert [cover(rules.COVER_DAYS), cover(10 * rules.COVER_DAYS)] == [0, 0]
    assert [cover(None), cover(0, required=0)] == [0.75, 0]


def test_arrays_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        problem([1, 2], [1], [1])
    with pytest.raises(ValueError, match="a piece"):
        problem([1], [1], [1], pack=0)
