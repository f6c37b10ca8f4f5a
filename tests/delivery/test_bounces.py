"""Letters that came back, as real servers write them (RFC 3464), read by a command."""

import io
import json
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import OperationalError

from tests.builders import Universe
from tests.delivery.servers import Post, mail, vendor
from tests.delivery.test_sending import go, ok
from tests.delivery.worlds import address, batch, queue, states, switch_on
from xiaoan.delivery.models import Address, Attempt, Sending
from xiaoan.delivery.rules.bounces import reports_in
from xiaoan.delivery.services import bounces, own
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

Acting = Callable[[str], Actor]
TEACHER, DOCTOR = "teacher@school.example", "doctor@school.example"


@pytest.fixture(autouse=True)
def inside(settings: LazySettings) -> None:
    settings.XIAOAN_DELIVERY_NETWORKS = ["127.0.0.0/8"]
    settings.XIAOAN_ADDRESS = "https://xiaoan.example"


@pytest.fixture
def officer(acting: Acting, universe: Universe) -> Actor:
    """Teacher and doctor have an address and an account of the campus network."""
    actor = acting("officer")
    for name in ("teacher", "doctor"):
        address(universe.users[name].pk, "email", f"{name}@school.example")
        address(universe.users[name].pk, "webhook", name)
    return actor


def report(
    message_id: str, to: str, action: str = "failed", status: str = "5.1.1", **more: Any
) -> bytes:
    """As Postfix writes it: text, report, then what came back."""
    returned = more.get("returned", "message/rfc822")
    said = more.get("said", "smtp; 550 5.1.1 <x>: Recipient address rejected: User unknown")
    original = f"Original-Recipient: rfc822;{more['original']}\n" if "original" in more else ""
    return f"""\
Date: Mon, 23 Nov 2026 08:10:00 +0800
From: MAILER-DAEMON@mx.county.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: xiaoan@county.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B1"

--B1
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B1
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.county.example
X-Postfix-Queue-ID: 4Sx
Arrival-Date: Mon, 23 Nov 2026 08:09:58 +0800 (CST)

{original}Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.school.example
Diagnostic-Code: {said}

--B1
Content-Description: Undelivered Message
Content-Type: {returned}

Message-ID: {message_id}
Subject: =?utf-8?b?6YCa55+l?=
From: xiaoan@county.example

--B1--
""".encode()


def letter_id(post: Post) -> str:
    lines = post.letters[-1][1].splitlines()
    return next(line.split(": ", 1)[1] for line in lines if line.startswith("Message-ID"))


def sent(officer: Actor, universe: Universe, *channels: str) -> tuple[UUID, str]:
    """A letter to teacher and doctor that a server took; the source and its Message-ID."""
    with mail() as post:
        switch_on(officer, "email", post.port)
        given = batch("email", *channels, patience=600 if channels else 0)
        queue(officer, given, [universe.users[name].pk for name in ("teacher", "doctor")])
        go(officer)
        return given.source_id, letter_id(post)


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_a_letter_that_comes_back_is_a_failure_with_the_servers_reason(
    officer: Actor, universe: Universe, returned: str
) -> None:
    source, key = sent(officer, universe)
    assert bounces.take(report(key, TEACHER, returned=returned)) == 1
    enter(officer)
    assert states(source) == [("email", "accepted", ""), ("email", "failed", "bounced")]
    row = Sending.objects.get(state="failed")
    assert row.person_id == universe.users["teacher"].pk
    assert row.detail == "5.1.1 550 5.1.1 <x>: Recipient address rejected: User unknown"
    steps = Attempt.objects.filter(sending_id=row.pk).values_list("what", "reason")
    assert sorted(steps) == [("accepted", ""), ("begun", ""), ("failed", "bounced")]


def test_the_address_is_not_used_until_it_is_confirmed_anew(
    officer: Actor, universe: Universe, acting: Acting
) -> None:
    _source, key = sent(officer, universe)
    bounces.take(report(key, TEACHER))
    enter(officer)
    teacher = universe.users["teacher"].pk
    row = Address.objects.get(user_id=teacher, channel="email")
    assert row.verified_at is None
    assert row.doubted_at is not None
    assert Address.objects.filter(channel="email", doubted_at=None).count() == 1
    fact = Entry.objects.filter(kind="delivery.address_set").latest("at")
    assert json.loads(fact.body)["what"] == "doubted"
    with mail() as post:
        switch_on(officer, "email", post.port, base=1)
        given = batch("email")
        queue(officer, given, [teacher])
        assert states(given.source_id) == [("email", "failed", "no_address")]
        me = acting("teacher")
        own.enter(me, uuid7(), "email", TEACHER)
        go(officer)
        assert [to for to, _letter in post.letters] == [(TEACHER,)]


def test_the_next_channel_is_begun(officer: Actor, universe: Universe) -> None:
    with vendor(ok) as campus:
        switch_on(officer, "webhook", campus.port)
        source, key = sent(officer, universe, "webhook")
        bounces.take(report(key, TEACHER))
        go(officer)
    assert ("webhook", "accepted", "") in states(source)
    assert len(states(source)) == 3


def test_the_same_report_again_moves_nothing(officer: Actor, universe: Universe) -> None:
    source, key = sent(officer, universe)
    raw = report(key, TEACHER)
    assert [bounces.take(raw), bounces.take(raw)] == [1, 0]
    enter(officer)
    assert Attempt.objects.filter(reason="bounced").count() == 1
    # Confirmed anew in between: an old report says nothing about it.
    Address.objects.filter(channel="email").update(doubted_at=None)
    bounces.take(raw)
    enter(officer)
    assert not Address.objects.filter(doubted_at__isnull=False).exists()
    assert len(states(source)) == 2


@pytest.mark.parametrize("status", ["5.2.2", "4.4.1", "5.7.1", "5.6.0"])
def test_a_full_mailbox_or_a_policy_says_nothing_against_the_address(
    officer: Actor, universe: Universe, status: str
) -> None:
    source, key = sent(officer, universe)
    assert bounces.take(report(key, TEACHER, status=status)) == 1
    enter(officer)
    assert ("email", "failed", "bounced") in states(source)
    assert not Address.objects.filter(doubted_at__isnull=False).exists()


def test_a_delay_is_no_failure_and_a_delivery_is_one_step_on(
    officer: Actor, universe: Universe
) -> None:
    source, key = sent(officer, universe)
    assert bounces.take(report(key, TEACHER, action="delayed", status="4.4.1")) is None
    assert bounces.take(report(key, DOCTOR, action="delivered", status="2.0.0")) == 1
    enter(officer)
    assert states(source) == [("email", "accepted", ""), ("email", "delivered", "")]


def test_a_report_by_the_address_of_the_letter_is_known_though_it_was_forwarded(
    officer: Actor, universe: Universe
) -> None:
    _source, key = sent(officer, universe)
    assert bounces.take(report(key, "me@elsewhere.example")) == 0
    assert bounces.take(report(key, "me@elsewhere.example", original=TEACHER.upper())) == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"Subject: hello\n\nI am on leave.", report("<1@other.example>", TEACHER),
        report(f"<{'0' * 32}@county.example>", TEACHER).replace(b"multipart/report", b"multipart/mixed"),
        report(f"<{'0' * 32}@county.example>", TEACHER).replace(b"Action", b"Aktion"),
        b"Content-Type: multipart/report; boundary=B\n\n--B\nContent-Type: message/delivery-status\n\n\xff",
    ],
    ids=["empty", "leave", "another's", "no-report", "no-action", "broken"],
)  # fmt: skip
def test_what_is_no_report_about_us_is_left_alone(raw: bytes) -> None:
    assert reports_in(raw) == []
    assert bounces.take(raw) is None


def test_a_letter_nobody_knows_moves_nothing(officer: Actor) -> None:
    assert bounces.take(report(f"<{uuid7().hex}@county.example>", TEACHER)) == 0


def test_the_command_takes_what_a_mail_server_pipes(
    officer: Actor, universe: Universe, monkeypatch: pytest.MonkeyPatch
) -> None:
    _source, key = sent(officer, universe)
    raw = io.BytesIO(report(key, TEACHER))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=raw))
    out = io.StringIO()
    call_command("delivery", "bounce", stdout=out)
    assert out.getvalue() == "stdin: 1 messages.\n"


def test_a_database_that_is_away_has_the_letter_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(raw: bytes) -> int:
        raise OperationalError

    monkeypatch.setattr(bounces, "take", away)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"x")))
    with pytest.raises(CommandError) as refused:
        call_command("delivery", "bounce")
    assert refused.value.returncode == 75
