"""Who answers for a child: order, rights and days; one last one stays."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest
import time_machine

from tests.builders import CLASS_11, DAY, Universe
from xiaoan.directory import queries
from xiaoan.directory.models import Guardian
from xiaoan.directory.services import guardians
from xiaoan.directory.services.guardians import NewGuardian, Rights
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound

Acting = Callable[[str], Actor]
TUESDAY = DAY + dt.timedelta(days=1)
MOTHER = NewGuardian("王一", "母亲", "13800000001")
FATHER = NewGuardian("李二", "父亲", "13800000002")
AUNT = NewGuardian("王三", "姑姑", "13800000003", Rights(may_see=False, is_legal=False))


def called(actor: Actor, child: UUID) -> list[tuple[str, str]]:
    return [(one.name, one.phone) for one in queries.contacts(actor, child, in_full=True)]


def past(child: UUID) -> list[tuple[str, int | None, dt.date | None, dt.date | None]]:
    rows = Guardian.objects.filter(person_id=child).exclude(until=None).order_by("id")
    return list(rows.values_list("name", "past_rank", "since", "until"))


def three(actor: Actor, child: UUID) -> list[UUID]:
    return [guardians.add_guardian(actor, child, new) for new in (MOTHER, FATHER, AUNT)]


def next_day(morning: time_machine.Traveller) -> None:
    morning.move_to(dt.datetime.now(dt.UTC) + dt.timedelta(days=1))


def test_the_order_of_calling_has_its_days(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    actor, child = acting("principal"), universe.person(CLASS_11, 3)
    mother, father, aunt = three(actor, child)
    assert [name for name, _ in called(actor, child)] == ["王一", "李二", "王三"]
    next_day(morning)
    assert guardians.order_guardians(actor, child, [father, mother, aunt])
    assert called(actor, child) == [
        ("李二", "13800000002"), ("王一", "13800000001"), ("王三", "13800000003")
    ]  # fmt: skip
    assert sorted(past(child)) == [("李二", 2, DAY, TUESDAY), ("王一", 1, DAY, TUESDAY)]
    now = list(
        Guardian.objects.filter(person_id=child, until=None)
        .order_by("rank")
        .values_list("id", flat=True)
    )
    assert not guardians.order_guardians(actor, child, now)
    # The same day again: changed in place, no empty stretch.
    assert guardians.order_guardians(actor, child, now[::-1])
    assert len(past(child)) == 3
    with pytest.raises(Conflict):
        guardians.order_guardians(actor, child, [mother, father, aunt])


def test_one_is_taken_off_and_the_others_move_up(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    actor, child = acting("principal"), universe.person(CLASS_11, 3)
    mother, father, aunt = three(actor, child)
    guardians.end_guardian(actor, child, father)
    assert [name for name, _ in called(actor, child)] == ["王一", "王三"]
    assert past(child) == []
    next_day(morning)
    guardians.end_guardian(actor, child, mother)
    assert sorted(past(child)) == [("王一", 1, DAY, TUESDAY), ("王三", 2, DAY, TUESDAY)]
    with pytest.raises(Conflict):
        guardians.end_guardian(actor, child, aunt)
    last = Guardian.objects.get(person_id=child, until=None)
    assert last.rank == 1
    with pytest.raises(Invalid) as refused:
        guardians.end_guardian(actor, child, last.pk)
    assert refused.value.fields == {"guardian": "last"}


def test_rights_are_dated_and_one_can_always_be_called(acting: Acting, universe: Universe) -> None:
    actor, child = acting("principal"), universe.person(CLASS_11, 3)
    mother, father, _aunt = three(actor, child)
    assert not guardians.set_rights(actor, child, mother, Rights())
    assert guardians.set_rights(actor, child, mother, Rights(may_be_called=False))
    assert [name for name, _ in called(actor, child)] == ["李二", "王三"]
    guardians.end_guardian(actor, child, _aunt)
    with pytest.raises(Invalid) as refused:
        guardians.set_rights(actor, child, father, Rights(may_be_called=False))
    assert refused.value.fields == {"may_be_called": "last"}


def test_nobody_twice_and_at_most_six(acting: Acting, universe: Universe) -> None:
    actor, child = acting("principal"), universe.person(CLASS_11, 3)
    three(actor, child)
    with pytest.raises(Conflict):
        guardians.add_guardian(actor, child, MOTHER)
    for n in range(4, 7):
        guardians.add_guardian(actor, child, NewGuardian(f"亲属{n}", "其他", f"1380000000{n}"))
    with pytest.raises(Invalid) as refused:
        guardians.add_guardian(actor, child, NewGuardian("第七", "其他", "13800000007"))
    assert refused.value.fields == {"name": "too_many"}


def test_others_do_not_change_guardians(acting: Acting, universe: Universe) -> None:
    child = universe.person(CLASS_11, 3)
    for login, refusal in (("teacher", Forbidden), ("other_principal", NotFound)):
        with pytest.raises(refusal):
            guardians.add_guardian(acting(login), child, MOTHER)
