"""A plan from its reckoning until it is replaced or withdrawn."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
import time_machine

from tests.arrivals.world import (
    CLASS_11,
    given,
    place_of,
    planned,
    published,
    siblings,
)
from tests.builders import DAY, GRADE_1, GRADE_2, JUNIOR, MORNING, PRIMARY, Universe
from xiaoan.arrivals import queries, services
from xiaoan.arrivals.models import Place, Plan, Slot, Tally
from xiaoan.arrivals.queries import passes
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.notices.models import Notice

Acting = Callable[[str], Actor]


def noted(result: str = "in", **given_: object) -> services.Noted:
    values: dict[str, object] = {
        "id": uuid7(), "school_no": PRIMARY, "gate_name": "东门", "result": result, "at": clock.now(),
        "celsius": Decimal("36.5"),
    }  # fmt: skip
    return services.Noted(**{**values, **given_})  # type: ignore[arg-type]  # by name


def tally(class_no: int, **wanted: int) -> dict[str, int]:
    rows = Tally.objects.filter(unit_no=class_no, day=DAY)
    return {name: sum(getattr(one, name) for one in rows) for name in wanted}


def test_a_plan_places_everybody_and_households_together(
    acting: Acting, universe: Universe
) -> None:
    principal = acting("principal")
    pair = siblings(universe)
    made = planned(principal)
    plan = Plan.objects.get(pk=made)
    assert (plan.no, plan.state, plan.placed, plan.unplaced) == (1, "draft", 30, 0)
    one, other = (place_of(made, who) for who in pair)
    assert one[0].slot_id == other[0].slot_id
    assert one[0].family == other[0].family == 1
    assert sum(slot.placed for slot in Slot.objects.filter(plan_id=made)) == 30
    assert max(slot.placed for slot in Slot.objects.filter(plan_id=made)) == 4
    held = queries.plans.held(principal, made)
    assert (held.families, held.setting) == (1, given())


def test_the_same_form_once_more_is_the_same_plan(acting: Acting) -> None:
    principal = acting("principal")
    form = services.NewPlan(uuid7(), PRIMARY, given())
    assert services.reckon(principal, form) == services.reckon(principal, form)
    assert Plan.objects.count() == 1
    with pytest.raises(Conflict):
        services.reckon(principal, replace(form, keep=True))
    services.reckon(principal, services.NewPlan(uuid7(), PRIMARY, given(minutes=40)))
    assert sorted(Plan.objects.values_list("state", flat=True)) == ["draft", "dropped"]


def test_who_may_plan(acting: Acting) -> None:
    for name, error in (
        ("officer", Forbidden), ("liaison", Forbidden), ("logistics", Forbidden),
        ("other_principal", NotFound), ("canteen", NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            planned(acting(name))


def test_what_cannot_be_placed_is_named(acting: Acting) -> None:
    principal = acting("principal")
    made = planned(principal, last=dt.time(8), days=((GRADE_1, DAY),), seconds_each=240)
    plan = Plan.objects.get(pk=made)
    assert (plan.placed, plan.unplaced) == (20, 10)
    assert plan.figures["why"] == {"no_day": 10}
    assert {one.reason for one in queries.plans.unplaced(principal, made)} == {"no_day"}
    tight = planned(principal, last=dt.time(7, 40), seconds_each=240)
    assert Plan.objects.get(pk=tight).figures["why"] == {"full": 20}


def test_publishing_replaces_and_passes_end_for_whoever_has_another_slot(
    acting: Acting, universe: Universe
) -> None:
    principal = acting("principal")
    first = published(principal)
    found = queries.readiness([PRIMARY, JUNIOR], DAY)
    assert (found[PRIMARY].plan_id, found[PRIMARY].placed, found[PRIMARY].unplaced) == (
        first,
        30,
        0,
    )
    assert found[JUNIOR].plan_id is None
    second = services.reckon(principal, services.NewPlan(uuid7(), PRIMARY, given(), keep=True))
    who = universe.person(CLASS_11, 2)
    row, slot = place_of(second, who)
    free = (
        Slot.objects.filter(plan_id=second)
        .exclude(pk=row.slot_id or row.pk)
        .order_by("placed")
        .first()
    )
    assert free is not None
    assert slot is not None
    services.move(principal, services.Move(uuid7(), second, who, free.pk))
    compared = queries.plans.compared(Plan.objects.get(pk=second))
    assert compared == queries.plans.Compared(1, 1, 0, 0)
    old = {one.person_id: one.pass_id for one in Place.objects.filter(plan_id=first)}
    services.publish(principal, uuid7(), second, tells=False)
    new = {one.person_id: one.pass_id for one in Place.objects.filter(plan_id=second)}
    assert {one for one in old if old[one] != new[one]} == {who}
    assert Plan.objects.get(pk=first).state == "replaced"
    stale = passes.token(old[who], slot.day)
    with pytest.raises(Invalid, match="作废"):
        services.note(principal, noted(token=stale))
    assert services.note(principal, noted(token=passes.token(new[who], slot.day))).result == "in"


def test_moved_by_hand_with_checks(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    pair = siblings(universe)
    made = planned(principal, days=((GRADE_1, DAY), (GRADE_2, DAY + dt.timedelta(days=1))))
    row, slot = place_of(made, pair[0])
    assert slot is not None
    other_day = Slot.objects.filter(plan_id=made).exclude(day=slot.day).first()
    assert other_day is not None
    with pytest.raises(Invalid, match="不在这一天"):
        services.move(principal, services.Move(uuid7(), made, pair[0], other_day.pk))
    with pytest.raises(Invalid, match="请选一个时段"):
        services.move(principal, services.Move(uuid7(), made, pair[0], None))
    with pytest.raises(Invalid, match="已经在这个时段"):
        services.move(principal, services.Move(uuid7(), made, pair[0], slot.pk))
    full = Slot.objects.filter(plan_id=made, day=DAY).exclude(pk=row.slot_id or row.pk).first()
    assert full is not None
    Slot.objects.filter(pk=full.pk).update(placed=full.capacity)
    with pytest.raises(Invalid, match="还能排 0 人"):
        services.move(principal, services.Move(uuid7(), made, pair[0], full.pk))


def test_a_household_moves_together_or_one_alone(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    pair = siblings(universe)
    made = planned(principal)
    row, _slot = place_of(made, pair[0])
    free = (
        Slot.objects.filter(plan_id=made)
        .exclude(pk=row.slot_id or row.pk)
        .order_by("placed")
        .first()
    )
    assert free is not None
    form = services.Move(uuid7(), made, pair[0], free.pk)
    assert services.move(principal, form) == 2
    assert services.move(principal, form) == 0
    assert {place_of(made, who)[0].slot_id for who in pair} == {free.pk}
    back = services.Move(uuid7(), made, pair[1], row.slot_id, alone=True)
    assert services.move(principal, back) == 1
    assert [place_of(made, who)[0].how for who in pair] == ["hand", "hand"]
    assert Plan.objects.get(pk=made).edits == 2
    assert sum(slot.placed for slot in Slot.objects.filter(plan_id=made)) == 30


def test_families_are_told_in_the_name_of_the_school(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    siblings(universe)
    made = planned(principal)
    assert services.publish(principal, uuid7(), made)
    notice = Notice.objects.get()
    assert notice.pk == Plan.objects.get(pk=made).notice_id
    assert notice.state in ("sending", "asked")
    assert set(notice.texts) == {"zh-hans", "zh-hant", "en"}
    assert "口罩、水杯" in notice.texts["zh-hans"]["body"]
    assert "测试生" not in str(notice.texts)


def test_withdrawn_nobody_is_expected_and_no_pass_opens(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    made = published(principal)
    row, slot = place_of(made, universe.person(CLASS_11, 1))
    assert slot is not None
    assert tally(CLASS_11, expected=0) == {"expected": 10}
    services.withdraw(principal, uuid7(), made)
    assert tally(CLASS_11, expected=0) == {"expected": 0}
    with pytest.raises(Invalid, match="作废"):
        services.note(principal, noted(token=passes.token(row.pass_id, slot.day)))


def test_what_was_expected_on_a_day_that_is_over_stays(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    principal = acting("principal")
    published(principal)
    morning.move_to(MORNING + dt.timedelta(days=1))
    published(principal, days=((GRADE_1, DAY + dt.timedelta(days=1)),))
    sums = {
        day: sum(one.expected for one in Tally.objects.filter(day=day))
        for day in (DAY, DAY + dt.timedelta(days=1))
    }
    assert sums == {DAY: 30, DAY + dt.timedelta(days=1): 20}
