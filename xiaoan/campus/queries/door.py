"""Who came to the door of a school on a day, who is still inside."""

import datetime as dt
import json
from dataclasses import dataclass

from xiaoan.accounts import queries as accounts
from xiaoan.campus.models import Visit
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible

WORDS_PLACE = "campus_visit.words_cipher"
MOST = 300


@dataclass(frozen=True)
class VisitRow:
    """A visit; `words`: name, phone, whom, why. `state`: "inside", "left" or "refused"."""

    row: Visit
    words: dict[str, str]
    by: str
    state: str


@dataclass(frozen=True)
class Door:
    place: Place
    day: dt.date
    rows: tuple[VisitRow, ...]
    inside: int
    may_keep: bool


def at_the_door(actor: Actor, school_no: int) -> bool:
    """Whether the actor receives people at the door of a school. Whoever keeps its tables alone (the canteen)
    does not."""
    return actor.may(Permission.KEEP_CAMPUS, school_no) and actor.may(
        Permission.RECEIVE_ARRIVALS, school_no
    )


def require(actor: Actor, school_no: int) -> Place:
    """A school whose door the actor keeps: names and numbers of visitors are for them alone; NotFound."""
    place = directory.place(school_no)
    if place.kind != "school" or not at_the_door(actor, school_no):
        raise NotFound
    return place


def door(actor: Actor, school_no: int, day: dt.date) -> Door:
    """The register of a day, the latest first."""
    place = require(actor, school_no)
    begin = clock.at(day, dt.time.min)
    rows = visible(Visit.objects.filter(unit_no=school_no), actor, Permission.KEEP_CAMPUS)
    found = list(
        rows.filter(came_at__gte=begin, came_at__lt=begin + dt.timedelta(days=1)).order_by(
            "-came_at"
        )[:MOST]
    )
    people = accounts.names(actor, {one.noted_by_id for one in found})
    told = tuple(
        VisitRow(
            one, json.loads(ciphers.unseal(one.words_cipher, place=WORDS_PLACE, row=one.pk)),
            people.get(one.noted_by_id, ""),
            "refused" if one.refused else "left" if one.left_at else "inside",
        )
        for one in found
    )  # fmt: skip
    return Door(place, day, told, sum(one.state == "inside" for one in told), True)
