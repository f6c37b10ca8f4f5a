"""Units closed from a day on: what follows today, what stays of the past, what is refused."""

import datetime as dt

import pytest
import time_machine

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_21,
    CLASS_71,
    DAY,
    GRADE_1,
    GRADE_7,
    JUNIOR,
    PRIMARY,
    PUPILS,
    ROOM_1,
    TOWN,
    Universe,
    sent,
)
from tests.directory.units import (
    FRIDAY,
    LATER,
    TOMORROW,
    Acting,
    empty,
    opened,
    said,
    states,
)
from xiaoan.directory import queries
from xiaoan.directory.models import Unit
from xiaoan.directory.rules import SCHOOL
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import (
    closing,
    keeping,
    people,
    placements,
)
from xiaoan.duties.models import Duty
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.overview import queries as overview
from xiaoan.registry.services import transfers, units
from xiaoan.screening import services as screening


def test_a_class_with_pupils_does_not_close(acting: Acting, universe: Universe) -> None:
    actor = acting("principal")
    assert said(actor, lambda: closing.close_unit(actor, uuid7(), CLASS_21, TOMORROW)) == (
        "二年级1班 在 2026-11-24 还有 10 名学生。请先转班、合并到另一个班,或改日期。"
    )
    empty(actor, CLASS_21, FRIDAY)
    assert "还有 10 名学生" in said(
        actor, lambda: closing.close_unit(actor, uuid7(), CLASS_21, TOMORROW)
    )
    assert closing.close_unit(actor, uuid7(), CLASS_21, FRIDAY) == {"units": 1}
    people.change_class(actor, universe.person(CLASS_11, 1), CLASS_12, When(LATER))
    assert "已定从 2026-11-27 起关闭" in said(
        actor, lambda: closing.close_unit(actor, uuid7(), CLASS_21, LATER)
    )
    with pytest.raises(Invalid):
        people.change_class(actor, universe.person(CLASS_11, 2), CLASS_21, When(DAY))


def test_a_class_with_pupils_to_come_does_not_close(acting: Acting, universe: Universe) -> None:
    actor = acting("principal")
    (no,) = opened(actor, GRADE_1, "class", "3班")
    people.change_class(actor, universe.person(CLASS_11, 1), no, When(FRIDAY))
    assert said(actor, lambda: closing.close_unit(actor, uuid7(), no, TOMORROW)) == (
        "一年级3班 在 2026-11-24 以后已编入 1 名学生。请先撤回这些变动。"
    )


def test_today_s_open_duties_go_and_the_figures_add_up(acting: Acting) -> None:
    actor = acting("principal")
    before = overview.board(actor, PRIMARY, DAY, "morning").total
    empty(actor, CLASS_21, DAY)
    closing.close_unit(actor, uuid7(), CLASS_21, DAY)
    assert {state for state, _n in states(CLASS_21).values()} == {"excused"}
    officer = acting("officer")
    for unit_no in (PRIMARY, TOWN):
        table = overview.board(officer, unit_no, DAY, "morning")
        assert table.total.classes_due == before.classes_due - 1 + (unit_no == TOWN)
        assert table.total.enrolled_due == 20 + (10 if unit_no == TOWN else 0)
    with pytest.raises(Invalid):
        screening.submit_roll_call(acting("teacher_21"), sent(CLASS_21))
    enter(BUILDER)
    assert screening.open_day(BUILDER, DAY, (PRIMARY, PRIMARY + SCHOOL)) == 0
    screening.follow_calendar(BUILDER, PRIMARY, DAY)
    assert {state for state, _n in states(CLASS_21).values()} == {"excused"}


def test_a_class_that_reported_today_closes_tomorrow(acting: Acting) -> None:
    screening.submit_roll_call(acting("teacher_21"), sent(CLASS_21))
    actor = acting("principal")
    empty(actor, CLASS_21, DAY)
    assert said(actor, lambda: units.close_unit(actor, uuid7(), CLASS_21, DAY)) == (
        "二年级1班 今天已经报过检查。请改从明天起。"
    )
    assert Unit.objects.get(pk=CLASS_21).closed is None
    assert states(CLASS_21)["noon"][0] == "open"
    enter(actor)
    units.close_unit(actor, uuid7(), CLASS_21, TOMORROW)
    assert states(CLASS_21)["noon"][0] == "open"


def test_the_past_of_a_closed_class_stays(acting: Acting, morning: time_machine.Traveller) -> None:
    screening.submit_roll_call(acting("teacher_21"), sent(CLASS_21))
    actor = acting("principal")
    empty(actor, CLASS_21, TOMORROW)
    units.close_unit(actor, uuid7(), CLASS_21, TOMORROW)
    before = overview.board(acting("officer"), TOWN, DAY, "morning")
    morning.shift(dt.timedelta(days=1))
    enter(BUILDER)
    screening.open_day(BUILDER, TOMORROW, (PRIMARY, PRIMARY + SCHOOL))
    assert not Duty.objects.filter(unit_no=CLASS_21, day=TOMORROW).exists()
    after = overview.board(acting("officer"), TOWN, DAY, "morning")
    assert (after.rows, after.total) == (before.rows, before.total)
    school = overview.board(acting("principal"), PRIMARY, DAY, "morning")
    assert [row.place.no for row in school.rows] == [CLASS_11, CLASS_12, CLASS_21]
    assert len(queries.class_roll(acting("principal"), CLASS_21, DAY)) == PUPILS
    # A correction of the day before still counts.
    fixed = sent(CLASS_21, base=1, reason="补记")
    assert screening.submit_roll_call(acting("teacher_21"), fixed).version in (1, 2)


def test_rooms_places_buildings_and_grades(acting: Acting, universe: Universe) -> None:
    actor = acting("other_principal")
    assert said(actor, lambda: closing.close_unit(actor, uuid7(), ROOM_1, DAY)) == (
        "101室 在 2026-11-23 还住着 8 名学生。请先换宿舍,或改日期。"
    )
    (bus,) = opened(actor, JUNIOR, "bus", "1号线")
    child = universe.person(CLASS_71, 1)
    placements.set_placement(actor, child, "bus", bus, "村口", When(DAY))
    assert "还安排着 1 名学生" in said(actor, lambda: closing.close_unit(actor, uuid7(), bus, DAY))
    placements.set_placement(actor, child, "bus", None, "", When(FRIDAY))
    closing.close_unit(actor, uuid7(), bus, FRIDAY)
    (building,) = opened(actor, JUNIOR, "building", "1号楼")
    (room,) = opened(actor, building, "dormitory", "101")
    assert said(actor, lambda: closing.close_unit(actor, uuid7(), building, DAY)) == (
        "1号楼 里还有开着的:1号楼101。请先关闭或合并。"
    )
    closing.close_unit(actor, uuid7(), room, DAY)
    closing.close_unit(actor, uuid7(), building, DAY)
    assert said(actor, lambda: closing.close_unit(actor, uuid7(), GRADE_7, DAY)) == (
        "七年级 里还有开着的:七年级1班、七年级2班。请先关闭或合并。"
    )
    with pytest.raises(Forbidden):
        closing.close_unit(actor, uuid7(), JUNIOR, TOMORROW)


def test_a_waiting_transfer_keeps_a_class_open(acting: Acting, universe: Universe) -> None:
    other = acting("other_principal")
    (no,) = opened(other, GRADE_7, "class", "3班")
    sought = transfers.Sought("测试生0001", "990101201703010001")
    pk = transfers.ask_for(other, no, sought, When(FRIDAY))
    assert "还有 1 份转学在等答复" in said(
        other, lambda: units.close_unit(other, uuid7(), no, TOMORROW)
    )
    transfers.withdraw(other, pk)
    units.close_unit(other, uuid7(), no, TOMORROW)


def test_a_closing_is_taken_back_before_its_day(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    actor = acting("principal")
    (no,) = opened(actor, GRADE_1, "class", "3班")
    units.close_unit(actor, uuid7(), no, FRIDAY)
    keeping.keep_open(actor, no)
    assert Unit.objects.get(pk=no).closed is None
    with pytest.raises(Conflict):
        keeping.keep_open(actor, no)
    units.close_unit(actor, uuid7(), no, FRIDAY)
    morning.shift(dt.timedelta(days=4))
    with pytest.raises(Conflict):
        keeping.keep_open(actor, no)
    units.merge_classes(actor, uuid7(), CLASS_12, CLASS_11, LATER)
    with pytest.raises(Conflict):
        keeping.keep_open(actor, CLASS_12)
