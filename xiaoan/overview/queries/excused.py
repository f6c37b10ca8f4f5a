"""Classes that need not report, by name, with who said so, when and why."""

import datetime as dt
from dataclasses import dataclass

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.directory.rules import school_of
from xiaoan.duties import queries as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.overview.queries.places import place_seen

# Classes on a page.
EXCUSED_PAGE = 100


@dataclass(frozen=True)
class ExcusedClass:
    """A class that is not due after all; `by` is '' where the system said so, or nobody is on record."""

    place: Place
    school: Place
    duty: duties.Excused
    by: str


@dataclass(frozen=True)
class ExcusedClasses:
    """One page of the list; `classes` and `people` are of all pages."""

    place: Place
    day: dt.date
    slot: str
    as_of: dt.datetime
    rows: tuple[ExcusedClass, ...]
    classes: int
    people: int
    offset: int
    limit: int


def excused(
    actor: Actor,
    unit_no: int,
    day: dt.date,
    slot: str,
    *,
    offset: int = 0,
    limit: int = EXCUSED_PAGE,
) -> ExcusedClasses:
    """The classes under a unit that are excused from a slot, in the order of the tree."""
    place = place_seen(actor, unit_no)
    found = duties.excused(actor, place.interval, day, slot, offset=offset, limit=limit)
    classes, people = duties.excused_sums(actor, place.interval, day, slot)
    places = directory.places(n for row in found for n in (row.unit_no, school_of(row.unit_no)))
    names = accounts.names(actor, {row.by_id for row in found if row.by_id})
    return ExcusedClasses(
        place=place,
        day=day,
        slot=slot,
        as_of=clock.now(),
        rows=tuple(
            ExcusedClass(
                places[row.unit_no],
                places[school_of(row.unit_no)],
                row,
                names.get(row.by_id, "") if row.by_id else "",
            )
            for row in found
        ),
        classes=classes,
        people=people,
        offset=offset,
        limit=limit,
    )
