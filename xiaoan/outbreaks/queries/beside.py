"""What is above a signal and belongs beside it, such as its event: named by the app it is of and connected in
wiring; the page of a signal shows it, and knows none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from xiaoan.kernel.actor import Actor


@dataclass(frozen=True)
class Link:
    """Where something about a signal is, and what it is called."""

    title: str
    url: str


# Gives the link for an actor and a signal; None if there is nothing, or not for this actor.
Finder: TypeAlias = Callable[[Actor, UUID], Link | None]
_finders: list[Finder] = []


def connect(finder: Finder) -> None:
    if finder not in _finders:
        _finders.append(finder)


def disconnect(finder: Finder) -> None:
    """For tests."""
    _finders.remove(finder)


def links(actor: Actor, signal_id: UUID) -> list[Link]:
    """Everything that belongs beside a signal, for an actor."""
    return [link for find in _finders if (link := find(actor, signal_id))]
