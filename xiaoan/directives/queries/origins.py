"""Whence a directive came, where another app has made it: named by that app, which lies above."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from xiaoan.kernel.actor import Actor


@dataclass(frozen=True)
class Origin:
    """`address`: of the page it came from, which takes an id; `of`: that id and what it is called, None where
    it did not come from there or the actor does not see it."""

    address: str
    of: Callable[[Actor, UUID], tuple[UUID, str] | None]


_ORIGINS: dict[str, Origin] = {}


def connect(one: Origin) -> None:
    _ORIGINS[one.address] = one


def whence(actor: Actor, directive_id: UUID) -> list[tuple[str, UUID, str]]:
    """(address, id, words) of whatever it came from."""
    found = ((one.address, one.of(actor, directive_id)) for one in _ORIGINS.values())
    return [(address, *said) for address, said in found if said]
