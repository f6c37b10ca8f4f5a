"""Receipts of providers: only from whoever knows the address or signs, never back, the same once more is
nothing."""

import hashlib
import json
import time
from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders import CLASS_11, Universe
from tests.delivery.worlds import SECRET, SOURCE, batch, guardians, queue, staff, switch_on
from xiaoan.delivery import queries, services
from xiaoan.delivery.models import Attempt, Message, Sending
from xiaoan.delivery.services import receipts
from xiaoan.delivery.services.adapters import webhook
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter

Acting = Callable[[str], Actor]


@pytest.fixture
def officer(acting: Acting) -> Actor:
    actor = acting("officer")
    for code in ("sms_aliyun", "sms_tencent", "wechat", "webhook", "email"):
        switch_on(actor, code, 80)
    return actor


def accepted(
    officer: Actor, universe: Universe, code: str, number: str, *rest: str
) -> services.Batch:
    """A message over a channel that its provider took under a number."""
    given = batch(code, *rest, patience=600 if rest else 0)
    people = guardians(universe, 1) if code.startswith("sms") else staff(universe)[:1]
    queue(officer, given, people, unit_no=CLASS_11)
    Sending.objects.filter(channel=code).update(state="accepted", provider_id=number, reason="")
    return given


def post(code: str, body: object, query: str = "", **headers: str) -> int:
    token = receipts.token_of(code)
    text = body if isinstance(body, str) else json.dumps(body)
    path = f"/delivery/receipts/{code}/{token}/{query}"
    return Client().post(path, text, content_type="application/json", headers=headers).status_code


def state(officer: Actor, given: services.Batch) -> dict[str, dict[str, int]]:
    enter(officer)
    return queries.counts(officer, SOURCE, given.source_id)


def test_aliyun_says_what_reached_the_phone(officer: Actor, universe: Universe) -> None:
    given = accepted(officer, universe, "sms_aliyun", "B1")
    assert post("sms_aliyun", [{"biz_id": "B1", "success": True}]) == 200
    assert state(officer, given) == {"sms_aliyun": {"delivered": 1}}
    # Out of order, and once more: what is known better stays.
    assert post("sms_aliyun", [{"biz_id": "B1", "success": False}]) == 200
    assert state(officer, given) == {"sms_aliyun": {"delivered": 1}}
    assert Attempt.objects.filter(what="delivered").count() == 1


def test_what_did_not_reach_the_phone_goes_on_to_the_next_channel(
    officer: Actor, universe: Universe
) -> None:
    given = accepted(officer, universe, "sms_tencent", "S1", "email")
    waits = Message.objects.values_list("next_at", flat=True).get()
    assert post("sms_tencent", [{"sid": "S1", "report_status": "FAIL"}]) == 200
    assert state(officer, given) == {"sms_tencent": {"failed": 1}}
    assert Message.objects.filter(next_at__lt=waits).count() == 1


def test_wechat_signs_with_its_token(officer: Actor, universe: Universe) -> None:
    given = accepted(officer, universe, "sms_aliyun", "77")
    Sending.objects.update(channel="wechat")
    body = (
        "<xml><Event><![CDATA[TEMPLATESENDJOBFINISH]]></Event><MsgID>77</MsgID>"
        "<Status><![CDATA[failed:user block]]></Status></xml>"
    )
    now = str(int(time.time()))
    signed = hashlib.sha1("".join(sorted(["tok", now, "n"])).encode()).hexdigest()  # noqa: S324  # as WeChat signs
    assert post("wechat", body, f"?timestamp={now}&nonce=n&signature=wrong") == 403
    assert post("wechat", body, f"?timestamp={now}&nonce=n&signature={signed}") == 200
    # The same signature again: the same body is a repeat, another one is forged.
    assert post("wechat", body, f"?timestamp={now}&nonce=n&signature={signed}") == 200
    assert post("wechat", f"{body} ", f"?timestamp={now}&nonce=n&signature={signed}") == 403
    assert state(officer, given) == {"wechat": {"failed": 1}}
    assert Sending.objects.get().reason == "blocked"
    token = receipts.token_of("wechat")
    hello = (
        f"/delivery/receipts/wechat/{token}/?timestamp={now}&nonce=n&signature={signed}&echostr=hi"
    )
    assert Client().get(hello).content == b"hi"


def test_the_campus_network_signs_and_is_not_late(officer: Actor, universe: Universe) -> None:
    given = accepted(officer, universe, "sms_aliyun", "1")
    Sending.objects.update(channel="webhook")
    key = Sending.objects.get().pk.hex
    body = json.dumps({"messages": [{"key": key, "state": "read"}]})
    now = int(time.time())
    good = webhook.signature(body.encode(), SECRET, now)
    old = webhook.signature(body.encode(), SECRET, now - 600)
    wrong = webhook.signature(body.encode(), "other", now)
    for header in ("", old, wrong, "t=1", "t=x,v1=y"):
        assert post("webhook", body, **{"X-Xiaoan-Signature": header}) == 403
    assert post("webhook", body, **{"X-Xiaoan-Signature": good}) == 200
    assert state(officer, given) == {"webhook": {"read": 1}}


@pytest.mark.parametrize("body", ["", "{", "7", "[1]", '[{"biz_id": 1}]', "\x00", "null"])
def test_what_cannot_be_read_is_refused_and_breaks_nothing(officer: Actor, body: str) -> None:
    assert post("sms_aliyun", body) == 422


def test_a_wrong_address_is_not_there(officer: Actor) -> None:
    for path in (
        "/delivery/receipts/sms_aliyun/0000/", "/delivery/receipts/email/0000/",
        f"/delivery/receipts/sms_tencent/{receipts.token_of('sms_aliyun')}/",
    ):  # fmt: skip
        assert Client().post(path, "[]", content_type="application/json").status_code == 404


def test_a_receipt_for_somebody_elses_number_moves_nothing(
    officer: Actor, universe: Universe
) -> None:
    given = accepted(officer, universe, "sms_aliyun", "B1")
    assert (
        post("sms_aliyun", [{"biz_id": "B2", "success": True}, {"biz_id": "", "success": True}])
        == 200
    )
    assert state(officer, given) == {"sms_aliyun": {"accepted": 1}}
