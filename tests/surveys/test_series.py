"""Rounds that go on by themselves until somebody says that it is over; changes of the roll meanwhile."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from tests.builders import BUILDER, CLASS_11, CLASS_12, CLASS_71, PRIMARY, Universe, enrol
from tests.surveys.made import counts, given, opened, wanted
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people, transferring
from xiaoan.duties.models import Duty
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.surveys import queries, rules, services
from xiaoan.surveys.models import Answer, Round

Acting = Callable[[str], Actor]
DAY = dt.timedelta(days=1)


def states() -> list[tuple[int, str]]:
    return list(Round.objects.order_by("number").values_list("number", "state"))


def test_the_next_round_opens_by_itself(acting: Acting, universe: Universe, morning: Any) -> None:
    first = opened(acting("officer"), given=wanted(every=3))
    services.answer(acting("teacher"), given(first, universe.person(CLASS_11, 1)))
    enter(BUILDER)
    morning.shift(2 * DAY)
    assert services.go_on(BUILDER, clock.today()) == 0
    morning.shift(DAY)
    assert services.go_on(BUILDER, clock.today()) == 1
    assert services.go_on(BUILDER, clock.today()) == 0
    assert states() == [(1, "closed"), (2, "open")]
    second = Round.objects.get(number=2)
    assert second.due_at == first.due_at + 3 * DAY
    assert counts(first, CLASS_11) == (10, 1, 9, 0)
    assert counts(second, CLASS_11) == (10, 0, 10, 0)
    found = queries.in_series(acting("officer"), second, (PRIMARY, PRIMARY + 4096))
    assert [(one.number, one.sums.known) for one in found] == [(1, 1), (2, 0)]
    assert services.end_series(acting("officer"), second.pk)
    assert not services.end_series(acting("officer"), second.pk)
    enter(BUILDER)
    morning.shift(5 * DAY)
    assert services.go_on(BUILDER, clock.today()) == 0
    assert states() == [(1, "closed"), (2, "open")]
    morning.shift(10 * DAY)
    services.go_on(BUILDER, clock.today())
    assert states() == [(1, "closed"), (2, "closed")]


def test_duties_follow_the_counts(acting: Acting, universe: Universe, morning: Any) -> None:
    row = opened(acting("officer"))
    actor = acting("teacher")
    shown = [universe.person(CLASS_11, seat) for seat in range(1, 11)]
    services.answer_rest(actor, row.pk, CLASS_11, shown)
    enter(BUILDER)
    assert Duty.objects.get(kind=services.KIND, unit_no=CLASS_11).state == "done"
    enrol(CLASS_11, 11, "9001")
    assert counts(row, CLASS_11) == (11, 10, 1, 0)
    morning.shift(DAY)
    services.owe_again(BUILDER, clock.today())
    services.owe_again(BUILDER, clock.today())
    found = Duty.objects.filter(kind=services.KIND, unit_no=CLASS_11).order_by("day")
    assert [duty.state for duty in found] == ["done", "open"]


def test_an_answer_goes_along_with_a_transfer_and_gives_way(
    acting: Acting, universe: Universe
) -> None:
    row = opened(acting("officer"))
    who = universe.person(CLASS_11, 1)
    services.answer(acting("teacher"), given(row, who, condition="symptoms"))
    enter(BUILDER)
    there = transferring.hand_over(BUILDER, who, CLASS_71, When(clock.today())).person_id
    assert counts(row, CLASS_11) == (9, 0, 9, 0)
    assert counts(row, CLASS_71) == (11, 1, 10, 0)
    carried = Answer.objects.get(person_id=there)
    assert (carried.source, carried.condition, carried.state) == ("carried", "symptoms", "current")
    receipt = services.answer(acting("teacher_71"), given(row, there))
    assert (receipt.version, receipt.contradicts) == (2, False)
    assert counts(row, CLASS_71) == (11, 1, 10, 0)


def test_a_change_for_a_later_day_counts_from_that_morning(
    acting: Acting, universe: Universe, morning: Any
) -> None:
    row = opened(acting("officer"))
    who = universe.person(CLASS_11, 1)
    services.answer(acting("teacher"), given(row, who))
    enter(BUILDER)
    people.change_class(BUILDER, who, CLASS_12, When(clock.today() + DAY))
    assert (counts(row, CLASS_11), counts(row, CLASS_12)) == ((10, 1, 9, 0), (10, 0, 10, 0))
    morning.shift(DAY)
    services.follow_day(BUILDER)
    assert (counts(row, CLASS_11), counts(row, CLASS_12)) == ((9, 0, 9, 0), (11, 1, 10, 0))


def test_staff_are_asked_at_their_school(acting: Acting) -> None:
    with pytest.raises(Invalid):
        opened(acting("officer"), given=wanted("staff"))
    assert not Round.objects.filter(state="open").exists()


def test_a_round_is_refused_that_cannot_be_asked(acting: Acting) -> None:
    actor = acting("officer")
    now = clock.now()
    for wrong, field in (
        (rules.Wanted(" ", "pupils", (), now + DAY, None), "title"),
        (rules.Wanted("摸排", "all", (), now + DAY, None), "who"),
        (rules.Wanted("摸排", "pupils", ("x",), now + DAY, None), "stages"),
        (rules.Wanted("摸排", "pupils", (), now, None), "due_at"),
        (rules.Wanted("摸排", "pupils", (), now + 31 * DAY, None), "due_at"),
        (rules.Wanted("摸排", "pupils", (), now + DAY, 31), "every_days"),
    ):
        with pytest.raises(Invalid) as refused:
            services.make_round(actor, uuid7(), PRIMARY, wrong)
        assert list(refused.value.fields) == [field]
    with pytest.raises(Invalid):
        services.make_round(actor, uuid7(), CLASS_11, wanted())
    row = services.make_round(actor, uuid7(), PRIMARY, wanted())
    with pytest.raises(Conflict):
        services.close_round(actor, row.pk)
