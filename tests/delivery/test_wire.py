"""The network below the adapters: where it may go, what is known when it breaks; mail, encrypted."""

import base64
import ssl
import threading
from dataclasses import replace
from typing import Any

import pytest
from django.conf import LazySettings

from tests.delivery import certificates
from tests.delivery.servers import Asked, mail, vendor
from tests.delivery.worlds import call, send
from xiaoan.delivery.rules import KINDS, Outcome
from xiaoan.delivery.services import adapters
from xiaoan.delivery.services.adapters import Fault, Wire, wire


@pytest.fixture(autouse=True)
def inside(settings: LazySettings) -> None:
    settings.XIAOAN_DELIVERY_NETWORKS = ["127.0.0.0/8"]


# ---------------------------------------------------------------- the network itself


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        (302, ("channel", "redirect")), (403, ("channel", "credentials")), (404, ("channel", "settings")),
        (429, ("channel", "limit")), (500, ("unknown", "cut")), (502, ("unknown", "cut")),
        (503, ("later", "busy")),
    ],
)  # fmt: skip
def test_what_a_status_means(status: int, wanted: tuple[str, str]) -> None:
    with vendor(
        lambda asked: (status, {"code": "ok"}), headers={"Location": "http://x.example/"}
    ) as there:
        assert send(call("webhook", there.port, "a")) == [wanted]
        assert len(there.asked) == 1


def test_no_answer_in_time_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "PATIENCE", 0.3)
    gate = threading.Event()
    with vendor(lambda asked: (200, {}), waits=gate) as there:
        assert send(call("webhook", there.port, "a")) == [("unknown", "timeout")]
        gate.set()


def test_an_answer_cut_off_is_unknown_and_a_closed_port_is_not() -> None:
    with vendor(lambda asked: None) as there:
        assert send(call("webhook", there.port, "a")) == [("unknown", "cut")]
        port = there.port
    assert send(call("webhook", port, "a")) == [("later", "unreachable")]


def test_what_is_no_json_is_unknown() -> None:
    with vendor(lambda asked: (200, b"<html>")) as there:
        assert send(call("webhook", there.port, "a")) == [("unknown", "answer")]


def test_a_connection_is_kept_and_opened_anew_when_it_was_closed() -> None:
    def answer(asked: Asked) -> tuple[int, Any]:
        return 200, {"results": [{"key": r["key"], "code": "ok"} for r in asked.json["messages"]]}

    with vendor(answer) as there, Wire() as open_wire:
        one = call("webhook", there.port, "a")
        assert adapters.send(one, open_wire) == [Outcome("accepted")]
        (kept,) = open_wire._http.values()
        assert adapters.send(one, open_wire) == [Outcome("accepted")]
        assert list(open_wire._http.values()) == [kept]
        there.headers["Connection"] = "close"
        assert adapters.send(one, open_wire) == [Outcome("accepted")]
        assert adapters.send(one, open_wire) == [Outcome("accepted")]


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("127.0.0.1", False), ("10.1.2.3", False), ("169.254.169.254", False), ("::1", False),
        ("::ffff:10.0.0.1", False), ("192.168.1.1", False), ("100.64.0.1", False), ("0.0.0.0", False),  # noqa: S104  # as an address
        ("224.0.0.1", False), ("47.96.0.1", True), ("10.9.0.5", True),
    ],
)  # fmt: skip
def test_only_the_public_network_and_what_is_named(
    settings: LazySettings, address: str, allowed: bool
) -> None:
    settings.XIAOAN_DELIVERY_NETWORKS = ["10.9.0.0/24"]
    assert wire.is_allowed(address) is allowed


def test_an_address_inside_is_refused_unless_it_is_named(settings: LazySettings) -> None:
    settings.XIAOAN_DELIVERY_NETWORKS = []
    with vendor(lambda asked: (200, {})) as there:
        assert send(call("webhook", there.port, "a")) == [("channel", "host")]
        assert send(
            call("webhook", there.port, "a", endpoint=f"http://localhost:{there.port}/")
        ) == [("channel", "host")]
        assert there.asked == []


def test_in_production_only_https(settings: LazySettings) -> None:
    settings.DEMO = False
    with pytest.raises(Fault):
        wire.checked("http://campus.example/")
    assert wire.checked("https://campus.example/").hostname == "campus.example"
    for bad in ("ftp://x/", "https://user@x/", "https:///x", "https://x:99999/"):
        with pytest.raises(Fault):
            wire.checked(bad)


# ---------------------------------------------------------------- mail, encrypted


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, str]:
    return certificates.made(tmp_path_factory.mktemp("tls"))


def test_mail_goes_encrypted_and_signed_in(
    settings: LazySettings, trust: tuple[ssl.SSLContext, str]
) -> None:
    context, authority = trust
    user = base64.b64encode(b"\0xiaoan\0word").decode()
    with mail(trust=context, user=user) as post:
        one = call(
            "email",
            post.port,
            "a@b.example",
            host="localhost",
            security="starttls",
            user="xiaoan",
            password="word",
        )
        assert send(one) == [("channel", "certificate")]
        settings.XIAOAN_DELIVERY_CA = authority
        assert send(one) == [("accepted", "")]
        assert post.secured == 1
        one.channel.values["password"] = "other"  # type: ignore[index]  # only here
        assert send(one) == [("channel", "credentials")]


def test_a_subject_brings_no_header_along() -> None:
    with mail() as post:
        one = replace(
            call("email", post.port, "a@b.example"), subject="请看\r\nBcc: c@d.example\n通知"
        )
        assert send(one) == [("accepted", "")]
        ((_to, letter),) = post.letters
    head = letter.replace("\r\n", "\n").partition("\n\n")[0]
    assert [line for line in head.split("\n") if line.startswith("Bcc")] == []


def test_a_server_without_starttls_gets_no_letter() -> None:
    with mail() as post:
        assert send(call("email", post.port, "a@b.example", security="starttls")) == [
            ("channel", "settings")
        ]
        assert post.letters == []


def test_a_server_that_refuses_the_sender_refuses_the_channel() -> None:
    with mail(says={"MAIL": "553 who are you"}) as post:
        assert send(call("email", post.port, "a@b.example")) == [("channel", "refused")]
    with mail(says={"MAIL": "451 later"}) as post:
        assert send(call("email", post.port, "a@b.example")) == [("later", "busy")]
    with mail(says={"DATA": "554 spam"}) as post:
        assert send(call("email", post.port, "a@b.example")) == [("never", "content")]


def test_every_kind_of_channel_has_an_adapter() -> None:
    assert set(adapters._SENDERS) == set(KINDS)
