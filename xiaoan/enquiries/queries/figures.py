"""Answered in time: n of N, by desk and by unit. Counted in turns: each time that an answer was asked for."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission

DAYS = 30


@dataclass
class Counts:
    """Turns: answered in time, answered late, past their time without an answer, not due yet, closed by the
    family before there was one."""

    in_time: int = 0
    late: int = 0
    overdue: int = 0
    waiting: int = 0
    closed: int = 0

    @property
    def due(self) -> int:
        """Of which it can be said whether they were answered in time; the others are unknown, not good."""
        return self.in_time + self.late + self.overdue

    def add(self, other: "Counts") -> None:
        for name in ("in_time", "late", "overdue", "waiting", "closed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


_COUNT = """
select unit_no / %(size)s * %(size)s, desk,
  count(*) filter (where how = 'reply' and ended_at <= due_at),
  count(*) filter (where how = 'reply' and ended_at > due_at),
  count(*) filter (where ended_at is null and due_at < %(now)s),
  count(*) filter (where ended_at is null and due_at >= %(now)s),
  count(*) filter (where how = 'close')
from enquiries_turn
where asked_at >= %(since)s and unit_no >= %(lo)s and unit_no < %(hi)s group by 1, 2
"""


def tops(actor: Actor) -> list[directory.Place]:
    """Where the actor's sight begins."""
    found = directory.places(lo for lo, _hi in actor.reach(Permission.SEE_ENQUIRIES))
    return sorted(found.values(), key=lambda place: place.no)


def of(actor: Actor, place: directory.Place) -> tuple[dict[str, Counts], dict[int, Counts]]:
    """By desk, and by the units right below: townships of the county, schools of a township; of a school
    none. The caller has made sure that the actor sees the place."""
    lo, hi = place.interval
    size = numbering.TOWNSHIP if hi - lo > numbering.TOWNSHIP else numbering.SCHOOL
    now = clock.now()
    values: dict[str, Any] = {
        "size": size,
        "now": now,
        "since": now - dt.timedelta(days=DAYS),
        "lo": lo,
        "hi": hi,
    }
    desks: dict[str, Counts] = {}
    units: dict[int, Counts] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        for unit_no, desk, *numbers in cursor.fetchall():
            counts = Counts(*numbers)
            desks.setdefault(desk, Counts()).add(counts)
            units.setdefault(unit_no, Counts()).add(counts)
    return desks, units if hi - lo > numbering.SCHOOL else {}


def below(place: directory.Place) -> list[directory.Place]:
    """The units whose figures stand beside one another."""
    lo, hi = place.interval
    if hi - lo <= numbering.SCHOOL:
        return []
    return directory.places_inside(
        place.interval, "township" if hi - lo > numbering.TOWNSHIP else "school"
    )


def whole(desks: dict[str, Counts]) -> Counts:
    found = Counts()
    for counts in desks.values():
        found.add(counts)
    return found
