"""Functions that make groups and rosters by calling services, and read what stands."""

import datetime as dt
from uuid import UUID

from tests.builders import DAY, PRIMARY, Universe
from xiaoan.accounts.models import Grant
from xiaoan.command import services
from xiaoan.command.models import Seat, ShiftKind
from xiaoan.command.queries import shifts
from xiaoan.command.services import Change, Coming, NewMember, Plan
from xiaoan.duties.models import Duty
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere


def begun(actor: Actor, unit_no: int = PRIMARY) -> dict[str, UUID]:
    """A unit has the shifts that ship; name → id."""
    services.adopt(actor, uuid7(), unit_no)
    with everywhere("tests"):
        return dict(ShiftKind.objects.filter(unit_no=unit_no).values_list("name", "id"))


def seat(
    universe: Universe, kind: UUID, login: str, role: str = "watch", day: dt.date = DAY,
    was: str = "",
) -> Change:  # fmt: skip
    before = universe.users[was].pk if was else None
    return Change(kind, day, role, before, universe.users[login].pk)


def planned(actor: Actor, *changes: Change, unit_no: int = PRIMARY) -> services.Planned:
    return services.plan(actor, Plan(uuid7(), unit_no, tuple(changes)))


def of(universe: Universe, login: str) -> UUID:
    """The seat of somebody that stands."""
    with everywhere("tests"):
        return Seat.objects.get(user_id=universe.users[login].pk, until_at=None).pk


def room(actor: Actor, unit_no: int = PRIMARY, name: str = "门卫室") -> tuple[UUID, str]:
    """A place of duty, and the code on its wall."""
    room_id = uuid7()
    services.open_room(actor, room_id, unit_no, name)
    found = next(one for one in shifts.rooms(unit_no) if one.pk == room_id)
    return room_id, shifts.code_of(found)


def come(actor: Actor, seat_id: UUID, place: tuple[UUID, str], pk: UUID | None = None) -> str:
    return services.check_in(actor, Coming(pk or uuid7(), seat_id, *place))


def named(
    actor: Actor, universe: Universe, login: str, rank: str = "first", unit_no: int = PRIMARY,
    since: dt.date = DAY, fields: tuple[str, ...] = (),
) -> None:  # fmt: skip
    services.name(actor, NewMember(uuid7(), unit_no, rank, universe.users[login].pk, fields, since))


def left(universe: Universe, login: str, day: dt.date = DAY) -> None:
    """Somebody's positions are over from a day on."""
    with everywhere("tests"):
        Grant.objects.filter(user=universe.users[login]).update(until=day)


def duties(kind: str) -> list[tuple[str, UUID | None, bool, int]]:
    """State, whose, late, level of the duties of a kind, the oldest first."""
    with everywhere("tests"):
        rows = Duty.objects.filter(kind=kind).order_by("opened_at", "due_at", "id")
        return list(rows.values_list("state", "assignee_id", "late", "level"))


def facts() -> list[str]:
    with everywhere("tests"):
        rows = Entry.objects.filter(kind__startswith="command.").order_by("school_id", "n")
        return [kind.removeprefix("command.") for kind in rows.values_list("kind", flat=True)]


def settled() -> int:
    with everywhere("command") as actor:
        return services.settle(actor)
