"""What waits for a decision of whoever is signed in: how many, and where. Each kind is named by the app it
is of and connected in wiring; the due list and the navigation show them, and know none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission


@dataclass(frozen=True)
class Kind:
    """One kind of thing to decide: the address of its list, what it is, who decides, how many wait for an
    actor. Counting is one cheap look; it is asked on the first page of a morning."""

    address: str
    title: Any
    permission: Permission
    count: Callable[[Actor], int]


@dataclass(frozen=True)
class Line:
    """So many wait there."""

    title: str
    url: str
    count: int


_kinds: dict[str, Kind] = {}


def connect(kind: Kind) -> None:
    _kinds[kind.address] = kind


def kinds() -> tuple[Kind, ...]:
    """What is connected, for the tests."""
    return tuple(_kinds.values())


def lines(actor: Actor) -> list[Line]:
    """What waits for the actor, without the kinds of which nothing does."""
    found = [
        (kind, kind.count(actor)) for kind in _kinds.values() if actor.may_anywhere(kind.permission)
    ]
    return [Line(str(kind.title), reverse(kind.address), count) for kind, count in found if count]
