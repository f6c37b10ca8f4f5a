"""Assigned, read, answered; once for a child; counts without names."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_71,
    CLASS_K,
    COUNTY,
    DAY,
    MORNING,
    PRIMARY,
    TOWN,
    Universe,
)
from tests.materials.library import UNTIL, do, guardian_of, new, places
from xiaoan.directory import queries as directory
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.materials import rules, services
from xiaoan.materials.models import Reading, Tally
from xiaoan.materials.queries import assigned, quizzes, results

Acting = Callable[[str], Actor]


def standing(actor: Actor, pk: object, unit_no: int) -> dict[str, tuple[int, int, int]]:
    """Name of the row → meant, read, answered."""
    one = assigned.assignment(pk)  # type: ignore[arg-type]  # a UUID
    rows = results.figures(actor, one, directory.place(unit_no))
    return {row.name: (row.figures.meant, row.figures.read, row.figures.answered) for row in rows}


def test_how_many_are_meant_is_asked_first(acting: Acting) -> None:
    teacher = acting("teacher")
    with pytest.raises(services.Unsure) as asked:
        services.assign(teacher, new(CLASS_11, sure=False))
    assert asked.value.meant == 10
    form = new(CLASS_11)
    assert services.assign(teacher, form) == services.assign(teacher, form)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"audience": "canteen"}, "audience"),  # influenza says nothing for the canteen
        ({"audience": "secondary"}, "audience"),  # no such class in a primary school
        ({"audience": "teacher"}, "audience"),  # of a class
        ({"until": DAY - dt.timedelta(days=1)}, "until"),
        ({"until": DAY + dt.timedelta(days=121)}, "until"),
        ({"questions": 9}, "questions"),
        ({"questions": -1}, "questions"),
        ({"code": "nothing"}, "code"),
        ({"note": "长" * 201}, "note"),
    ],
)
def test_bad_input_is_said_at_its_field(
    acting: Acting, given: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        services.assign(acting("teacher"), new(CLASS_11, **given))  # type: ignore[arg-type]  # by name
    assert list(refused.value.fields) == [field]


def test_who_may_assign_where(acting: Acting) -> None:
    with pytest.raises(NotFound):
        services.assign(acting("teacher"), new(CLASS_12))
    with pytest.raises(Forbidden):
        services.assign(acting("leader"), new(COUNTY))
    with pytest.raises(NotFound):
        services.assign(acting("guardian"), new(CLASS_11))


def test_an_audience_reaches_the_classes_of_its_stage(acting: Acting) -> None:
    officer = acting("officer")
    county = directory.place(COUNTY)
    reached = {
        audience: set(results.meant(officer, audience, county, DAY)) for audience in rules.FAMILIES
    }
    assert reached["kindergarten"] == {CLASS_K}
    assert reached["secondary"] & {CLASS_11, CLASS_71} == {CLASS_71}
    assert {CLASS_11, CLASS_71, CLASS_K} <= reached["parent"]


def test_read_and_answered_once_for_a_child(acting: Acting, universe: Universe) -> None:
    pk = services.assign(acting("officer"), new(COUNTY))
    guardian = acting("guardian")
    child = universe.person(CLASS_11, 1)
    (mine,) = assigned.mine(guardian)
    assert (mine.whom, mine.read_at, mine.assigned.until) == (child, None, UNTIL)
    with pytest.raises(NotFound):
        services.answer(guardian, pk, child, {0: [0]})
    services.read(guardian, pk, child)
    services.read(guardian, pk, child)
    with pytest.raises(Invalid) as gaps:
        services.answer(guardian, pk, child, {0: [0], 1: [99]})
    assert gaps.value.fields == {"q-1": "invalid", "q-2": "empty"}
    said = places(pk, child, wrong=1)
    services.answer(guardian, pk, child, said)
    services.answer(guardian, pk, child, said)
    with pytest.raises(Conflict):
        services.answer(guardian, pk, child, places(pk, child))
    (mine,) = assigned.mine(guardian)
    assert (mine.right, mine.total, mine.is_own) == (2, 3, True)
    assert [one.right for one in quizzes.result(guardian, mine)] == [False, True, True]
    assert standing(acting("teacher"), pk, CLASS_11) == {"一年级1班": (10, 1, 1)}
    enter(BUILDER)
    assert sum(Tally.objects.values_list("asked", flat=True)) == 3
    bodies = list(
        Entry.objects.filter(kind__startswith="materials.").values_list("body", flat=True)
    )
    assert len([one for one in bodies if "reading_id" in str(one)]) == 2
    assert [one for one in bodies if '"right"' in str(one)] == []


def test_the_other_guardian_sees_that_it_was_answered_and_nothing_of_it(
    acting: Acting, universe: Universe
) -> None:
    pk = services.assign(acting("teacher"), new(CLASS_11))
    child = universe.person(CLASS_11, 1)
    do(acting("guardian"), pk, child)
    enter(BUILDER)
    other = guardian_of(BUILDER, universe, CLASS_11, 1)
    enter(other)
    mine = assigned.own(other, pk, child)
    assert (mine.handed_at is not None, mine.is_own, mine.right) == (True, False, None)
    with pytest.raises(NotFound):
        quizzes.result(other, mine)
    with pytest.raises(Conflict) as again:
        services.answer(other, pk, child, places(pk, child))
    assert "家里已有人" in str(again.value)


def test_nobody_reads_for_another(acting: Acting, universe: Universe) -> None:
    pk = services.assign(acting("officer"), new(COUNTY))
    guardian = acting("guardian")
    assert guardian.user_id is not None
    for whom in (universe.person(CLASS_11, 2), guardian.user_id, uuid7()):
        with pytest.raises(NotFound):
            services.read(guardian, pk, whom)
    teacher = acting("teacher")
    assert teacher.user_id is not None
    with pytest.raises(NotFound):
        services.read(teacher, pk, teacher.user_id)


def test_staff_by_their_posts_and_counted_by_school(acting: Acting) -> None:
    pk = services.assign(acting("principal"), new(PRIMARY, "teacher"))
    teacher = acting("teacher")
    assert teacher.user_id is not None
    assert assigned.waiting(teacher) == 1
    do(teacher, pk, teacher.user_id)
    assert assigned.waiting(teacher) == 0
    assert assigned.waiting(acting("canteen")) == 0
    # 校长、校医、组长、三位班主任、一位科任
    assert standing(acting("principal"), pk, PRIMARY) == {"实验小学": (7, 1, 1)}
    assert standing(acting("liaison"), pk, TOWN) == {"实验小学": (7, 1, 1)}
    with pytest.raises(NotFound):
        standing(acting("other_principal"), pk, PRIMARY)


def test_after_the_last_day_nothing_counts(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    pk = services.assign(acting("teacher"), new(CLASS_11, until=DAY))
    guardian, child = acting("guardian"), universe.person(CLASS_11, 1)
    services.read(guardian, pk, child)
    morning.move_to(MORNING + dt.timedelta(days=1))
    with pytest.raises(Conflict) as over:
        services.answer(guardian, pk, child, places(pk, child))
    assert "已经截止" in str(over.value)
    assert assigned.mine(guardian) == []
    assert assigned.own(guardian, pk, child).read_at is not None


def test_cancelled_with_a_reason_and_what_was_read_stays(
    acting: Acting, universe: Universe
) -> None:
    pk = services.assign(acting("teacher"), new(CLASS_11))
    child = universe.person(CLASS_11, 1)
    services.read(acting("guardian"), pk, child)
    teacher = acting("teacher")
    with pytest.raises(Invalid):
        services.cancel(teacher, uuid7(), pk, " ")
    act = uuid7()
    services.cancel(teacher, act, pk, "布置错了")
    services.cancel(teacher, act, pk, "布置错了")
    assert assigned.mine(acting("guardian")) == []
    with pytest.raises(Conflict) as gone:
        services.answer(acting("guardian"), pk, child, places(pk, child))
    assert "已经取消" in str(gone.value)
    assert Reading.objects.filter(assignment_id=pk).count() == 1
