"""What a roll-call sets off, what ends by itself, and a child that goes to another school."""

import json
from typing import Any

from django.db import connection

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_71,
    COUNTY,
    DAY,
    Universe,
    sent,
    sick,
)
from tests.illness.ill import (
    WORKER,
    Acting,
    absent,
    open_duties,
    report,
    settle,
    step,
    the_illness,
)
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people, transferring
from xiaoan.illness import services as illness
from xiaoan.illness.models import Illness
from xiaoan.kernel.scope import enter
from xiaoan.screening import queries as screening_queries
from xiaoan.screening import services as screening


def waiting() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select args from procrastinate_jobs where task_name = 'illness.look' "
            "and queue_name = 'illness' and status = 'todo' order by id"
        )
        return [json.loads(args) for (args,) in cursor.fetchall()]


def test_only_a_class_with_sick_pupils_is_looked_at(acting: Acting, universe: Universe) -> None:
    late = sick(universe.enrolment(CLASS_11, 1), kind="late", onset=None)
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, late))
    assert waiting() == []
    mark = absent(universe, 1)
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, mark, base=1, reason="请了病假"))
    look = {"unit_no": CLASS_11, "day": DAY.isoformat()}
    assert waiting() == [look]
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, base=2, reason="到校了"))
    assert waiting() == [look, look]


def test_who_is_held_is_not_back_by_a_roll_call_of_before(
    acting: Acting, universe: Universe
) -> None:
    report(absent(universe, 2))
    assert settle() == 0
    row = the_illness()
    step(acting("doctor"), row, "diagnose", diagnosis="hfmd", certainty="suspected")
    assert settle() == 0
    assert the_illness().stage == "at_home"


def test_a_transferred_child_is_followed_by_the_new_school(
    acting: Acting, universe: Universe
) -> None:
    report(absent(universe, 2))
    old = the_illness()
    step(acting("doctor"), old, "diagnose", diagnosis="varicella", certainty="confirmed")
    enter(BUILDER)
    there = transferring.hand_over(BUILDER, old.person_id, CLASS_71, When(DAY))
    settle()
    enter(WORKER)
    found = {row.person_id: row for row in Illness.objects.all()}
    assert {who: row.stage for who, row in found.items()} == {
        old.person_id: "moved", there.person_id: "at_home",
    }  # fmt: skip
    new = found[there.person_id]
    assert (new.unit_no, new.diagnosis, new.held) == (CLASS_71, "varicella", True)
    assert (open_duties(old.pk), open_duties(new.pk)) == ([], [("illness.trace", DAY)])
    held = screening_queries.held_back(acting("teacher_71"), CLASS_71, DAY, "noon")
    assert [one.kind for one in held.values()] == ["certificate"]
    assert settle() == 0


def test_who_left_is_not_followed(acting: Acting, universe: Universe) -> None:
    report(absent(universe, 2))
    row = the_illness()
    people.leave_school(acting("principal"), row.person_id, "moved_away", When(DAY))
    assert settle() == 1
    assert (the_illness().stage, open_duties(row.pk)) == ("left", [])


def test_the_whole_county_in_one_look(acting: Acting, universe: Universe) -> None:
    enter(BUILDER)
    for unit_no in (CLASS_11, CLASS_71):
        mark = sick(universe.enrolment(unit_no, 1), "fever")
        screening.submit_roll_call(BUILDER, sent(unit_no, mark))
    enter(WORKER)
    county = (COUNTY, 2 * COUNTY)
    assert [illness.look(WORKER, county, DAY) for _ in range(2)] == [2, 0]
