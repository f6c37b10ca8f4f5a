"""A class, a day and a slot, as they stand in an address."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import school_of
from xiaoan.duties import queries as duties
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.screening import queries
from xiaoan.web.days import read_day

SLOTS = ("morning", "noon", "evening")


@dataclass(frozen=True)
class Address:
    """Where a roll-call belongs."""

    place: directory.Place
    school_name: str
    day: dt.date
    slot: str

    @property
    def deadline(self) -> dt.datetime | None:
        return queries.deadline(self.place.no, self.day, self.slot)

    @property
    def opening(self) -> dt.datetime | None:
        return queries.opening(self.place.no, self.day, self.slot)

    @property
    def is_school_day(self) -> bool:
        return directory.calendar(self.place.no).is_school_day(self.day)

    @property
    def earlier_slots(self) -> tuple[str, ...]:
        return SLOTS[: SLOTS.index(self.slot)]

    def duty(self, actor: Actor) -> duties.Due | None:
        return duties.duty_at(actor, self.place.no, self.day, self.slot)

    def url(self, name: str) -> str:
        return reverse(name, args=[self.place.no, self.day.isoformat(), self.slot])


def address(
    actor: Actor, unit_no: int, day: str, slot: str, permissions: tuple[Permission, ...]
) -> Address:
    """The class, day and slot of an address; NotFound for what is not there or not the actor's."""
    if slot not in SLOTS or not actor.sees(unit_no):
        raise NotFound
    if not any(actor.may(permission, unit_no) for permission in permissions):
        raise Forbidden
    school_no = school_of(unit_no)
    places = directory.places([unit_no, school_no])
    place = places.get(unit_no)
    if place is None or place.kind != "class":
        raise NotFound
    return Address(place, places[school_no].name, read_day(day), slot)
