"""Families are called, visited and brought before the head; one task per pupil, whatever asks."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine

from tests.builders import BUILDER, CLASS_11, MORNING, Universe
from tests.outreach.calling import LESSON, RISK, a_call, task_of, want
from xiaoan.duties.models import Duty
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.outreach import queries, services
from xiaoan.outreach.models import Line, Task, Try

Acting = Callable[[str], Actor]


def owed() -> list[tuple[str, str]]:
    enter(BUILDER)
    rows = Duty.objects.filter(kind__startswith="outreach.").order_by("opened_at", "id")
    return list(rows.values_list("kind", "state"))


def test_one_task_for_all_reasons_and_the_same_again_changes_nothing(
    acting: Acting, universe: Universe
) -> None:
    teacher = acting("teacher")
    maths, chinese = uuid7(), uuid7()
    first = services.ask(teacher, [want(universe, 2, maths), want(universe, 3, maths)])
    assert first == services.Asked(tasks=2, lines=2, known=0)
    again = services.ask(teacher, [want(universe, 2, maths), want(universe, 2, chinese)])
    assert again == services.Asked(tasks=0, lines=1, known=1)
    rows = sorted(queries.open_tasks(teacher), key=lambda row: row.name)
    assert [(row.name, len(row.reasons)) for row in rows] == [("测试生0002", 2), ("测试生0003", 1)]
    assert owed() == [("outreach.call", "open")] * 2
    enter(teacher)
    with pytest.raises(ValueError, match="nobody has connected"):
        services.ask(teacher, [want(universe, 2, maths, "unknown.reason")])


def test_watched_after_all_ends_the_line_and_with_the_last_the_task(
    acting: Acting, universe: Universe
) -> None:
    teacher, maths, chinese = acting("teacher"), uuid7(), uuid7()
    who = universe.person(CLASS_11, 2)
    services.ask(teacher, [want(universe, 2, maths), want(universe, 2, chinese)])
    assert services.close(teacher, LESSON, maths, [who], "watched") == 1
    assert task_of(who).stage == "call"
    assert services.close(teacher, LESSON, chinese, [who], "watched") == 1
    assert services.close(teacher, LESSON, chinese, [who], "watched") == 0
    assert (task_of(who).stage, owed()) == ("closed", [("outreach.call", "excused")])
    enter(teacher)
    # The line is known; a new lesson opens a new task.
    assert services.ask(teacher, [want(universe, 2, maths)]).lines == 0
    assert services.ask(teacher, [want(universe, 2, uuid7())]).tasks == 1


def test_the_second_caller_is_told_who_calls_since_when(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    teacher = acting("teacher")
    services.ask(teacher, [want(universe, 2, uuid7())])
    task = task_of(universe.person(CLASS_11, 2))
    services.take(teacher, task.pk)
    services.take(teacher, task.pk)
    with pytest.raises(Conflict, match="班主任壬 从 07:30 起正在联系这一家"):
        services.take(acting("grade_head"), task.pk)
    morning.move_to(MORNING + dt.timedelta(minutes=15))
    services.take(acting("grade_head"), task.pk)
    with pytest.raises(NotFound):
        services.take(acting("teacher_12"), task.pk)
    with pytest.raises(Forbidden):
        services.take(acting("deputy"), task.pk)


def test_three_calls_a_visit_by_two_the_head_and_the_township(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    teacher, who = acting("teacher"), universe.person(CLASS_11, 2)
    services.ask(teacher, [want(universe, 2, uuid7())])
    task = task_of(who)
    stages = []
    for minutes in (0, 2, 20, 40):
        morning.move_to(MORNING + dt.timedelta(minutes=minutes))
        stages.append(services.call(teacher, a_call(task)))
    # Two minutes after the first is the same try.
    assert stages == ["call", "call", "call", "visit"]
    assert queries.contact_failures([who], MORNING)[who] == queries.Reach(4, None)
    new = services.NewVisit(uuid7(), task.pk, "nobody")
    with pytest.raises(Invalid, match="家访要两个人去"):
        services.visit(teacher, new)
    second = universe.users["doctor"].pk
    gone = services.NewVisit(uuid7(), task.pk, "nobody", note="门锁着", second_id=second)
    assert services.visit(teacher, gone) == "principal"
    assert services.visit(teacher, gone) == "principal"
    with pytest.raises(Forbidden):
        services.lead(teacher, services.NewLead(uuid7(), task.pk, "township", note="请协助"))
    principal = acting("principal")
    asked = services.NewLead(uuid7(), task.pk, "township", note="请乡镇上门")
    assert services.lead(principal, asked) == "township"
    liaison = acting("liaison")
    assert [row.name for row in queries.open_tasks(liaison)] == ["测试生0002"]
    done = services.NewLead(uuid7(), task.pk, "settled", why="moved", note="已随父母去外县")
    assert services.lead(liaison, done) == "closed"
    assert owed() == [
        ("outreach.call", "done"), ("outreach.visit", "done"), ("outreach.principal", "done"),
        ("outreach.township", "done"),
    ]  # fmt: skip
    enter(liaison)
    with pytest.raises(NotFound):
        queries.detail(liaison, task.pk)


def test_reached_names_the_gap_and_a_promise_not_kept_begins_again(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    teacher, who = acting("teacher"), universe.person(CLASS_11, 2)
    services.ask(teacher, [want(universe, 2, uuid7())])
    task = task_of(who)
    with pytest.raises(Invalid, match="请选家长说的原因"):
        services.call(teacher, a_call(task, "reached"))
    with pytest.raises(Invalid, match="承诺的日期"):
        services.call(teacher, a_call(task, "reached", why="forgot", promise=dt.date(2027, 1, 1)))
    promised = a_call(task, "reached", why="forgot", who="母亲", promise=dt.date(2026, 11, 23))
    assert services.call(teacher, promised) == "waiting"
    enter(BUILDER)
    assert services.follow_promises(BUILDER) == 0
    morning.move_to(clock.at(dt.date(2026, 11, 23), dt.time(18, 1)))
    assert services.follow_promises(BUILDER) == 1
    assert services.follow_promises(BUILDER) == 0
    found = task_of(who)
    assert (found.stage, found.broken, found.round, found.promised) == ("call", 1, 2, False)
    assert owed() == [("outreach.call", "done"), ("outreach.call", "open")]
    enter(teacher)
    assert services.call(teacher, a_call(task, "reached", why="no_device")) == "closed"
    assert [(one.outcome, one.why) for one in queries.history(teacher, who)] == [
        ("reached", "no_device"), ("reached", "forgot"),
    ]  # fmt: skip
    assert queries.contact_failures([who], MORNING)[who].failures == 0


def test_a_lasting_reason_is_asked_about_again(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    teacher, who, row = acting("teacher"), universe.person(CLASS_11, 2), uuid7()
    services.ask(teacher, [want(universe, 2, row, RISK), want(universe, 2, uuid7())])
    assert services.call(teacher, a_call(task_of(who), "reached", why="work")) == "waiting"
    assert Line.objects.filter(closed_at=None).count() == 1
    morning.move_to(MORNING + dt.timedelta(days=7))
    with acting_as(BUILDER):
        assert services.follow_promises(BUILDER) == 1
    enter(teacher)
    assert (task_of(who).stage, task_of(who).broken) == ("call", 0)
    assert services.close(teacher, RISK, row, [who], "back") == 1
    assert task_of(who).stage == "closed"


def test_what_a_family_said_is_sealed_and_the_same_id_keeps_one(
    acting: Acting, universe: Universe
) -> None:
    teacher = acting("teacher")
    services.ask(teacher, [want(universe, 2, uuid7())])
    task = task_of(universe.person(CLASS_11, 2))
    said = a_call(task, note="说下午再打")
    services.call(teacher, said)
    services.call(teacher, said)
    kept = Try.objects.get()
    assert "说下午再打".encode() not in bytes(kept.note_cipher or b"")
    assert queries.history(teacher, task.person_id)[0].note == "说下午再打"
    with pytest.raises(Conflict):
        services.call(teacher, services.NewCall(said.id, task.pk, "wrong_number"))
    assert Task.objects.get().tries == 1
