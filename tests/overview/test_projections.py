"""The board's rows: kept by whoever reports, right when many do, rebuilt equal from the journal."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from importlib import import_module
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import Error
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_21,
    COUNTY,
    DAY,
    JUNIOR,
    KINDERGARTEN,
    PRIMARY,
    PUPILS,
    RIVER,
    TOWN,
    Universe,
    enrol,
    sent,
    sick,
)
from tests.overview.stories import CAUSES, PAST, SLOTS, classes, recount, story
from xiaoan.duties.events import DutiesOpened
from xiaoan.journal import services as journal
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import NOBODY, Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.overview import projections, queries, rules
from xiaoan.overview.models import SchoolDay
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
ADD = "select overview_add(%s, %s, %s, %s::int[])"


def row_of(school: int, day: dt.date = DAY, slot: str = "morning") -> dict[str, int]:
    """The columns of a school's row that are not zero, read by the system."""
    enter(BUILDER)
    found = SchoolDay.objects.filter(school_id=school, day=day, slot=slot).values(*rules.COLUMNS)
    return {name: value for name, value in found.get().items() if value}


def rows() -> list[dict[str, Any]]:
    enter(BUILDER)
    return [dict(row) for row in SchoolDay.objects.order_by("school_id", "day", "slot").values()]


def add(school: int, change: rules.Change) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ADD, [school, DAY, "morning", rules.listed(change)])


def test_opened_duties_are_due_and_nothing_else_is_known(acting: Acting) -> None:
    acting("officer")
    assert row_of(PRIMARY) == {"classes_due": 3, "enrolled_due": 3 * PUPILS}


def test_a_class_teachers_zero_report_reaches_the_school_which_the_teacher_cannot_read(
    acting: Acting,
) -> None:
    teacher = acting("teacher")
    screening.submit_roll_call(teacher, sent(CLASS_11))
    assert SchoolDay.objects.count() == 0
    assert row_of(PRIMARY) == {
        "classes_due": 3,
        "classes_reported": 1,
        "zero_reports": 1,
        "enrolled_due": 3 * PUPILS,
        "enrolled_reported": PUPILS,
        "expected": PUPILS,
        "present": PUPILS,
    }


def test_a_correction_moves_the_difference_and_keeps_late_late(
    acting: Acting, universe: Universe, at: Callable[[str], None]
) -> None:
    teacher = acting("teacher")
    at("08:30")
    screening.submit_roll_call(teacher, sent(CLASS_11))
    mark = sick(universe.enrolment(CLASS_11, 1), "fever", "cough")
    screening.submit_roll_call(teacher, sent(CLASS_11, mark, base=1, reason="家长来电"))
    assert row_of(PRIMARY) == {
        "classes_due": 3,
        "classes_reported": 1,
        "classes_late": 1,
        "corrections": 1,
        "enrolled_due": 3 * PUPILS,
        "enrolled_reported": PUPILS,
        "expected": PUPILS,
        "present": PUPILS - 1,
        "absent_sick": 1,
        "fever": 1,
        "symptomatic": 1,
        "resp": 1,
    }


def test_a_pupil_enrolled_after_the_duty_opened_is_counted_once(acting: Acting) -> None:
    enter(BUILDER)
    enrol(CLASS_11, 11, "9911")
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
    found = row_of(PRIMARY)
    assert (found["enrolled_due"], found["enrolled_reported"]) == (3 * PUPILS + 1, PUPILS + 1)


def test_an_excused_class_is_not_due_and_stays_enrolled(acting: Acting) -> None:
    screening.excuse_class(acting("doctor"), CLASS_21, DAY, "morning", "outing", "")
    assert row_of(PRIMARY) == {
        "classes_due": 2,
        "enrolled_due": 2 * PUPILS,
        "classes_excused": 1,
        "enrolled_excused": PUPILS,
    }
    screening.withdraw_excuse(acting("doctor"), CLASS_21, DAY, "取消")
    assert row_of(PRIMARY) == {"classes_due": 3, "enrolled_due": 3 * PUPILS}


def test_duties_of_another_kind_are_not_the_boards_matter(acting: Acting) -> None:
    before = rows()
    other = DutiesOpened(
        school_id=PRIMARY, unit_no=PRIMARY, duty="hygiene.disinfect", day=DAY, slot="morning",
        duties=1, people=0, unassigned=0,
    )  # fmt: skip
    journal.record(BUILDER, other)
    projections.rebuild(BUILDER, PRIMARY)
    assert rows() == before


@pytest.mark.parametrize("name", ["other_principal", "teacher_71", "other_liaison", "guardian"])
def test_nobody_adds_to_a_school_outside_the_reach(acting: Acting, name: str) -> None:
    acting(name)
    with pytest.raises(Error, match="out of reach"), transaction.atomic():
        add(PRIMARY, rules.opened(1, 1))


def test_without_a_scope_nothing_is_added(db: None, universe: Universe) -> None:
    with pytest.raises(Error, match="no scope is set"), transaction.atomic():
        add(PRIMARY, rules.opened(1, 1))
    enter(NOBODY)
    with pytest.raises(Error, match="out of reach"), transaction.atomic():
        add(PRIMARY, rules.opened(1, 1))


def test_the_function_gives_the_scope_back(acting: Acting) -> None:
    acting("teacher")
    settings_before = scope_settings()
    add(PRIMARY, rules.opened(1, 1))
    assert scope_settings() == settings_before
    with pytest.raises(Error, match="school_day_bounds"), transaction.atomic():
        add(PRIMARY, {"classes_due": -99})
    assert scope_settings() == settings_before


def scope_settings() -> Any:
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('xiaoan.lo'), current_setting('xiaoan.hi'), "
            "current_setting('xiaoan.ranges')"
        )
        return cursor.fetchone()


def test_past_the_function_a_teacher_neither_changes_nor_adds_rows(acting: Acting) -> None:
    acting("teacher")
    assert SchoolDay.objects.update(present=0) == 0
    assert SchoolDay.objects.all().delete() == (0, {})
    new = {"school_id": PRIMARY, "unit_no": PRIMARY, "day": DAY, "slot": "x"}
    with pytest.raises(Error, match="row-level security"), transaction.atomic():
        SchoolDay.objects.create(**new)


def test_several_grants_in_several_schools_reach_each_of_them_only(acting: Acting) -> None:
    teacher, other = acting("teacher"), acting("teacher_71")
    both = Actor(uuid7(), "", teacher.scopes + other.scopes)
    enter(both)
    add(PRIMARY, rules.opened(1, 1))
    add(JUNIOR, rules.opened(1, 1))
    with pytest.raises(Error, match="out of reach"), transaction.atomic():
        add(KINDERGARTEN, rules.opened(1, 1))


def test_columns_of_the_function_are_the_columns_of_the_rules() -> None:
    """Migrations are frozen and keep their own list; a new column needs a new function."""
    adding = import_module("xiaoan.overview.migrations.0005_excused")
    assert adding.COLUMNS == rules.COLUMNS
    fields = [field.name for field in SchoolDay._meta.concrete_fields]
    assert set(fields) == {*rules.COLUMNS, "school_id", "unit_no", "day", "slot"}


def test_reports_at_the_same_moment_all_count(own_database: str) -> None:
    def report(n: int) -> None:
        with psycopg.connect(own_database) as link:
            link.execute(
                "select set_config('xiaoan.lo', %s, true), set_config('xiaoan.hi', %s, true)",
                [str(CLASS_11), str(CLASS_11 + 1)],
            )
            change = rules.listed({"classes_due": 1, "enrolled_due": n})
            # The last day is new: whoever comes second meets a row that is being inserted.
            link.execute(ADD, [PRIMARY, DAY + dt.timedelta(days=1), "morning", change])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(report, range(40)))
    with transaction.atomic():
        found = row_of(PRIMARY, DAY + dt.timedelta(days=1))
    assert found == {"classes_due": 40, "enrolled_due": sum(range(40))}


def test_only_the_system_rebuilds(acting: Acting) -> None:
    with pytest.raises(Forbidden):
        projections.rebuild(acting("officer"))


def test_rebuilding_gives_the_same_rows_and_is_recorded(acting: Acting, universe: Universe) -> None:
    mark = sick(universe.enrolment(CLASS_11, 1), "vomiting")
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, mark))
    screening.submit_roll_call(acting("teacher_12"), sent(CLASS_12))
    before = rows()
    broken = {"present": 0, "absent_sick": 0, "enrolled_reported": 0}
    SchoolDay.objects.filter(school_id=PRIMARY).update(**broken)
    assert projections.rebuild(BUILDER, PRIMARY) == 2
    assert rows() == before
    SchoolDay.objects.all().delete()
    assert projections.rebuild(BUILDER) == len(before)
    assert rows() == before
    told = Entry.objects.filter(kind="overview.rebuilt").order_by("school_id", "n")
    assert [fact.school_id for fact in told] == [PRIMARY, PRIMARY, KINDERGARTEN, JUNIOR]


def test_rebuilding_waits_for_whoever_is_reporting_in_that_school(own_database: str) -> None:
    """Between the journal's entry and the row of the board, a replay would count the class twice."""
    reporting = psycopg.connect(own_database)
    reporting.execute("select set_config('xiaoan.lo', '0', true)")
    reporting.execute("select set_config('xiaoan.hi', '2147483647', true)")
    reporting.execute("select journal_append(%s, %s, 'x', 'x', now(), '{}')", [PRIMARY, PRIMARY])
    for school, waits in ((KINDERGARTEN, False), (PRIMARY, True)):
        with transaction.atomic():
            enter(BUILDER)
            with connection.cursor() as cursor:
                cursor.execute("set local lock_timeout = '200ms'")
            expected = pytest.raises(Error, match="lock timeout") if waits else nullcontext()
            with expected, transaction.atomic():
                projections.rebuild(BUILDER, school)
    reporting.close()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(days=st.lists(classes(), min_size=1, max_size=8), order=st.randoms(use_true_random=False))
def test_any_morning_adds_up_and_replays_equal(
    acting: Acting, days: list[dict[str, Any]], order: Any
) -> None:
    officer = acting("officer")
    with transaction.atomic():
        enter(BUILDER)
        stories = [story(one) for one in days]
        while stories:
            told = order.choice(stories)
            journal.record(BUILDER, told.pop(0))
            stories = [left for left in stories if left]
        stored = rows()
        expected = {key: +sums for key, sums in recount(days).items()}
        assert {
            (row["school_id"], row["slot"]): +Counter({n: row[n] for n in rules.COLUMNS})
            for row in stored
            if row["day"] == PAST
        } == expected
        enter(officer)
        check_sums(officer, expected)
        enter(BUILDER)
        SchoolDay.objects.filter(day=PAST).delete()
        projections.rebuild(BUILDER)
        assert rows() == stored
        transaction.set_rollback(True)


def check_sums(officer: Actor, expected: dict[tuple[int, str], Counter[str]]) -> None:
    """Schools make townships, townships the county, for every figure; and each figure its parts."""
    for slot in SLOTS:
        county = queries.board(officer, COUNTY, PAST, slot)
        towns = [queries.board(officer, no, PAST, slot) for no in (TOWN, RIVER)]
        assert [row.figures for row in county.rows] == [town.total for town in towns]
        schools = [row for town in towns for row in town.rows]
        assert sum((row.figures for row in schools), queries.Figures()) == county.total
        for row in schools:
            sums = expected.get((row.place.no, slot), Counter())
            assert row.figures.absent_sick == sums["absent_sick"]
            assert row.figures.classes_missing == sums["classes_due"] - sums["classes_reported"]
        total = county.total
        excused = sum(sums["enrolled_excused"] for (_, s), sums in expected.items() if s == slot)
        parts = (total.enrolled_reported, total.enrolled_missing, total.enrolled_excused)
        assert (total.enrolled, total.enrolled_excused) == (sum(parts), excused)
        causes = sum(getattr(total, cause) for cause in CAUSES)
        assert total.absent == causes == total.enrolled_reported - total.present


def test_what_was_excused_before_there_were_columns_for_it_is_filled_in(acting: Acting) -> None:
    screening.excuse_class(acting("doctor"), CLASS_21, DAY, "", "outing", "")
    before = rows()
    SchoolDay.objects.update(classes_excused=0, enrolled_excused=0)
    with connection.cursor() as cursor:
        cursor.execute(import_module("xiaoan.overview.migrations.0005_excused").FILL)
    assert rows() == before
    assert row_of(PRIMARY, slot="noon")["enrolled_excused"] == PUPILS
