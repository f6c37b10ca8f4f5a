"""The board: the units under one unit with their figures, and the totals that are their sums."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F

from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.directory.rules import SCHOOL, TOWNSHIP
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.overview.queries.classes import class_rows
from xiaoan.overview.queries.days import NoSchool, no_school, nothing_due
from xiaoan.overview.queries.figures import Figures, school_days, sums_by
from xiaoan.overview.queries.places import place_seen
from xiaoan.overview.queries.rows import Row

# What stands in the table of a unit above the school, and how wide the children's numbers are.
_CHILDREN = {"county": ("township", TOWNSHIP), "township": ("school", SCHOOL)}


@dataclass(frozen=True)
class Board:
    """A unit's table on a day and slot, as of an instant. `total` is the sum of `rows`.

    `off`: there is no school on the day; then only units of which something is due or excused have a
    row, and `resting` of them have none.
    """

    place: Place
    day: dt.date
    slot: str
    as_of: dt.datetime
    rows: tuple[Row, ...]
    total: Figures
    off: NoSchool | None = None
    resting: int = 0

    @property
    def by_class(self) -> bool:
        """Whether the rows are classes."""
        return self.place.kind not in _CHILDREN


def board(actor: Actor, unit_no: int, day: dt.date, slot: str) -> Board:
    """The units directly under a unit with their figures, and the sums.

    Counties and townships are sums of school-and-day rows; from the school down the rows are the
    classes, read from their duties and roll-calls.
    """
    place = place_seen(actor, unit_no)
    rows = _unit_rows if place.kind in _CHILDREN else class_rows
    found, off = rows(actor, place, day, slot), no_school(actor, place, day)
    resting = sum(not row.figures.classes for row in found) if off else 0
    if off:
        found = [row for row in found if row.figures.classes]
    return Board(
        place=place,
        day=day,
        slot=slot,
        as_of=clock.now(),
        rows=tuple(found),
        total=sum((row.figures for row in found), Figures()),
        off=off,
        resting=resting,
    )


def _unit_rows(actor: Actor, place: Place, day: dt.date, slot: str) -> list[Row]:
    """Townships or schools: every one there was on the day, with nothing due where there are no rows."""
    kind, width = _CHILDREN[place.kind]
    days = school_days(actor, place.interval).filter(day=day, slot=slot)
    found = sums_by(days.annotate(block=F("unit_no") / width), "block")
    figures = {number * width: sums for number, sums in found.items()}
    children = {
        child.no: child
        for child in directory.places_inside(place.interval, kind, day=day)
        if child.opened <= day
    }
    closed = figures.keys() - children.keys()
    if closed:
        children |= directory.places(closed)
    at = directory.day_at(children, day)
    rows = []
    for no, child in sorted(children.items()):
        found_there = figures.get(no, Figures())
        idle = "" if found_there.classes else nothing_due(directory.off_at(at[no]))
        rows.append(Row(child, found_there, idle))
    return rows
