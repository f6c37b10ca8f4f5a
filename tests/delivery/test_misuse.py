"""What somebody who means ill, or a provider that misbehaves, cannot do with delivery."""

import hashlib
import socket
import threading
import time
from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.builders import PRIMARY, Universe
from tests.delivery.servers import vendor
from tests.delivery.test_receipts import accepted, officer, post, state
from tests.delivery.worlds import SECRET, call, send, settings_of, switch_on
from xiaoan.delivery import rules, services
from xiaoan.delivery.models import Address, Message, Sending
from xiaoan.delivery.queries.ways import channels_set
from xiaoan.delivery.rules import checking
from xiaoan.delivery.services import own, receipts
from xiaoan.delivery.services.adapters import Fault, Wire, webhook, wire
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]

__all__ = ["officer"]


@pytest.fixture
def strict(settings: LazySettings) -> None:
    settings.XIAOAN_DELIVERY_NETWORKS = []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "::1", "::ffff:10.0.0.1", "fd00::1",
        "fe80::1", "0.0.0.0", "224.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",  # noqa: S104  # an address to be refused
        "::7f00:1", "::a00:1", "fec0::1", "2001:0:a00:1::1", "::ffff:0:7f00:1", "ff02::1",
        "255.255.255.255", "192.0.0.170",
    ],
)  # fmt: skip
def test_private_in_any_writing(strict: None, address: str) -> None:
    assert not wire.is_allowed(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/", "http://[::1]/",
        "http://[::ffff:127.0.0.1]/", "http://localhost/", "http://user@127.0.0.1/", "http://:pw@127.0.0.1/",
        "http://127.0.0.1#@example.org/", "http://example.org\\@127.0.0.1/", "http://127。0。0。1/", "http://①②⑦.0.0.1/",
        "file:///etc/passwd", "gopher://127.0.0.1/", "http://0/",
    ],
)  # fmt: skip
def test_no_private_host(strict: None, url: str) -> None:
    with Wire() as there, pytest.raises(Fault) as fault:
        there.post(url, b"{}", {})
    assert fault.value.outcome.what in ("channel", "later")


def _serve(answer: Callable[[socket.socket], None]) -> tuple[int, socket.socket]:
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(5)

    def run() -> None:
        try:
            one, _ = server.accept()
            with one:
                answer(one)
        except OSError:
            pass

    threading.Thread(target=run, daemon=True).start()
    return server.getsockname()[1], server


def test_path_that_is_not_ascii_is_a_fault_of_the_settings_not_unknown() -> None:
    port, server = _serve(lambda one: one.close())
    with server, Wire() as there, pytest.raises(Fault) as fault:
        there.post(f"http://127.0.0.1:{port}/接口", b"{}", {})
    assert fault.value.outcome.what == "channel"


def test_path_with_a_blank_was_never_sent_so_it_is_not_unknown() -> None:
    port, server = _serve(lambda one: one.close())
    with server, Wire() as there, pytest.raises(Fault) as fault:
        there.post(f"http://127.0.0.1:{port}/a b", b"{}", {})
    assert fault.value.outcome.what == "channel"


def test_an_answer_that_drips_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """PATIENCE is for one step: a byte now and then holds a thread as long as the other side likes."""
    monkeypatch.setattr(wire, "PATIENCE", 0.4)

    def drip(one: socket.socket) -> None:
        one.recv(65536)
        one.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _n in range(25):
            one.sendall(b" ")
            time.sleep(0.2)

    port, server = _serve(drip)
    begun = time.monotonic()
    with server, Wire() as there, pytest.raises(Fault):
        there.post(f"http://127.0.0.1:{port}/", b"{}", {})
    assert time.monotonic() - begun < 2


def _signed(body: str) -> dict[str, str]:
    return {"X-Xiaoan-Signature": webhook.signature(body.encode(), SECRET, int(time.time()))}


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("webhook", '[{"key": "' + "-" * 32 + '", "state": "delivered"}]'),
        ("webhook", "[" * 100_000),
        ("sms_aliyun", "[" * 100_000),
        ("sms_aliyun", '[{"biz_id": "a\\u0000b", "success": true}]'),
        ("sms_aliyun", '[{"biz_id": "\\ud800", "success": true}]'),
        ("sms_aliyun", "5"),
        ("sms_aliyun", "null"), ("sms_aliyun", ""), ("sms_aliyun", "[[]]"), ("sms_tencent", "{}"),
        ("sms_tencent", '[{"sid": "x\\u0000", "report_status": "FAIL"}]'),
    ],
    ids=[
        "dashes", "deep-signed", "deep", "nul", "surrogate", "five", "null",
        "empty", "lists", "object", "nul-fail"],
)  # fmt: skip
def test_no_receipt_is_a_500(officer: Actor, universe: Universe, code: str, body: str) -> None:
    token = receipts.token_of(code)
    browser = Client(raise_request_exception=False)
    got = browser.post(
        f"/delivery/receipts/{code}/{token}/",
        body,
        content_type="application/json",
        headers=_signed(body),
    )
    assert got.status_code < 500


def test_signature_that_is_not_ascii(officer: Actor) -> None:
    browser = Client(raise_request_exception=False)
    path = f"/delivery/receipts/webhook/{receipts.token_of('webhook')}/"
    got = browser.post(
        path, "[]", content_type="application/json",
        headers={"X-Xiaoan-Signature": f"t={int(time.time())},v1=é"},
    )  # fmt: skip
    assert got.status_code < 500
    path = (
        f"/delivery/receipts/wechat/{receipts.token_of('wechat')}/?timestamp=1&nonce=2&signature=é"
    )
    assert browser.post(path, "<xml/>", content_type="text/xml").status_code < 500


def test_an_old_wechat_signature_with_another_body_moves_nothing(
    officer: Actor, universe: Universe
) -> None:
    """The signature covers no body, so it must at least be fresh: whoever saw one address forges for ever."""
    given = accepted(officer, universe, "wechat", "777")
    sign = hashlib.sha1("".join(sorted(["tok", "1000000000", "n"])).encode()).hexdigest()  # noqa: S324  # as WeChat signs
    body = (
        "<xml><Event>TEMPLATESENDJOBFINISH</Event><MsgID>777</MsgID><Status>success</Status></xml>"
    )
    post("wechat", body, f"?timestamp=1000000000&nonce=n&signature={sign}")
    assert state(officer, given) == {"wechat": {"accepted": 1}}


def test_a_receipt_faster_than_our_own_commit_is_not_lost(
    officer: Actor, universe: Universe
) -> None:
    """The provider calls back before its number is stored; the repeat must count."""
    given = accepted(officer, universe, "sms_aliyun", "not-yet")
    body = [{"biz_id": "FAST", "success": True}]
    post("sms_aliyun", body)
    Sending.objects.filter(channel="sms_aliyun").update(provider_id="FAST")
    post("sms_aliyun", body)
    assert state(officer, given) == {"sms_aliyun": {"delivered": 1}}


# ---------------------------------------------------------------- one's own addresses, secrets


def _own(acting: Acting, code: str = "email") -> Actor:

    switch_on(acting("officer"), code, 80)
    return acting("guardian")


def test_at_all_is_no_address_of_one_person(acting: Acting, universe: Universe) -> None:
    """WeCom's `touser` "@all" is everybody of the company: one guardian's address reaches all."""

    assert checking.address_fault("wecom", "@all")
    guardian = _own(acting, "wecom")
    with pytest.raises(Invalid):
        own.enter(guardian, uuid7(), "wecom", "@all")


def test_at_all_never_leaves_the_house() -> None:
    """What is put on the wire for one person whose address is "@all"."""

    with vendor(
        lambda asked: (200, {"errcode": 0, "access_token": "t", "expires_in": 7200, "msgid": "m"})
    ) as there:
        send(call("wecom", there.port, "@all"))
        assert not [one for one in there.asked if "@all" in str(getattr(one, "__dict__", one))]


def test_the_link_of_one_address_does_not_go_to_another(acting: Acting, universe: Universe) -> None:
    """Enter a stranger's address, then one's own before the worker runs: both links come to oneself; enter
    the stranger's again and follow the first link. It is confirmed, and never saw a message."""

    guardian = _own(acting)
    own.enter(guardian, uuid7(), "email", "stranger@example.org")
    own.enter(guardian, uuid7(), "email", "mine@example.org")
    worker = system("delivery")
    enter(worker)
    waiting = list(
        Message.objects.filter(
            pk__in=Sending.objects.filter(state__in=rules.WAITING).values("message_id"),
            link__contains="/mine/confirm/",
        )
    )
    assert len(waiting) == 1
    links = [one.link for one in waiting]
    enter(guardian)
    own.enter(guardian, uuid7(), "email", "stranger@example.org")
    row = Address.objects.get(user_id=universe.users["guardian"].pk, channel="email")

    for link in links:
        try:
            own.confirm(guardian, row.pk, link.rstrip("/").rpartition("/")[2])
        except NotFound:
            continue
    row.refresh_from_db()
    assert row.verified_at is None


def test_nobody_floods_strangers_with_confirmations(acting: Acting, universe: Universe) -> None:

    guardian = _own(acting, "sms_aliyun")
    for n in range(3):
        own.enter(guardian, uuid7(), "sms", f"138{n:08d}")
    with pytest.raises(Invalid):
        own.enter(guardian, uuid7(), "sms", "13800000009")


def test_several_people_do_not_flood_one_address(acting: Acting, universe: Universe) -> None:
    _own(acting, "sms_aliyun")
    for who in ("guardian", "teacher", "doctor"):
        own.enter(acting(who), uuid7(), "sms", "13800000001")
    with pytest.raises(Invalid):
        own.enter(acting("principal"), uuid7(), "sms", "13800000001")


def test_a_secret_does_not_follow_to_another_host(acting: Acting, universe: Universe) -> None:
    """ "Never shown again": but sent to whatever host is entered while the field is left empty."""

    officer = acting("officer")
    switch_on(officer, "wecom", 80)
    values = {**settings_of("wecom", 80), "endpoint": "https://evil.example/", "secret": ""}
    with pytest.raises(Invalid) as refused:
        services.set_channel(officer, services.NewChannel("wecom", True, values, base=1))  # on
    assert list(refused.value.fields) == ["secret"]
    enter(system("delivery"))
    assert "evil" not in channels_set(["wecom"])["wecom"].endpoint
    enter(officer)
    again = {**values, "secret": "a-new-one"}
    assert (
        services.set_channel(officer, services.NewChannel("wecom", True, again, base=1)) == 2
    )  # on


def test_the_same_group_form_with_another_robot_is_refused(
    acting: Acting, universe: Universe
) -> None:

    principal, form = acting("principal"), uuid7()
    code = next(one for one in rules.BOTS if "ding" in one)
    at = "https://oapi.dingtalk.com/robot/send?access_token="
    services.set_group(principal, form, PRIMARY, code, f"{at}one", "")
    with pytest.raises(Conflict):
        services.set_group(principal, form, PRIMARY, code, f"{at}two", "")


def test_the_same_form_with_another_address_is_refused(acting: Acting, universe: Universe) -> None:

    guardian, form = _own(acting), uuid7()
    own.enter(guardian, form, "email", "one@example.org")
    with pytest.raises(Conflict):
        own.enter(guardian, form, "email", "two@example.org")
