"""From roll-calls to a score: ten days without a word are found, and nobody else."""

import datetime as dt
from collections.abc import Callable

import time_machine

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, Universe, sent, sick
from tests.homework.setting import set_one
from tests.lessons.teaching import lesson
from xiaoan.directory import rules as numbering
from xiaoan.dropout import queries, services
from xiaoan.dropout.models import Entry
from xiaoan.dropout.services import scoring
from xiaoan.homework import services as homework
from xiaoan.homework.models import Task
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.lessons import services as lessons
from xiaoan.outreach.models import Line
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]


def school_days(until: dt.date, count: int) -> list[dt.date]:
    days = [until - dt.timedelta(days=n) for n in range(1, 3 * count)]
    return sorted([day for day in days if day.weekday() < 5][:count])


def test_ten_days_without_a_word_are_found_and_put_on_the_ledger(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    ill, away = universe.enrolment(CLASS_11, 3), universe.enrolment(CLASS_11, 5)
    for day in school_days(DAY, 10):
        morning.move_to(clock.at(day, dt.time(7, 30)))
        with acting_as(BUILDER):
            screening.open_day(BUILDER, day, (COUNTY, COUNTY + numbering.COUNTY))
        with acting_as(universe.cast["teacher"]) as teacher:
            marks = (sick(ill, "cough", onset=day), sick(away, onset=None, kind="absent_unknown"))
            screening.submit_roll_call(teacher, sent(CLASS_11, *marks, day=day))
    morning.move_to(clock.at(DAY, dt.time(1, 30)))
    with acting_as(BUILDER):
        assert services.reckon(BUILDER) == 1
        assert services.reckon(BUILDER) == 1
        assert services.open_by_score(BUILDER) == 1
    found = queries.scores(acting("teacher"))
    assert [(one.name, one.seen["unexplained"], one.seen["run"]) for one in found] == [
        ("测试生0005", 10, 10)
    ]
    assert found[0].p > 0.9
    assert Entry.objects.get().person_id == universe.person(CLASS_11, 5)


def test_lessons_and_homework_count_whether_or_not_anybody_called(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    one = universe.person(CLASS_11, 4)
    teacher = acting("teacher")
    row = lesson(teacher)
    task = set_one(teacher)
    morning.move_to(clock.at(DAY, dt.time(8, 30)))
    teacher = acting("teacher")
    lessons.report(teacher, lessons.Report(uuid7(), row.pk, frozenset({one})))
    homework.tell(teacher, uuid7(), task, {one: "missing", universe.person(CLASS_11, 5): "excused"})
    day = Task.objects.get(pk=task).day
    # Nobody is called about them any more.
    with acting_as(BUILDER):
        Line.objects.all().delete()
        until = max(day, DAY) + dt.timedelta(days=1)
        assert scoring.unseen(BUILDER, DAY, until) == {one: 2}
        assert scoring.unseen(BUILDER, DAY, DAY) == {}
