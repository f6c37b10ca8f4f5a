"""Figures of classes: part and whole, the questions most missed, nothing of so few that one could guess."""

from collections.abc import Callable

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    COUNTY,
    DAY,
    GRADE_1,
    PRIMARY,
    TOWN,
    Universe,
)
from tests.materials.library import do, guardian_of, new
from tests.materials.test_reading import standing
from xiaoan.directory import queries as directory
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter
from xiaoan.materials import queries, rules, services
from xiaoan.materials.queries import assigned, results

Acting = Callable[[str], Actor]


def answered(acting: Acting, universe: Universe, families: int) -> object:
    """An assignment to the county, answered by so many families of class 1(1), each with one wrong."""
    pk = services.assign(acting("officer"), new(COUNTY))
    enter(BUILDER)
    people = [guardian_of(BUILDER, universe, CLASS_11, seat) for seat in range(2, 2 + families)]
    for seat, guardian in enumerate(people, 2):
        enter(guardian)
        do(guardian, pk, universe.person(CLASS_11, seat), wrong=1)
    return pk


def test_from_the_county_to_a_class(acting: Acting, universe: Universe) -> None:
    pk = answered(acting, universe, 5)
    officer = acting("officer")
    assert standing(officer, pk, COUNTY) == {"城关镇": (40, 5, 5), "河口镇": (20, 0, 0)}
    assert standing(officer, pk, TOWN) == {"实验小学": (30, 5, 5), "城关幼儿园": (10, 0, 0)}
    assert standing(acting("principal"), pk, PRIMARY) == {
        "一年级1班": (10, 5, 5), "一年级2班": (10, 0, 0), "二年级1班": (10, 0, 0),
    }  # fmt: skip
    assert standing(acting("grade_head"), pk, GRADE_1) == {
        "一年级1班": (10, 5, 5), "一年级2班": (10, 0, 0),
    }  # fmt: skip
    teacher = acting("teacher")
    one = assigned.assignment(pk)  # type: ignore[arg-type]  # a UUID
    place = directory.place(CLASS_11)
    (row,) = results.figures(teacher, one, place)
    assert (row.figures.asked, row.figures.right, row.figures.shows) == (15, 10, True)
    missed = results.missed(teacher, one, queries.version(one.version_id), place)
    assert (sum(each.asked for each in missed), sum(each.wrong for each in missed)) == (15, 5)
    shares = [each.wrong / each.asked for each in missed]
    assert shares == sorted(shares, reverse=True)


def test_of_few_answers_right_and_wrong_are_not_shown(acting: Acting, universe: Universe) -> None:
    pk = answered(acting, universe, rules.FEWEST - 1)
    one = assigned.assignment(pk)  # type: ignore[arg-type]  # a UUID
    (row,) = results.figures(acting("teacher"), one, directory.place(CLASS_11))
    assert (row.figures.answered, row.figures.shows) == (4, False)


def test_a_child_that_moves_class_takes_its_reading_along(
    acting: Acting, universe: Universe
) -> None:
    pk = answered(acting, universe, 1)
    child = universe.person(CLASS_11, 2)
    people.change_class(acting("principal"), child, CLASS_12, When(DAY))
    assert standing(acting("principal"), pk, PRIMARY) == {
        "一年级1班": (9, 0, 0), "一年级2班": (11, 1, 1), "二年级1班": (10, 0, 0),
    }  # fmt: skip
