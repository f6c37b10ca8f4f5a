"""What begins on a day touches only whose stretch begins then, however large the county is."""

import datetime as dt
from collections.abc import Callable

import time_machine
from django.db import connection

from tests.builders import CLASS_11, CLASS_12, DAY, MORNING, Universe
from xiaoan.accounts.models import Ward
from xiaoan.directory.models import Person
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import holding, people
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.registry import tasks

Acting = Callable[[str], Actor]
TUESDAY = DAY + dt.timedelta(days=1)


def test_only_who_begins_near_the_day_is_looked_at(acting: Acting, universe: Universe) -> None:
    """The roll began in August: of all its rows only the one that begins is read, by the index."""
    actor, child = acting("principal"), universe.person(CLASS_11, 3)
    assert holding.began(TUESDAY) == []
    people.change_class(actor, child, CLASS_12, When(TUESDAY))
    assert (holding.began(DAY), holding.began(TUESDAY)) == ([], [child])
    acting("officer")
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(
            "explain (format text) select distinct person_id from directory_enrolment "
            "where since > %s and since <= %s",
            [TUESDAY - holding.LOOKS_BACK, TUESDAY],
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "enrolment_since" in plan


def test_the_day_begins_for_pupils_and_their_guardians(
    universe: Universe, own_database: str, morning: time_machine.Traveller
) -> None:
    child = universe.person(CLASS_11, 1)
    principal, officer = universe.cast["principal"], universe.cast["officer"]
    with acting_as(principal):
        people.change_class(principal, child, CLASS_12, When(TUESDAY))
    assert tasks.begin_day(0) == 0
    morning.move_to(MORNING + dt.timedelta(days=1))
    assert tasks.begin_day(0) >= 2
    with acting_as(officer):
        assert Person.objects.get(pk=child).unit_no == CLASS_12
        wards = Ward.objects.filter(person_id=child)
        assert set(wards.values_list("unit_no", flat=True)) == {CLASS_12}
    assert tasks.begin_day(0) == 0


def test_who_returns_to_another_class_is_followed_at_once(
    acting: Acting, universe: Universe
) -> None:
    actor, child = acting("principal"), universe.person(CLASS_11, 1)
    people.leave_school(actor, child, "illness", When(DAY))
    people.return_to_school(actor, child, CLASS_12, When(DAY))
    enter(universe.cast["officer"])
    wards = Ward.objects.filter(person_id=child)
    assert set(wards.values_list("unit_no", flat=True)) == {CLASS_12}
