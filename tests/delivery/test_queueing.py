"""Queueing, settling, recalling: counts that add up, once, in the caller's transaction."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.builders import CLASS_11, CLASS_71, JUNIOR, MORNING, Universe
from tests.delivery.worlds import SOURCE, address, batch, guardians, queue, staff, states, switch_on
from xiaoan.delivery import queries, services
from xiaoan.delivery.models import Batch, Message, Sending
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, everywhere

Acting = Callable[[str], Actor]


@pytest.fixture
def ready(acting: Acting, universe: Universe) -> Actor:
    """E-mail and SMS are on; the principal and the doctor have an e-mail address."""
    officer = acting("officer")
    switch_on(officer, "email", 25)
    switch_on(officer, "sms_tencent", 80)
    principal, doctor, *_ = staff(universe)
    address(principal, "email", "principal@school.example")
    address(doctor, "email", "doctor@school.example", is_off=True)
    return officer


def test_a_batch_is_queued_once_and_its_counts_add_up(ready: Actor, universe: Universe) -> None:
    given, submission, people = batch("email"), uuid7(), staff(universe)
    first = queue(ready, given, people, submission=submission)
    assert (first.queued, first.doubles, first.without) == (4, 0, 3)
    assert queue(ready, given, people, submission=submission) == first
    assert queries.counts(ready, SOURCE, given.source_id) == {"email": {"queued": 1, "failed": 3}}
    assert states(given.source_id) == [
        ("email", "failed", "no_address"), ("email", "failed", "no_address"),
        ("email", "failed", "opted_out"), ("email", "queued", ""),
    ]  # fmt: skip
    facts = Entry.objects.filter(kind="delivery.batch_queued")
    assert facts.count() == 1
    assert "principal@school.example" not in facts.get().body


def test_the_same_submission_with_other_words_is_refused(ready: Actor, universe: Universe) -> None:
    given, submission = batch("email"), uuid7()
    queue(ready, given, staff(universe), submission=submission)
    other = batch("email", source_id=given.source_id, subject="别的")
    with pytest.raises(Conflict):
        queue(ready, other, staff(universe), submission=submission)


def test_the_same_key_is_the_same_message(ready: Actor, universe: Universe) -> None:
    given, people = batch("sms_tencent"), staff(universe)
    queue(ready, given, people[:3])
    again = queue(ready, given, people)
    assert (again.queued, again.doubles) == (1, 3)
    assert Message.objects.count() == 4
    assert Sending.objects.count() == 4


def test_who_does_not_see_a_unit_queues_nothing_there(acting: Acting, universe: Universe) -> None:
    teacher = acting("teacher")
    with pytest.raises(NotFound):
        queue(teacher, batch("email"), staff(universe)[:1], unit_no=CLASS_71)
    enter(universe.cast["officer"])
    assert Batch.objects.count() == 0


def test_a_class_teacher_sees_the_counts_of_the_own_class(ready: Actor, universe: Universe) -> None:
    given = batch("sms_tencent")
    messages = [
        services.Message(f"k{n}", who, school, unit, "/notices/1/", {})
        for n, (who, school, unit) in enumerate(
            [(one, CLASS_11 // 4096 * 4096, CLASS_11) for one in guardians(universe, 3)]
            + [(universe.users["other_principal"].pk, JUNIOR, JUNIOR)]
        )
    ]
    services.queue(ready, uuid7(), given, messages)
    assert queries.counts(ready, SOURCE, given.source_id) == {"sms_tencent": {"queued": 4}}
    teacher = universe.cast["teacher"]
    enter(teacher)
    assert queries.counts(teacher, SOURCE, given.source_id) == {"sms_tencent": {"queued": 3}}


def test_without_patience_all_channels_are_begun(ready: Actor, universe: Universe) -> None:
    given = batch("email", "sms_tencent")
    queue(ready, given, staff(universe)[:1])
    assert states(given.source_id) == [("email", "queued", ""), ("sms_tencent", "queued", "")]


def test_with_patience_a_channel_that_does_not_reach_is_passed_over(
    ready: Actor, universe: Universe
) -> None:
    given = batch("email", "sms_tencent", patience=30)
    done = queue(ready, given, staff(universe)[:2])
    assert done.without == 0
    assert states(given.source_id) == [
        ("email", "failed", "opted_out"), ("email", "queued", ""), ("sms_tencent", "queued", ""),
    ]  # fmt: skip
    waiting = Message.objects.exclude(next_at=None).get()
    assert (waiting.person_id, waiting.next_at) == (
        staff(universe)[0],
        MORNING + dt.timedelta(minutes=30),
    )


def test_quiet_hours_hold_what_is_not_urgent(
    ready: Actor, universe: Universe, at: Callable[[str], None]
) -> None:
    services.set_channel(
        ready,
        services.NewChannel(
            "email", True, {"host": "127.0.0.1", "port": "25", "security": "none",
            "sender": "xiaoan@county.example"}, 1,
        ),
    )  # fmt: skip
    at("22:00")
    calm, urgent = batch("email"), batch("email", urgent=True)
    for one in (calm, urgent):
        queue(ready, one, staff(universe)[:1])
    assert states(calm.source_id) == [("email", "held", "")]
    assert states(urgent.source_id) == [("email", "queued", "")]
    held = Sending.objects.get(state="held")
    assert held.due_at == MORNING.replace(hour=7, minute=0) + dt.timedelta(days=1)


def test_who_has_acknowledged_elsewhere_gets_nothing_more(ready: Actor, universe: Universe) -> None:
    given, people = batch("sms_tencent"), staff(universe)
    queue(ready, given, people)
    assert services.settle(ready, SOURCE, given.source_id, people[:2]) == 2
    assert services.settle(ready, SOURCE, given.source_id, people[:2]) == 0
    assert states(given.source_id) == [
        ("sms_tencent", "cancelled", "settled"), ("sms_tencent", "cancelled", "settled"),
        ("sms_tencent", "queued", ""), ("sms_tencent", "queued", ""),
    ]  # fmt: skip


def test_a_recall_stops_what_is_not_sent(ready: Actor, universe: Universe) -> None:
    given = batch("sms_tencent")
    queue(ready, given, staff(universe))
    with pytest.raises(Invalid):
        services.cancel(ready, SOURCE, given.source_id, " ")
    outsider = universe.cast["other_principal"]
    with pytest.raises(NotFound):
        services.cancel(outsider, SOURCE, given.source_id, "写错了")
    assert services.cancel(ready, SOURCE, given.source_id, "写错了") == 4
    assert services.cancel(ready, SOURCE, given.source_id, "写错了") == 0
    assert set(states(given.source_id)) == {("sms_tencent", "cancelled", "recalled")}
    assert Entry.objects.filter(kind="delivery.batch_cancelled").count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"subject": ""}, "subject"), ({"text": "字" * 501}, "text"), ({"channels": ()}, "channels"),
        ({"channels": ("pigeon",)}, "channels"), ({"patience": -1}, "patience"),
        ({"expires": MORNING}, "expires"), ({"text": "a\0b"}, "text"),
    ],
)  # fmt: skip
def test_faults_stand_at_their_field(
    ready: Actor, universe: Universe, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        queue(ready, replace(batch("email"), **change), [])
    assert list(refused.value.fields) == [field]


def test_an_empty_batch_is_nothing_but_a_fact(ready: Actor) -> None:
    done = queue(ready, batch("email"), [])
    assert (done.queued, done.without) == (0, 0)


def test_of_people_says_what_became_of_each(ready: Actor, universe: Universe) -> None:
    given, people = batch("email"), staff(universe)
    queue(ready, given, people)
    found = queries.of_people(ready, SOURCE, given.source_id, people[:2])
    assert [(one.person_id, one.channel, one.state, one.reason) for one in found] == sorted(
        [(people[0], "email", "queued", ""), (people[1], "email", "failed", "opted_out")]
    )
    with everywhere("tests"):
        assert Sending.objects.count() == 4
