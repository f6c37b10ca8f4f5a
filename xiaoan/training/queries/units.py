"""How units stand: sums of the counted rows, from the county down to a school; there the people by name."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts.queries import standing as posts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.training.models import Count, Owed
from xiaoan.training.queries import attempts
from xiaoan.training.queries.courses import rules_of
from xiaoan.training.queries.places import Seat, seat_of
from xiaoan.training.queries.standing import Standing, standing


@dataclass(frozen=True)
class Figures:
    """Of those who need a course: how they stand. `waiting`: of them, for a second person."""

    needed: int = 0
    valid: int = 0
    expiring: int = 0
    expired: int = 0
    missing: int = 0
    waiting: int = 0

    @property
    def trained(self) -> int:
        """Who is trained today; an expiring certificate still counts."""
        return self.valid + self.expiring

    def __add__(self, other: "Figures") -> "Figures":
        mine, theirs = self.__dict__, other.__dict__
        return Figures(**{name: mine[name] + theirs[name] for name in mine})


@dataclass(frozen=True)
class Row:
    """A unit below: itself, and its figures by course. `is_office`: the office of the unit itself."""

    unit_no: int
    name: str
    by_course: Mapping[str, Figures]
    is_office: bool = False


@dataclass(frozen=True)
class Person:
    """Somebody in office: their posts, and how they stand in each course that one of these needs."""

    user_id: UUID
    name: str
    roles: tuple[str, ...]
    by_course: Mapping[str, Standing]
    waits: frozenset[str]


def unit(actor: Actor, unit_no: int) -> directory.Place:
    """A county, township, school or grade whose training the actor sees."""
    place = directory.place(unit_no)
    if place.kind not in ("county", "township", "school", "grade"):
        raise NotFound
    if not actor.may(Permission.SEE_TRAINING, unit_no):
        raise NotFound
    return place


def rows(actor: Actor, place: directory.Place) -> tuple[list[Row], dt.datetime | None]:
    """The units right below a county or township, its own office first; and when the oldest was counted.

    One look at the counted rows of its schools, however many people these have.
    """
    lo, hi = place.interval
    found = Count.objects.filter(inside(actor.intervals), unit_no__gte=lo, unit_no__lt=hi)
    sums: dict[int, dict[str, Figures]] = defaultdict(dict)
    counted_at: dt.datetime | None = None
    for no, course, at, *numbers in found.values_list(
        "unit_no",
        "course",
        "counted_at",
        "needed",
        "valid",
        "expiring",
        "expired",
        "missing",
        "waiting",
    ):
        row = _row_of(place, no)
        sums[row][course] = sums[row].get(course, Figures()) + Figures(*numbers)
        counted_at = min(at, counted_at) if counted_at else at
    kind = "township" if place.kind == "county" else "school"
    below = directory.places_inside(place.interval, kind, day=clock.today())
    office = Row(place.no, place.name, sums.get(place.no, {}), is_office=True)
    return [office, *(Row(one.no, one.name, sums.get(one.no, {})) for one in below)], counted_at


def _row_of(place: directory.Place, no: int) -> int:
    """The unit below that a counted number belongs to; the unit itself for its own office."""
    if no == place.no or place.kind == "township":
        return no
    return no // numbering.TOWNSHIP * numbering.TOWNSHIP


def total(found: Iterable[Row]) -> dict[str, Figures]:
    """Course → the sum of some rows."""
    sums: dict[str, Figures] = {}
    for row in found:
        for course, figures in row.by_course.items():
            sums[course] = sums.get(course, Figures()) + figures
    return sums


def interval_of(place: directory.Place) -> tuple[int, int]:
    """Where the people of a unit itself hold their posts: of a county or township only its own office."""
    return place.interval if place.kind in ("school", "grade") else (place.no, place.no + 1)


def people(interval: tuple[int, int]) -> list[Person]:
    """Everybody in office inside an interval today whose post needs a course, by name; as far as the running
    scope reaches."""
    today, asked = clock.today(), rules_of()
    roles: dict[UUID, set[str]] = defaultdict(set)
    names: dict[UUID, str] = {}
    for one in posts.inside(interval, today):
        roles[one.user_id].add(one.role)
        names[one.user_id] = one.name
    stands = standing(names, {code: rule.ahead for code, rule in asked.items()}, today)
    waits = attempts.waiting_people(names, asked)
    found = []
    for who, name in sorted(names.items(), key=lambda item: (item[1], str(item[0]))):
        needs = [code for code, rule in asked.items() if roles[who] & set(rule.roles)]
        if needs:
            found.append(
                Person(
                    who, name, tuple(sorted(roles[who])), {code: stands[who, code] for code in needs},
                    frozenset(code for code in needs if (who, code) in waits),
                )
            )  # fmt: skip
    return found


def figures_of(found: Iterable[Person]) -> dict[str, Figures]:
    """Course → the figures of the people of a list: the same as were counted."""
    sums: dict[str, Figures] = {}
    for one in found:
        for course, stands in one.by_course.items():
            waits = int(course in one.waits)
            new = Figures(needed=1, waiting=waits, **{stands.state: 1})
            sums[course] = sums.get(course, Figures()) + new
    return sums


def owed(actor: Actor, interval: tuple[int, int]) -> dict[tuple[UUID, str], UUID]:
    """(person, course) → the row that an open duty is about, inside an interval."""
    lo, hi = interval
    found = Owed.objects.filter(
        inside(actor.intervals), unit_no__gte=lo, unit_no__lt=hi, closed_at=None
    )
    return {(who, course): pk for pk, who, course in found.values_list("id", "user_id", "course")}


def own_owed(user_id: UUID) -> set[str]:
    """The courses that somebody owes, as far as the running scope reaches."""
    return set(
        Owed.objects.filter(user_id=user_id, closed_at=None).values_list("course", flat=True)
    )


def in_office(actor: Actor, seat: Seat) -> list[tuple[UUID, str, tuple[str, ...]]]:
    """Everybody in office at a school or office today but the actor, with the posts held there, by name."""
    names: dict[UUID, str] = {}
    held: dict[UUID, set[str]] = defaultdict(set)
    for one in posts.inside(seat.interval, clock.today()):
        if seat_of(one.unit_no) == seat and one.user_id != actor.user_id:
            names[one.user_id] = one.name
            held[one.user_id].add(one.role)
    found = [(who, name, tuple(sorted(held[who]))) for who, name in names.items()]
    return sorted(found, key=lambda item: (item[1], str(item[0])))
