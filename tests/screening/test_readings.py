"""Devices and what they send: the register, the token, batches, clocks, retention."""

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from tests.builders import BUILDER, CLASS_11, DAY, JUNIOR, MORNING, PRIMARY, Universe
from xiaoan.accounts.services import throttling
from xiaoan.duties.models import Duty
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import enter, leave
from xiaoan.screening import queries, rules
from xiaoan.screening import services as screening
from xiaoan.screening.models import Device, Observation, Reading, Retest
from xiaoan.screening.services import readings

Acting = Callable[[str], Actor]
HERE = "/api/v1/screening/gate-readings"


def new(school: int = PRIMARY, **more: Any) -> screening.NewDevice:
    told = {"kind": "gate", "serial": "SN-1", "place": "东门", "method": "forehead", **more}
    return screening.NewDevice(uuid7(), school, **told)


@pytest.fixture
def token(acting: Acting) -> str:
    found = screening.add_device(acting("principal"), new())
    leave()
    return found


def reading(number: str = "20260001", celsius: str = "36.5", **more: Any) -> dict[str, Any]:
    told = {"id": str(uuid7()), "pupil": number, "at": MORNING.isoformat(), "temperature": celsius}
    return {**told, **more}


def post(token: str, *readings: dict[str, Any], at: dt.datetime = MORNING) -> Any:
    body = {"sent_at": at.isoformat(), "readings": list(readings)}
    return Client().post(
        HERE, json.dumps(body), content_type="application/json",
        headers={"authorization": f"Bearer {token}"},
    )  # fmt: skip


def outcomes(answer: Any) -> list[tuple[str, str]]:
    return [(one["outcome"], one["reason"]) for one in answer.json()["readings"]]


def test_each_reading_is_answered_and_the_batch_again_stores_nothing(
    token: str, acting: Acting, universe: Universe
) -> None:
    batch = [
        reading(),
        reading("20260002", "36.9"),
        reading("nobody"),
        reading("20260003", "34.1"),
        reading("20260004", at=(MORNING + dt.timedelta(hours=1)).isoformat()),
        reading("20260004", at=(MORNING - dt.timedelta(days=4)).isoformat()),
    ]
    stored = [("stored", "")] * 4
    assert outcomes(post(token, *batch)) == [*stored, ("refused", "future"), ("refused", "too_old")]
    again = outcomes(post(token, *batch))
    assert again == [*[("same", "")] * 4, ("refused", "future"), ("refused", "too_old")]
    changed = {**batch[0], "temperature": "36.6"}
    assert outcomes(post(token, changed)) == [("refused", "id_reused")]
    twice = reading("20260005")
    assert outcomes(post(token, twice, twice)) == [("refused", "id_twice")] * 2
    principal = acting("principal")
    row = queries.devices(principal, DAY, 0, 10)[1][0]
    assert row.day == rules.DeviceDay(readings=4, faults=1, high=1, unknown=1)
    assert row.row.seen_at == MORNING
    assert Entry.objects.filter(kind="screening.readings_received").count() == 1


@pytest.mark.parametrize("celsius", ["99", "150.0", "43.1", "29.9", "0", "-0", "-12.5"])
def test_what_cannot_be_of_a_person_is_refused_by_itself(
    token: str, acting: Acting, universe: Universe, celsius: str
) -> None:
    batch = [reading(), reading("20260002", celsius), reading("20260003", "36.6")]
    refused = ("refused", "implausible")
    assert outcomes(post(token, *batch)) == [("stored", ""), refused, ("stored", "")]
    assert outcomes(post(token, *batch)) == [("same", ""), refused, ("same", "")]
    principal = acting("principal")
    assert list(Reading.objects.filter(verdict="absurd").values_list("celsius")) == [(None,)]
    day = queries.devices(principal, DAY, 0, 10)[1][0].day
    assert (day.readings, day.faults) == (3, 1)
    fact = json.loads(Entry.objects.get(kind="screening.readings_received").body)
    assert (fact["stored"], fact["faults"]) == (2, 1)


@pytest.mark.parametrize(
    "celsius", ["1E+1", "3.7e1", "\uff13\uff17.5", "\u0663\u0667", True, "", None]
)
def test_what_is_no_plain_number_is_refused_by_itself(
    token: str, acting: Acting, celsius: object
) -> None:
    bad, good = reading(celsius=celsius), reading()  # type: ignore[arg-type]  # what a stranger sends
    answer = post(token, reading(), bad, good)
    assert answer.status_code == 200
    assert answer.json()["readings"][1:] == [
        {"index": 1, "id": bad["id"], "outcome": "refused", "reason": "unreadable",
         "field": "temperature"},
        {"index": 2, "id": good["id"], "outcome": "stored", "reason": "", "field": ""},
    ]  # fmt: skip
    acting("principal")
    assert Reading.objects.count() == 2


def test_a_high_reading_asks_for_one_by_hand_and_is_no_fever(
    token: str, acting: Acting, universe: Universe
) -> None:
    post(token, reading(celsius="37.2"), reading(celsius="38.0"))
    post(token, reading(celsius="38.5"))
    doctor = acting("doctor")
    retest = Retest.objects.get()
    assert (retest.person_id, retest.celsius) == (universe.person(CLASS_11, 1), Decimal("38.0"))
    duty = Duty.objects.get(kind=queries.RETEST)
    assert (duty.about_id, duty.due_at) == (retest.pk, MORNING + dt.timedelta(minutes=30))
    assert Observation.objects.count() == 0
    proposed = queries.proposals(doctor, CLASS_11, DAY)
    assert proposed[universe.enrolment(CLASS_11, 1)].temperature == Decimal("38.0")


def test_a_wrong_clock_is_refused_with_the_reason(token: str, acting: Acting) -> None:
    late = MORNING - dt.timedelta(minutes=11)
    assert outcomes(post(token, reading(), at=late)) == [("refused", "clock_skew")]
    acting("principal")
    assert Reading.objects.count() == 0


def test_a_token_opens_its_own_school_only(token: str, acting: Acting, universe: Universe) -> None:
    number = "20260401"  # of the other school
    assert outcomes(post(token, reading(number))) == [("stored", "")]
    acting("principal")
    assert (Reading.objects.get().person_id, Reading.objects.get().unit_no) == (None, PRIMARY)


def test_without_a_token_or_with_a_revoked_one_nothing_opens(token: str, acting: Acting) -> None:
    assert post("guess", reading()).status_code == 401
    assert Client().post(HERE, "{}", content_type="application/json").status_code == 401
    device = Device.objects.get() if acting("principal") else None
    assert device is not None
    newer = screening.renew_token(acting("principal"), device.pk)
    assert token != newer
    leave()
    assert post(token, reading()).status_code == 401
    assert post(newer, reading()).status_code == 200
    assert screening.revoke(acting("doctor"), device.pk)
    assert not screening.revoke(acting("doctor"), device.pk)
    leave()
    assert post(newer, reading()).status_code == 401


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (reading(celsius="hot"), "temperature"),
        (reading(at="yesterday"), "at"),
        (reading(at="2026-11-23T07:30:00"), "at"),
        ({"id": "x"}, "id"),
        (reading(method="guess"), "method"),
        (reading(ambient="warm"), "ambient"),
        ("no reading", "id"),
    ],
)
def test_what_cannot_be_read_is_refused_by_itself(token: str, bad: Any, field: str) -> None:
    answer = post(token, bad, reading())
    assert outcomes(answer) == [("refused", "unreadable"), ("stored", "")]
    assert [one["field"] for one in answer.json()["readings"]] == [field, ""]


def test_what_is_no_batch_is_refused(token: str) -> None:
    assert post(token).status_code == 422
    assert post(token, *[reading() for _ in range(1001)]).status_code == 422


def test_too_many_batches_wait(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "BATCHES", throttling.Limit(1, dt.timedelta(minutes=1)))
    assert [post(token, reading()).status_code for _ in range(2)] == [200, 429]


def test_a_thousand_readings_take_few_statements(
    token: str, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    batch = [reading(f"2026{n // 10 % 3:02d}{n % 10 + 1:02d}") for n in range(1000)]
    with django_assert_max_num_queries(30):
        answer = post(token, *batch)
    assert set(outcomes(answer)) == {("stored", "")}


def test_readings_are_cleared_the_day_after_the_term(token: str, acting: Acting) -> None:
    post(token, reading())
    enter(BUILDER)
    assert screening.clear_readings(BUILDER) == 0
    Reading.objects.update(day=dt.date(2026, 8, 20))
    assert screening.clear_readings(BUILDER) == 1
    fact = Entry.objects.get(kind="screening.readings_cleared")
    assert fact.school_id == PRIMARY


@pytest.mark.parametrize(
    ("terms", "today", "since"),
    [
        ([("2026-08-25", "2027-01-22")], "2027-01-22", "2026-08-25"),
        ([("2026-08-25", "2027-01-22")], "2027-01-23", "2027-01-23"),
        ([("2026-02-20", "2026-07-03"), ("2026-08-25", "2027-01-22")], "2026-11-23", "2026-07-04"),
        ([], "2026-11-23", "2026-05-24"),
    ],
)
def test_kept_to_the_end_of_the_term_and_a_day(
    terms: list[tuple[str, str]], today: str, since: str
) -> None:
    day = dt.date.fromisoformat
    told = [(day(a), day(b)) for a, b in terms]
    assert rules.kept_since(told, day(today)) == day(since)


@pytest.mark.parametrize(
    ("celsius", "method", "verdict"),
    [
        ("36.7", "forehead", "normal"), ("36.8", "forehead", "high"), ("36.8", "camera", "high"),
        ("37.2", "ear", "normal"), ("37.3", "axillary", "high"), ("34.9", "camera", "low"),
        ("35.0", "axillary", "normal"), ("43.1", "axillary", "absurd"),
    ],
)  # fmt: skip
def test_what_a_reading_says(celsius: str, method: str, verdict: str) -> None:
    assert rules.judge_reading(Decimal(celsius), method) == verdict


def test_a_body_that_is_too_big_is_a_sentence_in_json(token: str) -> None:
    answer = post(token, reading(number="x" * 2**20))
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        413, "application/json; charset=utf-8",
    )  # fmt: skip
    assert answer.json() == {"message": "一次最多发送 1024 KiB。请分成几批发送。", "fields": {}}


def test_a_device_is_added_once_and_its_token_is_not_kept(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    principal = acting("principal")
    wanted = new()
    first = screening.add_device(principal, wanted)
    # A double click: the page that stays on the screen is the second one, so its token is the one that opens.
    token = screening.add_device(principal, wanted)
    assert (len(first), len(token), first == token) == (43, 43, False)
    assert screening.add_device(acting("doctor"), wanted) == ""
    acting("principal")
    morning.shift(dt.timedelta(minutes=2))
    assert screening.add_device(principal, wanted) == ""
    row = Device.objects.get()
    assert bytes(row.token_hash or b"") == queries.token_hash(token)
    with pytest.raises(Conflict):
        screening.add_device(principal, new())
    with pytest.raises(Invalid) as refused:
        screening.add_device(principal, new(serial=" ", kind="x", calibrated=dt.date(2027, 1, 1)))
    assert sorted(refused.value.fields) == ["calibrated", "kind", "serial"]


@pytest.mark.parametrize(
    ("name", "refused"), [("teacher", NotFound), ("liaison", Forbidden), ("keeper", NotFound)]
)
def test_who_may_not_keep_devices(acting: Acting, name: str, refused: type[Exception]) -> None:
    with pytest.raises(refused):
        screening.add_device(acting(name), new())


def test_the_register_page(signed_in: Callable[[str], Client], universe: Universe) -> None:
    principal = signed_in("principal")
    page = principal.get("/screening/devices/")
    told = {
        "device_id": str(page.context["device_id"]), "school": str(PRIMARY), "kind": "camera",
        "serial": "T-9", "place": "西门", "method": "camera", "calibrated": "2026-11-01",
    }  # fmt: skip
    shown = principal.post("/screening/devices/", told)
    token = shown.context["token"]
    assert token in shown.content.decode()
    assert post(token, reading(celsius="34.0")).status_code == 200
    page = principal.get("/screening/devices/")
    text = page.content.decode()
    for words in ("西门", "T-9", "100", "请检查设备", "2026-11-01"):
        assert words in text
    assert token not in text
    address = page.context["devices"][0]["url"]
    assert "最近 14 天" in principal.get(address).content.decode()
    assert principal.post(address, {"action": "calibrate", "calibrated": "x"}).status_code == 422
    assert principal.post(address, {"action": "token"}).context["token"] != token
    gone = principal.post(address, {"action": "revoke"}, follow=True).content.decode()
    assert "令牌无效" in gone
    assert principal.post("/screening/devices/", {"place": ""}).status_code == 422


@pytest.mark.parametrize("rows", [1, 3])
def test_the_register_asks_the_same_number_of_questions(
    acting: Acting, rows: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    officer = acting("officer")
    for n in range(rows):
        screening.add_device(officer, new((PRIMARY, JUNIOR)[n % 2], serial=f"SN-{n}"))
    with django_assert_num_queries(4):
        assert len(queries.devices(officer, DAY, 0, 100)[1]) == rows


def test_a_device_is_nobody(acting: Acting, token: str) -> None:
    device = queries.device_of(token) if acting("principal") else None
    assert device is not None
    actor = queries.actor_of(device)
    assert (actor.user_id, actor.label) == (None, f"system:device-{UUID(str(device.pk))}")
    assert [one for one in Permission if actor.may_anywhere(one)] == []


def test_one_reading_that_cannot_be_kept_does_not_hold_up_the_others(token: str) -> None:
    answer = post(token, reading("a\0b"), reading())
    assert outcomes(answer) == [("refused", "unreadable"), ("stored", "")]


def test_what_is_misshapen_is_told_by_the_senders_own_names(token: str) -> None:
    told = {"sent_at": "2026-11-23T07:30:00", "readings": []}
    headers = {"authorization": f"Bearer {token}"}
    wrong = Client().post(HERE, json.dumps(told), content_type="application/json", headers=headers)
    assert wrong.status_code == 422
    assert wrong.json() == {
        "message": "有 2 处要改,见 fields。",
        "fields": {
            "sent_at": "要写成带时区的时间,如 2026-11-23T07:30:00+08:00。", "readings": "至少 1 条。",
        },
    }  # fmt: skip
    english = Client(headers={"Accept-Language": "en"}).post(
        HERE, "{}", content_type="application/json", headers={"authorization": f"Bearer {token}"}
    )
    assert english.json()["fields"] == {
        "sent_at": "This field is missing.", "readings": "This field is missing.",
    }  # fmt: skip


def test_the_example_beside_the_token_is_taken_as_it_stands(
    acting: Acting, signed_in: Callable[[str], Client]
) -> None:
    principal = signed_in("principal")
    told = {
        "device_id": str(uuid7()), "school": PRIMARY, "kind": "gate", "serial": "SN-9",
        "place": "东门", "method": "forehead",
    }  # fmt: skip
    page = principal.post("/screening/devices/", told)
    example = page.context["example"]
    body = json.loads(example.partition("-d '")[2].rstrip("'"))
    fields = {name for name, _words in page.context["fields"]}
    assert fields == {*body, *body["readings"][0]}
    answer = Client().post(
        HERE, json.dumps(body), content_type="application/json",
        headers={"authorization": f"Bearer {page.context['token']}"},
    )  # fmt: skip
    assert outcomes(answer) == [("stored", "")]
    shown = json.loads(page.context["answer"])
    assert (set(shown), set(shown["readings"][0])) == (
        set(answer.json()), set(answer.json()["readings"][0]),
    )  # fmt: skip
