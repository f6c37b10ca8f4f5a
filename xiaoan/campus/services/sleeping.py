"""Who sleeps where (安排宿舍): boarders into a room, into another, or out of it; by days, so that any past
day reads as it was.

Locks: the beds of the room, the pupils in the order of their ids, the journal.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.campus.events import SleepersMoved
from xiaoan.campus.models import Beds
from xiaoan.campus.queries.rooms import may_move
from xiaoan.directory import queries as directory
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere

# So many in one act (own choice): a floor of rooms is moved room by room.
MOST = 60


@dataclass(frozen=True)
class Move:
    """These boarders sleep in a room of the school from a day on; `room_no` 0: in none for now. `reason`:
    where the day is past."""

    school_no: int
    room_no: int
    people: frozenset[UUID]
    since: dt.date
    reason: str = ""


@transaction.atomic
def move(actor: Actor, given: Move) -> int:
    """Gives how many moved: whoever sleeps there already does not, so that the same form again is
    nothing. NotFound, Forbidden; Invalid at who, room, since or reason."""
    place = _school(actor, given)
    with everywhere("campus") as system:
        rooms = directory.places_inside(place.interval, "dormitory", day=given.since)
        if given.room_no and given.room_no not in {one.no for one in rooms}:
            raise Invalid(_("请选本校的一间宿舍。"), {"room": "unknown"})
        Beds.objects.select_for_update().filter(unit_no=given.room_no).first()
        known = {
            one.person_id: one.dormitory_no
            for one in directory.boarders_of(system, place.interval, given.since)
        }
        if not given.people <= known.keys():
            raise Invalid(_("名单里有不是本校寄宿生的人。请刷新后重选。"), {"who": "strangers"})
        moving = sorted(who for who in given.people if known[who] != given.room_no)
        _refuse_full(given, moving, known.values())
        _refuse_mixed(system, given, moving, known)
        when = When(given.since, given.reason)
        for who in moving:
            people.change_room(system, who, given.room_no or None, when)
    if moving:
        journal.record(
            actor,
            SleepersMoved(
                school_id=place.no, unit_no=place.no, room_no=given.room_no, people=len(moving),
                since=given.since,
            ),
        )  # fmt: skip
    return len(moving)


def _school(actor: Actor, given: Move) -> directory.Place:
    place = directory.place(given.school_no)
    if place.kind != "school" or not actor.may(Permission.SEE_CAMPUS, place.no):
        raise NotFound
    if not may_move(actor, place.no):
        raise Forbidden
    if not given.people:
        raise Invalid(_("请勾选至少一名学生。"), {"who": "missing"})
    if len(given.people) > MOST:
        raise Invalid(_("一次最多 %(n)s 人。请分几次。") % {"n": MOST}, {"who": "many"})
    return place


def _refuse_mixed(
    system: Actor, given: Move, moving: Collection[UUID], slept: Mapping[UUID, int]
) -> None:
    """Boys and girls do not come to share a room; one that is mixed already is left to people."""
    inside = {who for who, no in slept.items() if given.room_no and no == given.room_no}
    sexes = directory.sexes_of(system, inside | set(moving), given.since)
    there = {sexes[who] for who in inside if who in sexes}
    coming = {sexes[who] for who in moving if who in sexes}
    if given.room_no and len(there) < 2 <= len(there | coming):
        raise Invalid(
            _("男生和女生不能住一间。请核对名单和宿舍。"), {"room" if there else "who": "mixed"}
        )


def _refuse_full(given: Move, moving: Collection[UUID], slept: Collection[int]) -> None:
    if not given.room_no or not moving:
        return
    beds = Beds.objects.filter(unit_no=given.room_no).values_list("beds", flat=True).first()
    inside = sum(no == given.room_no for no in slept)
    if beds is not None and inside + len(moving) > beds:
        raise Invalid(
            _(
                "床位不够:这间有 %(beds)s 个床位,已住 %(inside)s 人,还要住 %(n)s 人。请少选几人或换一间。"
            )
            % {"beds": beds, "inside": inside, "n": len(moving)},
            {"room": "full"},
        )
