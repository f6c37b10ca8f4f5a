"""The seat plan of a school: sittings with what is taken, classes with their tables; schools at a glance."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from xiaoan.campus import rules
from xiaoan.campus.models import Seating, Sitting, Visit
from xiaoan.campus.queries import CampusReadiness, readiness
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries import Place
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible


@dataclass(frozen=True)
class SittingRow:
    """A sitting; `taken` of its tables belong to classes."""

    row: Sitting
    canteen: str
    taken: int


@dataclass(frozen=True)
class ClassRow:
    """A class and where it eats; nothing: it has no tables."""

    place: Place
    pupils: int
    sitting: str
    tables: tuple[int, ...]
    sitting_id: UUID | None
    since: dt.date | None


@dataclass(frozen=True)
class Plan:
    place: Place
    ready: CampusReadiness
    canteens: tuple[Place, ...]
    sittings: tuple[SittingRow, ...]
    classes: tuple[ClassRow, ...]
    may_keep: bool


@dataclass(frozen=True)
class Seated:
    """A pupil and their table; no sitting and 0 where there is none."""

    place: str
    seat: int
    name: str
    sitting: str
    table: int


@dataclass(frozen=True)
class SchoolRow:
    """A school: sittings, classes that have their tables, visitors inside now."""

    place: Place
    sittings: int
    classes: int
    inside: int


def plan(actor: Actor, school_no: int) -> Plan:
    """The seat plan of a school; whoever has a class or grade in it sees the classes of theirs. NotFound."""
    place = directory.place(school_no)
    lo, hi = place.interval
    if place.kind != "school" or not any(
        at < hi and end > lo for at, end in actor.reach(Permission.SEE_CAMPUS)
    ):
        raise NotFound
    today = clock.today()
    canteens = {one.no: one for one in directory.places_inside(place.interval, "canteen")}
    running = {one.unit_no: one for one in Seating.objects.filter(school_id=school_no, until=None)}
    rows = list(Sitting.objects.filter(unit_no=school_no).order_by("begins", "name"))
    names = {one.pk: one.name for one in rows}
    taken: dict[UUID, int] = {}
    for seated in running.values():
        taken[seated.sitting_id] = taken.get(seated.sitting_id, 0) + len(seated.tables)
    return Plan(
        place, readiness([school_no], today).get(school_no, CampusReadiness(0, 0, 0, 0)),
        tuple(canteens.values()),
        tuple(
            SittingRow(
                one, canteens[one.canteen_no].name if one.canteen_no in canteens else "",
                taken.get(one.pk, 0),
            )
            for one in rows
        ),
        tuple(
            _class(one, running.get(one.place.no), names)
            for one in directory.class_sizes(actor, place.interval, today)
        ),
        actor.may(Permission.KEEP_CAMPUS, school_no),
    )  # fmt: skip


def seated(actor: Actor, place: Place) -> list[Seated]:
    """Every pupil of a school with the table they have now, by class and seat. Whether the actor keeps the
    tables the caller has asked."""
    today = clock.today()
    names = {
        one.place.no: one.place.name for one in directory.class_sizes(actor, place.interval, today)
    }
    sittings = [one.name for one in Sitting.objects.filter(unit_no=place.no).order_by("-name")]
    labels = {
        one.person_id: one.label
        for one in directory.seats(actor, place.no, today)
        if one.kind == "canteen"
    }
    found = []
    for no, roll in directory.class_rolls(actor, list(names), today).items():
        for one in roll:
            label = labels.get(one.person_id, "")
            sitting = next((name for name in sittings if label.startswith(f"{name} ")), "")
            # In whichever language it was written, the number is the only digits after the sitting's name.
            table = whole(rules.digits(label.removeprefix(sitting))) if sitting else 0
            found.append(Seated(names[no], one.seat, one.name, sitting, table))
    return found


def _class(one: directory.ClassSize, seated: Seating | None, names: dict[UUID, str]) -> ClassRow:
    if seated is None:
        return ClassRow(one.place, one.enrolled, "", (), None, None)
    return ClassRow(
        one.place, one.enrolled, names.get(seated.sitting_id, ""), tuple(seated.tables),
        seated.sitting_id, seated.since,
    )  # fmt: skip


def schools(actor: Actor) -> list[SchoolRow]:
    """The schools of the actor's reach at a glance; counted from campus alone, no heads."""
    reach = actor.reach(Permission.SEE_CAMPUS)
    places = [one for lo, hi in reach for one in directory.places_inside((lo, hi), "school")]
    sittings = _counted(visible(Sitting.objects.all(), actor, Permission.SEE_CAMPUS))
    classes = _counted(visible(Seating.objects.filter(until=None), actor, Permission.SEE_CAMPUS))
    today = clock.at(clock.today(), dt.time.min)
    inside = _counted(
        visible(
            Visit.objects.filter(Q(left_at=None), refused=False, came_at__gte=today), actor,
            Permission.SEE_CAMPUS,
        )
    )  # fmt: skip
    return [
        SchoolRow(one, sittings.get(one.no, 0), classes.get(one.no, 0), inside.get(one.no, 0))
        for one in places
    ]


def _counted(rows: Any) -> dict[int, int]:
    return dict(rows.order_by().values_list("school_id").annotate(n=Count("pk")))


def home_school(actor: Actor) -> int:
    """The one school of whoever holds a post in one; 0 for others. NotFound: nowhere."""
    reach = actor.reach(Permission.SEE_CAMPUS)
    if not reach:
        raise NotFound
    found = {numbering.school_of(lo) for lo, hi in reach}
    wide = any(hi - lo > numbering.SCHOOL for lo, hi in reach)
    return 0 if wide or len(found) != 1 else found.pop()
