"""From one school to another: asked, answered, taken back, lapsed; two who are fast; who sees what."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest
import time_machine
from django.db import IntegrityError, transaction

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_71,
    CLASS_K,
    DAY,
    JUNIOR,
    KINDERGARTEN,
    MORNING,
    PRIMARY,
    Universe,
)
from xiaoan.accounts import queries as accounts_queries
from xiaoan.accounts.models import Ward
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Enrolment, Guardian, Person
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import guardians, people
from xiaoan.directory.services.guardians import NewGuardian
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.registry.models import Transfer
from xiaoan.registry.services import transfers
from xiaoan.registry.services.transfers import Sought

Acting = Callable[[str], Actor]
TERM = dt.date(2026, 8, 25)
TUESDAY, FRIDAY = DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=4)
# Pupil 1 of class 1(1), the child of the cast's guardian.
SOUGHT = Sought("测试生0001", "990101201703010001")


def rows(person_id: UUID) -> list[tuple[int, dt.date, dt.date | None, str, str]]:
    enter(BUILDER)
    found = Enrolment.objects.filter(person_id=person_id).order_by("since")
    return list(found.values_list("unit_no", "since", "until", "begun_by", "ended_by"))


def state(transfer_id: UUID) -> str:
    enter(BUILDER)
    return Transfer.objects.get(pk=transfer_id).state


def chains(kind: str) -> list[int]:
    enter(BUILDER)
    found = Entry.objects.filter(kind=f"registry.{kind}").order_by("school_id", "n")
    return list(found.values_list("school_id", flat=True))


def asked(acting: Acting, since: dt.date = FRIDAY) -> UUID:
    return transfers.ask_for(acting("other_principal"), CLASS_71, SOUGHT, When(since, "随父母搬家"))


def test_a_school_asks_and_the_other_agrees(acting: Acting, universe: Universe) -> None:
    child = universe.person(CLASS_11, 1)
    mother = NewGuardian("王一", "母亲", "13800000001")
    guardians.add_guardian(acting("principal"), child, mother)
    pk = asked(acting)
    new = transfers.accept(acting("principal"), pk)
    assert rows(child) == [(CLASS_11, TERM, FRIDAY, "", "transferred")]
    assert rows(new) == [(CLASS_71, FRIDAY, None, "transferred", "")]
    assert state(pk) == "accepted"
    old, there = Person.objects.get(pk=child), Person.objects.get(pk=new)
    assert (there.identity_id, there.school_id, there.name) == (old.identity_id, JUNIOR, old.name)
    assert Guardian.objects.get(person_id=new).name == "王一"
    assert chains("transfer_asked") == [PRIMARY, JUNIOR]
    assert chains("transfer_closed") == [PRIMARY, JUNIOR]
    guardian = accounts_queries.actor_of(universe.users["guardian"])
    assert set(guardian.people) == {child, new}
    enter(guardian)
    before, after = (
        directory.classes_of_people(guardian, guardian.people, d) for d in (DAY, FRIDAY)
    )
    assert (before, after) == ({child: CLASS_11}, {new: CLASS_71})


def test_a_school_offers_and_the_other_chooses_the_class(
    acting: Acting, universe: Universe
) -> None:
    child = universe.person(CLASS_11, 1)
    pk = transfers.offer(acting("principal"), child, JUNIOR, When(DAY))
    with pytest.raises(Forbidden):
        transfers.accept(acting("principal"), pk)
    other = acting("other_principal")
    for unit_no in (None, CLASS_12):
        with pytest.raises(Invalid) as refused:
            transfers.accept(other, pk, unit_no)
        assert refused.value.fields == {"unit": "missing"}
    new = transfers.accept(other, pk, CLASS_71)
    assert rows(new) == [(CLASS_71, DAY, None, "transferred", "")]
    with pytest.raises(Conflict):
        transfers.accept(acting("other_principal"), pk, CLASS_71)


def test_wrong_name_and_unknown_number_get_the_same_answer(acting: Acting) -> None:
    other = acting("other_principal")
    said = []
    for sought in (
        Sought("测试生改", SOUGHT.id_number),
        Sought("测试生0001", "990101201703019999"),
    ):
        with pytest.raises(Invalid) as refused:
            transfers.ask_for(other, CLASS_71, sought, When(FRIDAY))
        said.append((str(refused.value), refused.value.fields))
    assert said[0] == said[1]
    with pytest.raises(Invalid) as here:
        transfers.ask_for(acting("principal"), CLASS_12, SOUGHT, When(FRIDAY))
    assert here.value.fields == {"id_number": "here"}


def test_two_schools_ask_for_the_same_pupil(acting: Acting, universe: Universe) -> None:
    pk = asked(acting)
    with pytest.raises(Conflict):
        transfers.offer(acting("principal"), universe.person(CLASS_11, 1), KINDERGARTEN, When(DAY))
    with pytest.raises(Conflict):
        asked(acting)
    enter(BUILDER)
    row = Transfer.objects.get(pk=pk)
    row.pk, row.to_unit_no = uuid7(), CLASS_K
    row.to_school_id = row.asked_by_school = KINDERGARTEN
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_the_other_refuses_with_a_reason(acting: Acting, universe: Universe) -> None:
    pk = asked(acting)
    here = acting("principal")
    with pytest.raises(Invalid):
        transfers.refuse(here, pk, " ")
    transfers.refuse(here, pk, "学籍材料不齐")
    assert state(pk) == "refused"
    with pytest.raises(Conflict):
        transfers.refuse(acting("principal"), pk, "再说一次")
    assert len(rows(universe.person(CLASS_11, 1))) == 1
    assert state(asked(acting)) == "asked"


def test_who_asked_takes_it_back(acting: Acting) -> None:
    pk = asked(acting)
    with pytest.raises(Forbidden):
        transfers.withdraw(acting("principal"), pk)
    transfers.withdraw(acting("other_principal"), pk)
    assert state(pk) == "withdrawn"
    with pytest.raises(Conflict):
        transfers.accept(acting("principal"), pk)


def test_an_agreed_transfer_is_taken_back_before_its_day(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    child = universe.person(CLASS_11, 1)
    mother = NewGuardian("王一", "母亲", "13800000001")
    guardians.add_guardian(acting("principal"), child, mother)
    pk = asked(acting)
    new = transfers.accept(acting("principal"), pk)
    with pytest.raises(Conflict):
        people.withdraw_plan(acting("principal"), child)
    transfers.withdraw(acting("principal"), pk)
    assert (state(pk), rows(new)) == ("withdrawn", [])
    assert rows(child) == [(CLASS_11, TERM, None, "", "")]
    # The school where the pupil never was keeps nothing of what was copied.
    assert not Ward.objects.filter(person_id=new).exists()
    assert not Person.objects.filter(pk=new).exists()
    assert not Guardian.objects.filter(person_id=new).exists()
    again = asked(acting)
    assert transfers.accept(acting("principal"), again) != new
    morning.move_to(MORNING + dt.timedelta(days=4))
    with pytest.raises(Conflict):
        transfers.withdraw(acting("principal"), again)


def test_the_pupil_leaves_meanwhile(acting: Acting, universe: Universe) -> None:
    child = universe.person(CLASS_11, 1)
    pk = asked(acting)
    people.leave_school(acting("principal"), child, "moved_away", When(DAY))
    with pytest.raises(Conflict):
        transfers.accept(acting("principal"), pk)
    assert state(pk) == "asked"
    assert rows(child) == [(CLASS_11, TERM, DAY, "", "moved_away")]


def test_nobody_answers_and_it_lapses(acting: Acting, morning: time_machine.Traveller) -> None:
    pk = asked(acting)
    morning.move_to(MORNING + transfers.WAITS)
    with pytest.raises(Conflict):
        transfers.accept(acting("principal"), pk)
    enter(BUILDER)
    assert transfers.lapse(BUILDER, MORNING.date() + transfers.WAITS) == 1
    assert (state(pk), chains("transfer_closed")) == ("lapsed", [PRIMARY, JUNIOR])
    second = asked(acting, MORNING.date() + transfers.WAITS)
    new = transfers.accept(acting("principal"), second)
    assert rows(new)[0][1] == MORNING.date() + transfers.WAITS


def test_there_and_back_again(acting: Acting, universe: Universe) -> None:
    child = universe.person(CLASS_11, 1)
    new = transfers.accept(acting("principal"), asked(acting, DAY))
    back = transfers.ask_for(acting("principal"), CLASS_12, SOUGHT, When(TUESDAY))
    assert transfers.accept(acting("other_principal"), back) == child
    assert rows(child) == [
        (CLASS_11, TERM, DAY, "", "transferred"),
        (CLASS_12, TUESDAY, None, "transferred", ""),
    ]
    assert rows(new) == [(CLASS_71, DAY, TUESDAY, "transferred", "transferred")]


def test_neither_school_sees_the_other(acting: Acting, universe: Universe) -> None:
    child = universe.person(CLASS_11, 1)
    pk = asked(acting)
    other = acting("other_principal")
    assert list(Transfer.objects.values_list("pk", flat=True)) == [pk]
    assert list(Person.objects.filter(pk=child)) == []
    for login in ("teacher_k", "leader"):
        actor = acting(login)
        with pytest.raises((NotFound, Forbidden)):
            transfers.accept(actor, pk)
    acting("teacher_k")
    assert list(Transfer.objects.all()) == []
    acting("teacher")
    with pytest.raises(Forbidden):
        transfers.withdraw(acting("teacher"), pk)
    assert other.user_id
