"""What the tests of platforms do again and again: a platform, statements as a record store sends them."""

import base64
import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection
from django.test import Client

from tests.builders import CLASS_11, MORNING, PRIMARY, Universe
from xiaoan.directory.models import Person
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter, leave
from xiaoan.platforms import services
from xiaoan.platforms.models import Platform

HOME = "https://class.example.cn"
ROOM = f"{HOME}/room/8801"
JOIN, LEAVE = "http://activitystrea.ms/join", "http://activitystrea.ms/leave"
PLAY, PAUSE = "https://w3id.org/xapi/video/verbs/played", "https://w3id.org/xapi/video/verbs/paused"
STATEMENTS = "/api/v1/xapi/statements"
WORKER = system("platforms")


def moment(text: str) -> dt.datetime:
    """A time of the test day."""
    hour, minute = map(int, text.split(":"))
    return MORNING.replace(hour=hour, minute=minute, second=0, microsecond=0)


def statement(name: str, verb_id: str, at: str, /, **more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid7()),
        "actor": {"account": {"homePage": HOME, "name": name}, "name": f"昵称{name}"},
        "verb": {"id": verb_id}, "object": {"id": ROOM, "definition": {"name": {"zh-CN": "语文直播"}}},
        "timestamp": moment(at).isoformat(), **more,
    }  # fmt: skip


@contextmanager
def inside(actor: Actor) -> Iterator[Actor]:
    """In the scope of an actor: of the test's own transaction, else in one of its own."""
    if not connection.in_atomic_block:
        with acting_as(actor):
            yield actor
        return
    enter(actor)
    yield actor
    leave()


class Sender:
    """A registered platform and how it sends."""

    def __init__(self, keeper: Actor, unit_no: int = PRIMARY) -> None:
        self.pk = uuid7()
        with inside(keeper):
            new = services.NewPlatform(self.pk, unit_no, "直播课堂", "other")
            self.secret = services.add(keeper, new)

    @property
    def row(self) -> Platform:
        with inside(WORKER):
            return Platform.objects.get(pk=self.pk)

    def post(self, body: Any, **more: Any) -> Any:
        return self._send("post", STATEMENTS, body, **more)

    def put(self, body: Any, statement_id: object, **more: Any) -> Any:
        return self._send("put", f"{STATEMENTS}?statementId={statement_id}", body, **more)

    def _send(
        self, method: str, address: str, body: Any, secret: str = "", version: str = "1.0.3",
        content_type: str = "application/json",
    ) -> Any:  # fmt: skip
        text = f"{self.pk}:{secret or self.secret}"
        headers = {"Authorization": f"Basic {base64.b64encode(text.encode()).decode()}"}
        if version:
            headers["X-Experience-API-Version"] = version
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        send: Any = getattr(Client(), method)
        return send(address, data, content_type=content_type, headers=headers)


def numbers(universe: Universe, unit_no: int = CLASS_11) -> list[tuple[UUID, str]]:
    """Pupils of a class with their numbers, by seat."""
    with inside(WORKER):
        ids = [one.person_id for one in universe.pupils[unit_no]]
        known = dict(Person.objects.filter(pk__in=ids).values_list("id", "number"))
    return [(pk, known[pk]) for pk in ids]


def go_on() -> int:
    """A minute of the worker."""
    with acting_as(WORKER) as worker:
        services.settle_waiting(worker)
        n = services.count(worker)
        services.tell(worker)
    return n
