"""Whose board somebody may open: county, township and school, the widest first."""

from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission

KINDS = ("county", "township", "school")


def seen(actor: Actor) -> list[Place]:
    """The units at which the actor reads figures by their own position."""
    if actor.is_system:
        return [directory.county()]
    reach = sorted(actor.reach(Permission.SEE_BOARD), key=lambda i: (i[0] - i[1], i[0]))
    known = directory.places(lo for lo, _hi in reach)
    return [known[lo] for lo, _hi in reach if lo in known and known[lo].kind in KINDS]


def home(actor: Actor) -> Place:
    """The widest of them; NotFound without any."""
    found = seen(actor)
    if not found:
        raise NotFound
    return found[0]


def at(actor: Actor, unit_no: int) -> Place:
    """The unit, if its board is the actor's to read; else as if it were not there."""
    place = directory.place(unit_no)
    reach = actor.reach(Permission.SEE_BOARD)
    if place.kind not in KINDS or not any(lo <= place.no and place.end <= hi for lo, hi in reach):
        raise NotFound
    return place
