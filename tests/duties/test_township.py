"""What a township owes has an owner, somebody who stands in and, where there is one, a leader."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, TOWN, Universe, account
from xiaoan.accounts.models import Grant
from xiaoan.directory import rules as numbering
from xiaoan.duties import queries, rules
from xiaoan.duties import services as duties
from xiaoan.duties.models import Duty, Step
from xiaoan.duties.rules.catalogue import read_catalogue
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

At = Callable[[str], None]
OWED = "directives.township_carry_out"


@pytest.fixture
def head(universe: Universe, db: None) -> UUID:
    """Goes with the test's transaction, so that nobody else of the run finds who is not there."""
    enter(BUILDER)
    account(universe, "head", "分管领导", "township_leader", TOWN, TOWN + numbering.TOWNSHIP)
    return universe.users.pop("head").pk


def owed(unit: int = TOWN) -> Duty:
    enter(BUILDER)
    due_at = clock.at(DAY, dt.time(8, 5))
    owner, deputy = queries.present_holders([(OWED, unit)], DAY)[OWED, unit]
    new = duties.NewDuty(
        school_id=0, unit_no=unit, people=0, due_at=due_at, assignee_id=owner, deputy_id=deputy,
        next_step_at=queries.ladders().first_step_at(unit, due_at, OWED), about_id=uuid7(),
    )  # fmt: skip
    duties.open_duties(BUILDER, OWED, DAY, "", [new])
    return Duty.objects.get(about_id=new.about_id)


def steps(duty: Duty) -> list[tuple[int, str, list[UUID]]]:
    enter(BUILDER)
    duties.escalate(BUILDER)
    rows = Step.objects.filter(duty_id=duty.pk).order_by("at", "level")
    return list(rows.values_list("level", "role", "recipient_ids"))


def test_it_names_the_liaison_and_the_leader_stands_in(universe: Universe, head: UUID) -> None:
    duty = owed()
    assert (duty.assignee_id, duty.deputy_id) == (universe.users["liaison"].pk, head)
    enter(BUILDER)
    Grant.objects.filter(user=universe.users["liaison"]).update(until=DAY)
    duties.renew_owners(BUILDER)
    duty.refresh_from_db()
    assert duty.assignee_id == head


def test_it_goes_up_to_the_leader_and_then_to_the_bureau(
    universe: Universe, head: UUID, at: At
) -> None:
    at("08:00")
    duty = owed()
    at("08:29")
    assert steps(duty) == []
    at("08:30")
    assert steps(duty) == [(3, "township_leader", [head])]
    at("08:35")
    assert steps(duty)[1:] == [(4, "bureau_officer", [universe.users["officer"].pk])]


def test_without_a_leader_nobody_is_told_in_between(universe: Universe, db: None, at: At) -> None:
    at("08:00")
    duty = owed()
    at("08:30")
    assert steps(duty) == []
    duty.refresh_from_db()
    assert duty.next_step_at == duty.due_at + dt.timedelta(minutes=30)
    at("08:35")
    assert steps(duty) == [(4, "bureau_officer", [universe.users["officer"].pk])]


def test_by_hand_it_goes_to_whoever_is_there(
    acting: Callable[[str], Actor], universe: Universe, at: At
) -> None:
    at("08:00")
    duty = owed()
    at("08:06")
    assert duties.escalate_each(acting("liaison"), {duty.pk: 0}) == {duty.pk: "done"}
    assert [role for _level, role, _who in steps(duty)] == ["bureau_officer"]


def test_schools_go_up_as_ever(universe: Universe, head: UUID) -> None:
    enter(BUILDER)
    ladder = queries.ladders().of(CLASS_11)
    assert [(r.level, r.role, r.minutes) for r in ladder] == [
        (1, "grade_head", 5), (2, "principal", 10), (3, "township_liaison", 20),
        (4, "bureau_officer", 30),
    ]  # fmt: skip
    assert [r.role for r in rules.FIRST_LADDER] == [r.role for r in ladder]


def test_a_county_that_hurries_the_bureau_hurries_it_for_schools_alone(
    acting: Callable[[str], Actor],
) -> None:
    minutes = {"grade_head": 5, "principal": 10, "township_liaison": 20, "bureau_officer": 22}
    duties.set_ladder(acting("officer"), COUNTY, duties.SetValues(minutes, "提速"))
    enter(BUILDER)
    ladders = queries.ladders()
    assert [r.minutes for r in ladders.of(CLASS_11)] == [5, 10, 20, 22]
    assert [r.minutes for r in ladders.of(TOWN, kind=OWED)] == [25, 25]


def test_a_chain_has_one_role_of_a_rung() -> None:
    text = (
        'version = "t"\nas_of = 2026-11-27\n[ladder]\nsource = "s"\nconfidence = "L"\n'
        + "".join(f"{role} = {{ normal = 5 }}\n" for role in rules.LADDER_ROLES)
        + '[chains]\nusual = ["township_liaison", "township_leader"]\n[kind]\n'
    )
    with pytest.raises(ValueError, match="two roles on one rung"):
        read_catalogue(text)
