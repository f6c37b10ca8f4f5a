"""A pupil's life at one school: every act from a day on, past days kept, refusals that say how to mend."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_71,
    CLASS_72,
    DAY,
    JUNIOR,
    PRIMARY,
    PUPILS,
    ROOM_1,
    ROOM_2,
    Universe,
    unit,
)
from xiaoan.directory import queries
from xiaoan.directory.models import Enrolment, Person, Placement
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import holding, people, placements
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from xiaoan.kernel.scope import enter

Acting = Callable[[str], Actor]
TERM = dt.date(2026, 8, 25)
TUESDAY, WEDNESDAY = DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=2)
FRIDAY_BEFORE = DAY - dt.timedelta(days=3)
NEW = people.Enrolling(
    unit_no=CLASS_11, number="20269001", name="新同学", sex="M", birth_date=dt.date(2019, 5, 4),
    id_kind="resident", id_number="990101201905040011",
)  # fmt: skip


def life(person_id: UUID) -> list[tuple[int, dt.date, dt.date | None, str, str]]:
    rows = Enrolment.objects.filter(person_id=person_id).order_by("since")
    return list(rows.values_list("unit_no", "since", "until", "begun_by", "ended_by"))


def facts(kind: str) -> int:
    return Entry.objects.filter(kind=f"directory.{kind}").count()


def names(actor: Actor, unit_no: int, day: dt.date) -> int:
    return len(queries.class_roll(actor, unit_no, day))


def said(refused: pytest.ExceptionInfo[Refusal]) -> dict[str, str]:
    return getattr(refused.value, "fields", {})


def test_a_class_change_keeps_the_list_of_every_past_day(
    acting: Acting, universe: Universe
) -> None:
    actor, child = acting("principal"), universe.person(CLASS_11, 3)
    before = facts("class_changed")
    people.change_class(actor, child, CLASS_12, When(DAY))
    assert life(child) == [
        (CLASS_11, TERM, DAY, "", "class_changed"),
        (CLASS_12, DAY, None, "class_changed", ""),
    ]
    counts = [(names(actor, no, d)) for no in (CLASS_11, CLASS_12) for d in (FRIDAY_BEFORE, DAY)]
    assert counts == [PUPILS, PUPILS - 1, PUPILS, PUPILS + 1]
    assert Person.objects.get(pk=child).unit_no == CLASS_12
    assert queries.class_roll(actor, CLASS_12, DAY)[-1].seat == PUPILS + 1
    assert facts("class_changed") == before + 1


def test_a_planned_change_is_followed_on_its_day(acting: Acting, universe: Universe) -> None:
    actor, child = acting("principal"), universe.person(CLASS_11, 3)
    people.change_class(actor, child, CLASS_12, When(WEDNESDAY))
    assert Person.objects.get(pk=child).unit_no == CLASS_11
    assert holding.follow(TUESDAY) == 0
    assert holding.follow(WEDNESDAY) == 1
    assert Person.objects.get(pk=child).unit_no == CLASS_12


@pytest.mark.parametrize("what", ["change", "end", "begin"])
def test_a_plan_is_taken_back(acting: Acting, universe: Universe, what: str) -> None:
    actor, child = acting("principal"), universe.person(CLASS_11, 3)
    if what == "change":
        people.change_class(actor, child, CLASS_12, When(TUESDAY))
    elif what == "end":
        people.leave_school(actor, child, "moved_away", When(TUESDAY))
    else:
        people.leave_school(actor, child, "moved_away", When(DAY))
        people.return_to_school(actor, child, CLASS_12, When(WEDNESDAY))
    assert people.withdraw_plan(actor, child) == what
    kept = DAY if what == "begin" else None
    assert [row[:3] for row in life(child)] == [(CLASS_11, TERM, kept)]
    with pytest.raises(Conflict):
        people.withdraw_plan(actor, child)


def test_who_leaves_may_return(acting: Acting, universe: Universe) -> None:
    actor, child = acting("principal"), universe.person(CLASS_11, 3)
    people.leave_school(actor, child, "illness", When(DAY))
    assert names(actor, CLASS_11, DAY) == PUPILS - 1
    with pytest.raises(Conflict):
        people.leave_school(actor, child, "illness", When(TUESDAY))
    people.return_to_school(actor, child, CLASS_12, When(WEDNESDAY))
    assert life(child) == [
        (CLASS_11, TERM, DAY, "", "illness"),
        (CLASS_12, WEDNESDAY, None, "returned", ""),
    ]
    with pytest.raises(Conflict):
        people.return_to_school(actor, child, CLASS_12, When(WEDNESDAY))


def test_a_past_day_needs_a_reason_and_the_running_term(acting: Acting, universe: Universe) -> None:
    actor, child = acting("principal"), universe.person(CLASS_11, 3)
    for when, field in (
        (When(FRIDAY_BEFORE), {"reason": "no_reason"}),
        (When(dt.date(2026, 8, 1), "补记"), {"since": "before_term"}),
        (When(dt.date(2028, 9, 1)), {"since": "too_far"}),
        (When(DAY, "长" * 201), {"reason": "too_long"}),
        (When(TERM, "补记"), {"since": "too_early"}),
    ):
        with pytest.raises(Invalid) as refused:
            people.change_class(actor, child, CLASS_12, when)
        assert said(refused) == field
    people.change_class(actor, child, CLASS_12, When(FRIDAY_BEFORE, "上周五已到新班,漏登"))
    assert names(actor, CLASS_12, FRIDAY_BEFORE) == PUPILS + 1
    assert Enrolment.objects.get(person_id=child, until=None).note == "上周五已到新班,漏登"


def test_a_new_pupil_is_enrolled_once(acting: Acting) -> None:
    actor = acting("principal")
    person_id = people.enrol_pupil(actor, NEW, When(TUESDAY))
    assert [row[:3] for row in life(person_id)] == [(CLASS_11, TUESDAY, None)]
    assert Person.objects.get(pk=person_id).pinyin == "|xintongxue|xtx|xintx|tongxue|"
    with pytest.raises(Conflict):
        people.enrol_pupil(actor, NEW, When(TUESDAY))


def test_a_child_is_on_the_roll_of_one_school(acting: Acting) -> None:
    people.enrol_pupil(acting("principal"), NEW, When(DAY))
    theirs = people.Enrolling(**{**vars(NEW), "unit_no": CLASS_71})
    with pytest.raises(Conflict):
        people.enrol_pupil(acting("other_principal"), theirs, When(DAY))
    here = Person.objects.filter(school_id=JUNIOR, name="新同学")
    assert not here.exists()
    enter(BUILDER)
    first = Person.objects.get(name="新同学")
    people.leave_school(acting("principal"), first.pk, "moved_away", When(TUESDAY))
    other = acting("other_principal")
    with pytest.raises(Conflict):
        people.enrol_pupil(other, theirs, When(DAY))
    second = people.enrol_pupil(other, theirs, When(TUESDAY))
    assert Person.objects.get(pk=second).identity_id == first.identity_id
    with pytest.raises(Conflict):
        people.return_to_school(acting("principal"), first.pk, CLASS_11, When(WEDNESDAY))


def test_boarding_changes_room_by_room(acting: Acting, universe: Universe) -> None:
    actor, child = acting("other_principal"), universe.person(CLASS_71, 1)
    people.change_boarding(actor, child, True, ROOM_2, When(DAY))
    people.change_boarding(actor, child, False, None, When(TUESDAY))
    rows = Enrolment.objects.filter(person_id=child).order_by("since")
    assert list(rows.values_list("dormitory_no", "boarder", "seat", "until")) == [
        (ROOM_1, True, 1, DAY),
        (ROOM_2, True, 1, TUESDAY),
        (None, False, 1, None),
    ]
    for boarder, room, code in (
        (True, None, "unknown"),
        (True, CLASS_72, "unknown"),
        (False, ROOM_1, "unknown"),
        (False, None, "same"),
    ):
        with pytest.raises(Invalid) as refused:
            people.change_boarding(actor, child, boarder, room, When(WEDNESDAY))
        assert said(refused) == {"room": code}


def test_only_the_school_keeps_its_roll(acting: Acting, universe: Universe) -> None:
    child = universe.person(CLASS_11, 3)
    for login, refusal in (
        ("teacher", Forbidden), ("doctor", Forbidden), ("officer", Forbidden),
        ("teacher_12", NotFound), ("other_principal", NotFound), ("guardian", NotFound),
    ):  # fmt: skip
        actor = acting(login)
        with pytest.raises(refusal):
            people.change_class(actor, child, CLASS_12, When(DAY))
        with pytest.raises(refusal):
            people.enrol_pupil(actor, NEW, When(DAY))
    acting("principal")
    assert len(life(child)) == 1


def test_the_class_is_of_the_school(acting: Acting, universe: Universe) -> None:
    actor, child = acting("principal"), universe.person(CLASS_11, 3)
    for no, code in (
        (CLASS_71, "unknown"),
        (PRIMARY, "unknown"),
        (CLASS_11, "same"),
        (1, "unknown"),
    ):
        with pytest.raises(Invalid) as refused:
            people.change_class(actor, child, no, When(DAY))
        assert said(refused) == {"unit": code}


def test_bus_and_table_have_their_days(acting: Acting, universe: Universe) -> None:
    bus = PRIMARY + 1
    enter(BUILDER)
    unit(bus, 1, PRIMARY, "bus", "2号线", PRIMARY)
    actor, child = acting("principal"), universe.person(CLASS_11, 3)
    assert placements.set_placement(actor, child, "bus", bus, "河东桥", When(DAY))
    assert not placements.set_placement(actor, child, "bus", bus, "河东桥", When(TUESDAY))
    assert placements.set_placement(actor, child, "bus", bus, "北街", When(WEDNESDAY))
    with pytest.raises(Invalid):
        placements.set_placement(actor, child, "canteen", bus, "3号桌", When(DAY))
    people.leave_school(actor, child, "moved_away", When(TUESDAY))
    rows = Placement.objects.filter(person_id=child)
    assert list(rows.values_list("label", "since", "until")) == [("河东桥", DAY, TUESDAY)]
    with pytest.raises(Conflict):
        placements.set_placement(actor, child, "bus", bus, "北街", When(DAY))
