"""The list of a class on any day, with who joined and who left around it."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Enrolment, Person
from xiaoan.directory.rules import lives
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.registry.queries.lives import masked, school_and_class

# Who joined or left within so many days before or after is marked.
AROUND = dt.timedelta(days=30)


@dataclass(frozen=True)
class Listed:
    """A pupil on the list; `joined` and `leaves` only where that is near the day."""

    person_id: UUID
    seat: int
    name: str
    sex: str
    number: str
    room: str
    boarder: bool
    joined: dt.date | None
    leaves: dt.date | None


@dataclass(frozen=True)
class Gone:
    """Who belonged to the class within the days before, and no longer does."""

    person_id: UUID
    name: str
    until: dt.date
    ended_by: str


@dataclass(frozen=True)
class ClassList:
    """The list of a class on a day."""

    place: directory.Place
    school: directory.Place
    day: dt.date
    rows: list[Listed]
    gone: list[Gone]


def place_seen(actor: Actor, unit_no: int) -> tuple[directory.Place, directory.Place]:
    """A class whose pupils the actor may look up, and its school."""
    school, place = school_and_class(unit_no)
    if not actor.sees(unit_no):
        raise NotFound
    if not actor.may(Permission.SEARCH_PEOPLE, unit_no):
        raise Forbidden
    return school, place


def class_list(actor: Actor, unit_no: int, day: dt.date) -> ClassList:
    """Rebuilt from the enrolments: what was entered later about that day is in it."""
    school, place = place_seen(actor, unit_no)
    rows = Enrolment.objects.filter(
        inside(actor.intervals), unit_no=unit_no, since__lte=day + AROUND
    ).order_by("since")
    by_person: dict[UUID, list[Enrolment]] = defaultdict(list)
    for row in rows:
        if row.until is None or row.until > day - AROUND:
            by_person[row.person_id].append(row)
    numbers = dict(
        Person.objects.filter(
            inside(actor.intervals), school_id=school.no, pk__in=list(by_person)
        ).values_list("id", "number")
    )
    rooms = directory.places({r.dormitory_no for r in rows if r.dormitory_no})
    in_full = accounts.sees_family_phones(actor)
    listed, gone = [], []
    for person_id, stretches in by_person.items():
        number = numbers.get(person_id, "")
        one = _listed(stretches, day, number if in_full else masked(number), rooms)
        if one:
            listed.append(one)
        elif stretches[-1].until and stretches[-1].until <= day:
            last = stretches[-1]
            gone.append(Gone(person_id, last.name, stretches[-1].until, last.ended_by))
    listed.sort(key=lambda one: (one.seat, one.name))
    gone.sort(key=lambda one: (one.until, one.name))
    return ClassList(place, school, day, listed, gone)


def _listed(
    rows: list[Enrolment], day: dt.date, number: str, rooms: dict[int, directory.Place]
) -> Listed | None:
    now = next((r for r in rows if r.since <= day and (r.until is None or r.until > day)), None)
    if now is None:
        return None
    # Another room is no other class: stretches of one class without a gap are one stay.
    first, last = now, now
    for row in reversed(rows):
        first = row if row.until == first.since else first
    for row in rows:
        last = row if last.until == row.since else last
    new = first.begun_by not in ("", lives.BOARDING_CHANGED)
    joined = first.since if new and day - first.since <= AROUND else None
    leaves = last.until if last.until and last.until - day <= AROUND else None
    room = rooms[now.dormitory_no].name if now.dormitory_no in rooms else ""
    return Listed(
        now.person_id, now.seat, now.name, now.sex, number, room, now.boarder, joined, leaves
    )


def left_because(ended_by: str) -> bool:
    """Whether a stretch ended by leaving the school, not by another class of it."""
    return ended_by in lives.LEAVING
