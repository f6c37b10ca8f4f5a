"""Where more is said of an item of a store, or of the stores of a unit, by apps above: named by these and
connected in wiring; the pages show it, and know none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from xiaoan.kernel.actor import Actor


@dataclass(frozen=True)
class Link:
    """Words of a button and where it leads."""

    words: Any
    url: str


# Gives the links for an actor, a unit and an item ("": all of them).
Finder = Callable[[Actor, int, str], list[Link]]
_finders: list[Finder] = []


def connect(finder: Finder) -> None:
    if finder not in _finders:
        _finders.append(finder)


def links(actor: Actor, unit_no: int, item: str = "") -> list[Link]:
    """Everything that belongs beside an item or a unit, for an actor."""
    return [link for find in _finders for link in find(actor, unit_no, item)]
