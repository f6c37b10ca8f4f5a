"""Looks that leave a trace: a phone number shown in full, a code of a wall, a roster taken away."""

import datetime as dt
from uuid import UUID

from xiaoan.command.events import CodeShown, PhoneShown, RosterTaken
from xiaoan.command.models import Room
from xiaoan.command.queries import now, people, roster, shifts, units
from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission


def show_phone(actor: Actor, unit_no: int, user_id: UUID) -> str:
    """The number of somebody who is in command or on duty at a unit now: where the policy shows it, or where
    they have agreed that colleagues see it."""
    place = units.require(actor, unit_no)
    found = now.now([place])[place.no]
    named = {one.user_id for one in found.seats} | {one.user_id for one in found.deputies}
    if user_id not in named | {found.first.user_id, found.command.user_id}:
        raise NotFound
    number = people.numbers(actor, [user_id]).get(user_id, "")
    if not number:
        raise Forbidden
    journal.record(actor, PhoneShown(school_id=place.school_id, unit_no=place.no, user_id=user_id))
    return number


def show_code(actor: Actor, unit_no: int, room_id: UUID) -> tuple[directory.Place, Room, str]:
    """The code for the wall of a place of duty: whoever has it could check in from anywhere, so each look is
    a fact."""
    place = units.keep(actor, unit_no)
    found = next((one for one in shifts.rooms(unit_no) if one.pk == room_id), None)
    if found is None:
        raise NotFound
    journal.record(
        actor,
        CodeShown(school_id=place.school_id, unit_no=place.no, room_id=found.pk, turn=found.turn),
    )
    return place, found, shifts.code_of(found)


def take_month(
    actor: Actor, unit_no: int, first: dt.date, last: dt.date
) -> tuple[directory.Place, list[roster.Shift]]:
    """A unit's roster of some days, to be taken away; each taking is a fact."""
    place = units.keep(actor, unit_no, Permission.EXPORT)
    found = roster.shifts([place], first, last).get(place.no, [])
    rows = sum(len(one.seats) for one in found)
    journal.record(
        actor, RosterTaken(school_id=place.school_id, unit_no=place.no, month=first, rows=rows)
    )
    return place, found
