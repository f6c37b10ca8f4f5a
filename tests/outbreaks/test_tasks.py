"""What starts a look, and that the worker does it."""

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from procrastinate.contrib.django import app

from tests.builders import BUILDER, CLASS_11, DAY, PRIMARY, Universe, sent, sick
from tests.outbreaks.looks import Acting, known, noon_of, report
from tests.registry.real import give_way
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.replay.run import Jobs
from xiaoan.screening import services as screening

LOOK = {"school_id": PRIMARY, "unit_no": CLASS_11, "day": DAY.isoformat()}


def waiting() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select args from procrastinate_jobs where task_name = 'outbreaks.look' "
            "and status = 'todo' order by id"
        )
        return [json.loads(args) for (args,) in cursor.fetchall()]


def test_a_sick_class_is_looked_at(acting: Acting, universe: Universe) -> None:
    report(acting, universe, "teacher", CLASS_11, 1)
    assert waiting() == [LOOK]


def test_a_clean_class_is_not(acting: Acting, universe: Universe) -> None:
    report(acting, universe, "teacher", CLASS_11)
    late = sick(universe.enrolment(CLASS_11, 1), kind="late", onset=None)
    again = sent(CLASS_11, late, base=1, reason="1号迟到")
    screening.submit_roll_call(acting("teacher"), again)
    assert waiting() == []


@pytest.mark.parametrize(
    ("kind", "symptoms"), [("sent_home", ()), ("present", ("cough",)), ("absent_sick", ())]
)
def test_every_way_of_being_sick_counts(
    acting: Acting, universe: Universe, kind: str, symptoms: tuple[str, ...]
) -> None:
    mark = sick(universe.enrolment(CLASS_11, 1), *symptoms, kind=kind)
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, mark))
    assert waiting() == [LOOK]


def test_a_correction_to_clean_is_looked_at(acting: Acting, universe: Universe) -> None:
    report(acting, universe, "teacher", CLASS_11, 1)
    report(acting, universe, "teacher", CLASS_11, base=1, reason="看错了")
    assert waiting() == [LOOK, LOOK]


def test_a_clean_report_of_yesterday_is_looked_at(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    """It may tell that a child was well in between, and that today's illness is a new one."""
    morning.move_to(noon_of(DAY + dt.timedelta(days=1)))
    report(acting, universe, "teacher", CLASS_11)
    assert waiting() == [LOOK]


def test_the_same_roll_call_sent_twice_is_looked_at_once(
    acting: Acting, universe: Universe
) -> None:
    one = sent(CLASS_11, sick(universe.enrolment(CLASS_11, 1), "vomiting"))
    for _ in range(2):
        screening.submit_roll_call(acting("teacher"), one)
    assert waiting() == [LOOK]


def test_a_roll_call_that_is_rolled_back_leaves_no_look(acting: Acting, universe: Universe) -> None:
    with transaction.atomic():
        report(acting, universe, "teacher", CLASS_11, 1)
        assert waiting() == [LOOK]
        transaction.set_rollback(True)
    assert waiting() == []


def submit(universe: Universe, *seats: int) -> None:
    marks = [sick(universe.enrolment(CLASS_11, seat), "vomiting") for seat in seats]
    with acting_as(BUILDER):
        screening.submit_roll_call(BUILDER, sent(CLASS_11, *marks))


def test_the_worker_raises_the_signal(universe: Universe, own_database: str) -> None:
    submit(universe, 1, 2, 3)
    with Jobs() as jobs:
        jobs.run()
    with acting_as(BUILDER):
        assert known() == [("N-01a", "class", CLASS_11, "GI", 3, "open")]
    assert waiting() == []


def test_a_look_that_lost_a_deadlock_is_done_at_once(universe: Universe, own_database: str) -> None:
    submit(universe, 1, 2, 3)
    give_way("outbreaks_signal", "40P01", times=2)
    with Jobs() as jobs:
        jobs.run()
    with acting_as(BUILDER):
        assert known() == [("N-01a", "class", CLASS_11, "GI", 3, "open")]


def test_a_look_whose_worker_died_is_done_by_the_next(
    universe: Universe, own_database: str
) -> None:
    submit(universe, 1, 2, 3)
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs set status = 'doing' where task_name like 'outbreaks.%%'"
        )
    with Jobs() as jobs:
        app.tasks["timetable.resume"].defer(timestamp=0)
        jobs.run()
    with acting_as(BUILDER):
        assert known() == [("N-01a", "class", CLASS_11, "GI", 3, "open")]
