"""The figures that formats of exchange carry: of a unit, its townships and its schools on a day."""

import datetime as dt
from collections.abc import Mapping as Map
from dataclasses import dataclass

from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.indicators import queries as indicators
from xiaoan.indicators.queries import Figure
from xiaoan.kernel.actor import Actor
from xiaoan.returns.models import Mapping

PARTS = ("num", "den", "unknown")


@dataclass(frozen=True)
class Found:
    """Figures of units on a day, the widest unit first."""

    day: dt.date
    units: tuple[tuple[Place, Map[str, Figure]], ...]


def figures(actor: Actor, unit_no: int, day: dt.date, level: str) -> Found:
    """`level` "unit": of the unit alone; "school": of each school inside; NotFound: not the actor's."""
    place = indicators.place_seen(actor, unit_no)
    keys = [one.key for one in indicators.catalogue()]
    if level == "school":
        return Found(day, tuple(indicators.by_school(actor, unit_no, day, keys)))
    return Found(day, ((place, indicators.of_unit(actor, unit_no, day, keys)),))


def code_of(key: str, part: str) -> str:
    """What a figure's part is called by us: "rollcall.sick.num"."""
    return f"{key}.{part}"


def ours(actor: Actor) -> dict[str, str]:
    """Everything that another system may have a name of its own for: code → words."""
    found = {}
    for one in indicators.catalogue():
        parts = {"num": one.num_words, "den": one.den_words, "unknown": one.unknown_words}
        for part, words in parts.items():
            if words:
                found[code_of(one.key, part)] = f"{one.name} {words}"
    places = directory.places_inside(directory.county().interval, "county", "township", "school")
    return found | {one.code: one.name for one in places if actor.sees(one.no)}


def names_there(unit_no: int) -> dict[str, str]:
    """Ours → theirs, as the county has set."""
    return dict(Mapping.objects.filter(unit_no=unit_no).values_list("ours", "theirs"))
