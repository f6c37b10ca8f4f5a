"""One shift with its people and note, a person's own shifts, swaps, rooms and their codes."""

import datetime as dt
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from xiaoan.command.models import HandOver, Room, Seat, ShiftKind, Swap
from xiaoan.command.queries import roster
from xiaoan.command.queries.people import present
from xiaoan.command.queries.units import CHECK_IN, HAPPENED, OPEN, names
from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duties
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.scope import everywhere, inside

# A code is scanned, not typed: half of the keyed hash is beyond guessing.
_CODE = 16


@dataclass(frozen=True)
class Note:
    """A hand-over note, opened."""

    id: UUID
    unit_no: int
    kind_id: UUID
    day: dt.date
    ends_at: dt.datetime
    by_id: UUID
    by: str
    at: dt.datetime
    happened: str
    open: str
    read_by: str
    read_at: dt.datetime | None


@dataclass(frozen=True)
class Asked:
    """A swap that was asked for: which shift, by whom, of whom, for which other."""

    id: UUID
    unit_no: int
    seat: Seat
    kind: str
    from_id: UUID
    from_name: str
    to_id: UUID
    to_name: str
    back: Seat | None
    back_kind: str
    note: str
    state: str
    asked_at: dt.datetime


def code_of(room: Room) -> str:
    """The code on the wall: nobody makes it without the key, and a renewed one is another."""
    return ciphers.blind_index(f"{room.pk}:{room.turn}", kind="command.room").hex()[:_CODE]


def rooms(unit_no: int) -> list[Room]:
    with everywhere("command"):
        return list(Room.objects.filter(unit_no=unit_no, until=None).order_by("name"))


def room_by_code(room_id: UUID, code: str) -> Room:
    """The place whose code this is, as it hangs there today."""
    with everywhere("command"):
        found = Room.objects.filter(pk=room_id, until=None).first()
    if found is None or not hmac.compare_digest(code_of(found).encode(), code.encode()):
        raise NotFound
    return found


def room_names(room_ids: Iterable[UUID]) -> dict[UUID, str]:
    with everywhere("command"):
        return dict(Room.objects.filter(pk__in=set(room_ids)).values_list("id", "name"))


def kind_names(kind_ids: Iterable[UUID]) -> dict[UUID, str]:
    with everywhere("command"):
        return dict(ShiftKind.objects.filter(pk__in=set(kind_ids)).values_list("id", "name"))


def mine(actor: Actor, since: dt.datetime, until: dt.datetime) -> list[roster.Sitting]:
    """The actor's own shifts that end after an instant and begin before another, where they are in office."""
    now = clock.now()
    which = Q(user_id=actor.user_id, ends_at__gt=since, starts_at__lt=until)
    return _there(opened(roster.standing_at(which, now), now))


def _there(found: list[roster.Sitting]) -> list[roster.Sitting]:
    """Without those who left: their seat stays until somebody plans anew, and gives them nothing."""
    return [one for one in found if not one.is_gone]


def taken_over(actor: Actor) -> list[roster.Sitting]:
    """Shifts of others whose check-in is the actor's to make: handed over, or deputised."""
    now = clock.now()
    days = (now.date(), now.date() - dt.timedelta(days=1))
    ids = {
        one.about_id
        for day in days
        for one in duties.due_today(actor, day)
        if one.kind == CHECK_IN and one.state == "open" and one.assignee_id == actor.user_id
    }
    which = Q(pk__in=[one for one in ids if one], ends_at__gt=now) & ~Q(user_id=actor.user_id)
    rows = roster.standing_at(which, now)
    return [one for one in opened(rows, now) if in_office(actor, one.unit_no)]


def in_office(actor: Actor, unit_no: int) -> bool:
    """Whether the actor holds a position at a unit today."""
    if actor.user_id is None:
        return False
    place = directory.place(unit_no)
    return present([actor.user_id], clock.today()).at(actor.user_id, unit_no, place.end)


def opened(rows: list[Seat], moment: dt.datetime) -> list[roster.Sitting]:
    """Seats as they stand at an instant, wherever they are."""
    places = directory.places({one.unit_no for one in rows})
    there = present({one.user_id for one in rows}, moment.astimezone(clock.ZONE).date())
    ends = {no: one.end for no, one in places.items()}
    return roster.sittings(rows, moment, there, ends)


def on_shift(kind_id: UUID, day: dt.date) -> list[roster.Sitting]:
    """Who stands one shift."""
    now = clock.now()
    return _there(opened(roster.standing_at(Q(kind_id=kind_id, day=day), now), now))


def notes(unit_no: int, limit: int = 30) -> list[Note]:
    """The hand-over notes of a unit, the latest first."""
    with everywhere("command"):
        rows = list(HandOver.objects.filter(unit_no=unit_no).order_by("-ends_at", "-at")[:limit])
    return _notes(rows)


def note_of(kind_id: UUID, day: dt.date) -> Note | None:
    with everywhere("command"):
        rows = list(HandOver.objects.filter(kind_id=kind_id, day=day))
    return next(iter(_notes(rows)), None)


def _notes(rows: list[HandOver]) -> list[Note]:
    called = names({one.by_id for one in rows} | {one.read_by_id for one in rows})
    return [
        Note(
            one.pk, one.unit_no, one.kind_id, one.day, one.ends_at, one.by_id,
            called.get(one.by_id, ""), one.at,
            ciphers.unseal(one.happened_cipher, place=HAPPENED, row=one.pk),
            ciphers.unseal(one.open_cipher, place=OPEN, row=one.pk),
            called.get(one.read_by_id, "") if one.read_by_id else "", one.read_at,
        )
        for one in rows
    ]  # fmt: skip


def follows(one: roster.Sitting, ends_at: dt.datetime) -> bool:
    """Whether a shift is one that takes over from one that ends at an instant: it runs on after it."""
    return one.starts_at <= ends_at + dt.timedelta(days=3) and one.ends_at > ends_at


def swaps_of(actor: Actor) -> list[Asked]:
    """What the actor asked or is asked and nobody has answered, and what was answered lately."""
    with everywhere("command"):
        rows = list(
            Swap.objects.filter(Q(from_id=actor.user_id) | Q(to_id=actor.user_id)).order_by(
                "-asked_at"
            )[:20]
        )
    return _asked(rows)


def swaps_at(actor: Actor, unit_no: int) -> list[Asked]:
    """The swaps of a unit that are being asked, and the latest answered."""
    rows = Swap.objects.filter(inside(actor.intervals), unit_no=unit_no).order_by("-asked_at")
    return _asked(list(rows[:20]))


def _asked(rows: list[Swap]) -> list[Asked]:
    ids = {one.seat_id for one in rows} | {one.return_seat_id for one in rows}
    with everywhere("command"):
        seats = Seat.objects.in_bulk([one for one in ids if one])
    kinds = kind_names({one.kind_id for one in seats.values()})
    called = names({one.from_id for one in rows} | {one.to_id for one in rows})
    found = []
    for one in rows:
        back = seats.get(one.return_seat_id) if one.return_seat_id else None
        seat = seats[one.seat_id]
        found.append(
            Asked(
                one.pk, one.unit_no, seat, kinds[seat.kind_id], one.from_id,
                called.get(one.from_id, ""), one.to_id, called.get(one.to_id, ""), back,
                kinds[back.kind_id] if back else "", one.note, one.state, one.asked_at,
            )
        )  # fmt: skip
    return found
