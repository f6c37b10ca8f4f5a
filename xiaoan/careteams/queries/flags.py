"""What stands about people that their carer should know at a glance: each flag is named by the app it is of
and connected in wiring; the carer's list shows them, and knows none."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from xiaoan.kernel.actor import Actor

# Which of some people it stands about, as far as the actor sees that.
Finder: TypeAlias = Callable[[Actor, Collection[UUID]], Mapping[UUID, Any]]


@dataclass(frozen=True)
class Flag:
    """One kind of flag: its shape (a symbol) and who has it, with the words."""

    code: str
    shape: str
    find: Finder


@dataclass(frozen=True)
class Raised:
    """A flag of one person."""

    shape: str
    words: str


_flags: dict[str, Flag] = {}


def connect(flag: Flag) -> None:
    _flags[flag.code] = flag


def of(actor: Actor, person_ids: Collection[UUID]) -> dict[UUID, list[Raised]]:
    """The flags of people, by person."""
    found: dict[UUID, list[Raised]] = {}
    for flag in _flags.values():
        for who, words in flag.find(actor, person_ids).items():
            found.setdefault(who, []).append(Raised(flag.shape, str(words)))
    return found
