"""From roll-calls to a score: ten days without a word are found, and nobody else."""

import datetime as dt
from collections.abc import Callable

import time_machine

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, Universe, sent, sick
from xiaoan.directory import rules as numbering
from xiaoan.dropout import queries, services
from xiaoan.dropout.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import acting_as
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
