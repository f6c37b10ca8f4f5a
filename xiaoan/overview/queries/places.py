"""Which units, days and slots a person may turn the board to."""

import datetime as dt

from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.overview import rules
from xiaoan.screening import queries as screening

# Units whose figures are kept by day; below them they are counted from the roll-calls.
KEPT = ("county", "township", "school")
LEVELS = (*KEPT, "grade", "class")


def units_seen(actor: Actor) -> list[Place]:
    """The units whose board the actor may open first, the widest first."""
    if actor.is_system:
        return [directory.county()]
    reach = sorted(actor.reach(Permission.SEE_BOARD), key=lambda i: (i[0] - i[1], i[0]))
    known = directory.places(lo for lo, _hi in reach)
    return [known[lo] for lo, _hi in reach if lo in known]


def home_unit(actor: Actor) -> Place:
    """The widest unit of the actor's boards; NotFound without any."""
    seen = units_seen(actor)
    if not seen:
        raise NotFound
    return seen[0]


def place_seen(actor: Actor, unit_no: int) -> Place:
    """The unit, if its board is the actor's to see; else as if it were not there."""
    place = directory.place(unit_no)
    reach = actor.reach(Permission.SEE_BOARD)
    if place.kind not in LEVELS or not any(lo <= place.no and place.end <= hi for lo, hi in reach):
        raise NotFound
    return place


def slot_now(day: dt.date) -> str:
    """The slot that people mean: of today the latest that has opened anywhere, else the first."""
    now = clock.now()
    first, *_rest = screening.SLOT_NAMES
    if day != now.date():
        return first
    opens: dict[str, dt.time] = {}
    for slots in screening.slot_times().values():
        for slot, times in slots.items():
            opens[slot] = min(times.opens, opens.get(slot, times.opens))
    return rules.latest_open(opens, now.time(), first)
