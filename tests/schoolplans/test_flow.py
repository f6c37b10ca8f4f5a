"""From the empty plan to the duty that is done: two people, frozen versions, duties that follow."""

import datetime as dt
import json
from collections.abc import Callable

import pytest
import time_machine
from django.db.models import Q
from django.test import Client

from tests.builders import BUILDER, DAY, MORNING, PRIMARY, Universe
from tests.outbreaks.looks import Acting
from tests.reopening.states import decided, line
from tests.schoolplans.states import (
    OPENS,
    approved,
    filled,
    given,
    published,
    started,
    submitted,
    task_named,
    whole,
)
from xiaoan.duties.queries import due_today
from xiaoan.journal.models import Entry
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.schoolplans import services
from xiaoan.schoolplans.models import Comment, Plan, Task, Told, Version
from xiaoan.schoolplans.queries import KNOW, TASK, readiness

SignedIn = Callable[[str], Client]


def owed(acting: Acting, name: str) -> dict[str, list[object]]:
    """kind → what is open on somebody's list."""
    found: dict[str, list[object]] = {}
    for due in due_today(acting(name), DAY):
        if due.kind in (TASK, KNOW) and due.state == "open":
            found.setdefault(due.kind, []).append(due.about_id)
    return found


def test_begun_from_the_template_with_whom_the_record_proposes(
    acting: Acting, universe: Universe
) -> None:
    plan = started(acting)
    one = whole()
    assert (plan.kind, plan.needs, plan.template_no, plan.state) == (
        "primary", ["canteen"], 0, "draft",
    )  # fmt: skip
    assert [chapter.title for chapter in one.chapters][:3] == [
        "领导机构与职责", "基本情况与风险", "人员摸排与分类",
    ]  # fmt: skip
    codes = {task.code for task in one.tasks}
    assert {"canteen_staff", "dropout"} <= codes
    assert codes.isdisjoint({"toys", "dorm_ready", "bus_ride", "special_plan"})
    train = task_named("train")
    assert (train.person_id, train.deputy_id) == (
        universe.users["doctor"].pk, universe.users["principal"].pk,
    )  # fmt: skip
    texts = sum(missing.code == "text" for missing in one.missing)
    assert texts == sum(entry.required for c in one.chapters for entry in c.of("field"))
    assert plan.missing == len(one.missing) == sum(plan.missing_by.values())


def test_a_school_has_one_plan_and_the_same_form_is_one_act(acting: Acting) -> None:
    new = services.NewPlan(uuid7(), PRIMARY, ())
    first = services.start(acting("principal"), new)
    assert services.start(acting("principal"), new).pk == first.pk
    with pytest.raises(Conflict):
        services.start(acting("doctor"), services.NewPlan(uuid7(), PRIMARY, ()))
    for name in ("other_principal", "teacher", "other_liaison"):
        with pytest.raises(NotFound):
            services.start(acting(name), services.NewPlan(uuid7(), PRIMARY, ()))
    with pytest.raises(Forbidden):
        services.start(acting("officer"), services.NewPlan(uuid7(), PRIMARY, ()))


def test_what_is_missing_keeps_it_from_being_submitted(acting: Acting) -> None:
    started(acting)
    with pytest.raises(Invalid):
        services.submit(acting("principal"), uuid7(), PRIMARY)
    enter(BUILDER)
    assert (Plan.objects.get().state, Version.objects.count()) == ("draft", 0)


def test_a_text_that_somebody_else_changed_is_shown_not_lost(acting: Acting) -> None:
    started(acting)
    services.write_texts(
        acting("doctor"), uuid7(), PRIMARY, "facts", {"risks": services.Typed("校医写的", 0)}
    )
    with pytest.raises(services.Stale) as late:
        services.write_texts(
            acting("principal"), uuid7(), PRIMARY, "facts", {"risks": services.Typed("校长写的", 0)}
        )
    other = late.value.others["t-risks"]
    assert (other.text, other.by, other.rev) == ("校医写的", "校医己", 1)
    typed = {"risks": services.Typed("校长写的", other.rev)}
    assert services.write_texts(acting("principal"), uuid7(), PRIMARY, "facts", typed) == 1
    assert whole().texts["facts", "risks"].text == "校长写的"


def test_submitted_is_frozen_and_another_person_approves(
    acting: Acting, universe: Universe
) -> None:
    no = submitted(acting, universe)
    assert no == 1
    with pytest.raises(Conflict):
        services.write_texts(acting("principal"), uuid7(), PRIMARY, "facts", {})
    with pytest.raises(Forbidden):
        services.approve(acting("principal"), uuid7(), PRIMARY, no)
    with pytest.raises(Conflict):
        services.approve(acting("officer"), uuid7(), PRIMARY, 7)
    with pytest.raises(Invalid):
        services.give_back(acting("officer"), uuid7(), PRIMARY, " ")
    services.comment(acting("officer"), uuid7(), PRIMARY, "day", None, "写明每个门谁值守")
    services.give_back(acting("officer"), uuid7(), PRIMARY, "第六章要细")
    services.write_texts(
        acting("principal"), uuid7(), PRIMARY, "day", {"routes": services.Typed("东门老王", 1)}
    )
    with pytest.raises(Invalid) as told:
        services.submit(acting("principal"), uuid7(), PRIMARY)
    assert "开学当日" in str(told.value)
    enter(BUILDER)
    (said,) = Comment.objects.all()
    services.answer(acting("principal"), uuid7(), PRIMARY, said.pk, "写明了")
    assert services.submit(acting("principal"), uuid7(), PRIMARY) == 2
    act = uuid7()
    services.approve(acting("officer"), act, PRIMARY, 2)
    services.approve(acting("officer"), act, PRIMARY, 2)
    enter(BUILDER)
    plan = Plan.objects.get()
    assert (plan.state, plan.decided_by_id) == ("approved", universe.users["officer"].pk)
    assert (plan.opened_on, plan.published_no) == (OPENS, 0)


def test_published_tasks_are_duties_and_are_done_by_whoever_is_named(
    acting: Acting, universe: Universe
) -> None:
    opened = published(acting, universe)
    one = whole()
    with_deadline = [task for task in one.tasks if task.phase != "emergency"]
    assert opened == len(with_deadline)
    task = task_named("survey")
    assert task.owes_id == universe.users["teacher_21"].pk
    assert task.owed_until == dt.datetime.combine(
        OPENS - dt.timedelta(days=7), dt.time(18), MORNING.tzinfo
    )
    # A fortnight before the opening is past: the day after it was published.
    late = dt.datetime.combine(DAY + dt.timedelta(days=1), dt.time(18), MORNING.tzinfo)
    assert task_named("lead_list").owed_until == late
    assert task.pk in owed(acting, "teacher_21")[TASK]
    with pytest.raises(NotFound):
        services.mark_done(acting("canteen"), uuid7(), task.pk, "做了")
    with pytest.raises(Invalid):
        services.mark_done(acting("teacher_21"), uuid7(), task.pk, "")
    act = uuid7()
    services.mark_done(acting("teacher_21"), act, task.pk, "全班 10 人都摸排了,表在办公室")
    services.mark_done(acting("teacher_21"), act, task.pk, "全班 10 人都摸排了,表在办公室")
    with pytest.raises(Conflict):
        services.mark_done(acting("principal"), uuid7(), task.pk, "也做了")
    assert task.pk not in owed(acting, "teacher_21").get(TASK, [])
    assert task_named("survey").done_late is False


def test_whoever_stands_in_finds_the_task_whatever_class_it_is_of(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    filled(acting, universe)
    survey = task_named("survey")
    deputy = universe.users["teacher"].pk
    services.put_task(acting("principal"), uuid7(), PRIMARY, given(survey, deputy_id=deputy))
    no = services.submit(acting("principal"), uuid7(), PRIMARY)
    services.approve(acting("officer"), uuid7(), PRIMARY, no)
    services.publish(acting("principal"), uuid7(), PRIMARY)
    # Each duty stands at the unit of whoever answers for it; the deputy has another class.
    enter(BUILDER)
    rows = Task.objects.filter(Q(owes_id=deputy) | Q(owes_deputy_id=deputy))
    named = set(rows.values_list("id", flat=True))
    assert set(owed(acting, "teacher")[TASK]) == named
    lines = {due.about_id: due.elsewhere for due in due_today(acting("teacher"), DAY)}
    assert lines[survey.pk] is True
    assert owed(acting, "other_principal") == {}
    leave()
    teacher = signed_in("teacher")
    page = teacher.get("/duties/today/").content.decode()
    assert (survey.what in page, f"/schoolplans/task/{survey.pk}/" in page) == (True, True)
    assert teacher.get(f"/schoolplans/task/{survey.pk}/").status_code == 200
    services.mark_done(acting("teacher"), uuid7(), survey.pk, "全班摸排完了")
    assert [survey.pk in owed(acting, name)[TASK] for name in ("teacher", "teacher_21")] == [
        False, False,
    ]  # fmt: skip


def test_a_change_says_what_and_who_must_know(acting: Acting, universe: Universe) -> None:
    published(acting, universe)
    train, clean = task_named("train"), task_named("clean")
    services.begin_change(acting("principal"), uuid7(), PRIMARY, "校医外出")
    services.put_task(
        acting("principal"), uuid7(), PRIMARY,
        given(train, person_id=universe.users["grade_head"].pk),
    )  # fmt: skip
    services.remove_task(acting("principal"), uuid7(), PRIMARY, clean.pk, clean.rev)
    # The version in force holds until the next is published.
    assert task_named("train").owes_id == universe.users["doctor"].pk
    no = services.submit(acting("principal"), uuid7(), PRIMARY)
    services.approve(acting("officer"), uuid7(), PRIMARY, no)
    services.publish(acting("principal"), uuid7(), PRIMARY)
    assert train.pk in owed(acting, "grade_head")[TASK]
    assert train.pk not in owed(acting, "doctor").get(TASK, [])
    enter(BUILDER)
    told = {row.user_id: row for row in Told.objects.filter(version_no=2)}
    logistics = universe.users["logistics"].pk
    assert set(told) == {
        universe.users["grade_head"].pk, universe.users["doctor"].pk, logistics,
    }  # fmt: skip
    assert told[logistics].changes == [{"how": "removed", "label": clean.what, "parts": []}]
    row = told[logistics]
    assert row.pk in owed(acting, "logistics")[KNOW]
    with pytest.raises(NotFound):
        services.see(acting("doctor"), row.pk)
    services.see(acting("logistics"), row.pk)
    services.see(acting("logistics"), row.pk)
    assert row.pk not in owed(acting, "logistics").get(KNOW, [])


def test_duties_follow_the_opening_day(acting: Acting, universe: Universe) -> None:
    published(acting, universe)
    day = OPENS + dt.timedelta(days=3)
    decided(acting, line("primary", day))
    enter(BUILDER)
    ready = readiness([PRIMARY], DAY)[PRIMARY]
    assert (ready.state, ready.version, ready.missing, ready.changed_since) == (
        "published", 1, 0, True,
    )  # fmt: skip
    assert services.follow_openings(BUILDER, [PRIMARY]) == 1
    assert services.follow_openings(BUILDER, [PRIMARY]) == 0
    gate = task_named("gate")
    assert gate.owed_until == dt.datetime.combine(day, dt.time(18), MORNING.tzinfo)
    enter(BUILDER)
    assert readiness([PRIMARY], DAY)[PRIMARY].changed_since is False


def test_readiness_of_schools_without_a_plan(acting: Acting) -> None:
    enter(BUILDER)
    one = readiness([PRIMARY, PRIMARY + 4096], DAY)[PRIMARY + 4096]
    assert (one.plan_id, one.version, one.state, one.missing, one.changed_since) == (
        None, None, "none", 0, False,
    )  # fmt: skip


def test_the_record_holds_the_way_of_a_plan(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    approved(acting, universe)
    enter(BUILDER)
    rows = Entry.objects.filter(kind="schoolplans.stepped").order_by("n")
    found = [json.loads(row.body) for row in rows]
    assert [(one["step"], one["state"], one["version"], one["missing"] > 0) for one in found] == [
        ("start", "draft", 0, True), ("submit", "submitted", 1, False),
        ("approve", "approved", 1, False),
    ]  # fmt: skip


def test_a_filled_plan_lacks_nothing(acting: Acting, universe: Universe) -> None:
    plan = filled(acting, universe)
    plan.refresh_from_db()
    assert (plan.missing, whole().missing) == (0, [])
