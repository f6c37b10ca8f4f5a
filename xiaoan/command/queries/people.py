"""Who may be named or put on a roster at a unit, and who of those named is still there."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts.queries import ROLE_NAMES, phones, standing
from xiaoan.accounts.queries import numbers as own
from xiaoan.directory.queries import Place
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere


@dataclass(frozen=True)
class Candidate:
    """Somebody with a position at the unit (of a school also inside it)."""

    user_id: UUID
    name: str
    post: str


def candidates(place: Place, on: dt.date) -> list[Candidate]:
    """Whoever holds a position at a unit; of a school, of its grades and classes too. By name, each once."""
    interval = place.interval if place.kind == "school" else (place.no, place.no + 1)
    with everywhere("command"):
        found = standing.inside(interval, on)
    first: dict[UUID, Candidate] = {}
    for one in found:
        first.setdefault(one.user_id, Candidate(one.user_id, one.name, str(ROLE_NAMES[one.role])))
    return list(first.values())


def numbers(actor: Actor, user_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Phone numbers of people who are in command or on duty: where the policy shows them, and of whoever has
    agreed that colleagues see theirs. The caller has made sure that they are."""
    wanted = set(user_ids)
    by_policy = phones(actor, wanted)
    return by_policy | own.shown_to(own.COLLEAGUES, wanted - by_policy.keys())


@dataclass(frozen=True)
class Present:
    """Who of some people is in office, and at which units, on a day."""

    units: dict[UUID, tuple[int, ...]]

    def at(self, user_id: UUID, lo: int, hi: int) -> bool:
        """Whether they hold a position inside a unit: else the place of theirs there is vacant."""
        return any(lo <= no < hi for no in self.units.get(user_id, ()))


def present(user_ids: Iterable[UUID], on: dt.date) -> Present:
    with everywhere("command"):
        found = standing.of_people(user_ids, on)
    return Present({who: tuple(one.unit_no for one in posts) for who, posts in found.items()})
