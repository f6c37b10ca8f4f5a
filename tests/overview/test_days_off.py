"""A day without school says so, everywhere; what is due all the same is shown; nothing reads 0/0."""

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.builders import (
    BUILDER,
    CLASS_71,
    CLASS_72,
    COUNTY,
    DAY,
    GRADE_1,
    JUNIOR,
    KINDERGARTEN,
    PRIMARY,
    RIVER,
    TOWN,
    sent,
)
from xiaoan.directory import rules as numbering
from xiaoan.directory import services as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter
from xiaoan.overview import queries
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
SUNDAY = dt.date(2026, 11, 29)
NATIONAL = dt.date(2026, 10, 1)
ALL_COUNTY = (COUNTY, COUNTY + numbering.COUNTY)


@pytest.fixture
def sunday(morning: time_machine.Traveller, acting: Acting) -> dt.date:
    """A Sunday on whose evening the boarders of the junior school are back."""
    evening = dt.datetime.combine(SUNDAY, dt.time(18), tzinfo=clock.ZONE)
    morning.move_to(evening)
    enter(BUILDER)
    row = screening.NewSlot(COUNTY, "junior", "evening", dt.time(17, 30), dt.time(19), True, "eves")
    screening.set_slot_times(BUILDER, COUNTY, "junior", [row])
    assert screening.open_day(BUILDER, SUNDAY, ALL_COUNTY) == 2
    return SUNDAY


def test_a_weekend_says_why_and_when_school_is_next(acting: Acting) -> None:
    saturday = DAY - dt.timedelta(days=2)
    for name, unit_no in (
        ("officer", COUNTY), ("officer", TOWN), ("principal", PRIMARY), ("doctor", GRADE_1),
    ):  # fmt: skip
        board = queries.board(acting(name), unit_no, saturday, "morning")
        assert board.off == queries.NoSchool("weekend", "", DAY)
        assert (board.rows, board.total) == ((), queries.Figures())
    assert queries.board(acting("officer"), COUNTY, DAY, "morning").off is None


def test_a_holiday_has_its_name_and_a_vacation_may_have_no_end(acting: Acting) -> None:
    enter(BUILDER)
    for day in clock.days(NATIONAL, dt.date(2026, 10, 7)):
        directory.set_calendar_day(BUILDER, COUNTY, day, False, "国庆节")
    officer = acting("officer")
    off = queries.unreported(officer, COUNTY, NATIONAL, "morning").off
    assert off == queries.NoSchool("holiday", "国庆节", dt.date(2026, 10, 8))
    assert off.why == "国庆节"
    after = queries.board(officer, COUNTY, dt.date(2027, 2, 1), "morning").off
    assert after == queries.NoSchool("vacation", "", None)


def test_boarders_of_a_sunday_evening_are_listed_and_nobody_else(
    acting: Acting, sunday: dt.date
) -> None:
    officer = acting("officer")
    county = queries.board(officer, COUNTY, sunday, "evening")
    assert county.off == queries.NoSchool("weekend", "", dt.date(2026, 11, 30), (("evening", 2),))
    assert [(row.place.no, row.figures.classes_due) for row in county.rows] == [(RIVER, 2)]
    assert (county.resting, county.total.enrolled_due) == (1, 16)
    town = queries.board(officer, TOWN, sunday, "evening")
    assert (town.rows, town.resting, town.off) == (
        (), 2, queries.NoSchool("weekend", "", dt.date(2026, 11, 30)),
    )  # fmt: skip
    school = queries.board(acting("other_principal"), JUNIOR, sunday, "evening")
    assert [row.place.no for row in school.rows] == [CLASS_71, CLASS_72]
    silent = queries.unreported(officer, COUNTY, sunday, "evening")
    assert (silent.sums.classes, [s.place.no for s in silent.schools]) == (2, [JUNIOR])


def test_a_school_that_makes_the_day_up_has_its_row(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    saturday = DAY + dt.timedelta(days=5)
    enter(BUILDER)
    directory.set_calendar_day(BUILDER, KINDERGARTEN, saturday, True, "补课")
    morning.move_to(dt.datetime.combine(saturday, dt.time(7), tzinfo=clock.ZONE))
    screening.open_day(BUILDER, saturday, ALL_COUNTY)
    board = queries.board(acting("liaison"), TOWN, saturday, "morning")
    assert [row.place.no for row in board.rows] == [KINDERGARTEN]
    assert (board.resting, board.off.why if board.off else "") == (1, "周末")
    days = queries.trend(acting("officer"), COUNTY, "morning", saturday)
    assert [day.day for day in days][-2:] == [DAY + dt.timedelta(days=4), saturday]


def test_a_school_closed_by_itself_says_so_beside_those_that_are_open(
    acting: Acting, signed_in: SignedIn, morning: time_machine.Traveller
) -> None:
    tomorrow = DAY + dt.timedelta(days=1)
    enter(BUILDER)
    directory.set_calendar_day(BUILDER, KINDERGARTEN, tomorrow, False, "停水")
    morning.move_to(dt.datetime.combine(tomorrow, dt.time(7), tzinfo=clock.ZONE))
    screening.open_day(BUILDER, tomorrow, ALL_COUNTY)
    board = queries.board(acting("liaison"), TOWN, tomorrow, "morning")
    assert [(row.place.no, row.idle) for row in board.rows] == [
        (PRIMARY, ""),
        (KINDERGARTEN, "停水"),
    ]
    shown = signed_in("liaison").get(f"/overview/{TOWN}/?day={tomorrow}").context["rows"]
    assert [(row["note"], row["classes_due"], row["enrolled"]) for row in shown] == [
        ("", 3, 30), ("停水", None, None),
    ]  # fmt: skip


def test_the_trend_of_a_day_off_ends_with_the_last_school_day(acting: Acting) -> None:
    saturday, friday = DAY - dt.timedelta(days=2), DAY - dt.timedelta(days=3)
    days = queries.trend(acting("officer"), COUNTY, "morning", saturday)
    assert (days[-1].day, len(days)) == (friday, 19)
    assert queries.trend(acting("officer"), COUNTY, "morning", dt.date(2026, 8, 1)) == ()


def text_of(response: Any) -> str:
    """What is read: no tags, no head."""
    body = response.content.decode().split("<body", 1)[-1]
    return re.sub(r"<[^>]+>", " ", body)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("officer", "/overview/"), ("liaison", f"/overview/{TOWN}/"),
        ("principal", f"/overview/{PRIMARY}/"), ("officer", "/overview/unreported/"),
        ("leader", "/overview/wall/"), ("principal", f"/screening/school/{PRIMARY}/"),
    ],
)  # fmt: skip
def test_no_page_of_a_day_off_reads_nought_of_nought(
    signed_in: SignedIn, morning: time_machine.Traveller, name: str, address: str
) -> None:
    saturday = dt.datetime(2026, 11, 28, 9, tzinfo=clock.ZONE)
    morning.move_to(saturday)
    read = text_of(signed_in(name).get(address))
    said = "今天,11月28日(周六),不上课:周末。下一个上课日是 11月30日(周一)。"
    assert said in read
    assert re.search(r"\b0\s*/\s*0\b|\b0%", read) is None


def test_a_page_leads_to_the_slot_of_which_something_is_due(
    signed_in: SignedIn, sunday: dt.date
) -> None:
    page = signed_in("officer").get("/overview/?slot=morning")
    assert [(slot["label"], slot["url"], slot["here"]) for slot in page.context["due_slots"]] == [
        ("晚检 2 个班", f"/overview/{COUNTY}/?day={sunday}&slot=evening", False)
    ]
    assert "仍有要报的:" in page.content.decode()
    assert "其余 1 个乡镇" in signed_in("officer").get("/overview/?slot=evening").content.decode()


def test_the_sheet_says_it_above_and_lists_who_is_due(signed_in: SignedIn, sunday: dt.date) -> None:
    response = signed_in("officer").get(f"/overview/{COUNTY}/export/?day={sunday}&slot=evening")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    rows = list(book["汇总"].iter_rows(values_only=True))
    assert [row[0] for row in rows[3:5]] == [
        "今天,11月29日(周日),不上课:周末。下一个上课日是 11月30日(周一)。",
        "仍有要报的:晚检 2 个班。",
    ]
    head, river, total = (list(row) for row in rows[5:8])
    assert (river[0], river[head.index("应报班级")], total[0]) == ("河口镇", 2, "合计")
    empty = signed_in("officer").get(f"/overview/{COUNTY}/export/?day={sunday}&slot=morning")
    rows = list(
        openpyxl.load_workbook(io.BytesIO(empty.content))["汇总"].iter_rows(values_only=True)
    )
    assert [cell for cell in rows[6] if cell not in (None, "")] == ["合计"]


def test_the_json_says_whether_there_is_school(signed_in: SignedIn) -> None:
    saturday = DAY - dt.timedelta(days=2)
    found = signed_in("leader").get(f"/overview/data/{COUNTY}.json?day={saturday}").json()
    assert (found["school_day"], found["no_school"]) == (
        False, "11月21日(周六) 不上课:周末。下一个上课日是 11月23日(周一)。",
    )  # fmt: skip
    assert found["total"]["reported_rate"] is None
    today = signed_in("leader").get(f"/overview/data/{COUNTY}.json").json()
    assert (today["school_day"], today["no_school"]) == (True, "")


def test_a_day_off_costs_the_same_for_one_and_three(
    acting: Acting, sunday: dt.date, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for unit_no in (RIVER, COUNTY):
        officer = acting("officer")
        with django_assert_num_queries(11):
            queries.board(officer, unit_no, sunday, "evening")


def test_a_report_of_a_day_off_counts(acting: Acting, sunday: dt.date) -> None:
    screening.submit_roll_call(acting("teacher_71"), sent(CLASS_71, day=sunday, slot="evening"))
    total = queries.board(acting("officer"), COUNTY, sunday, "evening").total
    assert (total.classes_due, total.classes_reported, total.enrolled_missing) == (2, 1, 8)
