"""What belongs on a pupil's page and is known above, such as who looks after them: named by the app it is of
and connected in wiring; the page shows it, and knows none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from xiaoan.kernel.actor import Actor


@dataclass(frozen=True)
class Section:
    """A panel of a pupil's page: what it is called, lines of a word and what stands there, where more is.
    `look`: of the pupil's health, so that whoever is shown it leaves that trace (services.looks.seen_health).
    """

    title: Any
    lines: tuple[tuple[str, str], ...]
    url: str
    look: str = ""


# Gives the panel for an actor and a pupil; None if there is nothing, or not for this actor.
Finder: TypeAlias = Callable[[Actor, UUID], Section | None]
_finders: list[Finder] = []


def connect(finder: Finder) -> None:
    if finder not in _finders:
        _finders.append(finder)


def sections(actor: Actor, person_id: UUID) -> list[Section]:
    """Everything that belongs beside a pupil, for an actor."""
    return [found for find in _finders if (found := find(actor, person_id))]
