"""What is taken back is as it was; the last one who can be called stays."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest

from tests.builders import BUILDER, CLASS_11, DAY, PRIMARY, Universe, unit
from xiaoan.directory.models import Placement
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import guardians, people, placements
from xiaoan.directory.services.guardians import NewGuardian, Rights
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.scope import enter

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
