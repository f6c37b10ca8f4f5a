"""From a list of places to a plan in force: drafted, changed, handed in, approved, followed by the next."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
import time_machine

from tests.builders import BUILDER, DAY, MORNING, PRIMARY
from tests.hygiene.premises import TOILET, YARD, approved, drafted, entered, handed_in
from xiaoan.duties import queries as duty_queries
from xiaoan.hygiene.models import Owing
from xiaoan.hygiene.queries import owed, places, plans
from xiaoan.hygiene.rules.guideline import People
from xiaoan.hygiene.services import drafting, handing, owing, placing, writing
from xiaoan.hygiene.services.handing import Decision
from xiaoan.hygiene.services.placing import ManyAct
from xiaoan.hygiene.services.writing import Setting
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

Acting = Callable[[str], Actor]


def share() -> places.Share:
    return places.shares((PRIMARY, PRIMARY + 4096))[PRIMARY]


def owes() -> bool:
    """Whether the school is told so: an open duty about the row that says it."""
    enter(BUILDER)
    about = list(Owing.objects.filter(pk=PRIMARY).values_list("about_id", flat=True))
    found = duty_queries.open_about(BUILDER, about)
    assert len(about) == len(found)
    return bool(found)


def ids(*names: str) -> tuple[UUID, ...]:
    return tuple(one.id for one in places.places_of([PRIMARY]) if one.name in names)


def group(plan_id: UUID, kind: str, task: str) -> plans.Group:
    return next(
        one for one in plans.groups(plans.lines_of(plan_id)) if (one.kind, one.task) == (kind, task)
    )


def setting(plan_id: UUID, kind: str, task: str, **changes: Any) -> Setting:
    """As it is, with changes of what it says."""
    found = group(plan_id, kind, task)
    like = found.common
    said = replace(like.said, **{k: v for k, v in changes.items() if hasattr(like.said, k)})
    more = {k: v for k, v in changes.items() if not hasattr(like.said, k)}
    plain = Setting(uuid7(), plan_id, kind, found.slot, said, People(*like.people), base=found.base)
    return replace(plain, **more)


def test_every_class_has_a_place_and_the_draft_a_line_for_each_task(acting: Acting) -> None:
    doctor = acting("doctor")
    assert entered(doctor, TOILET, YARD) == 5
    assert entered(doctor, TOILET, YARD) == 0
    assert share() == places.Share(5, 0, 0)
    plan = drafted(doctor)
    assert drafted(doctor).id == plan.id
    found = plans.groups(plans.lines_of(plan.id))
    assert [(one.kind, one.task, len(one.lines)) for one in found] == [
        ("classroom", "surface", 3), ("classroom", "floor", 3), ("classroom", "air", 3),
        ("toilet", "surface", 1), ("toilet", "floor", 1), ("toilet", "air", 1), ("yard", "sweep", 1),
    ]  # fmt: skip
    assert {one.common.post for one in found if one.kind == "classroom"} == {"class_teacher"}
    assert plans.lines_in_force([PRIMARY], DAY) == []


def test_the_principal_approves_and_the_plan_is_in_force(acting: Acting) -> None:
    doctor = acting("doctor")
    entered(doctor, TOILET, YARD)
    assert owes()
    doctor = acting("doctor")
    plan = handed_in(doctor)
    with pytest.raises(Conflict, match="正等校长审批"):
        drafting.draft(doctor, uuid7(), PRIMARY)
    decision = Decision(uuid7(), plan.id, True, since=DAY, edit=plan.edit)
    with pytest.raises(Forbidden):
        handing.decide(doctor, decision)
    principal = acting("principal")
    assert owed.TO_APPROVE.count(principal) == 1
    handing.decide(principal, decision)
    handing.decide(principal, decision)
    assert owed.TO_APPROVE.count(principal) == 0
    assert share() == places.Share(5, 5, 0)
    enter(BUILDER)
    assert len(plans.lines_in_force([PRIMARY], DAY)) == 13
    assert plans.lines_in_force([PRIMARY], DAY - dt.timedelta(days=1)) == []
    assert not owes()


def test_sent_back_with_a_reason(acting: Acting) -> None:
    doctor, principal = acting("doctor"), acting("principal")
    acting("doctor")
    entered(doctor, TOILET)
    plan = handed_in(doctor)
    acting("principal")
    with pytest.raises(Invalid, match="退回的原因"):
        handing.decide(principal, Decision(uuid7(), plan.id, False, edit=plan.edit))
    handing.decide(principal, Decision(uuid7(), plan.id, False, "厕所太少", edit=plan.edit))
    found = plans.plan(principal, plan.id)
    assert (found.stand, found.note, found.is_written) == ("returned", "厕所太少", True)


def test_who_handed_in_approves_only_where_nobody_else_is(acting: Acting) -> None:
    principal = acting("principal")
    entered(principal, TOILET)
    plan = handed_in(principal)
    decision = Decision(uuid7(), plan.id, True, since=DAY, edit=plan.edit)
    with pytest.raises(Invalid, match="您自己起草"):
        handing.decide(principal, decision)
    handing.decide(principal, replace(decision, alone=True))
    assert plans.plan(principal, plan.id).own is True


def test_who_changed_the_draft_counts_as_who_handed_it_in(acting: Acting) -> None:
    planner = acting("logistics")
    entered(planner, TOILET)
    plan = drafted(planner)
    principal = acting("principal")
    assert handing.is_own(plan, principal) is False
    writing.set_lines(principal, setting(plan.id, "toilet", "surface", reason="人多", contact=60))
    planner = acting("logistics")
    plan = drafted(planner)
    handing.hand_in(planner, uuid7(), plan.id, plan.edit)
    principal = acting("principal")
    decision = Decision(uuid7(), plan.id, True, since=DAY, edit=plan.edit)
    with pytest.raises(Invalid, match="您自己起草"):
        handing.decide(principal, decision)
    handing.decide(principal, replace(decision, alone=True))
    assert plans.plan(principal, plan.id).own is True


def test_who_began_the_draft_is_not_a_second_person(acting: Acting) -> None:
    principal = acting("principal")
    entered(principal, TOILET)
    plan = drafted(principal)
    handing.hand_in(acting("logistics"), uuid7(), plan.id, plan.edit)
    with pytest.raises(Invalid, match="您自己起草"):
        handing.decide(
            acting("principal"), Decision(uuid7(), plan.id, True, since=DAY, edit=plan.edit)
        )


def test_a_place_in_no_plan_stops_the_handing_in_by_name(acting: Acting) -> None:
    doctor = acting("doctor")
    entered(doctor, TOILET)
    plan = drafted(doctor)
    for task in ("surface", "floor", "air"):
        given = setting(plan.id, "toilet", task, left_out=True, reason="停水")
        writing.set_lines(doctor, given)
    plan = plans.plan(doctor, plan.id)
    with pytest.raises(Invalid, match="1 处场所不在方案里:一楼厕所"):
        handing.hand_in(doctor, uuid7(), plan.id, plan.edit)
    excused = ManyAct(uuid7(), PRIMARY, "excuse", ids("一楼厕所"), "大修,已封门", DAY)
    assert placing.act(doctor, excused) == 1
    assert placing.act(doctor, excused) == 1
    handing.hand_in(doctor, uuid7(), plan.id, plan.edit)
    # Excused until today: on the day on which it comes into force it no longer is.
    principal = acting("principal")
    decision = Decision(uuid7(), plan.id, True, since=DAY + dt.timedelta(days=1), edit=plan.edit)
    with pytest.raises(Invalid, match="一楼厕所"):
        handing.decide(principal, decision)
    handing.decide(principal, replace(decision, id=uuid7(), since=DAY))
    assert share() == places.Share(4, 3, 1)
    assert not owes()


def test_what_differs_from_the_guideline_needs_a_reason(acting: Acting) -> None:
    doctor = acting("doctor")
    entered(doctor, TOILET, YARD)
    plan = drafted(doctor)
    weak = setting(plan.id, "toilet", "surface", strength=100)
    with pytest.raises(Invalid, match=r"浓度低于指南\(500–1000\)"):
        writing.set_lines(doctor, weak)
    assert writing.set_lines(doctor, replace(weak, reason="瓷砖会褪色")) == 1
    assert group(plan.id, "toilet", "surface").common.reason == "瓷砖会褪色"
    excess = dict(group(plan.id, "toilet", "floor").common.frequency) | {"I": "6/1"}
    with pytest.raises(Invalid, match="超过指南的两倍"):
        writing.set_lines(doctor, setting(plan.id, "toilet", "floor", frequency=excess))
    with pytest.raises(Invalid) as wrong:
        writing.set_lines(
            doctor,
            setting(plan.id, "toilet", "floor", agent="alcohol", strength=75, reason="试"),
        )
    assert list(wrong.value.fields) == ["method"]
    given = setting(
        plan.id, "yard", "sweep", agent="chlorine", strength=500, contact=30, reason="x"
    )
    with pytest.raises(Invalid) as wrong:
        writing.set_lines(doctor, given)
    assert list(wrong.value.fields) == ["agent"]
    rarer = dict(group(plan.id, "toilet", "floor").common.frequency) | {"II": "1/7"}
    with pytest.raises(Invalid) as wrong:
        writing.set_lines(doctor, setting(plan.id, "toilet", "floor", frequency=rarer, reason="x"))
    assert list(wrong.value.fields) == ["II"]


def test_one_place_is_set_apart_and_stays_so(acting: Acting) -> None:
    doctor = acting("doctor")
    entered(doctor)
    plan = drafted(doctor)
    [one] = ids("一年级1班")
    found = group(plan.id, "classroom", "surface")
    alone = tuple(line for line in found.lines if line.place_id == one)
    given = setting(
        plan.id, "classroom", "surface", strength=500, place_id=one, base=plans.base_of(alone)
    )
    assert writing.set_lines(doctor, given) == 1
    # The kind in one go leaves it; asked to, it does not.
    assert writing.set_lines(doctor, setting(plan.id, "classroom", "surface", strength=300)) == 2
    assert [x.strength for x in group(plan.id, "classroom", "surface").lines].count(500) == 1
    assert writing.as_kind(doctor, uuid7(), plan.id, one) == 1
    assert {x.strength for x in group(plan.id, "classroom", "surface").lines} == {300}


def test_two_who_write_the_same_lines_meet_a_conflict(acting: Acting) -> None:
    doctor = acting("doctor")
    entered(doctor)
    plan = drafted(doctor)
    first = setting(plan.id, "classroom", "surface", strength=300)
    second = setting(plan.id, "classroom", "surface", strength=400)
    logistics = acting("logistics")
    writing.set_lines(doctor, first)
    assert writing.set_lines(doctor, first) == 3
    with pytest.raises(Conflict, match="刚被别人改过"):
        writing.set_lines(logistics, second)
    with pytest.raises(Conflict, match="刚被别人改过"):
        handing.hand_in(logistics, uuid7(), plan.id, plan.edit)


def test_the_next_version_ends_the_one_before(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    doctor, principal = acting("doctor"), acting("principal")
    acting("doctor")
    entered(doctor, TOILET)
    first = approved(doctor, principal)
    placing.add(doctor, uuid7(), PRIMARY, [replace(TOILET, name="二楼厕所", floor=2)])
    assert (share().unplanned, owes()) == (1, True)
    acting("doctor")
    second = handed_in(doctor)
    acting("principal")
    later = DAY + dt.timedelta(days=2)
    handing.decide(principal, Decision(uuid7(), second.id, True, since=later, edit=second.edit))
    found = {one.version: one for one in plans.versions(principal, PRIMARY)}
    assert (found[1].stand, found[1].until, found[2].stand) == ("in_force", later, "coming")
    assert owes()
    changes = plans.compare(plans.lines_of(first), plans.lines_of(second.id))
    assert {(one.what, one.line.place) for one in changes} == {("added", "二楼厕所")}
    morning.move_to(MORNING + dt.timedelta(days=2))
    enter(BUILDER)
    owing.owe_today(BUILDER)
    assert (share(), owes()) == (places.Share(5, 5, 0), False)
    # A third one from the same day on: the second never was in force.
    acting("doctor")
    third = handed_in(doctor)
    acting("principal")
    handing.decide(principal, Decision(uuid7(), third.id, True, since=later, edit=third.edit))
    stands = {one.version: one.stand for one in plans.versions(principal, PRIMARY)}
    assert stands == {3: "in_force", 2: "replaced", 1: "replaced"}


def test_the_morning_says_what_schools_owe(acting: Acting) -> None:
    enter(BUILDER)
    assert owing.owe_today(BUILDER) == 3
    assert owing.owe_today(BUILDER) == 0
    doctor = acting("doctor")
    due = next(one for one in duty_queries.due_today(doctor, DAY) if one.kind == owed.KIND_CODE)
    assert (due.unit_no, due.due_at.date()) == (PRIMARY, DAY + dt.timedelta(days=7))


def test_not_yours_is_not_there(acting: Acting) -> None:
    doctor = acting("doctor")
    entered(doctor, TOILET)
    plan = drafted(doctor)
    other = acting("other_principal")
    with pytest.raises(NotFound):
        plans.plan(other, plan.id)
    with pytest.raises(NotFound):
        placing.add(other, uuid7(), PRIMARY, [YARD])
    leader = acting("leader")
    assert plans.plan(leader, plan.id).version == 1
    with pytest.raises(Forbidden):
        placing.add(leader, uuid7(), PRIMARY, [YARD])
