"""Classes and schools merged, a school moved up by a year; what others make of it."""

import datetime as dt
from uuid import UUID

import pytest
import time_machine

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_21,
    CLASS_71,
    CLASS_72,
    DAY,
    GRADE_1,
    GRADE_2,
    GRADE_7,
    JUNIOR,
    KINDERGARTEN,
    PRIMARY,
    PUPILS,
    TOWN,
    Universe,
    sent,
)
from tests.directory.units import (
    FRIDAY,
    LATER,
    TOMORROW,
    Acting,
    facts,
    lines,
    opened,
    said,
    states,
)
from xiaoan.accounts.models import Ward
from xiaoan.directory import queries
from xiaoan.directory.models import Guardian, Person, Unit
from xiaoan.directory.rules import SCHOOL, Supposed
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import (
    closing,
    guardians,
    keeping,
    people,
    promoting,
)
from xiaoan.directory.services.guardians import NewGuardian
from xiaoan.duties.models import Duty
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.overview import queries as overview
from xiaoan.registry.services import transfers, units
from xiaoan.screening import queries as checks
from xiaoan.screening import services as screening


def test_a_class_merges_into_another_today(acting: Acting, universe: Universe) -> None:
    actor = acting("principal")
    before = overview.board(actor, PRIMARY, DAY, "morning").total
    plan = closing.plan_class_merge(actor, CLASS_11, CLASS_12, DAY)
    assert (plan.pupils, plan.boarders) == (PUPILS, 0)
    assert units.merge_classes(actor, uuid7(), CLASS_11, CLASS_12, DAY) == {"pupils": PUPILS}
    assert lines(CLASS_11) == [(dt.date(2026, 8, 25), DAY, "", "class_changed")] * PUPILS
    assert lines(CLASS_12)[PUPILS:] == [(DAY, None, "class_changed", "")] * PUPILS
    assert len(queries.class_roll(BUILDER, CLASS_11, DAY - dt.timedelta(days=3))) == PUPILS
    assert Person.objects.filter(unit_no=CLASS_12, kind="student").count() == 2 * PUPILS
    assert set(Ward.objects.values_list("unit_no", flat=True)) == {CLASS_12}
    assert states(CLASS_11)["morning"] == ("excused", PUPILS)
    assert states(CLASS_12)["morning"] == ("open", 2 * PUPILS)
    after = overview.board(acting("officer"), PRIMARY, DAY, "morning").total
    assert after.enrolled_due == before.enrolled_due
    assert after.classes_due == before.classes_due - 1
    county = overview.board(acting("officer"), TOWN, DAY, "morning")
    mine = next(row for row in county.rows if row.place.no == PRIMARY)
    assert (mine.figures.classes_due, mine.figures.enrolled_due) == (2, 30)
    receipt = screening.submit_roll_call(acting("teacher_12"), sent(CLASS_12))
    assert receipt.state == "current"
    county = overview.board(acting("officer"), TOWN, DAY, "morning")
    mine = next(row for row in county.rows if row.place.no == PRIMARY)
    assert (mine.figures.enrolled_due, mine.figures.enrolled_reported) == (30, 20)


@pytest.mark.parametrize(("login", "unit_no"), [("teacher", CLASS_11), ("teacher_12", CLASS_12)])
def test_classes_of_which_one_reported_today_merge_tomorrow(
    acting: Acting, login: str, unit_no: int
) -> None:
    screening.submit_roll_call(acting(login), sent(unit_no))
    actor = acting("principal")
    assert "今天已经报过检查。请改从明天起。" in said(
        actor, lambda: units.merge_classes(actor, uuid7(), CLASS_11, CLASS_12, DAY)
    )
    assert len(lines(CLASS_12)) == PUPILS
    enter(actor)
    units.merge_classes(actor, uuid7(), CLASS_11, CLASS_12, TOMORROW)
    assert len(queries.class_roll(actor, CLASS_11, DAY)) == PUPILS
    assert len(queries.class_roll(actor, CLASS_12, TOMORROW)) == 2 * PUPILS


def test_a_merge_waits_for_single_plans(acting: Acting, universe: Universe) -> None:
    actor = acting("principal")
    people.leave_school(actor, universe.person(CLASS_11, 2), "moved_away", When(FRIDAY))
    assert (
        said(actor, lambda: units.merge_classes(actor, uuid7(), CLASS_11, CLASS_12, TOMORROW))
        == "一年级1班 有 1 名学生在 2026-11-24 或以后已有别的变动。请先撤回,或改日期。"
    )
    for into in (CLASS_11, CLASS_71, GRADE_1):
        with pytest.raises(Invalid):
            units.merge_classes(actor, uuid7(), CLASS_11, into, LATER)
    assert units.merge_classes(actor, uuid7(), CLASS_11, CLASS_12, LATER) == {"pupils": 9}
    with pytest.raises(Invalid):
        units.merge_classes(actor, uuid7(), CLASS_21, CLASS_11, LATER)


def test_a_school_merges_into_another(acting: Acting, universe: Universe) -> None:
    child = universe.person(CLASS_11, 1)
    mother = NewGuardian("王一", "母亲", "13800000001")
    guardians.add_guardian(acting("principal"), child, mother)
    officer = acting("officer")
    targets = {CLASS_11: CLASS_71, CLASS_12: GRADE_7, CLASS_21: GRADE_7}
    with pytest.raises(Invalid) as missing:
        units.merge_schools(officer, uuid7(), PRIMARY, JUNIOR, FRIDAY, {CLASS_11: CLASS_71})
    assert missing.value.fields == {f"to-{CLASS_12}": "missing"}
    with pytest.raises(Invalid) as today:
        units.merge_schools(officer, uuid7(), PRIMARY, JUNIOR, DAY, targets)
    assert today.value.fields == {"since": "tomorrow"}
    act_id = uuid7()
    done = units.merge_schools(officer, act_id, PRIMARY, JUNIOR, FRIDAY, targets)
    assert done == {"pupils": 30, "classes": 2, "units": 6, "wards": 1}
    assert units.merge_schools(officer, act_id, PRIMARY, JUNIOR, FRIDAY, targets) == done
    enter(BUILDER)
    new = list(Unit.objects.filter(parent_no=GRADE_7, opened=FRIDAY).values_list("no", "name"))
    assert new == [(GRADE_7 + 3, "七年级3班"), (GRADE_7 + 4, "七年级4班")]
    sizes = {
        no: [len(queries.class_roll(BUILDER, no, day)) for day in (DAY, FRIDAY)]
        for no in (CLASS_11, CLASS_71, CLASS_72, GRADE_7 + 3, GRADE_7 + 4)
    }
    assert sizes == {
        CLASS_11: [10, 0], CLASS_71: [10, 20], CLASS_72: [10, 10], GRADE_7 + 3: [0, 10],
        GRADE_7 + 4: [0, 10],
    }  # fmt: skip
    old = Person.objects.get(pk=child)
    there = Person.objects.get(identity_id=old.identity_id, school_id=JUNIOR)
    assert (there.name, there.number, there.unit_no) == (old.name, old.number, CLASS_71)
    assert Guardian.objects.get(person_id=there.pk).name == "王一"
    assert set(Ward.objects.values_list("unit_no", flat=True)) == {CLASS_11, CLASS_71}
    assert set(Unit.objects.filter(school_id=PRIMARY).values_list("closed", flat=True)) == {FRIDAY}
    assert facts("unit_closed") == [(0, PRIMARY)]
    # Until the day nothing changes; from it on the school owes nothing.
    enter(BUILDER)
    assert screening.open_day(BUILDER, TOMORROW, (PRIMARY, PRIMARY + SCHOOL)) == 6
    assert screening.open_day(BUILDER, FRIDAY, (PRIMARY, PRIMARY + SCHOOL)) == 0
    assert Duty.objects.get(unit_no=CLASS_71, day=DAY, slot="morning").people == 10


def test_who_merges_and_closes_schools(acting: Acting) -> None:
    for login, kind in (("principal", Forbidden), ("other_principal", NotFound)):
        actor = acting(login)
        with pytest.raises(kind):
            units.merge_schools(actor, uuid7(), PRIMARY, JUNIOR, FRIDAY, {})
        with pytest.raises(kind):
            units.close_unit(actor, uuid7(), PRIMARY, FRIDAY)
    officer = acting("officer")
    assert "还有 10 名学生" in said(
        officer, lambda: units.close_unit(officer, uuid7(), KINDERGARTEN, FRIDAY)
    )


def years(actor: Actor) -> None:
    keeping.rename(actor, GRADE_1, "一年级", 2026)
    keeping.rename(actor, GRADE_2, "二年级", 2025)


def test_a_new_school_year(acting: Acting, morning: time_machine.Traveller) -> None:
    actor = acting("principal")
    assert said(actor, lambda: promoting.plan_promotion(actor, PRIMARY, 2)) == (
        "先填好入学年份才能升级:一年级、二年级。"
    )
    years(actor)
    assert said(actor, lambda: promoting.plan_promotion(actor, PRIMARY, 2)) == (
        "一年级 是 2026 年入学的,今年已经升过级。"
    )
    morning.move_to(dt.datetime(2027, 8, 20, 9, tzinfo=dt.UTC))
    plan = promoting.plan_promotion(actor, PRIMARY, 2)
    assert [(unit.name, name) for unit, name, _stage in plan.moves] == [("一年级", "二年级")]
    assert (plan.last.name, plan.last_classes, plan.graduates) == ("二年级", ("二年级1班",), 10)
    assert (plan.first, plan.cohort, plan.classes) == ("一年级", 2027, ("一年级1班", "一年级2班"))
    act_id = uuid7()
    assert promoting.promote_year(actor, act_id, PRIMARY, 2) == {"graduates": 10}
    assert promoting.promote_year(actor, act_id, PRIMARY, 2) == {"graduates": 10}
    with pytest.raises(Conflict):
        promoting.promote_year(actor, uuid7(), PRIMARY, 2)
    enter(BUILDER)
    rows = Unit.objects.filter(school_id=PRIMARY).exclude(kind="school").order_by("no")
    assert list(rows.values_list("no", "name", "cohort", "closed")) == [
        (GRADE_1, "二年级", 2026, None), (CLASS_11, "二年级1班", 2026, None),
        (CLASS_12, "二年级2班", 2026, None),
        (GRADE_2, "二年级", 2025, dt.date(2027, 8, 20)),
        (CLASS_21, "二年级1班", 2025, dt.date(2027, 8, 20)),
        (GRADE_2 + 64, "一年级", 2027, None), (GRADE_2 + 65, "一年级1班", 2027, None),
        (GRADE_2 + 66, "一年级2班", 2027, None),
    ]  # fmt: skip
    assert {line[1:] for line in lines(CLASS_21)} == {(dt.date(2027, 8, 20), "", "graduated")}
    assert len(queries.class_roll(BUILDER, CLASS_11, dt.date(2027, 8, 20))) == PUPILS
    assert queries.names_on([CLASS_11], DAY) == {CLASS_11: "一年级1班"}
    assert facts("year_promoted") == [(PRIMARY, PRIMARY)]


def test_who_promotes(acting: Acting) -> None:
    with pytest.raises(Forbidden):
        promoting.promote_year(acting("doctor"), uuid7(), PRIMARY, 2)
    with pytest.raises(NotFound):
        promoting.promote_year(acting("other_principal"), UUID(int=1), PRIMARY, 2)


def test_the_board_of_a_day_has_the_schools_of_that_day(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    officer = acting("officer")
    opened(officer, TOWN, "school", "新城小学", code="77", stage="primary")
    targets = {CLASS_11: CLASS_71, CLASS_12: CLASS_71, CLASS_21: CLASS_71}
    units.merge_schools(officer, uuid7(), PRIMARY, JUNIOR, FRIDAY, targets)

    def names(day: dt.date) -> list[str]:
        return [row.place.name for row in overview.board(officer, TOWN, day, "morning").rows]

    before = DAY - dt.timedelta(days=3)
    assert names(before) == ["实验小学", "城关幼儿园"]
    assert names(DAY) == ["实验小学", "城关幼儿园", "新城小学"]
    assert names(FRIDAY) == ["城关幼儿园", "新城小学"]
    morning.shift(dt.timedelta(days=30))
    assert names(DAY) == ["实验小学", "城关幼儿园", "新城小学"]
    which = overview.Which(stage="primary")
    silent = overview.unreported(officer, TOWN, DAY, "morning", which=which)
    assert [one.place.name for one in silent.schools] == ["实验小学"]


def test_a_calendar_day_counts_the_schools_of_that_day(acting: Acting) -> None:
    officer = acting("officer")
    opened(officer, TOWN, "school", "新城小学", code="77", stage="primary")
    targets = {CLASS_11: CLASS_71, CLASS_12: CLASS_71, CLASS_21: CLASS_71}
    units.merge_schools(officer, uuid7(), PRIMARY, JUNIOR, FRIDAY, targets)
    days = (DAY + dt.timedelta(days=3), FRIDAY)
    found = checks.consequences(queries.place(TOWN), Supposed(TOWN, days, False))
    assert [(one.schools_closing, one.classes_closing) for one in found] == [(3, 4), (2, 1)]


def test_nobody_is_offered_to_a_school_that_closes(acting: Acting, universe: Universe) -> None:
    officer = acting("officer")
    targets = {CLASS_11: CLASS_71, CLASS_12: CLASS_71, CLASS_21: CLASS_71}
    units.merge_schools(officer, uuid7(), PRIMARY, JUNIOR, FRIDAY, targets)
    with pytest.raises(Invalid):
        transfers.offer(
            acting("other_principal"), universe.person(CLASS_72, 1), PRIMARY, When(TOMORROW)
        )
