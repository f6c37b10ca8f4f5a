"""Searching for people and taking sheets away: found within reach, masked, and recorded."""

from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.builders import (
    BUILDER,
    CLASS_11,
    COUNTY,
    DAY,
    JUNIOR,
    PRIMARY,
    TOWN,
    Universe,
)
from xiaoan.accounts.rules import ROLES
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import enter
from xiaoan.overview import queries, services

Acting = Callable[[str], Actor]


@pytest.mark.parametrize("text", ["测试生0003", "ceshisheng0003", "ce shi sheng 0003", "css0003"])
def test_people_are_found_by_name_and_pinyin(acting: Acting, text: str) -> None:
    (found,) = services.search_people(acting("principal"), text)
    assert (found.name, found.unit, found.school) == ("测试生0003", "一年级1班", "实验小学")
    assert (found.number, found.born) == ("20260003", "2017-03-03")


def test_people_are_found_by_number_and_shown_as_the_policy_says(acting: Acting) -> None:
    (found,) = services.search_people(acting("officer"), " 20260003 ")
    assert (found.name, found.number, found.born) == ("测试生0003", "****0003", "2017")


def test_the_search_ends_where_the_right_to_search_ends(acting: Acting) -> None:
    in_class = services.search_people(acting("teacher"), "css")
    assert {found.unit_no for found in in_class} == {CLASS_11}
    assert services.search_people(acting("teacher"), "测试生0101") == []
    in_river = services.search_people(acting("other_liaison"), "测试生")
    assert {found.school_no for found in in_river} == {JUNIOR}
    for name in ("officer", "leader"):
        assert len(services.search_people(acting(name), "测试生")) == queries.PEOPLE_LIMIT
    for name in ("deputy", "keeper", "canteen", "guardian"):
        with pytest.raises(NotFound):
            services.search_people(acting(name), "测试生")


@pytest.mark.parametrize("text", ["", " ", "a", " 7 "])
def test_a_search_that_would_list_everybody_is_refused(acting: Acting, text: str) -> None:
    with pytest.raises(Invalid):
        services.search_people(acting("officer"), text)


def test_each_look_is_recorded_without_what_was_looked_for(
    acting: Acting, universe: Universe
) -> None:
    child = universe.person(CLASS_11, 3)
    services.search_people(acting("principal"), "测试生0003")
    services.search_people(acting("officer"), "测试生0003")
    enter(BUILDER)
    looks = Entry.objects.filter(kind="overview.people_searched").order_by("-school_id")
    assert [(look.school_id, look.unit_no, look.body) for look in looks] == [
        (PRIMARY, PRIMARY, f'{{"found":1,"letters":7,"pupils":["{child}"]}}'),
        (0, COUNTY, f'{{"found":1,"letters":7,"pupils":["{child}"]}}'),
    ]


def test_the_search_costs_the_same_for_one_and_three(
    acting: Acting, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for text, rows in (("测试生0003", 1), ("测试生000", 9)):
        principal = acting("principal")
        with django_assert_num_queries(4):
            assert len(services.search_people(principal, text)) == rows


def test_a_sheet_needs_the_right_to_export_and_is_recorded(acting: Acting) -> None:
    with pytest.raises(NotFound):
        services.export_board(acting("keeper"), JUNIOR, DAY, "morning")
    board, silent, excused = services.export_board(acting("liaison"), TOWN, DAY, "morning")
    assert (len(board.rows), silent.sums.classes, excused.rows) == (2, 4, ())
    assert sum(len(school.classes) for school in silent.schools) == 4
    enter(BUILDER)
    fact = Entry.objects.get(kind="overview.exported")
    assert (fact.school_id, fact.unit_no) == (0, TOWN)
    assert fact.body == '{"day":"2026-11-23","rows":6,"sheet":"board","slot":"morning"}'


def test_whoever_sees_a_board_may_take_it_away() -> None:
    """The sheet asks for nothing more than the board: a position with one and not the other needs a rule."""
    held = {code: role.permissions for code, role in ROLES.items()}
    boards, sheets = (
        {code for code, allowed in held.items() if wanted in allowed}
        for wanted in (Permission.SEE_BOARD, Permission.EXPORT)
    )
    assert boards == sheets != set()
