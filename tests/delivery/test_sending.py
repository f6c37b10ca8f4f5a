"""Sending: what is accepted, refused, tried again, unknown; nobody twice; the next channel; facts in bulk."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.conf import LazySettings

from tests.builders import CLASS_11, MORNING, Universe
from tests.delivery.servers import Asked, mail, vendor
from tests.delivery.worlds import (
    SOURCE,
    address,
    batch,
    guardians,
    queue,
    staff,
    states,
    switch_on,
)
from xiaoan.delivery import queries, services
from xiaoan.delivery.models import Attempt, Sending
from xiaoan.delivery.queries.ways import channels_set
from xiaoan.delivery.rules import Outcome
from xiaoan.delivery.services import claiming, outcomes
from xiaoan.delivery.services.sending import run
from xiaoan.directory.models import Guardian
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter

Acting = Callable[[str], Actor]
NAMES = ("principal", "doctor", "grade_head", "teacher")


@pytest.fixture(autouse=True)
def inside(settings: LazySettings) -> None:
    settings.XIAOAN_DELIVERY_NETWORKS = ["127.0.0.0/8"]


@pytest.fixture
def officer(acting: Acting, universe: Universe) -> Actor:
    """Four of the staff have an e-mail address and an account of the campus network."""
    actor = acting("officer")
    for name, who in zip(NAMES, staff(universe), strict=True):
        address(who, "email", f"{name}@school.example")
        address(who, "webhook", name)
    return actor


def go(officer: Actor, **more: Any) -> int:
    """Send what is due, then be the officer again."""
    count = run(threads=1, **more)
    enter(officer)
    return count


def ok(asked: Asked) -> tuple[int, Any]:
    """A campus network that takes everything."""
    rows = asked.json["messages"]
    return 200, {
        "code": "ok",
        "results": [{"key": r["key"], "code": "ok", "id": r["to"]} for r in rows],
    }


def later(morning: time_machine.Traveller, minutes: float) -> None:
    morning.shift(dt.timedelta(minutes=minutes))


def test_a_letter_goes_to_all_and_each_refusal_is_its_own(
    officer: Actor, universe: Universe
) -> None:
    with mail(refuses={"doctor@school.example": 550, "teacher@school.example": 451}) as post:
        switch_on(officer, "email", post.port)
        given = batch("email")
        queue(officer, given, staff(universe))
        assert go(officer) == 4
        ((to, letter),) = post.letters
    assert sorted(to) == ["grade_head@school.example", "principal@school.example"]
    assert "undisclosed-recipients" in letter
    assert "grade_head" not in letter
    assert states(given.source_id) == [
        ("email", "accepted", ""), ("email", "accepted", ""), ("email", "failed", "recipient"),
        ("email", "queued", "busy"),
    ]  # fmt: skip
    steps = Attempt.objects.order_by("at", "id").values_list("what", flat=True)
    assert sorted(steps) == sorted(["begun"] * 4 + ["accepted"] * 2 + ["never", "later"])
    assert Sending.objects.filter(provider_id="L1").count() == 2


def test_what_a_server_could_not_take_goes_later_and_once(
    officer: Actor, universe: Universe, morning: time_machine.Traveller
) -> None:
    with mail(refuses={"teacher@school.example": 451}) as post:
        switch_on(officer, "email", post.port)
        given = batch("email")
        queue(officer, given, staff(universe)[3:])
        go(officer)
        post.refuses.clear()
        assert go(officer) == 0
        later(morning, 1)
        assert go(officer) == 1
        assert [to for to, _letter in post.letters] == [("teacher@school.example",)]
    assert states(given.source_id) == [("email", "accepted", "")]


def test_an_answer_cut_off_after_the_letter_is_unknown_and_not_sent_again(
    officer: Actor, universe: Universe, morning: time_machine.Traveller
) -> None:
    with mail(cuts="end") as post:
        switch_on(officer, "email", post.port)
        given = batch("email")
        queue(officer, given, staff(universe)[:1])
        go(officer)
        later(morning, 60)
        go(officer)
        assert len(post.letters) == 1
    assert states(given.source_id) == [("email", "unknown", "cut")]
    assert Sending.objects.get().doubt


def test_a_server_that_hangs_up_before_the_letter_has_nothing(
    officer: Actor, universe: Universe, morning: time_machine.Traveller
) -> None:
    with mail(cuts="mail") as post:
        switch_on(officer, "email", post.port)
        given = batch("email")
        queue(officer, given, staff(universe)[:1])
        go(officer)
        assert states(given.source_id) == [("email", "queued", "unreachable")]
        post.cuts = ""
        later(morning, 1)
        go(officer)
    assert states(given.source_id) == [("email", "accepted", "")]
    assert not Sending.objects.get().doubt


def test_a_key_makes_sending_again_safe(
    officer: Actor, universe: Universe, morning: time_machine.Traveller
) -> None:
    """The campus network took it and its answer was lost: the same key goes out again, and is one message."""
    taken: dict[str, int] = {}

    def answer(asked: Asked) -> tuple[int, Any] | None:
        for row in asked.json["messages"]:
            taken[row["key"]] = taken.get(row["key"], 0) + 1
        return None if max(taken.values()) == 1 else ok(asked)

    with vendor(answer) as campus:
        switch_on(officer, "webhook", campus.port)
        given = batch("webhook")
        queue(officer, given, staff(universe))
        go(officer)
        assert states(given.source_id) == [("webhook", "queued", "cut")] * 4
        later(morning, 1)
        go(officer)
    assert list(taken.values()) == [2] * 4
    assert states(given.source_id) == [("webhook", "accepted", "")] * 4
    assert not Sending.objects.filter(doubt=True).exists()


def test_what_a_dead_worker_left_is_put_back_where_there_is_a_key(
    officer: Actor, universe: Universe, morning: time_machine.Traveller
) -> None:
    with vendor(ok) as campus, mail() as post:
        switch_on(officer, "webhook", campus.port)
        switch_on(officer, "email", post.port)
        given, other = batch("webhook"), batch("email")
        for one in (given, other):
            queue(officer, one, staff(universe)[:2])
        for code in ("webhook", "email"):
            with acting_as(officer):
                found = channels_set([code])[code]
            assert claiming.claim(found) is not None  # and the worker dies
        enter(officer)
        assert go(officer) == 0
        later(morning, 4)
        assert go(officer) == 0
        assert states(other.source_id) == [("email", "unknown", "died")] * 2
        assert states(given.source_id) == [("webhook", "queued", "died")] * 2
        later(morning, 2)
        assert go(officer) == 2
        assert post.letters == []
    assert states(given.source_id) == [("webhook", "accepted", "")] * 2


def test_a_late_outcome_of_a_call_taken_for_dead_still_says_the_truth(
    officer: Actor, universe: Universe, morning: time_machine.Traveller
) -> None:
    switch_on(officer, "email", 25)
    given = batch("email")
    queue(officer, given, staff(universe)[:1])
    with acting_as(officer):
        found = channels_set(["email"])["email"]
    claim = claiming.claim(found)
    assert claim is not None
    later(morning, 4)
    outcomes.recover()
    outcomes.settle_call(found, claim, [Outcome("accepted")])
    enter(officer)
    assert states(given.source_id) == [("email", "accepted", "")]


def test_a_fault_of_the_channel_stops_all_of_it_and_spends_no_try(
    officer: Actor, universe: Universe, morning: time_machine.Traveller
) -> None:
    with vendor(lambda asked: (401, {})) as campus:
        switch_on(officer, "webhook", campus.port)
        given = batch("webhook")
        for who in staff(universe):
            queue(officer, batch("webhook", source_id=given.source_id), [who])
        assert go(officer) == 1
        assert len(campus.asked) == 1
        later(morning, 2)
        assert go(officer) == 1
    assert set(Sending.objects.values_list("tries", flat=True)) == {0}


def test_temporary_faults_end_after_so_many_tries(
    officer: Actor, universe: Universe, morning: time_machine.Traveller
) -> None:
    with vendor(lambda asked: (503, {})) as campus:
        switch_on(officer, "webhook", campus.port)
        given = batch("webhook")
        queue(officer, given, staff(universe)[:1])
        for _try in range(12):
            go(officer)
            later(morning, 45)
        assert len(campus.asked) == 8
    assert states(given.source_id) == [("webhook", "failed", "tries")]


def test_what_is_over_is_not_sent(
    officer: Actor, universe: Universe, morning: time_machine.Traveller
) -> None:
    with vendor(ok) as campus:
        switch_on(officer, "webhook", campus.port)
        given = batch("webhook", expires=MORNING + dt.timedelta(minutes=5))
        queue(officer, given, staff(universe))
        later(morning, 6)
        assert go(officer) == 0
        assert campus.asked == []
    assert states(given.source_id) == [("webhook", "expired", "expired")] * 4


def test_who_has_not_settled_is_told_over_the_next_channel(
    officer: Actor, universe: Universe, morning: time_machine.Traveller
) -> None:
    with vendor(ok) as campus, mail() as post:
        switch_on(officer, "webhook", campus.port)
        switch_on(officer, "email", post.port)
        given = batch("webhook", "email", patience=30)
        people = staff(universe)
        queue(officer, given, people)
        go(officer)
        services.settle(officer, SOURCE, given.source_id, people[:3])
        later(morning, 31)
        go(officer)
        assert [to for to, _letter in post.letters] == [("teacher@school.example",)]
    assert queries.counts(officer, SOURCE, given.source_id) == {
        "webhook": {"acknowledged": 3, "accepted": 1}, "email": {"accepted": 1},
    }  # fmt: skip


def test_a_final_fault_goes_on_to_the_next_channel_at_once(
    officer: Actor, universe: Universe
) -> None:
    with mail(refuses={"principal@school.example": 550}) as post, vendor(ok) as campus:
        switch_on(officer, "email", post.port)
        switch_on(officer, "webhook", campus.port)
        given = batch("email", "webhook", patience=600)
        queue(officer, given, staff(universe)[:1])
        go(officer)
        go(officer)
        assert len(campus.asked) == 1
    assert states(given.source_id) == [
        ("email", "failed", "recipient"),
        ("webhook", "accepted", ""),
    ]


def test_whoever_settles_while_a_call_is_under_way_is_acknowledged(
    officer: Actor, universe: Universe
) -> None:
    people, given = staff(universe), batch("webhook")

    def answer(asked: Asked) -> tuple[int, Any]:
        return ok(asked)

    with vendor(answer) as campus:
        switch_on(officer, "webhook", campus.port)
        queue(officer, given, people[:1])
        with acting_as(officer):
            found = channels_set(["webhook"])["webhook"]
        claim = claiming.claim(found)
        assert claim is not None
        enter(officer)
        services.settle(officer, SOURCE, given.source_id, people[:1])
        assert states(given.source_id) == [("webhook", "sent", "")]
        outcomes.settle_call(found, claim, [Outcome("accepted")])
        enter(officer)
    assert states(given.source_id) == [("webhook", "acknowledged", "")]


def test_what_happened_is_told_in_one_fact_a_batch(officer: Actor, universe: Universe) -> None:
    with vendor(ok) as campus:
        switch_on(officer, "webhook", campus.port)
        given = batch("webhook")
        queue(officer, given, staff(universe))
        go(officer)
        go(officer)
    fact = Entry.objects.filter(kind="delivery.changed").get()
    assert json.loads(fact.body)["counts"] == {"webhook.accepted": 4}


def test_the_same_number_twice_in_a_call_is_one_recipient(
    officer: Actor, universe: Universe
) -> None:
    with mail() as post:
        switch_on(officer, "email", post.port)
        keeper = universe.users["logistics"].pk
        address(keeper, "email", "principal@school.example")
        given = batch("email")
        queue(officer, given, [staff(universe)[0], keeper])
        go(officer)
        assert [to for to, _letter in post.letters] == [("principal@school.example",)]
    assert states(given.source_id) == [("email", "accepted", "")] * 2


def test_a_guardian_whose_entry_is_over_is_not_written_to(
    officer: Actor, universe: Universe, morning: time_machine.Traveller
) -> None:
    asked: list[str] = []

    def answer(one: Asked) -> tuple[int, Any]:
        asked.extend(one.json["PhoneNumberSet"])
        rows = [{"Code": "Ok", "SerialNo": n, "PhoneNumber": n} for n in one.json["PhoneNumberSet"]]
        return 200, {"Response": {"SendStatusSet": rows}}

    with vendor(answer) as tencent:
        switch_on(officer, "sms_tencent", tencent.port)
        kin = guardians(universe, 3)
        given = batch("sms_tencent")
        queue(officer, given, kin)
        _end(kin[0])
        go(officer)
    assert sorted(asked) == ["+8613800000002", "+8613800000003"]
    assert ("sms_tencent", "failed", "no_address") in states(given.source_id)


def _end(guardian_id: UUID) -> None:
    Guardian.objects.filter(pk=guardian_id).update(until=MORNING.date(), rank=None, past_rank=9)


def test_a_group_is_written_to_18_times_a_minute_at_most_and_then_in_a_digest(
    officer: Actor, universe: Universe, morning: time_machine.Traveller
) -> None:
    with vendor(lambda asked: (200, {"errcode": 0})) as wecom:
        switch_on(officer, "wecom_bot", wecom.port)
        robot = f"{wecom.url}cgi-bin/webhook/send?key=k1"
        services.set_group(officer, uuid7(), CLASS_11, "wecom_bot", robot, "")
        kin = guardians(universe, 2)
        for n in range(12):
            queue(officer, batch("wecom_bot", subject=f"通知{n}", urgent=n == 11), kin)
        times = []
        for _second in range(60):
            before = len(wecom.asked)
            go(officer)
            times += [1] * (len(wecom.asked) - before)
            queue(officer, batch("wecom_bot", subject="又一条"), kin)
            morning.shift(dt.timedelta(seconds=1))
        assert len(times) <= 18
        texts = [one.json["text"]["content"] for one in wecom.asked]
    assert texts[0].startswith("有 12 条新消息\n")
    assert "还有 4 条" in texts[0]
    assert "测试" not in "".join(texts)
