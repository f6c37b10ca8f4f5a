"""Looking for a person by what people type: either writing, pinyin, initials, the end of a number."""

import datetime as dt
from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.builders import BUILDER, CLASS_11, CLASS_12, CLASS_21, CLASS_71
from xiaoan.directory import queries
from xiaoan.directory import rules as numbering
from xiaoan.directory import services as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import enter, inside

Acting = Callable[[str], Actor]
# Name, class, student number.
PEOPLE = (
    ("曾晓明", CLASS_11, "20261001"),
    ("曾小明", CLASS_12, "20261002"),
    ("劉備", CLASS_11, "20261003"),
    ("尉迟雪", CLASS_21, "20261004"),
    ("艾力·买合木提", CLASS_11, "20261005"),
    ("𫖯䶮", CLASS_11, "20261006"),
    ("John O'Brien", CLASS_11, "20261007"),
    ("曾晓明", CLASS_21, "20261008"),
    ("曾晓明阳", CLASS_11, "20261009"),
    ("曾晓明", CLASS_11, "20261000"),
    ("曾晓明", CLASS_71, "20261010"),
)


@pytest.fixture
def named(db: None) -> None:
    enter(BUILDER)
    for at, (name, unit_no, number) in enumerate(PEOPLE):
        directory.enrol(
            BUILDER,
            directory.NewPupil(
                school_id=numbering.school_of(unit_no), unit_no=unit_no, number=number, name=name,
                sex="M", birth_date=dt.date(2017, 3, 1), id_number=f"9901012017030155{at:02d}",
                seat=40 + at, since=dt.date(2026, 8, 25),
            ),
        )  # fmt: skip


def found(actor: Actor, text: str) -> list[tuple[str, str]]:
    rows = queries.people_named(actor, inside(actor.reach(Permission.SEARCH_PEOPLE)), text, 50)
    return [(row["name"], row["number"][-4:]) for row in rows]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("刘备", ["劉備"]),
        ("劉備", ["劉備"]),
        ("尉遲", ["尉迟雪"]),
        ("yuchi xue", ["尉迟雪"]),
        ("ycx", ["尉迟雪"]),
        ("wei chi", ["尉迟雪"]),
        ("艾力买合木提", ["艾力·买合木提"]),
        ("艾力•买合木提", ["艾力·买合木提"]),
        ("maihemuti", ["艾力·买合木提"]),
        ("䶮", ["𫖯䶮"]),
        ("fu yan", ["𫖯䶮"]),
        ("o'brien", ["John O'Brien"]),
        ("john", ["John O'Brien"]),
        ("1004", ["尉迟雪"]),
        ("20261004", ["尉迟雪"]),
        ("261004", ["尉迟雪"]),
        ("004", []),
        ("engxiao", []),
        ("%%", []),
        ("||", []),
        ("_f", ["𫖯䶮"]),
        ("\u0416", []),
        ("刘\x00", ["劉備"]),
    ],
)
def test_people_are_found_by_what_is_typed(
    acting: Acting, named: None, typed: str, names: list[str]
) -> None:
    assert [name for name, _number in found(acting("principal"), typed)] == names


def test_who_is_called_exactly_so_comes_first_then_the_order_of_the_tree(
    acting: Acting, named: None
) -> None:
    exactly = [("曾晓明", "1000"), ("曾晓明", "1001"), ("曾晓明", "1008")]
    assert found(acting("principal"), "曾晓明") == [*exactly, ("曾晓明阳", "1009")]
    alike = [*exactly[:2], ("曾小明", "1002"), exactly[2]]
    assert found(acting("principal"), "zeng xiao ming") == [*alike, ("曾晓明阳", "1009")]
    assert found(acting("principal"), "zxm") == [*alike, ("曾晓明阳", "1009")]


def test_the_search_ends_where_the_reach_ends(acting: Acting, named: None) -> None:
    assert len(found(acting("officer"), "曾晓明")) == 5
    assert found(acting("teacher"), "zxm") == [
        ("曾晓明", "1000"),
        ("曾晓明", "1001"),
        ("曾晓明阳", "1009"),
    ]
    assert found(acting("other_principal"), "1010") == [("曾晓明", "1010")]
    assert found(acting("other_principal"), "刘备") == []


def test_a_search_is_one_query(
    acting: Acting, named: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for typed, count in (("刘备", 1), ("曾晓明", 4)):
        principal = acting("principal")
        with django_assert_num_queries(1):
            assert len(found(principal, typed)) == count
