"""Signals as lists and one by one: order, filter, reach, what stands beside the count."""

import datetime as dt

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from tests.builders import (
    CLASS_11,
    CLASS_12,
    CLASS_21,
    CLASS_71,
    COUNTY,
    DAY,
    GRADE_1,
    JUNIOR,
    MORNING,
    PRIMARY,
    RIVER,
    ROOM_1,
    TOWN,
    Universe,
    sent,
    sick,
)
from tests.outbreaks.looks import Acting, look, noon_of, open_days, report, stored
from xiaoan.directory.rules import SCHOOL
from xiaoan.kernel.errors import NotFound
from xiaoan.outbreaks import queries
from xiaoan.outbreaks import services as outbreaks
from xiaoan.screening import services as screening

TEACHERS = {CLASS_11: "teacher", CLASS_12: "teacher_12", CLASS_21: "teacher_21"}


def three_signals(acting: Acting, universe: Universe, at: object) -> None:
    """一年级1班 at 07:30 (then acknowledged), 一年级2班 at 07:40, 二年级1班 at 07:50."""
    for unit_no, time in ((CLASS_11, "07:30"), (CLASS_12, "07:40"), (CLASS_21, "07:50")):
        at(time)  # type: ignore[operator]  # the clock fixture
        report(acting, universe, TEACHERS[unit_no], unit_no, 1, 2, 3)
        look(unit_no)
    first = next(signal for signal in stored() if signal.unit_no == CLASS_11)
    outbreaks.acknowledge(acting("doctor"), first.pk)


def test_those_that_need_somebody_first_then_the_newest(
    acting: Acting, universe: Universe, at: object
) -> None:
    three_signals(acting, universe, at)
    rows = queries.signals(acting("officer"))
    assert [(row.place, row.state) for row in rows] == [
        ("二年级1班", "open"),
        ("一年级2班", "open"),
        ("一年级1班", "acknowledged"),
    ]
    assert {row.school for row in rows} == {"实验小学"}


def test_a_page_is_cut_after_the_order_and_the_sums_are_of_all(
    acting: Acting, universe: Universe, at: object
) -> None:
    three_signals(acting, universe, at)
    total, still_open, rows = queries.page_of_signals(acting("officer"), queries.Wanted(), 1, 1)
    assert (total, still_open, [row.place for row in rows]) == (3, 2, ["一年级2班"])


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        (queries.Wanted(states=("acknowledged",)), ["一年级1班"]),
        (queries.Wanted(since=DAY), ["二年级1班", "一年级2班", "一年级1班"]),
        (queries.Wanted(since=DAY + dt.timedelta(days=1)), []),
        (queries.Wanted((GRADE_1, GRADE_1 + 64)), ["一年级2班", "一年级1班"]),
        (queries.Wanted((JUNIOR, JUNIOR + SCHOOL)), []),
    ],
)
def test_what_is_wanted_and_nothing_else(
    acting: Acting, universe: Universe, at: object, wanted: queries.Wanted, places: list[str]
) -> None:
    three_signals(acting, universe, at)
    total, _, rows = queries.page_of_signals(acting("officer"), wanted, 0, 100)
    assert (total, [row.place for row in rows]) == (len(places), places)


def test_who_sees_how_many(acting: Acting, universe: Universe, at: object) -> None:
    three_signals(acting, universe, at)
    seen = {
        name: len(queries.signals(acting(name)))
        for name in (
            "leader", "officer", "liaison", "principal", "doctor", "grade_head", "other_liaison",
            "other_principal", "teacher", "deputy", "canteen", "logistics", "keeper", "guardian",
        )
    }  # fmt: skip
    assert seen == {
        "leader": 3, "officer": 3, "liaison": 3, "principal": 3, "doctor": 3, "grade_head": 2,
        "other_liaison": 0, "other_principal": 0, "teacher": 0, "deputy": 0, "canteen": 0,
        "logistics": 0, "keeper": 0, "guardian": 0,
    }  # fmt: skip


def test_one_signal_of_another_school_is_not_there(
    acting: Acting, universe: Universe, at: object
) -> None:
    three_signals(acting, universe, at)
    (row, *_) = queries.signals(acting("officer"))
    for name in ("other_principal", "other_liaison", "teacher_21", "guardian"):
        with pytest.raises(NotFound):
            queries.signal(acting(name), row.id)


def test_running_ones_are_counted_inside_an_interval(
    acting: Acting, universe: Universe, at: object
) -> None:
    three_signals(acting, universe, at)
    officer = acting("officer")
    counts = [
        queries.running_count(officer, (lo, hi))
        for lo, hi in (
            (COUNTY, 2 * COUNTY),
            (TOWN, RIVER),
            (PRIMARY, PRIMARY + SCHOOL),
            (RIVER, JUNIOR),
        )
    ]
    assert counts == [3, 3, 3, 0]


@pytest.mark.parametrize("classes", [(CLASS_11,), (CLASS_11, CLASS_12, CLASS_21)])
def test_the_list_asks_as_often_for_three_rows_as_for_one(
    acting: Acting,
    universe: Universe,
    django_assert_num_queries: DjangoAssertNumQueries,
    classes: tuple[int, ...],
) -> None:
    for unit_no in classes:
        report(acting, universe, TEACHERS[unit_no], unit_no, 1, 2, 3)
        look(unit_no)
    officer = acting("officer")
    with django_assert_num_queries(3):
        assert len(queries.page_of_signals(officer, queries.Wanted(), 0, 100)[2]) == len(classes)


def test_the_clock_runs_out(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3)
    look(CLASS_11)
    left = []
    for hours in (0, 23, 25):
        morning.move_to(MORNING + dt.timedelta(hours=hours))
        left.append(queries.signals(acting("doctor"))[0].minutes_left)
    assert left == [24 * 60, 60, -60]


def test_beside_the_count_stand_those_whose_symptoms_nobody_asked(
    acting: Acting, universe: Universe
) -> None:
    marks = [sick(universe.enrolment(CLASS_11, seat), "vomiting") for seat in (1, 2, 3)]
    marks += [sick(universe.enrolment(CLASS_11, seat)) for seat in (4, 5)]
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, *marks))
    look(CLASS_11)
    doctor = acting("doctor")
    found = queries.signal(doctor, queries.signals(doctor)[0].id)
    assert (found.row.cases, found.unspecified) == (3, 2)


def test_a_room_names_classes_and_is_related_to_the_class(
    acting: Acting, universe: Universe
) -> None:
    report(acting, universe, "teacher_71", CLASS_71, 1, 2, 3)
    look(CLASS_71)
    principal = acting("other_principal")
    rooms = [row for row in queries.signals(principal) if row.unit_no == ROOM_1]
    found = queries.signal(principal, rooms[0].id)
    assert [(one.place, one.dormitory, one.symptoms) for one in found.people] == [
        ("七年级1班", "101室", ("呕吐",))
    ] * 3
    assert [(row.unit_no, row.rule) for row in found.related] == [(CLASS_71, "N-01a")]


def test_days_say_whether_the_class_was_heard(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    tuesday, wednesday = DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=2)
    open_days([tuesday, wednesday])
    report(acting, universe, "teacher", CLASS_11)
    morning.move_to(noon_of(wednesday))
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3, day=wednesday)
    look(CLASS_11, wednesday)
    doctor = acting("doctor")
    found = queries.signal(doctor, queries.signals(doctor)[0].id)
    assert found.reported == {DAY: "done", tuesday: "missed", wednesday: "done"}


def test_a_rule_tells_its_text_source_and_standing(acting: Acting, universe: Universe) -> None:
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3)
    look(CLASS_11)
    (row,) = queries.signals(acting("doctor"))
    assert (row.rule, row.basis, row.confirmed, row.rule_version) == (
        "N-01a",
        "卫办疾控发〔2006〕65号",
        True,
        stored()[0].rule_version,
    )
    assert "3" in row.rule_text
    assert row.sources
