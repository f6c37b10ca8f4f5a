"""Who has not reported: by name and person, in pages, narrowed, and not confused with zero."""

import datetime as dt
from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_21,
    CLASS_K,
    COUNTY,
    DAY,
    GRADE_1,
    GRADE_2,
    JUNIOR,
    KINDERGARTEN,
    PRIMARY,
    PUPILS,
    Universe,
    sent,
)
from tests.overview.mornings import a_morning
from xiaoan.duties import services as duties
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter
from xiaoan.overview import queries
from xiaoan.overview.queries.unreported import Sums
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
Clock = Callable[[str], None]


def test_who_has_not_reported_by_name_and_person_and_how_far_it_went(
    acting: Acting, universe: Universe, at: Clock
) -> None:
    a_morning(acting, universe, at)
    enter(BUILDER)
    duties.escalate(BUILDER)
    duties.escalate(BUILDER)
    found = queries.unreported(acting("officer"), COUNTY, DAY, "morning")
    assert found.sums == Sums(due=5, schools=1, classes=1, people=PUPILS)
    (school,) = found.schools
    assert (school.place.name, school.township, school.due) == ("实验小学", "城关镇", 3)
    (one,) = school.classes
    assert (one.place.name, one.status, one.level, one.told) == ("二年级1班", "missed", 2, "校长")
    assert one.teacher is not None
    assert one.teacher.name == "班主任丑"
    assert one.teacher.phone.startswith("199")
    assert one.deputy is None


def test_before_the_deadline_it_is_due_not_missed(acting: Acting) -> None:
    found = queries.unreported(acting("principal"), PRIMARY, DAY, "morning")
    assert [(c.place.no, c.status, c.told) for c in found.schools[0].classes] == [
        (CLASS_11, "due", ""), (CLASS_12, "due", ""), (CLASS_21, "due", ""),
    ]  # fmt: skip


def test_pages_are_pieces_of_one_list_and_know_the_whole(acting: Acting) -> None:
    screening.submit_roll_call(acting("teacher_k"), sent(CLASS_K))
    officer = acting("officer")
    whole = queries.unreported(officer, COUNTY, DAY, "morning")
    assert [school.place.no for school in whole.schools] == [PRIMARY, JUNIOR]
    pieces = [
        queries.unreported(officer, COUNTY, DAY, "morning", offset=offset, limit=1)
        for offset in (0, 1, 2)
    ]
    assert [piece.schools for piece in pieces] == [whole.schools[:1], whole.schools[1:], ()]
    for found in (whole, *pieces):
        assert found.sums == Sums(due=6, schools=2, classes=5, people=5 * PUPILS)


@pytest.mark.parametrize(
    ("which", "schools"),
    [
        (queries.Which("junior"), [JUNIOR]),
        (queries.Which("", "实验"), [PRIMARY]),
        (queries.Which("", "城关"), [PRIMARY, KINDERGARTEN]),
        (queries.Which("primary", "城关"), [PRIMARY]),
        (queries.Which("", "没有"), []),
    ],
)
def test_the_list_can_be_narrowed_and_its_sums_with_it(
    acting: Acting, which: queries.Which, schools: list[int]
) -> None:
    found = queries.unreported(acting("officer"), COUNTY, DAY, "morning", which=which)
    assert [school.place.no for school in found.schools] == schools
    assert found.sums.schools == len(schools)
    assert found.sums.classes == sum(len(school.classes) for school in found.schools)


@pytest.mark.parametrize(
    ("unit_no", "sums"), [(PRIMARY, Sums(3, 1, 3, 30)), (GRADE_1, Sums(2, 1, 2, 20))]
)
def test_inside_a_school_there_is_one_page(acting: Acting, unit_no: int, sums: Sums) -> None:
    assert queries.unreported(acting("principal"), unit_no, DAY, "morning").sums == sums


def test_a_day_without_school_is_not_a_day_on_which_all_reported(acting: Acting) -> None:
    sunday = DAY - dt.timedelta(days=1)
    found = queries.unreported(acting("officer"), COUNTY, sunday, "morning")
    assert (found.sums, found.schools) == (Sums(0, 0, 0, 0), ())


def test_the_list_costs_the_same_for_one_and_three_schools(
    acting: Acting, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for limit in (1, 3):
        officer = acting("officer")
        with django_assert_num_queries(11):
            found = queries.unreported(officer, COUNTY, DAY, "morning", limit=limit)
        assert len(found.schools) == limit


def test_the_list_costs_the_same_for_one_and_three_classes(
    acting: Acting, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for unit_no, rows in ((GRADE_2, 1), (PRIMARY, 3)):
        principal = acting("principal")
        with django_assert_num_queries(9):
            found = queries.unreported(principal, unit_no, DAY, "morning")
        assert sum(len(school.classes) for school in found.schools) == rows
