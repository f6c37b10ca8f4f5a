"""The desk at the gate, and what comes after it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from django.test import Client

from tests.arrivals.world import (
    CLASS_11,
    CLASS_12,
    CLASS_21,
    place_of,
    planned,
    published,
)
from tests.builders import BUILDER, DAY, GRADE_1, GRADE_2, JUNIOR, PRIMARY, Universe
from xiaoan.arrivals import queries, services
from xiaoan.arrivals.models import Check, HandOver, Tally
from xiaoan.arrivals.queries import boards, desk, passes
from xiaoan.arrivals.rules import setting
from xiaoan.clearances import queries as clearances
from xiaoan.directory import queries as directory
from xiaoan.duties.models import Duty
from xiaoan.illness.models import Illness
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave

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


@pytest.fixture
def barred(monkeypatch: pytest.MonkeyPatch) -> Callable[[UUID], set[UUID]]:
    """Who may not come: `clearances` is asked through its door, and here it knows these alone."""
    people: set[UUID] = set()

    def of_people(actor: Actor, ids: object, on: dt.date) -> dict[UUID, clearances.Standing]:
        return {
            one: clearances.Standing("not_cleared" if one in people else "cleared", ("isolation",))
            for one in ids  # type: ignore[attr-defined]  # ids of people
        }

    def bar(who: UUID) -> set[UUID]:
        people.add(who)
        return people

    monkeypatch.setattr(clearances, "of_people", of_people)
    return bar


def test_let_in_once_whoever_scans(acting: Acting, universe: Universe) -> None:
    made = published(acting("principal"))
    who = universe.person(CLASS_11, 1)
    row, slot = place_of(made, who)
    assert slot is not None
    code = passes.token(row.pass_id, slot.day)
    logistics = acting("logistics")
    form = noted(token=code)
    first = services.note(logistics, form)
    assert services.note(logistics, form) == first
    other = services.note(acting("doctor"), noted(person_id=who))
    assert (other.first, other.was_in) == (first.first, True)
    assert Check.objects.count() == 1
    assert tally(CLASS_11, expected=0, arrived=0) == {"expected": 10, "arrived": 1}
    with pytest.raises(Conflict):
        services.note(logistics, replace(form, gate_name="南门"))


def test_whose_pass_is_no_pass_of_this_school_is_not_told(
    acting: Acting, universe: Universe
) -> None:
    made = published(acting("principal"))
    row, slot = place_of(made, universe.person(CLASS_11, 1))
    assert slot is not None
    code = passes.token(row.pass_id, slot.day)
    other = acting("other_principal")
    sentences = []
    for token in (
        code,
        passes.token(uuid7(), DAY),
        "XAAAAA",
        code[:-1] + ("A" if code[-1] != "A" else "B"),
    ):
        with pytest.raises(Invalid) as refused:
            services.note(other, noted(school_no=JUNIOR, token=token))
        sentences.append(str(refused.value))
    assert len(set(sentences)) == 1
    with pytest.raises(NotFound):
        services.note(other, noted(token=code))


def test_by_class_and_seat_early_and_on_another_day(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    published(
        principal,
        days=((GRADE_1, DAY), (GRADE_2, DAY + dt.timedelta(days=1))),
        first=dt.time(8),
        last=dt.time(8, 40),
    )
    services.note(principal, noted(class_no=CLASS_11, seat=5))
    services.note(principal, noted(class_no=CLASS_21, seat=5))
    assert sorted(Check.objects.values_list("timing", flat=True)) == ["early", "wrong_day"]
    assert tally(CLASS_21, arrived=0) == {"arrived": 1}
    with pytest.raises(Invalid, match="没有这个座号"):
        services.note(principal, noted(class_no=CLASS_11, seat=99))
    with pytest.raises(Invalid, match="从列表中选班级"):
        services.note(principal, noted(class_no=JUNIOR + 9, seat=1))
    with pytest.raises(Invalid, match="请扫入校码"):
        services.note(principal, noted())


def test_a_high_reading_rests_and_the_second_decides(
    acting: Acting, universe: Universe, at: Callable[[str], None]
) -> None:
    published(acting("principal"))
    who, logistics = universe.person(CLASS_11, 1), acting("logistics")
    with pytest.raises(Invalid, match="休息 10 分钟"):
        services.note(logistics, noted(person_id=who, celsius=Decimal("37.4")))
    services.note(logistics, noted("resting", person_id=who, celsius=Decimal("37.4")))
    assert tally(CLASS_11, resting=0, arrived=0) == {"resting": 1, "arrived": 0}
    at("07:41")
    services.note(logistics, noted(person_id=who, celsius=Decimal("36.9")))
    row = Check.objects.get(result="in")
    assert desk.detail_of(row) == {
        "celsius": "37.4",
        "method": "forehead",
        "retest": "36.9",
        "note": "",
    }
    assert tally(CLASS_11, resting=0, arrived=0) == {"resting": 0, "arrived": 1}
    assert not row.fever


def test_a_fever_measured_twice_is_turned_away_followed_and_an_illness(
    acting: Acting, universe: Universe, at: Callable[[str], None]
) -> None:
    published(acting("principal"))
    who, logistics = universe.person(CLASS_11, 1), acting("logistics")
    services.note(logistics, noted("resting", person_id=who, celsius=Decimal("37.9")))
    at("07:41")
    with pytest.raises(Invalid, match="复测仍发热"):
        services.note(logistics, noted(person_id=who, celsius=Decimal("38.1")))
    with pytest.raises(Invalid, match="为什么劝返"):
        services.note(logistics, noted("turned_away", person_id=who, celsius=Decimal("38.1")))
    services.note(
        logistics, noted("turned_away", person_id=who, celsius=Decimal("38.1"), why="fever")
    )
    teacher = acting("teacher")
    check = Check.objects.get(result="turned_away")
    assert (check.fever, check.unsettled) == (True, True)
    assert Illness.objects.get(person_id=who).fever
    duty = Duty.objects.get(kind="arrivals.turned_away")
    assert (duty.about_id, duty.assignee_id) == (check.pk, universe.users["teacher"].pk)
    with pytest.raises(Invalid, match="现在怎样"):
        services.follow(teacher, services.NewFollow(uuid7(), check.pk, ""))
    form = services.NewFollow(uuid7(), check.pk, "care", "妈妈接走,去县医院")
    services.follow(teacher, form)
    services.follow(teacher, form)
    assert Duty.objects.get(pk=duty.pk).state == "done"
    [line] = [one for one in boards.class_lines(teacher, CLASS_11, DAY) if one.person_id == who]
    assert boards.state_of(line, clock.now()) == "followed"


def test_turned_back_and_later_cleared(
    acting: Acting,
    universe: Universe,
    barred: Callable[[UUID], set[UUID]],
    at: Callable[[str], None],
) -> None:
    published(acting("principal"))
    who = universe.person(CLASS_11, 7)
    people, logistics = barred(who), acting("logistics")
    with pytest.raises(Invalid, match="还不能返校"):
        services.note(logistics, noted(person_id=who))
    services.note(logistics, noted("turned_away", person_id=who, why="not_cleared"))
    assert desk.carried(logistics, PRIMARY, DAY).barred[0][:3] == ("一年级1班", 7, "测*****7")
    assert Duty.objects.get(kind="arrivals.turned_away").state == "open"
    assert tally(CLASS_11, turned=0) == {"turned": 1}
    people.clear()
    at("08:20")
    services.note(logistics, noted(person_id=who))
    assert Duty.objects.get(kind="arrivals.turned_away").state == "done"
    assert tally(CLASS_11, turned=0, arrived=0) == {"turned": 0, "arrived": 1}


def test_what_was_let_in_without_a_network_is_kept_and_followed(
    acting: Acting, universe: Universe, barred: Callable[[UUID], set[UUID]]
) -> None:
    published(acting("principal"))
    who = universe.person(CLASS_11, 7)
    barred(who)
    logistics = acting("logistics")
    services.note(logistics, noted(person_id=who, waited=True))
    row = Check.objects.get()
    assert (row.result, row.standing, row.unsettled) == ("in", "not_cleared", True)
    assert Duty.objects.get(kind="arrivals.turned_away").about_id == row.pk


def test_a_class_is_counted(acting: Acting, universe: Universe) -> None:
    published(acting("principal"))
    enter(BUILDER)
    assert services.owe_counts(BUILDER) == 3
    assert services.owe_counts(BUILDER) == 0
    logistics = acting("logistics")
    for seat in (1, 2, 3):
        services.note(logistics, noted(class_no=CLASS_11, seat=seat))
    teacher = acting("teacher")
    with pytest.raises(Invalid, match="差的是谁"):
        services.hand_over(teacher, services.NewCount(uuid7(), CLASS_11, DAY, 2))
    with pytest.raises(Invalid, match="有几个人"):
        services.hand_over(teacher, services.NewCount(uuid7(), CLASS_11, DAY, -1))
    form = services.NewCount(uuid7(), CLASS_11, DAY, 2, "3号在保健室")
    assert services.hand_over(teacher, form) == -1
    assert services.hand_over(teacher, form) == -1
    assert Duty.objects.get(kind="arrivals.hand_over", unit_no=CLASS_11).state == "done"
    with pytest.raises(NotFound):
        services.hand_over(teacher, services.NewCount(uuid7(), CLASS_12, DAY, 2))


def test_the_boards_add_up(acting: Acting, universe: Universe, at: Callable[[str], None]) -> None:
    published(acting("principal"))
    logistics = acting("logistics")
    services.note(logistics, noted(class_no=CLASS_11, seat=1))
    services.note(logistics, noted(class_no=CLASS_12, seat=1))
    services.note(logistics, noted("turned_away", class_no=CLASS_21, seat=1, why="other"))
    at("08:50")
    services.note(logistics, noted(class_no=CLASS_21, seat=2))
    officer = acting("officer")
    rows, total = boards.by_child(officer, directory.county(), DAY)
    assert [(one.key, one.expected, one.arrived, one.late, one.turned, one.due) for one in rows] == [
        (PRIMARY, 30, 3, 1, 1, 30)
    ]  # fmt: skip
    assert (total.expected, total.missing) == (30, 27)
    slots = boards.by_slot(officer, PRIMARY, DAY)
    assert (sum(one.expected for one in slots), sum(one.arrived for one in slots)) == (30, 3)
    with pytest.raises(NotFound):
        boards.by_child(acting("canteen"), directory.county(), DAY)


def test_a_setting_of_buses_is_kept(acting: Acting) -> None:
    principal = acting("principal")
    made = planned(principal, buses=(setting.Bus(PRIMARY + 5, dt.time(7, 30), 40, 0),))
    assert queries.plans.held(principal, made).setting.buses[0].seats == 40


def test_a_fever_found_after_the_gate_is_kept_and_followed(
    acting: Acting, universe: Universe, at: Callable[[str], None]
) -> None:
    """Let in at 36.5, then measured again: the desk takes it, the figure follows, somebody is to follow
    up."""
    published(acting("principal"))
    who, logistics = universe.person(CLASS_11, 1), acting("logistics")
    services.note(logistics, noted(person_id=who))
    at("07:41")
    with pytest.raises(Invalid, match="体温到线了"):
        services.note(logistics, noted(person_id=who, celsius=Decimal("37.9")))
    rested = services.note(logistics, noted("resting", person_id=who, celsius=Decimal("37.9")))
    assert (rested.was_in, rested.result) == (False, "resting")
    assert tally(CLASS_11, arrived=0, resting=0) == {"arrived": 0, "resting": 1}
    at("07:55")
    home = noted("turned_away", person_id=who, celsius=Decimal("38.6"), why="fever")
    assert services.note(logistics, home).result == "turned_away"
    assert services.note(logistics, home).result == "turned_away"
    assert tally(CLASS_11, arrived=0, resting=0, turned=0) == {
        "arrived": 0,
        "resting": 0,
        "turned": 1,
    }
    assert [one.result for one in Check.objects.order_by("at")] == ["in", "resting", "turned_away"]
    assert Duty.objects.filter(kind="arrivals.turned_away", state="open").count() == 1


def test_what_was_pressed_before_a_child_was_let_in_is_settled_by_that(
    acting: Acting, universe: Universe, at: Callable[[str], None]
) -> None:
    published(acting("principal"))
    who, logistics = universe.person(CLASS_11, 1), acting("logistics")
    before = noted("turned_away", person_id=who, why="other", waited=True)
    at("07:41")
    services.note(logistics, noted(person_id=who))
    told = services.note(logistics, before)
    assert (told.was_in, told.result) == (True, "in")
    assert tally(CLASS_11, arrived=0, turned=0) == {"arrived": 1, "turned": 0}


@pytest.mark.parametrize("counted", ["1000000000", "11", "-1", "1.5", "abc", ""])
def test_a_class_counts_no_more_than_are_on_its_roll(
    acting: Acting, universe: Universe, signed_in: Callable[[str], Client], counted: str
) -> None:
    published(acting("principal"))
    leave()
    sent = {"submission_id": uuid7(), "counted": counted, "note": "写明"}
    answer = signed_in("teacher").post(f"/arrivals/class/{CLASS_11}/", sent)
    assert (answer.status_code, "0 到 10" in answer.content.decode()) == (422, True)
    assert HandOver.objects.count() == 0


def test_whoever_may_not_come_has_no_pass_on_the_family_s_page(
    acting: Acting,
    universe: Universe,
    barred: Callable[[UUID], set[UUID]],
    signed_in: Callable[[str], Client],
) -> None:
    published(acting("principal"))
    child = universe.person(CLASS_11, 1)
    leave()
    before = signed_in("guardian").get("/arrivals/mine/").content.decode()
    assert (before.count('class="pass"'), "请先不要来" in before) == (1, False)
    barred(child)
    after = signed_in("guardian").get("/arrivals/mine/").content.decode()
    assert (after.count('class="pass"'), "请先不要来" in after) == (0, True)
