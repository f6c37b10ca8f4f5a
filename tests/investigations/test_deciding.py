"""Assign, confirm, exclude, merge, close, reopen: who may, in which state, once, and not over each other."""

import datetime as dt
import json
from dataclasses import replace
from uuid import UUID

import pytest

from tests.builders import BUILDER, CLASS_11, CLASS_12, DAY, PRIMARY, Universe
from tests.investigations.events import cases, decision, event, facts, running
from tests.outbreaks.looks import Acting, look, report
from xiaoan.duties.models import Duty
from xiaoan.investigations import queries, services
from xiaoan.investigations.models import Case, Event, EventSignal, Step
from xiaoan.journal.models import Entry
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter


def duty() -> list[tuple[str, UUID | None, UUID | None, dt.datetime]]:
    enter(BUILDER)
    rows = Duty.objects.filter(kind=queries.JUDGE).order_by("opened_at", "slot")
    return [(one.state, one.assignee_id, one.deputy_id, one.due_at) for one in rows]


def other(acting: Acting, universe: Universe) -> UUID:
    report(acting, universe, "teacher_12", CLASS_12, 1, 2, 3)
    look(CLASS_12)
    enter(BUILDER)
    return Event.objects.get(unit_no=CLASS_12).pk


def test_an_open_event_owes_a_judgement_of_the_doctor(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    doctor, principal = universe.users["doctor"].pk, universe.users["principal"].pk
    due_at = event(event_id).detected_at + dt.timedelta(hours=24)
    ((state, assignee, deputy, at),) = duty()
    assert (state, assignee, deputy) == ("open", doctor, principal)
    assert at <= due_at


def test_assigned_confirmed_closed(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    principal = universe.users["principal"].pk
    services.assign(acting("doctor"), decision(event_id, ""), principal)
    assert [row[:3] for row in duty()] == [("open", principal, None)]
    services.confirm(acting("principal"), decision(event_id), "norovirus")
    assert [row[0] for row in duty()] == ["done"]
    row = event(event_id)
    assert (row.state, row.disease, row.assigned_to_id) == ("confirmed", "norovirus", principal)
    services.close(acting("principal"), decision(event_id, "最后一例后 72 小时无新病例"))
    assert event(event_id).state == "closed"
    services.reopen(acting("principal"), decision(event_id, "又有病例"))
    assert (event(event_id).state, event(event_id).closed_at) == ("confirmed", None)
    assert facts() == [
        "event_opened", "event_assigned", "event_confirmed", "event_closed", "event_reopened",
    ]  # fmt: skip
    assert list(Step.objects.order_by("no").values_list("kind", flat=True)) == [
        "assign", "confirm", "close", "reopen",
    ]  # fmt: skip


def test_the_disease_may_be_set_right_later(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    services.confirm(acting("doctor"), decision(event_id))
    services.confirm(acting("doctor"), decision(event_id, "检测结果"), "norovirus")
    with pytest.raises(Invalid):
        services.confirm(acting("doctor"), decision(event_id, "再一次"), "norovirus")
    with pytest.raises(Invalid):
        services.confirm(acting("doctor"), decision(event_id), "dragon pox")
    enter(BUILDER)
    again = Entry.objects.filter(kind="investigations.event_confirmed").order_by("n")
    assert [(json.loads(one.body)["disease"], json.loads(one.body)["again"]) for one in again] == [
        ("", False), ("norovirus", True),
    ]  # fmt: skip


def test_excluded_and_opened_again_is_judged_anew(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    with pytest.raises(Invalid):
        services.exclude(acting("doctor"), decision(event_id, ""))
    services.exclude(acting("doctor"), decision(event_id, "吃坏了同一份零食"))
    assert event(event_id).state == "excluded"
    with pytest.raises(Conflict):
        services.confirm(acting("doctor"), decision(event_id))
    services.reopen(acting("doctor"), decision(event_id, "又有人发病"))
    assert [row[0] for row in duty()] == ["done", "open"]


def test_an_excluded_event_whose_signal_grows_runs_again(
    acting: Acting, universe: Universe
) -> None:
    event_id = running(acting, universe)
    services.exclude(acting("doctor"), decision(event_id, "不是疫情"))
    look(CLASS_11)
    assert event(event_id).state == "excluded"
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3, 4, base=1, reason="又有一人")
    look(CLASS_11)
    assert (event(event_id).state, event(event_id).cases) == ("open", 4)
    enter(BUILDER)
    assert Step.objects.latest("no").by_id is None


def test_the_same_form_twice_is_one_step(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    given = decision(event_id)
    services.confirm(acting("doctor"), given, "norovirus")
    services.confirm(acting("doctor"), given, "norovirus")
    assert facts() == ["event_opened", "event_confirmed"]
    with pytest.raises(Conflict):
        services.exclude(acting("doctor"), given)


def test_the_later_of_two_is_told_who_was_faster(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    both = decision(event_id, "不是"), decision(event_id)
    services.confirm(acting("principal"), both[1])
    with pytest.raises(Conflict, match=r"校长戊 在 07:30 已经“核实”"):
        services.exclude(acting("doctor"), both[0])
    assert event(event_id).state == "confirmed"


def test_merged_into_another_of_the_school(acting: Acting, universe: Universe) -> None:
    event_id, into = running(acting, universe), other(acting, universe)
    shared = cases(event_id)[0]
    services.add_case(
        acting("doctor"), services.NewCase(into, shared.person_id, onset=DAY - dt.timedelta(days=1))
    )
    services.merge(acting("doctor"), decision(event_id, "同一辆校车"), into)
    assert (event(event_id).state, event(event_id).merged_into_id) == ("merged", into)
    target = event(into)
    assert (target.cases, target.unit_no, target.first_onset) == (
        6, PRIMARY, DAY - dt.timedelta(days=1),
    )  # fmt: skip
    assert set(EventSignal.objects.values_list("event_id", flat=True)) == {into}
    left = Case.objects.filter(event_id=event_id).values_list("status", "person_id")
    assert list(left) == [("withdrawn", shared.person_id)]
    assert list(Step.objects.order_by("at", "no").values_list("event_id", "kind")) == [
        (event_id, "merge"), (into, "absorb"),
    ]  # fmt: skip
    with pytest.raises(Conflict):
        services.reopen(acting("doctor"), decision(event_id, "再开"))


def test_what_can_not_be_merged(acting: Acting, universe: Universe) -> None:
    event_id, into = running(acting, universe), other(acting, universe)
    with pytest.raises(Invalid):
        services.merge(acting("doctor"), decision(event_id), event_id)
    services.exclude(acting("doctor"), decision(into, "不是"))
    with pytest.raises(Invalid):
        services.merge(acting("doctor"), decision(event_id), into)
    with pytest.raises(NotFound):
        services.merge(acting("doctor"), decision(event_id), uuid7())


def test_who_sees_and_who_may(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    for name in ("grade_head", "liaison", "leader"):
        with pytest.raises(Forbidden):
            services.confirm(acting(name), decision(event_id))
    for name in ("teacher", "teacher_12", "other_principal", "guardian", "canteen"):
        given = decision(event_id)
        with pytest.raises(NotFound):
            services.confirm(acting(name), given)
    services.confirm(acting("officer"), decision(event_id))
    assert event(event_id).state == "confirmed"


def test_only_who_may_investigate_is_named(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    for name in ("teacher", "other_principal", "liaison"):
        given = decision(event_id, "")
        with pytest.raises(Invalid):
            services.assign(acting("officer"), given, universe.users[name].pk)
    services.assign(acting("officer"), decision(event_id, ""), universe.users["officer"].pk)
    assert event(event_id).assigned_to_id == universe.users["officer"].pk


def new(universe: Universe, **more: object) -> services.NewEvent:
    given = {
        "id": uuid7(), "class_nos": (CLASS_11,), "syndrome": "GI", "reason": "家长群里反映",
        "people": frozenset({universe.person(CLASS_11, 4)}), **more,
    }  # fmt: skip
    return services.NewEvent(**given)  # type: ignore[arg-type]  # a builder's options


def test_opened_by_hand(acting: Acting, universe: Universe) -> None:
    given = new(universe, onset=DAY)
    made = services.open_event(acting("doctor"), given)
    assert services.open_event(acting("doctor"), given) == made
    row = event(made)
    assert (row.unit_no, row.source, row.cases, row.number) == (CLASS_11, "hand", 1, 1)
    assert facts() == ["event_opened"]
    assert [state for state, *_ in duty()] == ["open"]
    with pytest.raises(Conflict, match="2026年第1起"):
        services.open_event(acting("doctor"), new(universe))
    several = new(universe, class_nos=(CLASS_11, CLASS_12), people=frozenset())
    assert event(services.open_event(acting("doctor"), several)).unit_no == PRIMARY


def test_what_opens_nothing(acting: Acting, universe: Universe) -> None:
    for more in (
        {"reason": ""}, {"syndrome": "PLAGUE"}, {"class_nos": ()}, {"class_nos": (PRIMARY,)},
        {"people": frozenset({universe.person(CLASS_12, 1)})}, {"onset": DAY + dt.timedelta(days=1)},
        {"reason": "长" * 301},
    ):  # fmt: skip
        with pytest.raises(Invalid):
            services.open_event(acting("doctor"), new(universe, **more))
    for name, refused in (("grade_head", Forbidden), ("teacher_12", NotFound)):
        with pytest.raises(refused):
            services.open_event(acting(name), new(universe))


def test_the_same_form_with_other_content_is_refused(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    doctor, principal = universe.users["doctor"].pk, universe.users["principal"].pk
    named = decision(event_id, "")
    services.assign(acting("principal"), named, doctor)
    services.assign(acting("principal"), named, doctor)
    with pytest.raises(Conflict, match="这次的内容不一样"):
        services.assign(acting("principal"), named, principal)
    judged = decision(event_id)
    services.confirm(acting("doctor"), judged, "norovirus")
    with pytest.raises(Conflict, match="这次的内容不一样"):
        services.confirm(acting("doctor"), judged, "varicella")
    with pytest.raises(Conflict, match="这次的内容不一样"):
        services.confirm(acting("doctor"), replace(judged, reason="别的"), "norovirus")
    with pytest.raises(Conflict, match="另一条记录"):
        services.confirm(acting("principal"), judged, "norovirus")
    told = services.Definition("三天内呕吐", units=(CLASS_11,))
    written = decision(event_id, "")
    services.define(acting("doctor"), written, told)
    services.define(acting("doctor"), written, told)
    with pytest.raises(Conflict, match="这次的内容不一样"):
        services.define(acting("doctor"), written, replace(told, text="呕吐两次以上"))
    assert event(event_id).steps == 3


def test_an_event_of_other_content_is_not_opened_under_the_same_id(
    acting: Acting, universe: Universe
) -> None:
    first, other_one = universe.person(CLASS_11, 1), universe.person(CLASS_11, 2)
    new = services.NewEvent(uuid7(), (CLASS_11,), "GI", "家长反映", frozenset({first}), DAY)
    opened = services.open_event(acting("doctor"), new)
    assert services.open_event(acting("doctor"), new) == opened
    for changed in (
        replace(new, syndrome="RASH"), replace(new, reason="别的"), replace(new, people=frozenset()),
        replace(new, people=frozenset({other_one})),
    ):  # fmt: skip
        with pytest.raises(Conflict, match="这次的内容不一样"):
            services.open_event(acting("doctor"), changed)
