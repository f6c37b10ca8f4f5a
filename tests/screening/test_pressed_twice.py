"""A double click, with real threads and real commits: one round of a room, one device whose token opens."""

import re
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connection

from tests.builders import BUILDER, CLASS_71, COUNTY, DAY, PRIMARY, ROOM_1, Universe
from tests.registry.real import browser
from xiaoan.directory import rules as numbering
from xiaoan.duties.models import Duty
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.screening import queries
from xiaoan.screening import services as screening
from xiaoan.screening.models import Device, Missing, Round

At = Callable[[str], None]


def twice(actor: Actor, address: str, form: dict[str, str]) -> list[Any]:
    """Two answers to the same form, posted by the same person in the same moment."""
    said: list[Any] = []
    start = Barrier(2)
    clients = [browser(actor) for _ in range(2)]

    def press(n: int) -> None:
        try:
            start.wait(20)
            said.append(clients[n].post(address, form))
        finally:
            connection.close()

    threads = [Thread(target=press, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return said


def test_a_round_is_stored_once(universe: Universe, own_database: str, at: At) -> None:
    with acting_as(BUILDER):
        screening.open_rounds(BUILDER, DAY, (COUNTY, COUNTY + numbering.COUNTY))
    at("21:00")
    who = universe.enrolment(CLASS_71, 1)
    form = {
        "submission_id": str(uuid7()), "base_version": "0", "ventilated": "1",
        f"r-{who}-kind": "missing",
    }  # fmt: skip
    answers = twice(universe.cast["keeper"], f"/screening/round/{ROOM_1}/{DAY}/", form)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    with acting_as(BUILDER):
        assert [(row.version, row.state) for row in Round.objects.all()] == [(1, "current")]
        assert Missing.objects.count() == 1
        assert Duty.objects.filter(kind=queries.ROUND).count() == 1
        kinds = ["screening.round_reported", "screening.boarder_missed"]
        assert [Entry.objects.filter(kind=kind).count() for kind in kinds] == [1, 1]


def test_a_device_keeps_a_token_that_was_shown(
    universe: Universe, own_database: str, morning: object
) -> None:
    form = {
        "device_id": str(uuid7()), "school": str(PRIMARY), "kind": "gate", "serial": "SN-2",
        "place": "东门", "method": "forehead",
    }  # fmt: skip
    answers = twice(universe.cast["principal"], "/screening/devices/", form)
    assert [answer.status_code for answer in answers] == [200, 200]
    shown = [
        re.findall(r'"token"><b>([^<]+)</b>', answer.content.decode())[0] for answer in answers
    ]
    with acting_as(BUILDER):
        row = Device.objects.get()
        # The browser shows the later answer; which of the two that is, the database says.
        kept = [bytes(row.token_hash or b"") == queries.token_hash(token) for token in shown]
        assert sorted(kept) == [False, True]
