"""Board, trend, unreported, search: figures that add up, names, and where the reach ends."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from tests import builders
from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_21,
    COUNTY,
    DAY,
    GRADE_1,
    GRADE_2,
    JUNIOR,
    KINDERGARTEN,
    PRIMARY,
    PUPILS,
    RIVER,
    ROOM_1,
    TOWN,
    Universe,
    sent,
    sick,
)
from tests.overview.mornings import a_morning
from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import NOBODY, Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.overview import queries, services
from xiaoan.overview.models import SchoolDay
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
Clock = Callable[[str], None]
FRIDAY = dt.date(2026, 11, 20)


def figures(**values: int) -> queries.Figures:
    return queries.Figures(**values)


PRIMARY_FIGURES = figures(
    classes_due=3, classes_reported=2, classes_late=1, zero_reports=1, corrections=1,
    enrolled_due=30, enrolled_reported=20, expected=20, present=18, absent_sick=2, fever=1,
    symptomatic=2,
)  # fmt: skip
KINDERGARTEN_FIGURES = figures(
    classes_due=1, classes_reported=1, zero_reports=1, enrolled_due=10, enrolled_reported=10,
    expected=9, present=8, absent_personal=1, absent_isolation=1,
)  # fmt: skip
JUNIOR_FIGURES = figures(
    classes_due=1, classes_reported=1, enrolled_due=10, enrolled_reported=10, expected=10,
    present=10, sent_home=1, symptomatic=1, classes_excused=1, enrolled_excused=10,
)  # fmt: skip


def of_school(found: queries.Figures, *, complete: int) -> queries.Figures:
    return replace(found, schools_due=1, schools_complete=complete)


def test_every_level_has_its_rows_and_they_add_up(
    acting: Acting, universe: Universe, at: Clock
) -> None:
    a_morning(acting, universe, at)
    officer = acting("officer")
    town = queries.board(officer, TOWN, DAY, "morning")
    assert [(row.place.name, row.figures) for row in town.rows] == [
        ("实验小学", of_school(PRIMARY_FIGURES, complete=0)),
        ("城关幼儿园", of_school(KINDERGARTEN_FIGURES, complete=1)),
    ]
    river = queries.board(officer, RIVER, DAY, "morning")
    assert [row.figures for row in river.rows] == [of_school(JUNIOR_FIGURES, complete=1)]
    county = queries.board(officer, COUNTY, DAY, "morning")
    assert [(row.place.name, row.figures) for row in county.rows] == [
        ("城关镇", town.total),
        ("河口镇", river.total),
    ]
    assert county.total == town.total + river.total
    for no, expected in ((PRIMARY, PRIMARY_FIGURES), (JUNIOR, JUNIOR_FIGURES)):
        assert queries.board(officer, no, DAY, "morning").total == expected
    grades = [queries.board(officer, no, DAY, "morning").total for no in (GRADE_1, GRADE_2)]
    assert grades[0] + grades[1] == PRIMARY_FIGURES


def test_enrolled_is_reported_and_not_reported_and_silence_is_no_zero(
    acting: Acting, universe: Universe, at: Clock
) -> None:
    a_morning(acting, universe, at)
    total = queries.board(acting("leader"), COUNTY, DAY, "morning").total
    assert (total.enrolled_due, total.enrolled_reported, total.enrolled_missing) == (50, 40, 10)
    assert (total.enrolled, total.enrolled_excused, total.classes_excused) == (60, 10, 1)
    assert (total.classes_due, total.classes_missing, total.schools_missing) == (5, 1, 1)
    assert total.absent == 4 == total.enrolled_reported - total.present
    assert total.sick_rate == 100 * 2 / 40
    assert total.absence_rate == 100 * 4 / 40
    assert total.reported_rate == 100 * 4 / 5
    noon = queries.board(acting("leader"), COUNTY, DAY, "noon").total
    assert (noon.enrolled_due, noon.sick_rate, noon.absence_rate) == (60, None, None)


def test_classes_say_who_answers_and_what_became_of_it(
    acting: Acting, universe: Universe, at: Clock
) -> None:
    a_morning(acting, universe, at)
    rows = queries.board(acting("principal"), PRIMARY, DAY, "morning").rows
    assert [(r.place.no, r.grade, r.status, r.teacher, r.version) for r in rows] == [
        (CLASS_11, "一年级", "done", "班主任壬", 2),
        (CLASS_12, "一年级", "late", "班主任子", 1),
        (CLASS_21, "二年级", "missed", "班主任丑", 0),
    ]
    assert rows[2].figures == figures(classes_due=1, enrolled_due=PUPILS)
    assert rows[2].submitted_at is None
    outing = queries.board(acting("other_principal"), JUNIOR, DAY, "morning").rows[1]
    excused = figures(classes_excused=1, enrolled_excused=PUPILS)
    assert (outing.status, outing.figures, outing.idle) == ("excused", excused, "外出活动")


def test_a_day_without_school_owes_nothing_and_knows_nothing(acting: Acting) -> None:
    board = queries.board(acting("officer"), TOWN, DAY - dt.timedelta(days=1), "morning")
    assert (board.rows, board.resting, board.total) == ((), 2, figures())
    # A school day of which nothing is on record: every unit is there, with nothing due.
    board = queries.board(acting("officer"), TOWN, FRIDAY, "morning")
    assert [(row.place.name, row.figures, row.idle) for row in board.rows] == [
        ("实验小学", figures(), "没有要报的班"),
        ("城关幼儿园", figures(), "没有要报的班"),
    ]
    assert queries.board(acting("principal"), PRIMARY, FRIDAY, "morning").rows == ()


@pytest.mark.parametrize(
    ("name", "unit_no"),
    [
        ("principal", COUNTY), ("principal", TOWN), ("principal", KINDERGARTEN),
        ("liaison", COUNTY), ("liaison", RIVER), ("liaison", JUNIOR),
        ("other_liaison", PRIMARY), ("other_principal", CLASS_11),
        ("grade_head", GRADE_1), ("teacher", CLASS_11), ("teacher", PRIMARY),
        ("canteen", PRIMARY), ("guardian", CLASS_11), ("officer", 2 * COUNTY),
        ("officer", COUNTY + 1), ("other_principal", ROOM_1),
    ],
)  # fmt: skip
def test_what_is_not_yours_is_as_if_it_were_not_there(
    acting: Acting, name: str, unit_no: int
) -> None:
    actor = acting(name)
    for ask in (queries.board, queries.unreported, services.export_board):
        with pytest.raises(NotFound):
            ask(actor, unit_no, DAY, "morning")
    with pytest.raises(NotFound):
        queries.trend(actor, unit_no, "morning", DAY)
    with pytest.raises(NotFound):
        queries.wall(actor, unit_no)


@pytest.mark.parametrize(
    ("name", "unit_no"),
    [("leader", COUNTY), ("officer", COUNTY), ("liaison", TOWN), ("doctor", PRIMARY)],
)
def test_the_board_opens_at_the_widest_unit(acting: Acting, name: str, unit_no: int) -> None:
    assert queries.home_unit(acting(name)).no == unit_no


def test_two_schools_are_two_units_and_the_gap_between_stays_shut(acting: Acting) -> None:
    principal, other = acting("principal"), acting("other_principal")
    both = Actor(uuid7(), "", principal.scopes + other.scopes)
    enter(both)
    assert [place.no for place in queries.units_seen(both)] == [PRIMARY, JUNIOR]
    assert queries.board(both, JUNIOR, DAY, "morning").total.classes_due == 2
    assert {row.school_id for row in SchoolDay.objects.all()} == {PRIMARY, JUNIOR}
    with pytest.raises(NotFound):
        queries.board(both, KINDERGARTEN, DAY, "morning")


def test_nobody_has_no_board(db: None, universe: Universe) -> None:
    enter(NOBODY)
    with pytest.raises(NotFound):
        queries.home_unit(NOBODY)


def a_third_school() -> None:
    enter(BUILDER)
    no = TOWN + 3 * numbering.SCHOOL
    builders.unit(no, numbering.SCHOOL, TOWN, "school", "城南小学", no, "primary")


def test_a_table_of_schools_costs_the_same_for_one_and_three(
    acting: Acting, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_third_school()
    for unit_no, rows in ((RIVER, 1), (TOWN, 3)):
        officer = acting("officer")
        with django_assert_num_queries(7):
            assert len(queries.board(officer, unit_no, DAY, "morning").rows) == rows


def test_a_table_of_classes_costs_the_same_for_one_and_three(
    acting: Acting, universe: Universe, at: Clock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_morning(acting, universe, at)
    mark = sick(universe.enrolment(CLASS_21, 1), "fever")
    screening.submit_roll_call(acting("teacher_21"), sent(CLASS_21, mark))
    for unit_no, rows in ((GRADE_2, 1), (PRIMARY, 3)):
        principal = acting("principal")
        with django_assert_num_queries(10):
            assert len(queries.board(principal, unit_no, DAY, "morning").rows) == rows


def test_the_trend_is_school_days_with_their_gaps(acting: Acting) -> None:
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
    days = queries.trend(acting("officer"), COUNTY, "morning", DAY)
    assert len(days) == 20
    assert [day.day.isoformat() for day in days[-3:]] == ["2026-11-19", "2026-11-20", "2026-11-23"]
    assert [day.figures.classes_reported for day in days[-3:]] == [0, 0, 1]
    assert days[-2].figures == figures()
    assert days[-1].figures == queries.board(acting("officer"), COUNTY, DAY, "morning").total


def test_below_the_school_there_is_no_trend_and_no_wall(acting: Acting) -> None:
    principal = acting("principal")
    assert queries.trend(principal, GRADE_1, "morning", DAY) == ()
    with pytest.raises(NotFound):
        queries.wall(principal, GRADE_1)


@pytest.mark.parametrize(
    ("time", "slot"),
    [("05:00", "morning"), ("07:30", "morning"), ("13:00", "noon"), ("17:30", "evening")],
)
def test_the_slot_is_the_latest_that_has_opened(
    acting: Acting, at: Clock, time: str, slot: str
) -> None:
    at(time)
    acting("officer")
    assert queries.slot_now(DAY) == slot
    assert queries.slot_now(FRIDAY) == "morning"


def test_the_wall_shows_groups_and_who_is_behind(
    acting: Acting, universe: Universe, at: Clock
) -> None:
    a_morning(acting, universe, at)
    wall = queries.wall(acting("leader"))
    assert wall.board.place.no == COUNTY
    assert [(g.code, g.people) for g in wall.groups] == [
        ("fever", 1), ("resp", 1), ("gi", 1), ("rash", 1),
    ]  # fmt: skip
    assert [(school, one.place.no) for school, one in wall.silent] == [("实验小学", CLASS_21)]
    assert len(wall.trend) == 10
    assert (wall.signals, wall.signals_total) == ((), 0)


def test_the_index_of_the_day_is_used_under_row_security(acting: Acting) -> None:
    """As the application's role, with an officer's scope and rows enough to make it worth while."""
    enter(BUILDER)
    SchoolDay.objects.bulk_create(
        SchoolDay(school_id=no, unit_no=no, day=FRIDAY - dt.timedelta(days), slot="morning")
        for no in range(TOWN + 4 * numbering.SCHOOL, TOWN + 44 * numbering.SCHOOL, numbering.SCHOOL)
        for days in range(100)
    )
    acting("officer")
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("xiaoan_app",)
    plan = SchoolDay.objects.filter(day=DAY, slot="morning", unit_no__gte=COUNTY).explain()
    assert "school_day_day" in plan
