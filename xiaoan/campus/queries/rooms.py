"""The dormitory of a school on a day: rooms with beds and sleepers, who keeps a building, who sleeps where.

Moves are kept by `directory`, by days: any past day reads as it was.
"""

import datetime as dt
from dataclasses import dataclass

from xiaoan.accounts import queries as accounts
from xiaoan.campus import rules
from xiaoan.campus.models import Beds
from xiaoan.campus.queries.door import at_the_door
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Boarder, Place
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere


@dataclass(frozen=True)
class Room:
    """`beds`: None while nobody has said; `state`: rules.room_state; `kept_by`: who keeps the building."""

    place: Place
    building: str
    beds: int | None
    sleepers: int
    state: str
    kept_by: str


@dataclass(frozen=True)
class Dormitory:
    """`bare`: boarders without a room; `may_keep`: says how many beds there are; `names`: may read who sleeps
    where; `may_move`: says who does."""

    place: Place
    day: dt.date
    rooms: tuple[Room, ...]
    buildings: tuple[Place, ...]
    boarders: int
    bare: int
    may_keep: bool
    names: bool
    may_move: bool

    @property
    def beds(self) -> int:
        return sum(one.beds or 0 for one in self.rooms)

    @property
    def uncounted(self) -> int:
        """Rooms of which nobody has said how many beds there are."""
        return sum(one.beds is None for one in self.rooms)

    @property
    def over(self) -> int:
        return sum(one.state == "over" for one in self.rooms)


def dormitory(actor: Actor, school_no: int, day: dt.date) -> Dormitory:
    """The rooms of a school by building and name; NotFound."""
    place = directory.place(school_no)
    if place.kind != "school" or not actor.may(Permission.SEE_CAMPUS, school_no):
        raise NotFound
    rooms = directory.places_inside(place.interval, "dormitory", day=day)
    parents = {one.parent_no for one in rooms if one.parent_no}
    buildings = {no: one for no, one in directory.places(parents).items() if one.kind == "building"}
    beds = dict(Beds.objects.filter(school_id=school_no).values_list("unit_no", "beds"))
    with everywhere("campus") as system:
        sleepers = directory.boarders_by_room(system, place.interval, day)
        sizes = directory.class_sizes(system, place.interval, day)
        keepers = accounts.holders(
            system, ["dormitory_keeper"], {school_no, *buildings, *(one.no for one in rooms)}, day
        )
    kept: dict[int, str] = {one.unit_no: one.name for one in reversed(keepers)}
    boarders = sum(one.boarders for one in sizes)
    found = tuple(
        Room(
            one, buildings[one.parent_no].name if one.parent_no in buildings else "", beds.get(one.no),
            sleepers.get(one.no, 0), rules.room_state(sleepers.get(one.no, 0), beds.get(one.no)),
            kept.get(one.no) or kept.get(one.parent_no or 0) or kept.get(school_no, ""),
        )
        for one in sorted(rooms, key=lambda one: (one.parent_no or 0, one.no))
    )  # fmt: skip
    return Dormitory(
        place, day, found, tuple(buildings.values()), boarders,
        max(boarders - sum(one.sleepers for one in found), 0), at_the_door(actor, school_no),
        actor.may(Permission.TAKE_ROUNDS, school_no) or actor.may(Permission.SEE_CLEARANCES, school_no),
        may_move(actor, school_no),
    )  # fmt: skip


def may_move(actor: Actor, school_no: int) -> bool:
    """Whoever keeps the dormitory goes its rounds or answers for the school's roll."""
    return actor.may(Permission.SEE_CAMPUS, school_no) and (
        actor.may(Permission.TAKE_ROUNDS, school_no) or actor.may(Permission.KEEP_ROLL, school_no)
    )


def bare(actor: Actor, found: Dormitory) -> list[Boarder]:
    """Boarders without a room on the day, for whoever may give them one; looks over the whole school."""
    if not (found.names and found.may_move):
        return []
    with everywhere("campus") as system:
        every = directory.boarders_of(system, found.place.interval, found.day)
    return [one for one in every if not one.dormitory_no]


def sleepers(actor: Actor, found: Dormitory, room_no: int) -> list[Boarder]:
    """Who sleeps in a room of the dormitory that is shown; nobody where names are not the actor's to read."""
    if not found.names or room_no not in {one.place.no for one in found.rooms}:
        return []
    return directory.boarders_in(actor, [room_no], [found.place.no], found.day)
