"""Swaps (换班): asked for, agreed to by the other, and only then the roster changes."""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xiaoan.command import rules
from xiaoan.command.events import SwapAnswered, SwapAsked
from xiaoan.command.models import CheckIn, Seat, ShiftKind, Swap
from xiaoan.command.queries import people, shifts
from xiaoan.command.services import acts, owing
from xiaoan.command.services.planning import begin
from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.scope import everywhere


@dataclass(frozen=True)
class NewSwap:
    """Ask a colleague to stand a shift; with `return_seat_id` one of theirs is stood instead."""

    id: UUID
    seat_id: UUID
    to_id: UUID
    return_seat_id: UUID | None
    note: str = ""


def ask(actor: Actor, given: NewSwap) -> None:
    """Ask for a swap of one's own shift that has not begun."""
    note = acts.words(given.note, "note", longest=rules.SHORT)
    with everywhere("command"):
        seat = Seat.objects.filter(pk=given.seat_id).first()
        if seat is None or not actor.may_anywhere(Permission.STAND_DUTY):
            raise NotFound
        if seat.user_id != actor.user_id or not shifts.in_office(actor, seat.unit_no):
            raise NotFound
        acts.lock(seat.unit_no)
        known = Swap.objects.filter(pk=given.id).first()
        if known is not None:
            same = (known.seat_id, known.to_id, known.return_seat_id, known.note)
            if same != (given.seat_id, given.to_id, given.return_seat_id, note):
                raise taken()
            return
        _refuse(seat, given)
        if Swap.objects.filter(seat_id=seat.pk, state="asked").exists():
            raise Conflict(_("这个班已经在等对方答复换班。"))
        with new_id():
            Swap.objects.create(
                id=given.id, school_id=seat.school_id, unit_no=seat.unit_no, seat_id=seat.pk,
                from_id=seat.user_id, to_id=given.to_id, return_seat_id=given.return_seat_id,
                note=note, asked_at=clock.now(),
            )  # fmt: skip
        journal.record(
            actor,
            SwapAsked(
                school_id=seat.school_id, unit_no=seat.unit_no, swap_id=given.id, seat_id=seat.pk,
                to_id=given.to_id,
            ),
        )  # fmt: skip


def _refuse(seat: Seat, given: NewSwap) -> None:
    """Both shifts stand as planned and have not begun; the other has a position there."""
    place = directory.place(seat.unit_no)
    known = {one.user_id for one in people.candidates(place, clock.today())}
    if given.to_id not in known or given.to_id == seat.user_id:
        raise Invalid(_("请从名单中选一位同事。"), {"to_id": "unknown"})
    _unbegun(seat)
    if given.return_seat_id is not None:
        back = Seat.objects.filter(
            pk=given.return_seat_id, unit_no=seat.unit_no, user_id=given.to_id
        ).first()
        if back is None:
            raise Invalid(_("对方没有这个班。"), {"return_seat_id": "unknown"})
        _unbegun(back)


def _unbegun(seat: Seat) -> None:
    if seat.until_at is not None:
        raise Conflict(_("值班表刚被别人改过。请看过最新情况再改。"))
    if seat.starts_at <= clock.now() or CheckIn.objects.filter(seat_id=seat.pk).exists():
        raise Invalid(_("已经开始的班不能换。"), {"seat_id": "begun"})


def answer(actor: Actor, swap_id: UUID, what: str) -> str:
    """The other agrees or declines; whoever asked withdraws. Gives the state; the same again is the same."""
    if what not in ("agreed", "declined", "withdrawn"):
        raise Invalid(_("请从列表中选一项。"), {"what": "unknown"})
    with everywhere("command"):
        row = Swap.objects.filter(pk=swap_id).first()
        if row is None or actor.user_id not in (row.from_id, row.to_id):
            raise NotFound
        if actor.user_id != (row.from_id if what == "withdrawn" else row.to_id):
            raise Forbidden
        acts.lock(row.unit_no)
        row = Swap.objects.select_for_update().get(pk=swap_id)
        if row.state == what:
            return what
        if row.state != "asked":
            raise Conflict(_("这次换班已经有了结果。"))
        ended, fresh = _exchange(actor, row) if what == "agreed" else ([], [])
        row.state, row.answered_at = what, clock.now()
        row.save(update_fields=["state", "answered_at"])
        journal.record(
            actor,
            SwapAnswered(
                school_id=row.school_id, unit_no=row.unit_no, swap_id=row.pk, seat_id=row.seat_id,
                state=what, seats_begun=tuple(one.pk for one in fresh),
                seats_ended=tuple(one.pk for one in ended),
            ),
        )  # fmt: skip
        return what


def _exchange(actor: Actor, row: Swap) -> tuple[list[Seat], list[Seat]]:
    """Both seats end and begin anew with the other person; a clash elsewhere refuses all of it."""
    ids = [one for one in (row.seat_id, row.return_seat_id) if one]
    seats = list(Seat.objects.select_for_update().filter(pk__in=ids).order_by("id"))
    place = directory.place(row.unit_no)
    known = {one.user_id for one in people.candidates(place, clock.today())}
    now, fresh = clock.now(), []
    for one in seats:
        _unbegun(one)
        other = row.to_id if one.pk == row.seat_id else row.from_id
        if other not in known:
            raise Invalid(_("请从名单中选一位同事。"), {"to_id": "unknown"})
        fresh.append(
            Seat(
                id=uuid7(), school_id=one.school_id, unit_no=one.unit_no, kind_id=one.kind_id,
                day=one.day, starts_at=one.starts_at, ends_at=one.ends_at, seat=one.seat,
                user_id=other, since_at=now, begun_by=row.pk,
            )
        )  # fmt: skip
    try:
        with transaction.atomic():
            Seat.objects.filter(pk__in=ids).update(until_at=now, ended_as="swapped")
            begin(fresh, ShiftKind.objects.in_bulk([one.kind_id for one in fresh]))
    except IntegrityError:
        raise Conflict(_("值班表刚被别人改过。请看过最新情况再改。")) from None
    owing.drop_check_ins(actor, seats)
    owing.open_check_ins(actor, fresh)
    return seats, fresh


def lapse(actor: Actor) -> int:
    """What nobody answered before the shift began is over. Of the system."""
    if not actor.is_system:
        raise Forbidden
    now, count = clock.now(), 0
    for row in (
        Swap.objects.select_for_update(skip_locked=True).filter(state="asked").order_by("id")
    ):
        seat = Seat.objects.get(pk=row.seat_id)
        if seat.until_at is None and seat.starts_at > now:
            continue
        row.state, row.answered_at = "lapsed", now
        row.save(update_fields=["state", "answered_at"])
        journal.record(
            actor,
            SwapAnswered(
                school_id=row.school_id, unit_no=row.unit_no, swap_id=row.pk, seat_id=row.seat_id,
                state="lapsed",
            ),
        )  # fmt: skip
        count += 1
    return count
