"""A child is on one roll at a time, and the database says so past every lock and every policy."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from tests import environment
from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_71,
    CLASS_K,
    DAY,
    JUNIOR,
    KINDERGARTEN,
    PRIMARY,
    Universe,
)
from xiaoan.directory.models import Enrolled, Enrolment, Person
from xiaoan.directory.rules import lives
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import holding, people, transferring
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter

Acting = Callable[[str], Actor]
ONCE = "enrolled_once_in_the_county"


def person(school_no: int, unit_no: int, identity_id: UUID) -> Person:
    """Somebody of a school, by the identity under which another may know them."""
    pk = uuid7()
    return Person.objects.create(
        id=pk, identity_id=identity_id, school_id=school_no, unit_no=unit_no, kind="student",
        number="N1", name="测试生", pinyin="", sex="F", birth_date=dt.date(2017, 3, 4),
        id_cipher=b"", id_index=pk.bytes,
    )  # fmt: skip


def held() -> set[tuple[UUID, UUID, int]]:
    enter(BUILDER)
    return set(Enrolled.objects.values_list("identity_id", "enrolment_id", "unit_no"))


def running() -> set[tuple[UUID, UUID, int]]:
    """What the triggers ought to keep."""
    enter(BUILDER)
    identities = dict(Person.objects.values_list("id", "identity_id"))
    rows = Enrolment.objects.filter(until=None).values_list("person_id", "id", "unit_no")
    return {(identities[who], pk, no) for who, pk, no in rows}


def enrol(school_no: int, unit_no: int, person_id: UUID) -> None:
    """An enrolment as an act would write it that forgot every lock and every look."""
    Enrolment.objects.create(
        school_id=school_no, unit_no=unit_no, person_id=person_id, seat=11, name="测试生", sex="F",
        since=DAY,
    )  # fmt: skip


def check() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"set constraints {ONCE} immediate")
        cursor.execute(f"set constraints {ONCE} deferred")


def test_it_follows_every_act(acting: Acting, universe: Universe) -> None:
    assert held() == running() != set()
    principal = acting("principal")
    moved, gone, over = (universe.person(CLASS_11, seat) for seat in (1, 2, 3))
    people.change_class(principal, moved, CLASS_12, When(DAY))
    people.leave_school(principal, gone, "moved_away", When(DAY))
    transferring.hand_over(principal, over, CLASS_71, When(DAY))
    assert held() == running()
    later = When(DAY + dt.timedelta(days=3))
    people.return_to_school(acting("principal"), gone, CLASS_11, later)
    people.withdraw_plan(acting("principal"), gone)
    assert held() == running()
    # Whole classes in one statement; a class that is renumbered; rows that go.
    enter(BUILDER)
    Enrolment.objects.filter(unit_no=CLASS_11, until=None).update(unit_no=CLASS_12)
    assert held() == running()
    Enrolment.objects.filter(unit_no=CLASS_12, until=None).update(seat=9)
    assert held() == running()
    Enrolment.objects.filter(unit_no=CLASS_K).delete()
    assert held() == running()
    check()


def test_a_second_roll_is_refused_by_the_database(acting: Acting, universe: Universe) -> None:
    enter(BUILDER)
    known = Person.objects.get(pk=universe.person(CLASS_11, 1))
    here = person(JUNIOR, CLASS_71, known.identity_id)
    # Told in a sentence by whoever begins one; the transaction goes on.
    with pytest.raises(Conflict, match="另一所学校"):
        holding.begin(here, CLASS_71, When(DAY), lives.ENROLLED)
    assert held() == running()
    enrol(JUNIOR, CLASS_71, here.pk)
    with pytest.raises(IntegrityError, match=ONCE), transaction.atomic():
        check()
    Enrolment.objects.filter(person_id=here.pk).delete()
    assert held() == running()


def test_two_who_are_found_to_be_one_cannot_both_be_on_a_roll(
    acting: Acting, universe: Universe
) -> None:
    enter(BUILDER)
    first, second = (Person.objects.get(pk=universe.person(no, 1)) for no in (CLASS_11, CLASS_71))
    Person.objects.filter(pk=second.pk).update(identity_id=first.identity_id)
    with pytest.raises(IntegrityError, match=ONCE), transaction.atomic():
        check()
    people.leave_school(acting("principal"), first.pk, "moved_away", When(DAY))
    assert held() == running()
    check()


def test_an_end_and_a_beginning_may_come_in_any_order(acting: Acting, universe: Universe) -> None:
    """As a roster that brings in one school before it has ended the other."""
    enter(BUILDER)
    known = Person.objects.get(pk=universe.person(CLASS_11, 1))
    here = person(JUNIOR, CLASS_71, known.identity_id)
    enrol(JUNIOR, CLASS_71, here.pk)
    Enrolment.objects.filter(person_id=known.pk).update(until=DAY)
    check()
    assert held() == running()


@pytest.mark.parametrize("guarded", [True, False])
def test_two_schools_at_the_same_moment_leave_one(
    guarded: bool, own_database: str, universe: Universe
) -> None:
    """Past every lock, each with its own eyes: only the constraint is left. Without it, both go through."""
    if not guarded:
        name = connection.settings_dict["NAME"]
        with psycopg.connect(environment.PLACE.superuser, dbname=name, autocommit=True) as su:
            su.execute("alter table directory_enrolled drop constraint enrolled_once_in_the_county")
    identity = uuid7()
    places = {"principal": (PRIMARY, CLASS_11), "other_principal": (JUNIOR, CLASS_71)}
    both_wrote = Barrier(2)

    def write(name: str) -> str:
        school_no, unit_no = places[name]
        try:
            with acting_as(universe.cast[name]):
                enrol(school_no, unit_no, person(school_no, unit_no, identity).pk)
                both_wrote.wait(20)
        except IntegrityError as refused:
            return "refused" if ONCE in str(refused) else str(refused)
        finally:
            connection.close()
        return "written"

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(write, places))
    assert told == (["refused", "written"] if guarded else ["written", "written"])
    with acting_as(BUILDER):
        rows = Person.objects.filter(identity_id=identity)
        enrolled = Enrolment.objects.filter(person_id__in=rows.values("id")).count()
        assert enrolled == told.count("written")


def test_another_school_does_not_see_where_somebody_is(acting: Acting, universe: Universe) -> None:
    acting("other_principal")
    assert set(Enrolled.objects.values_list("school_id", flat=True)) == {JUNIOR}
    assert not Enrolled.objects.filter(school_id__in=[PRIMARY, KINDERGARTEN]).exists()
