"""Who can be invited by a code, and where."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Person, Unit
from xiaoan.directory.queries import Place
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside, visible


@dataclass(frozen=True)
class Invitable:
    """A pupil whose guardians can be invited, or a member of staff."""

    person_id: UUID
    name: str
    number: str
    accounts: int
    invitation_id: UUID | None
    expires_at: dt.datetime | None


def places_to_invite(actor: Actor) -> list[Place]:
    """Classes for their guardians, schools for their staff, in the order of the tree."""
    running = Unit.objects.filter(closed=None)
    guardians = inside(actor.reach(Permission.INVITE_GUARDIANS), "no")
    staff = inside(actor.reach(Permission.INVITE_STAFF), "no")
    rows = running.filter(guardians, kind="class") | running.filter(staff, kind="school")
    found = directory.places(rows.values_list("no", flat=True))
    return [found[no] for no in sorted(found)]


def with_schools(places: Sequence[Place]) -> Iterator[tuple[Place, str]]:
    """Each place with the name of its school, '' for a school itself."""
    schools = directory.places(place.school_id for place in places)
    for place in places:
        inside_one = place.school_id in schools and place.school_id != place.no
        yield place, schools[place.school_id].name if inside_one else ""


def invitable(actor: Actor, place: Place) -> list[Invitable]:
    """The pupils of a class by seat, or the staff of a school by number."""
    rows = _pupils(actor, place.no) if place.kind == "class" else _staff(actor, place.no)
    purpose = "guardian" if place.kind == "class" else "staff"
    bound = accounts.bound(actor, purpose, [pk for pk, _name, _number in rows])
    return [
        Invitable(
            pk, name, number, bound[pk].accounts, bound[pk].invitation_id, bound[pk].expires_at
        )
        for pk, name, number in rows
    ]


def _pupils(actor: Actor, unit_no: int) -> list[tuple[UUID, str, str]]:
    roll = directory.class_roll(actor, unit_no, clock.today())
    return [(pupil.person_id, pupil.name, str(pupil.seat)) for pupil in roll]


def _staff(actor: Actor, school_no: int) -> list[tuple[UUID, str, str]]:
    rows = visible(Person.objects.all(), actor, Permission.INVITE_STAFF)
    staff = rows.filter(kind="staff", school_id=school_no).order_by("number", "id")
    return list(staff.values_list("id", "name", "number"))
