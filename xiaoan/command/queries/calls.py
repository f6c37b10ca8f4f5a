"""Spot calls: who is on duty now and may be called, what was drawn, what came of it."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from xiaoan.accounts import queries as accounts
from xiaoan.command.models import Call, Draw, Seat
from xiaoan.command.queries import roster, shifts
from xiaoan.command.queries.units import CALL_ANSWER, CALL_NOTE, names
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside

PAGE = 30


@dataclass(frozen=True)
class Made:
    """One spot call."""

    id: UUID
    unit_no: int
    unit: str
    seat: str
    user_id: UUID
    name: str
    is_drawn: bool
    result: str
    note: str
    at: dt.datetime
    by: str
    answer: str
    answered_by: str
    answered_at: dt.datetime | None


@dataclass(frozen=True)
class Drawn:
    """A draw: seed, out of how many, and the seats that nobody has called yet."""

    id: UUID
    at: dt.datetime
    by: str
    seed: str
    candidates: int
    drawn: int
    open: tuple[roster.Sitting, ...]


def on_duty(place: Place, moment: dt.datetime) -> list[Seat]:
    """Every seat of a running shift inside a unit."""
    lo, hi = place.interval
    which = Q(unit_no__gte=lo, unit_no__lt=hi, starts_at__lte=moment, ends_at__gt=moment)
    return roster.standing_at(which, moment)


def page_of(actor: Actor, place: Place, offset: int) -> tuple[int, list[Made]]:
    """The calls inside a unit, the latest first. Of whoever sees no unit whole: those about themselves."""
    lo, hi = place.interval
    rows = Call.objects.filter(inside(actor.intervals), unit_no__gte=lo, unit_no__lt=hi)
    if not actor.may(Permission.KEEP_COMMAND, place.no) and not actor.may(
        Permission.CALL_DUTY, place.no
    ):
        rows = rows.filter(user_id=accounts.user_id(actor))
    total = rows.count()
    return total, _made(list(rows.order_by("-at", "-id")[offset : offset + PAGE]))


def made(actor: Actor, call_id: UUID) -> Made:
    """One call, of whoever keeps or calls the unit, or was called."""
    row = Call.objects.filter(
        inside(actor.intervals) | Q(user_id=actor.user_id), pk=call_id
    ).first()
    if row is None:
        raise NotFound
    may = (Permission.KEEP_COMMAND, Permission.CALL_DUTY)
    if row.user_id != actor.user_id and not any(actor.may(one, row.unit_no) for one in may):
        raise NotFound
    return _made([row])[0]


def about(actor: Actor) -> list[Made]:
    """The calls about the actor, the latest first."""
    return _made(list(Call.objects.filter(user_id=accounts.user_id(actor)).order_by("-at")[:10]))


def _made(rows: list[Call]) -> list[Made]:
    called = names(who for one in rows for who in (one.user_id, one.by_id, one.answered_by_id))
    places = directory.places({one.unit_no for one in rows})
    found = []
    for one in rows:
        note, answer = (
            ciphers.unseal(sealed, place=where, row=one.pk) if sealed is not None else ""
            for sealed, where in ((one.note_cipher, CALL_NOTE), (one.answer_cipher, CALL_ANSWER))
        )
        found.append(
            Made(
                one.pk, one.unit_no, places[one.unit_no].name, "", one.user_id,
                called.get(one.user_id, ""), one.draw_id is not None, one.result, note, one.at,
                called.get(one.by_id, ""), answer,
                called.get(one.answered_by_id, "") if one.answered_by_id else "", one.answered_at,
            )
        )  # fmt: skip
    return found


def last_draw(actor: Actor, unit_no: int) -> Drawn | None:
    """The latest draw of a unit, with what of it has not been called yet."""
    row = Draw.objects.filter(inside(actor.intervals), unit_no=unit_no).order_by("-at").first()
    if row is None:
        return None
    done = set(Call.objects.filter(draw_id=row.pk).values_list("seat_id", flat=True))
    left = [one for one in row.seat_ids if one not in done]
    now = clock.now()
    # A shift that is over can be called no more: it stays in the record as drawn and not called.
    rows = list(Seat.objects.filter(pk__in=left, ends_at__gt=now, until_at=None))
    order = {pk: n for n, pk in enumerate(row.seat_ids)}
    open_ = sorted(shifts.opened(rows, now), key=lambda one: order[one.id])
    by = names([row.by_id])
    return Drawn(
        row.pk, row.at, by.get(row.by_id, "") if row.by_id else "", row.seed, row.candidates,
        len(row.seat_ids), tuple(open_),
    )  # fmt: skip
