"""A mail server that answers a byte at a time holds nobody longer than a call may take."""

import time

import pytest
from django.conf import LazySettings

from tests.delivery.servers import mail
from tests.delivery.worlds import call, send
from xiaoan.delivery.services import adapters
from xiaoan.delivery.services.adapters import Wire, wire

TO = "teacher@school.example"


@pytest.fixture(autouse=True)
def hasty(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.XIAOAN_DELIVERY_NETWORKS = ["127.0.0.0/8"]
    monkeypatch.setattr(wire, "PATIENCE", 0.3)


@pytest.mark.parametrize(
    ("drips", "wanted"),
    [
        # Before the letter is handed over nothing was sent; after that nobody knows.
        ("GREET", ("later", "timeout")), ("EHLO", ("later", "timeout")), ("MAIL", ("later", "timeout")),
        ("RCPT", ("later", "timeout")), ("END", ("unknown", "timeout")),
    ],
)  # fmt: skip
def test_a_server_that_drips_is_given_up(drips: str, wanted: tuple[str, str]) -> None:
    with mail(drips=drips) as post:
        begun = time.monotonic()
        assert send(call("email", post.port, TO)) == [wanted]
        assert time.monotonic() - begun < 3
        assert len(post.letters) == (drips == "END")


def test_a_connection_that_was_kept_has_the_same_deadline() -> None:
    with mail() as post, Wire() as kept:
        one = call("email", post.port, TO)
        assert adapters.send(one, kept)[0].what == "accepted"
        post.drips = "END"
        begun = time.monotonic()
        assert adapters.send(one, kept)[0].what == "unknown"
        assert time.monotonic() - begun < 3
        post.drips = ""
        assert adapters.send(one, kept)[0].what == "accepted"
        assert len(post.letters) == 3
