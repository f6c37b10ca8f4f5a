"""Reading what was known, what happened, case files and records."""

from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission


def home(actor: Actor) -> directory.Place:
    """The widest unit whose record the actor may read; NotFound without any."""
    reach = sorted(actor.reach(Permission.SEE_RECORD), key=lambda one: (one[0] - one[1], one[0]))
    known = directory.places(lo for lo, _hi in reach)
    found = [known[lo] for lo, _hi in reach if lo in known]
    if not found:
        raise NotFound
    return found[0]


def seen_place(actor: Actor, unit_no: int) -> directory.Place:
    """A county, township, school, grade or class whose record the actor may read; else as if not there."""
    place = directory.place(unit_no)
    reach = actor.reach(Permission.SEE_RECORD)
    if place.kind not in LEVELS or not any(lo <= place.no and place.end <= hi for lo, hi in reach):
        raise NotFound
    return place


LEVELS = ("county", "township", "school", "grade", "class")
