"""Spot calls: who is on duty now and may be called, what was drawn, what came of it."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from xiaoan.accounts import queries as accounts
from xiaoan.command.models import Call, Draw, Seat
from xiaoan.command.queries import roster, shifts, units
from xiaoan.command.queries.people import present
from xiaoan.command.queries.units import CALL_ANSWER, CALL_NOTE, CALL_OWN, names
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, inside

PAGE = 30
# No shift is longer than a day: what was drawn before is over.
_LONGEST = dt.timedelta(days=2)


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
    by_id: UUID
    by: str
    answer: str
    answered_by: str
    answered_at: dt.datetime | None
    own_answer: str
    own_at: dt.datetime | None

    @property
    def answered(self) -> bool:
        return bool(self.answer or self.own_answer)


@dataclass(frozen=True)
class Drawn:
    """A draw: seed, out of how many, and the seats that nobody has called yet; `removed`: which of these were
    taken off the roster since."""

    id: UUID
    at: dt.datetime
    by: str
    seed: str
    candidates: int
    drawn: int
    open: tuple[roster.Sitting, ...]
    removed: frozenset[UUID] = frozenset()


def on_duty(place: Place, moment: dt.datetime) -> list[Seat]:
    """Every seat of a running shift inside a unit, of whoever is still there."""
    lo, hi = place.interval
    which = Q(unit_no__gte=lo, unit_no__lt=hi, starts_at__lte=moment, ends_at__gt=moment)
    rows = roster.standing_at(which, moment)
    there = present({one.user_id for one in rows}, moment.astimezone(clock.ZONE).date())
    ends = {no: one.end for no, one in directory.places({one.unit_no for one in rows}).items()}
    return [one for one in rows if there.at(one.user_id, one.unit_no, ends[one.unit_no])]


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


def may_answer(actor: Actor, one: Made) -> bool:
    """Whoever was called, and whoever keeps exactly this unit; never whoever made the call."""
    if one.by_id == actor.user_id:
        return False
    return one.user_id == actor.user_id or units.speaks_for(actor, one.unit_no)


def about(actor: Actor) -> list[Made]:
    """The calls about the actor, the latest first."""
    return _made(list(Call.objects.filter(user_id=accounts.user_id(actor)).order_by("-at")[:10]))


def _made(rows: list[Call]) -> list[Made]:
    called = names(who for one in rows for who in (one.user_id, one.by_id, one.answered_by_id))
    places = directory.places({one.unit_no for one in rows})
    found = []
    for one in rows:
        note, answer, own = (
            ciphers.unseal(sealed, place=where, row=one.pk) if sealed is not None else ""
            for sealed, where in (
                (one.note_cipher, CALL_NOTE), (one.answer_cipher, CALL_ANSWER), (one.own_cipher, CALL_OWN),
            )
        )  # fmt: skip
        found.append(
            Made(
                one.pk, one.unit_no, places[one.unit_no].name, "", one.user_id,
                called.get(one.user_id, ""), one.draw_id is not None, one.result, note, one.at,
                one.by_id, called.get(one.by_id, ""), answer,
                called.get(one.answered_by_id, "") if one.answered_by_id else "", one.answered_at,
                own, one.own_at,
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
    # A shift that is over can be called no more: it stays in the record as drawn and not called. A seat that
    # was taken off since is still to be called: else the roster would turn the lot.
    rows = list(Seat.objects.filter(pk__in=left, ends_at__gt=now))
    order = {pk: n for n, pk in enumerate(row.seat_ids)}
    open_ = sorted(shifts.opened(rows, now), key=lambda one: order[one.id])
    by = names([row.by_id])
    return Drawn(
        row.pk, row.at, by.get(row.by_id, "") if row.by_id else "", row.seed, row.candidates,
        len(row.seat_ids), tuple(open_), frozenset(one.pk for one in rows if one.until_at),
    )  # fmt: skip


def waiting(actor: Actor, unit_no: int) -> int:
    """How many drawn at a unit, or by the actor anywhere, are still to be called: so long there is no other
    draw. What somebody else drew above or below binds nobody, or one would keep the other from calling."""
    now = clock.now()
    with everywhere("command"):
        rows = Draw.objects.filter(
            Q(unit_no=unit_no) | Q(by_id=actor.user_id), at__gt=now - _LONGEST
        )
        drawn = {(one.pk, pk) for one in rows for pk in one.seat_ids}
        called_ = Call.objects.filter(draw_id__in={draw for draw, _pk in drawn})
        left = drawn - set(called_.values_list("draw_id", "seat_id"))
        over = set(
            Seat.objects.filter(pk__in={pk for _draw, pk in left}, ends_at__lte=now).values_list(
                "pk", flat=True
            )
        )
    return sum(pk not in over for _draw, pk in left)
