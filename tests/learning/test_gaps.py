"""From a rate down to the pupils it lacks: by name for who looks after them, without names above."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders import CLASS_11, COUNTY, DAY, PRIMARY, Universe
from tests.homework.setting import new
from tests.lessons.teaching import entry, lesson
from xiaoan.homework import services as homework
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.learning.queries import gaps, rates
from xiaoan.lessons import services as lessons
from xiaoan.outreach import queries as outreach
from xiaoan.outreach import services as calling

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
At = Callable[[str], None]
# Class 1 has ten pupils: 1 and 2 do not watch, 1 does not hand in, 3 is excused from it, 2 is called.
ROLL = 10


@pytest.fixture(autouse=True)
def taught(db: None, universe: Universe, at: At) -> None:
    first, second, third = (universe.person(CLASS_11, seat) for seat in (1, 2, 3))
    with acting_as(universe.cast["teacher"]) as teacher:
        row = lesson(teacher)
        task = homework.set_homework(teacher, new(way="paper"))[0]
        homework.tell(teacher, uuid7(), task, {first: "missing", third: "excused"})
    at("08:15")
    with acting_as(universe.cast["teacher"]) as teacher:
        lessons.report(teacher, lessons.Report(uuid7(), row.pk, frozenset({first, second})))
        task_id = next(one.id for one in outreach.open_tasks(teacher) if one.person_id == second)
        calling.call(teacher, calling.NewCall(uuid7(), task_id, "not_reached", note="占线"))


def _gap(actor: Actor, unit_no: int) -> gaps.Gap:
    place = rates.require(actor, unit_no)
    return gaps.gap(actor, place, rates.rates(actor, place, "day", DAY))


def test_the_class_teacher_reads_who_and_why(acting: Acting, universe: Universe) -> None:
    found = _gap(acting("teacher"), CLASS_11)
    assert found.whole.gap == (2, 1, ROLL - 2)
    assert found.pupils is not None
    lacking = [
        (one.person_id, one.missed, one.not_handed, one.hw_unknown, one.excused, one.stage, one.tries)
        for one in found.pupils
    ]  # fmt: skip
    first, second, third = (universe.person(CLASS_11, seat) for seat in (1, 2, 3))
    assert lacking == [
        (first, 1, 1, 0, (0, 0), "call", 0), (second, 1, 0, 0, (0, 0), "call", 1),
        (third, 0, 0, 0, (0, 1), "", 0),
    ]  # fmt: skip
    assert (sum(one.missed for one in found.pupils), found.unreported[0]) == (found.whole.missed, 0)
    assert [one.handed - one.marked for one in found.unmarked] == [ROLL - 2]


@pytest.mark.parametrize(
    ("who", "unit_no", "below", "named"),
    [
        ("principal", PRIMARY, [CLASS_11], True), ("officer", COUNTY, [PRIMARY], False),
        ("officer", PRIMARY, [CLASS_11], False), ("leader", COUNTY, [PRIMARY], False),
        ("officer", CLASS_11, [], False),
    ],
)  # fmt: skip
def test_above_there_are_units_without_names(
    acting: Acting, who: str, unit_no: int, below: list[int], named: bool
) -> None:
    found = _gap(acting(who), unit_no)
    assert [one.key for one in found.units] == below
    assert [one.figures.gap for one in found.units] == [(2, 1, ROLL - 2)] * len(below)
    assert (found.pupils is not None) == named
    # The one lesson was reported before its end: nothing is ahead any more.
    assert found.to_come == (0, 0, 0, 0)


def test_a_lesson_that_is_not_over_is_ahead_and_not_unreported(acting: Acting, at: At) -> None:
    teacher = acting("teacher")
    lessons.enter(teacher, uuid7(), CLASS_11, [entry("english", "09:00", "09:40")])
    found = _gap(teacher, CLASS_11)
    assert (found.to_come, found.unreported[0]) == ((1, ROLL, 0, 0), 0)
    at("09:45")
    found = _gap(teacher, CLASS_11)
    assert (found.to_come, found.unreported[0]) == ((0, 0, 0, 0), 1)


def test_home_keeps_the_period(signed_in: SignedIn) -> None:
    assert (
        signed_in("principal").get("/learning/?by=week")["Location"].endswith(f"{PRIMARY}/?by=week")
    )


def test_what_nobody_has_told_is_unknown_by_name_once_it_is_due(acting: Acting, at: At) -> None:
    teacher = acting("teacher")
    homework.set_homework(teacher, new(subject="chinese"))
    found = _gap(teacher, CLASS_11)
    assert found.pupils is not None
    assert sum(one.hw_unknown for one in found.pupils) == 0
    assert found.to_come == (0, 0, 1, ROLL)
    at("20:30")
    found = _gap(teacher, CLASS_11)
    assert found.to_come == (0, 0, 0, 0)
    assert found.pupils is not None
    assert sum(one.hw_unknown for one in found.pupils) == found.whole.hw_unknown == ROLL


def test_the_page_of_a_pupil(acting: Acting, universe: Universe) -> None:
    first = universe.person(CLASS_11, 1)
    for who in ("teacher", "principal", "guardian"):
        found = gaps.pupil(acting(who), first, "term", DAY)
        assert [(one.key, one.figures.missed, one.figures.not_handed) for one in found.subjects] == [
            ("chinese", 1, 0), ("maths", 0, 1),
        ]  # fmt: skip
        assert sum((one.figures for one in found.days), type(found.whole)()) == found.whole
    for who in ("officer", "leader", "other_principal"):
        with pytest.raises(NotFound):
            gaps.pupil(acting(who), first, "term", DAY)
    with pytest.raises(NotFound):
        gaps.pupil(acting("guardian"), universe.person(CLASS_11, 2), "term", DAY)


def test_names_on_pages(signed_in: SignedIn, universe: Universe) -> None:
    second = universe.person(CLASS_11, 2)
    address = f"/learning/unit/{PRIMARY}/gap/"
    page = signed_in("principal").get(address).content.decode()
    assert f"/learning/pupil/{second}/" in page
    assert "打过 1 次没打通" in page
    assert "没听 1 节" in page
    assert f"/learning/pupil/{second}/" not in signed_in("officer").get(address).content.decode()
    enter(universe.cast["principal"])
    assert Entry.objects.filter(kind="directory.pupils_seen").count() == 1
    page = signed_in("teacher").get(f"/learning/pupil/{second}/").content.decode()
    assert "占线" in page
    home = signed_in("guardian").get("/learning/mine/")
    assert home["Location"] == f"/learning/pupil/{universe.person(CLASS_11, 1)}/"
    page = signed_in("guardian").get(home["Location"]).content.decode()
    assert "没有打过电话,也没有家访" in page
