"""What is taken back is as it was; the last one who can be called stays."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_71,
    DAY,
    JUNIOR,
    PRIMARY,
    Universe,
    unit,
)
from xiaoan.directory.models import Enrolment, Placement
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import guardians, people, placements
from xiaoan.directory.services.guardians import NewGuardian, Rights
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.scope import enter
from xiaoan.registry.services import transfers

Acting = Callable[[str], Actor]
WEEK = dt.timedelta(days=7)
MOTHER = NewGuardian("王一", "母亲", "13800000001")
AUNT = NewGuardian("王三", "姑姑", "13800000003", Rights(may_be_called=False))


def test_the_last_guardian_who_may_be_called_stays(acting: Acting, universe: Universe) -> None:
    actor, child = acting("principal"), universe.person(CLASS_11, 3)
    mother = guardians.add_guardian(actor, child, MOTHER)
    guardians.add_guardian(actor, child, AUNT)
    with pytest.raises(Invalid) as refused:
        guardians.end_guardian(actor, child, mother)
    assert refused.value.fields == {"guardian": "last_called"}


def placed(child: UUID) -> list[tuple[str, int, str, dt.date, dt.date | None]]:
    rows = Placement.objects.filter(person_id=child).order_by("kind", "since")
    return list(rows.values_list("kind", "place_no", "label", "since", "until"))


def test_an_end_taken_back_brings_back_bus_and_table(acting: Acting, universe: Universe) -> None:
    bus, table = PRIMARY + 1, PRIMARY + 2
    enter(BUILDER)
    unit(bus, 1, PRIMARY, "bus", "2号线", PRIMARY)
    unit(table, 1, PRIMARY, "canteen", "一食堂", PRIMARY)
    actor, child = acting("principal"), universe.person(CLASS_11, 3)
    placements.set_placement(actor, child, "bus", bus, "东门", When(DAY))
    placements.set_placement(actor, child, "canteen", table, "3 号桌", When(DAY))
    placements.set_placement(actor, child, "canteen", table, "5 号桌", When(DAY + 2 * WEEK))
    before = placed(child)
    assert len(before) == 3
    people.leave_school(actor, child, "moved_away", When(DAY + WEEK))
    assert [until for *_, until in placed(child)] == [DAY + WEEK] * 2
    assert people.withdraw_plan(actor, child) == "end"
    assert placed(child) == before


def test_the_end_is_taken_back_before_the_change_it_ends(
    acting: Acting, universe: Universe
) -> None:
    actor, child = acting("principal"), universe.person(CLASS_11, 3)
    people.change_class(actor, child, CLASS_12, When(DAY + WEEK))
    people.leave_school(actor, child, "moved_away", When(DAY + 2 * WEEK))
    assert people.withdraw_plan(actor, child) == "end"
    assert stretches(child) == [(CLASS_11, DAY + WEEK), (CLASS_12, None)]
    assert people.withdraw_plan(actor, child) == "change"
    assert stretches(child) == [(CLASS_11, None)]


def test_a_change_is_not_taken_back_under_a_transfer_that_follows_it(
    acting: Acting, universe: Universe
) -> None:
    """Else the child would be in two schools from the day of the transfer on."""
    actor, child = acting("principal"), universe.person(CLASS_11, 3)
    people.change_class(actor, child, CLASS_12, When(DAY + WEEK))
    offer = transfers.offer(actor, child, JUNIOR, When(DAY + 2 * WEEK))
    transfers.accept(acting("other_principal"), offer, CLASS_71)
    with pytest.raises(Conflict) as refused:
        people.withdraw_plan(acting("principal"), child)
    assert str(refused.value) == "这是两校间的转学,请在“转学”里撤回。"
    assert stretches(child) == [(CLASS_11, DAY + WEEK), (CLASS_12, DAY + 2 * WEEK)]


def test_who_came_by_transfer_may_have_a_planned_end_taken_back(
    acting: Acting, universe: Universe
) -> None:
    offer = transfers.offer(acting("principal"), universe.person(CLASS_11, 3), JUNIOR, When(DAY))
    actor = acting("other_principal")
    child = transfers.accept(actor, offer, CLASS_71)
    people.leave_school(actor, child, "moved_away", When(DAY + WEEK))
    assert people.withdraw_plan(actor, child) == "end"
    assert stretches(child) == [(CLASS_71, None)]


def stretches(child: UUID) -> list[tuple[int, dt.date | None]]:
    rows = Enrolment.objects.filter(person_id=child).order_by("since")
    return list(rows.values_list("unit_no", "until"))
