"""Units opened, renamed, measured, closed and merged: what follows, what is refused, what stays."""

import datetime as dt
from collections.abc import Callable
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
    RIVER,
    ROOM_1,
    TOWN,
    Universe,
    sent,
)
from xiaoan.accounts.models import Ward
from xiaoan.directory import queries
from xiaoan.directory.models import Enrolment, FormerName, Guardian, Person, Unit, UnitAct
from xiaoan.directory.rules import SCHOOL
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import (
    closing,
    guardians,
    keeping,
    opening,
    people,
    placements,
    promoting,
)
from xiaoan.directory.services.guardians import NewGuardian
from xiaoan.directory.services.opening import Opening
from xiaoan.duties.models import Duty
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.overview import queries as overview
from xiaoan.registry.services import transfers, units
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
TOMORROW, FRIDAY = DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=4)
LATER = DAY + dt.timedelta(days=30)


def opened(actor: Actor, above: int, kind: str, *names: str, **more: object) -> list[int]:
    wanted = Opening(above, kind, names, DAY, **more)  # type: ignore[arg-type]  # a test's shorthand
    found: list[int] = opening.open_units(actor, uuid7(), wanted)["units"]
    return found


def said(actor: Actor, run: Callable[[], object]) -> str:
    with pytest.raises(Conflict) as refused:
        run()
    enter(actor)
    return str(refused.value)


def facts(kind: str) -> list[tuple[int, int]]:
    enter(BUILDER)
    rows = Entry.objects.filter(kind=f"directory.{kind}").order_by("school_id", "n")
    return list(rows.values_list("school_id", "unit_no"))


def lines(unit_no: int) -> list[tuple[dt.date, dt.date | None, str, str]]:
    enter(BUILDER)
    rows = Enrolment.objects.filter(unit_no=unit_no).order_by("seat", "since")
    return list(rows.values_list("since", "until", "begun_by", "ended_by"))


def states(unit_no: int) -> dict[str, tuple[str, int]]:
    enter(BUILDER)
    rows = Duty.objects.filter(unit_no=unit_no, day=DAY)
    return {duty.slot: (duty.state, duty.people) for duty in rows}


# ------------------------------------------------------------------------------------------ opening


def test_classes_are_numbered_and_called_after_their_grade(acting: Acting) -> None:
    actor = acting("principal")
    assert opened(actor, GRADE_1, "class", "3班", "一年级4班") == [GRADE_1 + 3, GRADE_1 + 4]
    made = Unit.objects.get(pk=GRADE_1 + 3)
    assert (made.name, made.end, made.parent_no, made.school_id) == (
        "一年级3班", GRADE_1 + 4, GRADE_1, PRIMARY,
    )  # fmt: skip
    assert (made.stage, made.opened, made.code) == ("primary", DAY, f"school-{PRIMARY}-U1283")
    assert facts("unit_opened")[-2:] != []
    people.change_class(actor, Person.objects.filter(unit_no=CLASS_11)[0].pk, made.no, When(DAY))
    assert len(queries.class_roll(actor, made.no, DAY)) == 1


def test_every_kind_has_its_place(acting: Acting) -> None:
    actor = acting("principal")
    (grade,) = opened(actor, PRIMARY, "grade", "三年级", cohort=2024)
    (building,) = opened(actor, PRIMARY, "building", "1号楼")
    rooms = opened(actor, building, "dormitory", "101", "102")
    places = [opened(actor, PRIMARY, kind, "一号")[0] for kind in ("canteen", "gate", "campus")]
    assert (grade, building) == (GRADE_2 + 64, PRIMARY + 1)
    assert rooms == [PRIMARY + 256, PRIMARY + 257]
    assert places == [PRIMARY + 2, PRIMARY + 3, PRIMARY + 4]
    assert Unit.objects.get(pk=rooms[0]).name == "1号楼101"
    assert Unit.objects.get(pk=grade).cohort == 2024


def test_a_number_is_not_given_again(acting: Acting) -> None:
    actor = acting("principal")
    (no,) = opened(actor, GRADE_1, "class", "3班")
    closing.close_unit(actor, uuid7(), no, DAY)
    assert opened(actor, GRADE_1, "class", "3班") == [no + 1]


def test_what_cannot_open_is_refused_with_a_sentence(acting: Acting) -> None:
    actor = acting("principal")
    assert said(actor, lambda: opened(actor, GRADE_1, "class", "1班")) == (
        "已有同名的:一年级1班。请换一个名称。"
    )
    for kind, above, fields in (
        ("class", PRIMARY, {"kind": "parent"}),
        ("grade", GRADE_1, {"kind": "parent"}),
        ("palace", PRIMARY, {"kind": "parent"}),
        ("grade", PRIMARY, {"cohort": "shape"}),
    ):
        with pytest.raises(Invalid) as refused:
            opened(actor, above, kind, "新")
        assert refused.value.fields == fields
    for typed, code in (((), "empty"), (("甲", "甲"), "twice"), (("长" * 41,), "too_long")):
        with pytest.raises(Invalid) as refused:
            opened(actor, PRIMARY, "gate", *typed)
        assert refused.value.fields == {"names": code}
    for day, code in ((DAY - dt.timedelta(days=1), "past"), (dt.date(2030, 1, 1), "too_far")):
        with pytest.raises(Invalid) as refused:
            opening.plan_opening(actor, Opening(PRIMARY, "gate", ("门",), day))
        assert refused.value.fields == {"since": code}
    full = ["x"] * 61
    names = [f"{n}班" for n in range(3, 3 + len(full))]
    assert opened(actor, GRADE_1, "class", *names)[-1] == GRADE_1 + 63
    assert said(actor, lambda: opened(actor, GRADE_1, "class", "99班")) == (
        "号码用完了:这里最多 63 个(关闭的也算),还能开设 0 个。"
    )


def test_who_may_open_what(acting: Acting) -> None:
    with pytest.raises(NotFound):
        opened(acting("other_principal"), GRADE_1, "class", "3班")
    with pytest.raises(Forbidden):
        opened(acting("doctor"), GRADE_1, "class", "3班")
    with pytest.raises(NotFound):
        opened(acting("principal"), TOWN, "school", "新校", code="4101", stage="primary")
    with pytest.raises(Forbidden):
        opened(acting("liaison"), TOWN, "school", "新校", code="4101", stage="primary")


def test_the_bureau_opens_a_school(acting: Acting) -> None:
    officer = acting("officer")
    (no,) = opened(officer, TOWN, "school", "新城小学", code="4101000099", stage="primary")
    assert no == KINDERGARTEN + SCHOOL
    made = Unit.objects.get(pk=no)
    assert (made.school_id, made.end, made.stage) == (no, no + SCHOOL, "primary")
    (grade,) = opened(officer, no, "grade", "一年级", cohort=2026)
    opened(officer, grade, "class", "1班")
    assert (
        said(
            officer,
            lambda: opened(officer, RIVER, "school", "别校", code="4101000099", stage="junior"),
        )
        == "学校代码 4101000099 已有学校使用。请核对。"
    )
    assert "已有同名的:新城小学" in said(
        officer, lambda: opened(officer, RIVER, "school", "新城小学", code="41", stage="junior")
    )
    for more, field in (({"code": "a-b", "stage": "junior"}, "code"), ({"code": "77"}, "stage")):
        with pytest.raises(Invalid) as refused:
            opened(officer, RIVER, "school", "别校", **more)
        assert list(refused.value.fields) == [field]


def test_the_same_act_twice_is_done_once(acting: Acting) -> None:
    actor, act_id = acting("principal"), uuid7()
    wanted = Opening(GRADE_1, "class", ("3班",), DAY)
    first = opening.open_units(actor, act_id, wanted)
    assert opening.open_units(actor, act_id, wanted) == first == {"units": [GRADE_1 + 3]}
    with pytest.raises(Invalid) as refused:
        opening.open_units(actor, act_id, Opening(GRADE_1, "class", ("4班",), DAY))
    assert refused.value.fields == {"id": "reused"}
    assert UnitAct.objects.filter(pk=act_id).count() == 1
    # What was refused has not used the id up.
    other = uuid7()
    with pytest.raises(Conflict):
        opening.open_units(actor, other, wanted)
    opening.open_units(actor, other, Opening(GRADE_1, "class", ("4班",), DAY))


# ------------------------------------------------------------------------------------------- keeping


def test_a_new_name_is_followed_by_what_is_called_after_it(acting: Acting) -> None:
    actor = acting("principal")
    assert keeping.rename(actor, GRADE_1, "初一年级", 2026)
    names = list(
        Unit.objects.filter(parent_no=GRADE_1).order_by("no").values_list("name", "cohort")
    )
    assert names == [("初一年级1班", 2026), ("初一年级2班", 2026)]
    kept = FormerName.objects.order_by("unit_no").values_list("unit_no", "name", "until")
    assert list(kept) == [
        (GRADE_1, "一年级", DAY), (CLASS_11, "一年级1班", DAY), (CLASS_12, "一年级2班", DAY),
    ]  # fmt: skip
    assert not keeping.rename(actor, GRADE_1, "初一年级", 2026)
    assert queries.names_on([CLASS_11, CLASS_21], DAY - dt.timedelta(days=1)) == {
        CLASS_11: "一年级1班"
    }
    assert queries.names_on([CLASS_11], DAY) == {}
    assert said(actor, lambda: keeping.rename(actor, GRADE_1, "二年级")).startswith("已有同名的")
    with pytest.raises(Invalid):
        keeping.rename(actor, GRADE_1, "初一年级", 26)
    with pytest.raises(Forbidden):
        keeping.rename(actor, PRIMARY, "我的小学")
    with pytest.raises(NotFound):
        keeping.rename(actor, JUNIOR, "别人的")
    assert keeping.rename(acting("officer"), PRIMARY, "第一实验小学")


def test_areas_of_many_places_at_once(acting: Acting) -> None:
    actor = acting("principal")
    places = opened(actor, PRIMARY, "place", "操场", "走廊")
    assert keeping.set_areas(actor, PRIMARY, {places[0]: 2400, places[1]: 80}) == 2
    assert keeping.set_areas(actor, PRIMARY, {places[0]: 2400, places[1]: None}) == 1
    assert dict(Unit.objects.filter(pk__in=places).values_list("no", "area_m2")) == {
        places[0]: 2400, places[1]: None,
    }  # fmt: skip
    assert len(facts("areas_set")) == 2
    enter(actor)
    for area in (0, -1, 1_000_001):
        with pytest.raises(Invalid) as refused:
            keeping.set_areas(actor, PRIMARY, {places[0]: area})
        assert refused.value.fields == {f"area-{places[0]}": "shape"}
    for no in (ROOM_1, GRADE_1):
        with pytest.raises(Conflict):
            keeping.set_areas(actor, PRIMARY, {no: 5})
    with pytest.raises(Forbidden):
        keeping.set_areas(acting("doctor"), PRIMARY, {places[0]: 5})


# ------------------------------------------------------------------------------------------- closing


def empty(actor: Actor, unit_no: int, on: dt.date) -> None:
    for row in Enrolment.objects.filter(unit_no=unit_no, until=None):
        people.leave_school(actor, row.person_id, "moved_away", When(on))


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


# ------------------------------------------------------------------------------------------- merging


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


# ----------------------------------------------------------------------------------------- promoting


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
