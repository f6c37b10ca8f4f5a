"""Classes that need not report: in the figures as such, and in a list by name, reason and person."""

import datetime as dt
import io
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.builders import (
    CLASS_11,
    CLASS_12,
    CLASS_21,
    CLASS_72,
    COUNTY,
    DAY,
    GRADE_1,
    JUNIOR,
    PRIMARY,
    PUPILS,
    TOWN,
    Universe,
)
from tests.overview.mornings import a_morning
from xiaoan.directory import services as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.overview import queries
from xiaoan.registry.services import units
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
Clock = Callable[[str], None]


def listed(found: queries.ExcusedClasses) -> list[tuple[int, str, str, int]]:
    return [(row.place.no, row.duty.why, row.by, row.duty.people) for row in found.rows]


def test_the_list_names_class_reason_and_person_at_every_level(
    acting: Acting, universe: Universe, at: Clock
) -> None:
    a_morning(acting, universe, at)
    screening.excuse_class(acting("doctor"), CLASS_21, DAY, "", "other", "全班疫苗接种")
    primary = (CLASS_21, "其他原因:全班疫苗接种", "校医己", PUPILS)
    junior = (CLASS_72, "外出活动", "校长庚", PUPILS)
    for name, unit_no, expected in (
        ("officer", COUNTY, [primary, junior]), ("liaison", TOWN, [primary]),
        ("principal", PRIMARY, [primary]), ("other_principal", JUNIOR, [junior]),
        ("principal", GRADE_1, []),
    ):  # fmt: skip
        found = queries.excused(acting(name), unit_no, DAY, "morning")
        assert listed(found) == expected
        assert (found.classes, found.people) == (len(expected), PUPILS * len(expected))
        total = queries.board(acting(name), unit_no, DAY, "morning").total
        assert (total.classes_excused, total.enrolled_excused) == (found.classes, found.people)
        parts = (total.enrolled_reported, total.enrolled_missing, total.enrolled_excused)
        assert total.enrolled == sum(parts)
    with pytest.raises(NotFound):
        queries.excused(acting("principal"), JUNIOR, DAY, "morning")


def test_a_school_that_the_calendar_closes_today_is_excused_by_it(acting: Acting) -> None:
    officer = acting("officer")
    directory.set_calendar_day(officer, PRIMARY, DAY, False, "大雪停课")
    found = queries.excused(acting("principal"), PRIMARY, DAY, "noon")
    assert [row.duty.why for row in found.rows] == ["按校历:大雪停课"] * 3
    board = queries.board(acting("officer"), TOWN, DAY, "noon")
    assert [(row.figures.classes_due, row.figures.classes_excused) for row in board.rows] == [
        (0, 3), (1, 0),
    ]  # fmt: skip
    assert board.total.enrolled == 4 * PUPILS
    directory.clear_calendar_day(acting("officer"), PRIMARY, DAY)
    again = queries.board(acting("officer"), TOWN, DAY, "noon").total
    assert (again.enrolled_due, again.enrolled_excused) == (4 * PUPILS, 0)


def test_the_board_leads_to_the_list_and_the_list_to_the_history(
    signed_in: SignedIn, acting: Acting
) -> None:
    screening.excuse_class(acting("principal"), CLASS_12, DAY, "morning", "outing", "去博物馆")
    browser = signed_in("officer")
    shown = browser.get("/overview/?slot=morning").context
    address = f"/overview/{COUNTY}/excused/?day={DAY}&slot=morning"
    figure = shown["figures"][-1]
    assert (figure["label"], figure["value"], figure["note"], figure["url"]) == (
        "不需报班级", 1, "学生 10 人", address,
    )  # fmt: skip
    town = shown["rows"][0]
    assert (town["enrolled"], town["reported"], town["unreported"], town["excused"]) == (
        40,
        0,
        30,
        10,
    )
    assert town["excused_url"] == f"/overview/{TOWN}/excused/?day={DAY}&slot=morning"
    (row,) = browser.get(address).context["rows"]
    assert (row["name"], row["school"], row["why"], row["by"]) == (
        "一年级2班", "实验小学", "外出活动:去博物馆", "校长戊",
    )  # fmt: skip
    assert browser.get(row["steps_url"]).status_code == 200
    classes = signed_in("principal").get(f"/overview/{PRIMARY}/?slot=morning").context["rows"]
    assert [row["note"] for row in classes] == ["班主任壬", "外出活动:去博物馆", "班主任丑"]
    assert "没有不需报的班。" in browser.get(f"/overview/{JUNIOR}/excused/").content.decode()


def test_the_sheet_adds_up_and_lists_them(signed_in: SignedIn, acting: Acting) -> None:
    screening.excuse_class(acting("principal"), CLASS_12, DAY, "morning", "outing", "=1+1")
    response = signed_in("officer").get(f"/overview/{COUNTY}/export/?day={DAY}&slot=morning")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    sums = list(book["汇总"].iter_rows(values_only=True))
    for row in sums[4:7]:
        cells = dict(zip(sums[3], row, strict=True))
        parts = [cells[name] for name in ("已报人数", "未报人数", "不需报人数")]
        assert cells["在册人数"] == sum(parts)
    excused = list(book["不需报班级"].iter_rows(values_only=True))
    assert [row[:5] for row in excused[3:5]] == [
        ("学校", "班级", "在册人数", "原因", "登记人"),
        ("实验小学", "一年级2班", 10, "外出活动:=1+1", "校长戊"),
    ]
    assert excused[-1][0] == "共 1 个班不需报,10 名学生。"


def test_the_school_page_counts_them_too(signed_in: SignedIn, acting: Acting) -> None:
    screening.excuse_class(acting("principal"), CLASS_12, DAY, "morning", "outing", "")
    figures = signed_in("principal").get(f"/screening/school/{PRIMARY}/").context["figures"]
    assert [(f["label"], f["value"]) for f in figures[:4]] == [
        ("在册", 30), ("已报", 0), ("未报", 20), ("不需报", 10),
    ]  # fmt: skip


def test_a_class_that_closes_today_leaves_the_figures_even_if_it_was_excused(
    acting: Acting,
) -> None:
    screening.excuse_class(acting("principal"), CLASS_12, DAY, "morning", "outing", "")
    officer = acting("officer")
    units.merge_classes(officer, uuid7(), CLASS_12, CLASS_11, DAY)
    board = queries.board(acting("principal"), PRIMARY, DAY, "morning")
    assert [row.place.no for row in board.rows] == [CLASS_11, CLASS_21]
    county = queries.board(acting("officer"), TOWN, DAY, "morning").rows[0].figures
    assert (county.enrolled_due, county.enrolled_excused) == (3 * PUPILS, 0)
    assert (board.total.enrolled_due, board.total.enrolled_excused) == (3 * PUPILS, 0)
    assert queries.excused(acting("principal"), PRIMARY, DAY, "morning").rows == ()


def test_the_list_costs_the_same_for_one_and_three_and_has_pages(
    acting: Acting, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for classes in ([CLASS_11], [CLASS_12, CLASS_21]):
        for no in classes:
            screening.excuse_class(acting("principal"), no, DAY, "morning", "outing", "")
        principal = acting("principal")
        with django_assert_num_queries(5):
            queries.excused(principal, PRIMARY, DAY, "morning")
    page = queries.excused(acting("principal"), PRIMARY, DAY, "morning", offset=1, limit=1)
    assert [row.place.no for row in page.rows] == [CLASS_12]
    assert (page.classes, page.people) == (3, 3 * PUPILS)


def test_an_older_day_without_reasons_on_record_is_listed_without_one(acting: Acting) -> None:
    assert queries.excused(acting("officer"), COUNTY, DAY - dt.timedelta(days=3), "noon").rows == ()
