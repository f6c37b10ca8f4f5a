"""Looks that leave a trace: a phone number shown in full, a roster taken away."""

import datetime as dt
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.command.events import PhoneShown, RosterTaken
from xiaoan.command.queries import now, roster, units
from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission


def show_phone(actor: Actor, unit_no: int, user_id: UUID) -> str:
    """The number of somebody who is in command or on duty at a unit now, for whom the policy shows it."""
    place = units.require(actor, unit_no)
    found = now.now([place])[place.no]
    named = {one.user_id for one in found.seats} | {one.user_id for one in found.deputies}
    if user_id not in named | {found.first.user_id, found.command.user_id}:
        raise NotFound
    number = accounts.phones(actor, [user_id]).get(user_id, "")
    if not number:
        raise Forbidden
    journal.record(actor, PhoneShown(school_id=place.school_id, unit_no=place.no, user_id=user_id))
    return number


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
