"""Whom an audience is: everybody once, as of today, minus exclusions."""

from collections.abc import Callable

import pytest

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_21,
    COUNTY,
    GRADE_1,
    KINDERGARTEN,
    PRIMARY,
    TOWN,
    Universe,
)
from tests.notices.letters import content, families, guardian, part, sent
from xiaoan.accounts import services as accounts
from xiaoan.directory.services import guardians
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.notices import queries, rules, services
from xiaoan.notices.models import Family, Reach, Recipient

Acting = Callable[[str], Actor]


def count(
    *parts: rules.Part, without_units: tuple[int, ...] = (), without_lists: tuple[str, ...] = ()
) -> queries.Counted:
    return queries.count(rules.Audience(parts, without_units, without_lists))


def test_nobody_on_the_roster_is_said_to_be_unreachable(acting: Acting) -> None:
    acting("officer")
    found = count(part(COUNTY))
    # One guardian in the county has an account; no child has anybody on the roster.
    assert found == queries.Counted(1, 1, 1, 60, 1, 0, 0, 3)
    assert found.unreachable == 59


def test_a_guardian_of_two_children_is_one(acting: Acting, universe: Universe) -> None:
    for unit, seat in ((CLASS_11, 2), (CLASS_21, 3)):
        guardian(universe, unit, seat, "王芳", "13900000001")
    guardian(universe, CLASS_11, 2, "李强", "13900000001")  # the same phone, another name
    acting("principal")
    assert count(part(PRIMARY)) == queries.Counted(3, 3, 1, 30, 1, 2, 0, 1)


def test_an_account_makes_one_of_two_entries(acting: Acting, universe: Universe) -> None:
    """An account bound at one child; at the other the same mother, whom no account is bound to."""
    first = guardian(universe, CLASS_11, 2, "王芳", "13900000001")
    guardian(universe, CLASS_21, 3, "王芳", "13900000001")
    accounts.answer_for(
        BUILDER, universe.users["guardian"], PRIMARY, CLASS_11, universe.person(CLASS_11, 2), first
    )
    acting("principal")
    assert count(part(CLASS_11), part(CLASS_21)) == queries.Counted(1, 1, 1, 20, 3, 0, 0, 1)


def test_who_ended_or_may_not_see_is_not_addressed(acting: Acting, universe: Universe) -> None:
    guardian(universe, CLASS_11, 2, "王芳", "13900000001")
    ended = guardian(universe, CLASS_11, 2, "李强", "13900000002")
    guardian(universe, CLASS_11, 3, "赵敏", "13900000003", may_see=False)
    guardians.end_guardian(BUILDER, universe.person(CLASS_11, 2), ended)
    acting("teacher")
    assert count(part(CLASS_11)) == queries.Counted(2, 2, 1, 10, 1, 1, 0, 1)


def test_parts_are_added_and_exclusions_taken_off(acting: Acting, universe: Universe) -> None:
    families(universe)
    acting("officer")
    assert count(part(GRADE_1), part(CLASS_11)).families == 20
    assert count(part(TOWN, stages=("kindergarten",))).families == 10
    assert count(part(COUNTY, grades=("一年级", "七年级"))).families == 40
    assert count(part(PRIMARY), without_units=(CLASS_11,)).families == 20
    assert count(part(COUNTY), without_units=(TOWN,)).families == 20


def test_staff_by_role_and_a_teacher_with_a_child_is_one(
    acting: Acting, universe: Universe
) -> None:
    accounts.answer_for(
        builder(), universe.users["teacher_12"], PRIMARY, CLASS_11, universe.person(CLASS_11, 5)
    )
    acting("principal")
    assert count(part(PRIMARY, who=("staff",))).staff == 9
    assert count(part(PRIMARY, who=("staff",), roles=("class_teacher",))).staff == 3
    both = part(PRIMARY, who=("families", "staff"))
    found = count(both)
    assert (found.people, found.guardians, found.staff) == (10, 2, 9)
    made = sent(acting("principal"), PRIMARY, content(both))
    rows = Recipient.objects.filter(notice_id=made)
    assert rows.count() == 10
    assert rows.get(user_id=universe.users["teacher_12"].pk).kind == "staff"


def builder() -> Actor:  # the builder, with its scope entered
    enter(BUILDER)
    return BUILDER


def test_a_saved_list(acting: Acting, universe: Universe) -> None:
    families(universe)
    principal = acting("principal")
    made = uuid7()
    services.make_list(
        principal, services.NewList(made, PRIMARY, "合唱队", "20260001\n20260002 teacher")
    )
    assert count(part(PRIMARY, lists=(str(made),))).families == 2
    assert count(part(PRIMARY, who=("staff",), lists=(str(made),))).staff == 1
    assert count(part(PRIMARY), without_lists=(str(made),)).families == 28


def test_what_is_written_down_adds_up(acting: Acting, universe: Universe) -> None:
    families(universe)
    principal = acting("principal")
    made = sent(principal, PRIMARY, content(part(PRIMARY)))
    assert Recipient.objects.filter(notice_id=made).count() == 11
    assert Family.objects.filter(notice_id=made).count() == 30
    rows = Reach.objects.filter(notice_id=made).order_by("unit_no")
    assert [(r.unit_no, r.families, r.with_account, r.phone_only) for r in rows] == [
        (CLASS_11, 10, 1, 9), (CLASS_12, 10, 0, 0), (CLASS_21, 10, 0, 0),
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["teacher", "grade_head"])
def test_nobody_writes_beyond_their_own(acting: Acting, who: str) -> None:
    actor = acting(who)
    (office,) = queries.offices(actor)
    with pytest.raises(Exception, match="不能发送"):
        queries.may_address(office, rules.Audience((part(KINDERGARTEN),)))
