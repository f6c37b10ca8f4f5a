"""Taking tests: what is drawn, how often, what is kept, what comes of it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
import time_machine

from tests.builders import BUILDER, DAY, MORNING, PRIMARY, Universe
from tests.training.lessons import places, take
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.training import queries, services
from xiaoan.training.models import Attempt, Certificate, Count, Version
from xiaoan.training.queries import attempts

Acting = Callable[[str], Actor]


def test_passed_without_a_practical_part_is_a_certificate(acting: Acting) -> None:
    actor = acting("logistics")
    found = take(actor, "protection", wrong=2)
    assert (found.right, found.total, found.passed, found.waits) == (8, 10, True, False)
    [paper] = queries.certificates_of(actor.user_id or uuid7())
    assert (paper.since, paper.until, paper.source) == (DAY, dt.date(2027, 11, 22), "test")
    assert found.certificate_id == paper.id
    with pytest.raises(NotFound):
        queries.certificate(acting("canteen"), paper.id)
    assert queries.certificate(acting("principal"), paper.id) == paper
    enter(BUILDER)
    row = Count.objects.get(unit_no=PRIMARY, course="protection")
    # The doctor, the keeper of the stores and the canteen need it.
    assert (row.needed, row.valid, row.missing) == (3, 1, 2)


def test_the_same_once_more_is_the_same(acting: Acting) -> None:
    actor, pk = acting("logistics"), uuid7()
    assert services.begin(actor, pk, "protection") == services.begin(actor, pk, "protection") == pk
    assert services.begin(actor, uuid7(), "protection") == pk  # goes on with the open one
    given = places(pk)
    first = services.hand_in(actor, pk, given)
    assert services.hand_in(actor, pk, given) == first
    with pytest.raises(Conflict):
        services.hand_in(actor, pk, places(pk, wrong=1))
    assert Certificate.objects.count() == 1
    with pytest.raises(Conflict):
        services.begin(acting("canteen"), pk, "protection")


def test_failed_has_other_questions_next_and_so_many_tries_a_day(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    actor = acting("logistics")
    first = take(actor, "disinfection", wrong=3)
    assert (first.passed, first.certificate_id) == (False, None)
    assert len([one for one in first.said if not one.right]) == 3
    second = take(actor, "disinfection", wrong=10)
    keys = [{one.key for one in found.said} for found in (first, second)]
    # 22 questions, ten a test: twice ten different ones.
    assert keys[0] & keys[1] == set()
    take(actor, "disinfection", wrong=9)
    with pytest.raises(Conflict) as refused:
        services.begin(actor, uuid7(), "disinfection")
    assert str(refused.value) == "今天已经考了 3 次,请明天再考。先看看错在哪里。"
    morning.move_to(MORNING + dt.timedelta(days=1))
    open_one = services.begin(actor, uuid7(), "disinfection")
    morning.move_to(MORNING + dt.timedelta(days=2))
    with pytest.raises(Conflict):
        services.hand_in(actor, open_one, places(open_one))
    assert services.begin(actor, uuid7(), "disinfection") != open_one


def test_gaps_are_told_and_are_no_try(acting: Acting) -> None:
    actor = acting("logistics")
    pk = services.begin(actor, uuid7(), "protection")
    given = places(pk)
    del given[4]
    single = next(one for one in attempts.sheet(actor, pk).questions if one.kind == "single")
    with pytest.raises(Invalid) as refused:
        services.hand_in(actor, pk, {**given, single.n: [0, 1] if single.n != 4 else []})
    assert set(refused.value.fields) == {"q-4", f"q-{single.n}"}
    assert Attempt.objects.get(pk=pk).handed_at is None
    with pytest.raises(NotFound):
        services.hand_in(acting("canteen"), pk, given)
    with pytest.raises(NotFound):
        attempts.result(actor, pk)


def test_the_practical_part_is_for_another_person(acting: Acting, universe: Universe) -> None:
    actor = acting("doctor")
    found = take(actor, "thermometer")
    assert (found.passed, found.waits, found.certificate_id) == (True, True, None)
    with pytest.raises(Conflict):
        services.begin(actor, uuid7(), "thermometer")
    assert attempts.waiting_count(actor) == 0
    with pytest.raises(Forbidden) as own:
        services.check(actor, services.Check(uuid7(), found.id, passed=True))
    assert str(own.value) == "不能给自己办,请由另一个人办。"
    with pytest.raises(NotFound):
        services.check(acting("other_principal"), services.Check(uuid7(), found.id, passed=True))
    principal = acting("principal")
    assert [one.id for one in attempts.waiting_in(principal, (0, 2**31 - 1))] == [found.id]
    with pytest.raises(Invalid):
        services.check(principal, services.Check(uuid7(), found.id, passed=False))
    no = services.Check(uuid7(), found.id, passed=False, note="距离太近")
    assert services.check(principal, no) is None
    yes = services.Check(uuid7(), found.id, passed=True)
    made = services.check(principal, yes)
    assert made is not None
    assert services.check(principal, yes) == made
    with pytest.raises(Conflict):
        services.check(principal, services.Check(uuid7(), found.id, passed=True))
    acting("doctor")
    after = attempts.result(actor, found.id)
    assert (after.certificate_id, after.waits, after.notes) == (made, False, ("距离太近",))


def test_what_waits_too_long_waits_no_more(acting: Acting, morning: time_machine.Traveller) -> None:
    actor = acting("doctor")
    found = take(actor, "thermometer")
    morning.move_to(MORNING + dt.timedelta(days=31))
    enter(BUILDER)
    assert services.lapse_before(DAY + dt.timedelta(days=30)) == 0
    assert services.lapse_before(DAY + dt.timedelta(days=31)) == 1
    assert attempts.result(acting("doctor"), found.id).waits is False
    assert services.begin(actor, uuid7(), "thermometer") != found.id


def test_the_practical_part_is_late_also_before_the_night_job_has_run(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    found = take(acting("doctor"), "thermometer")
    morning.move_to(MORNING + dt.timedelta(days=31))
    principal = acting("principal")
    with pytest.raises(Conflict):
        services.check(principal, services.Check(uuid7(), found.id, passed=True))
    enter(BUILDER)
    assert Certificate.objects.count() == 0
    morning.move_to(MORNING + dt.timedelta(days=30))
    principal = acting("principal")
    assert services.check(principal, services.Check(uuid7(), found.id, passed=True)) is not None


def test_a_test_keeps_the_version_it_was_begun_with(acting: Acting) -> None:
    actor = acting("logistics")
    pk = services.begin(actor, uuid7(), "protection")
    officer = acting("officer")
    draft = services.draft(officer, uuid7(), "protection")
    course = queries.version(draft).course
    for n, key in enumerate([one.key for one in course.questions[10:]]):
        services.edit_question(officer, services.Edit(uuid7(), draft, n), key, None)
    services.publish(replace(officer, user_id=uuid7()), uuid7(), draft, 7)
    acting("logistics")
    assert services.hand_in(actor, pk, places(pk)).total == 10
    held = Attempt.objects.get(pk=pk).version
    assert (held.origin, held.number) == ("pack", 0)
    assert queries.in_force("protection").number == 1
    assert Version.objects.filter(origin="pack").count() == 1


def test_the_guardian_learns_nothing_here(acting: Acting) -> None:
    with pytest.raises(Forbidden):
        services.begin(acting("guardian"), uuid7(), "protection")
    with pytest.raises(NotFound):
        services.begin(acting("teacher"), uuid7(), "nothing")
