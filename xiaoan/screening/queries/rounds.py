"""Dormitory rounds: what is owed of an evening, how a room stands, who is missing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.rules import ancestors, school_of
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.screening import rules
from xiaoan.screening.models import Missing, Round, RoundMark
from xiaoan.screening.queries.day import asks_on
from xiaoan.screening.queries.slots import SlotTimes, slot_times, slots_at

ROUND = "screening.round"
MISSING = "screening.missing_boarder"
ROUND_SLOT = "evening"
# When nobody has set another time.
FIRST_ROUND = SlotTimes(ROUND_SLOT, rules.ROUND_OPENS, rules.ROUND_DUE, boarders_only=True)
Times = dict[tuple[int, str], dict[str, SlotTimes]]


@dataclass(frozen=True)
class OwedRound:
    """The rooms of one building that are owed a round, and when; the duty is about the first of them."""

    school_id: int
    building: str
    rooms: tuple[int, ...]
    people: int
    opens: dt.time
    due: dt.time

    @property
    def unit_no(self) -> int:
        return self.rooms[0]


@dataclass(frozen=True)
class RoomState:
    """A room on the keeper's list; `round` None: nobody has been there yet."""

    place: directory.Place
    building: str
    residents: int
    round: Round | None
    in_conflict: bool


@dataclass(frozen=True)
class RoundVersion:
    """One version of a room's round as people read it."""

    row: Round
    by: str
    marks: tuple[RoundMark, ...]


@dataclass(frozen=True)
class MissingBoarder:
    """A missing boarder, with the names the actor may read."""

    row: Missing
    name: str
    class_name: str
    room: str
    by: str
    found_by: str


def rounds_owed(actor: Actor, day: dt.date, interval: Interval) -> list[OwedRound]:
    """What rounds the evening of a day asks for inside an interval: a building with boarders each.

    Asked for on the evenings on which the school's evening check asks about boarders (SlotTimes.nights).
    """
    rooms = directory.places_inside(interval, "dormitory", day=day)
    counted = directory.boarders_by_room(actor, interval, day)
    schools = directory.places({room.school_id for room in rooms})
    asks, times = asks_on(day, schools, None), slot_times(rounds=True)
    asked = {no for no, place in schools.items() if asks(no, _evening(times, place))}
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    for room in rooms:
        if room.school_id in asked and counted.get(room.no):
            groups[room.school_id, rules.building_of(room.name)].append(room.no)
    when = {no: _round_times(times, schools[no]) for no in asked}
    return [
        OwedRound(
            school, building, tuple(found), sum(counted[no] for no in found),
            when[school].opens, when[school].deadline,
        )
        for (school, building), found in groups.items()
    ]  # fmt: skip


def round_times(school: directory.Place) -> SlotTimes:
    """When a school's round opens and is due: by its own times, the county's, or the first ones."""
    return _round_times(slot_times(ancestors(school.no), rounds=True), school)


def _round_times(times: Times, school: directory.Place) -> SlotTimes:
    return slots_at(times, school.no, school.stage).get(rules.ROUND_SLOT, FIRST_ROUND)


def _evening(times: Times, school: directory.Place) -> SlotTimes:
    return slots_at(times, school.no, school.stage).get(ROUND_SLOT, FIRST_ROUND)


def building(room: directory.Place, day: dt.date) -> list[directory.Place]:
    """The rooms of the same building, that one too, in number order."""
    school = directory.place(room.school_id)
    named = rules.building_of(room.name)
    rooms = directory.places_inside(school.interval, "dormitory", day=day)
    return [one for one in rooms if rules.building_of(one.name) == named]


def room_at(actor: Actor, room_no: int) -> directory.Place:
    """A dormitory room where the actor takes rounds; else NotFound or Forbidden."""
    if not actor.sees(room_no):
        raise NotFound
    if not actor.may(Permission.TAKE_ROUNDS, room_no):
        raise Forbidden
    place = directory.place(room_no)
    if place.kind != "dormitory":
        raise NotFound
    return place


def rooms_of(actor: Actor, school: directory.Place, day: dt.date) -> list[RoomState]:
    """Every room with boarders of a school where the actor takes rounds, with its round of the evening."""
    lo, hi = school.interval
    rooms = directory.places_inside((lo, hi), "dormitory", day=day)
    counted = directory.boarders_by_room(actor, (lo, hi), day)
    rows = Round.objects.filter(
        inside(actor.reach(Permission.TAKE_ROUNDS)), day=day, unit_no__gte=lo, unit_no__lt=hi,
        state__in=("current", "conflict"),
    )  # fmt: skip
    current, conflicts = {}, set()
    for row in rows:
        if row.state == "current":
            current[row.unit_no] = row
        else:
            conflicts.add(row.unit_no)
    return [
        RoomState(
            room, rules.building_of(room.name), counted[room.no], current.get(room.no),
            room.no in conflicts,
        )
        for room in rooms
        if counted.get(room.no)
    ]  # fmt: skip


def residents(actor: Actor, room_no: int, day: dt.date) -> list[directory.Boarder]:
    """Who sleeps in a room, by class and seat."""
    return directory.boarders_in(actor, [room_no], [school_of(room_no)], day)


def round_versions(actor: Actor, room_no: int, day: dt.date) -> list[RoundVersion]:
    """All versions of a room's round, the newest first."""
    rows = list(
        Round.objects.filter(
            inside(actor.reach(Permission.TAKE_ROUNDS)), unit_no=room_no, day=day
        ).order_by("-version", "-at", "id")
    )
    marks: dict[UUID, list[RoundMark]] = {row.pk: [] for row in rows}
    for mark in RoundMark.objects.filter(
        school_id=school_of(room_no), day=day, room_no=room_no
    ).order_by("kind", "id"):
        marks.setdefault(mark.round_id, []).append(mark)
    names = accounts.names(actor, {row.by_id for row in rows if row.by_id})
    return [
        RoundVersion(row, names.get(row.by_id, "") if row.by_id else "", tuple(marks[row.pk]))
        for row in rows
    ]


def missing_now(actor: Actor) -> list[MissingBoarder]:
    """Boarders nobody has found yet, where the actor takes rounds or looks after the class."""
    reach = actor.reach(Permission.TAKE_ROUNDS) + actor.reach(Permission.OBSERVE)
    return _missing(
        actor, list(Missing.objects.filter(inside(reach), found_at=None).order_by("at"))
    )


def missing_boarder(actor: Actor, missing_id: UUID) -> MissingBoarder:
    """One of them, found or not; NotFound if it is not there or not the actor's to see."""
    reach = actor.reach(Permission.TAKE_ROUNDS) + actor.reach(Permission.OBSERVE)
    found = _missing(actor, list(Missing.objects.filter(inside(reach), pk=missing_id)))
    if not found:
        raise NotFound
    return found[0]


def _missing(actor: Actor, rows: Iterable[Missing]) -> list[MissingBoarder]:
    rows = list(rows)
    if not rows:
        return []
    places = directory.places({no for row in rows for no in (row.unit_no, row.room_no)})
    people = {who for row in rows for who in (row.by_id, row.found_by_id) if who}
    names = accounts.names(actor, people)
    pupils: dict[UUID, directory.Pupil] = {}
    for day in {row.day for row in rows}:
        asked = {row.person_id for row in rows if row.day == day}
        pupils |= directory.enrolments(actor, asked, day)
    return [
        MissingBoarder(
            row,
            pupils[row.person_id].name if row.person_id in pupils else "",
            places[row.unit_no].name,
            places[row.room_no].name,
            names.get(row.by_id, "") if row.by_id else "",
            names.get(row.found_by_id, "") if row.found_by_id else "",
        )
        for row in rows
    ]
