"""Coming to stand a shift: at the code of the place, once, early, on time or late."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.command import rules
from xiaoan.command.events import CheckedIn
from xiaoan.command.models import CheckIn, Seat, ShiftKind
from xiaoan.command.queries import roster, shifts
from xiaoan.command.queries.units import CHECK_IN
from xiaoan.command.services import acts
from xiaoan.command.services.owing import EARLIEST
from xiaoan.command.services.planning import begin
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import taken
from xiaoan.kernel.scope import everywhere


@dataclass(frozen=True)
class Coming:
    """Somebody stands before the code of a place and says that they have come. `id`: the form's own."""

    id: UUID
    seat_id: UUID
    room_id: UUID
    code: str


def check_in(actor: Actor, given: Coming) -> str:
    """Gives early, on_time or late, as of this moment; the same once more gives what was given.

    Whoever the duty names instead (handed over with consent, or deputised) comes in the other's place: the
    seat is theirs from this moment.
    """
    room = shifts.room_by_code(given.room_id, given.code)
    if not actor.may_anywhere(Permission.STAND_DUTY):
        raise Forbidden
    with everywhere("command"):
        seat = Seat.objects.filter(pk=given.seat_id, unit_no=room.unit_no).first()
        if seat is None or not shifts.in_office(actor, seat.unit_no):
            raise NotFound
        acts.lock(seat.unit_no)
        before = CheckIn.objects.filter(Q(pk=given.id) | Q(seat_id=seat.pk)).first()
        if before is not None:
            return _before(actor, given, seat, before)
        held = duties.hold_about(seat.pk, CHECK_IN)
        if seat.user_id != actor.user_id and actor.user_id not in {one.assignee_id for one in held}:
            raise Forbidden
        return _store(actor, given, seat, held)


def _before(actor: Actor, given: Coming, seat: Seat, before: CheckIn) -> str:
    """What the same form has done, or another of the same person for this shift."""
    sat = Seat.objects.get(pk=before.seat_id)
    place, other = ((one.kind_id, one.day, one.seat) for one in (sat, seat))
    is_same = before.seat_id == seat.pk or (sat.begun_by == given.id and place == other)
    if before.user_id != actor.user_id or not is_same:
        raise taken()
    return before.state


def _store(actor: Actor, given: Coming, seat: Seat, held: list[duties.Held]) -> str:
    _refuse(seat)
    now = clock.now()
    # By the deadline that the duty bears: the level may have changed since it was opened.
    due_at = held[0].due_at if held else roster.due_of(seat, duty_queries.ladders())
    state = rules.check_in_state(now, seat.starts_at, due_at)
    if seat.user_id != actor.user_id:
        seat = _instead(actor, given, seat)
    CheckIn.objects.create(
        id=given.id, school_id=seat.school_id, unit_no=seat.unit_no, seat_id=seat.pk,
        user_id=seat.user_id, room_id=given.room_id, at=now, state=state,
    )  # fmt: skip
    for one in held:
        duties.discharge(actor, one, now, on_behalf=one.assignee_id not in (None, actor.user_id))
    journal.record(
        actor,
        CheckedIn(
            school_id=seat.school_id, unit_no=seat.unit_no, check_in_id=given.id, seat_id=seat.pk,
            room_id=given.room_id, state=state,
        ),
    )  # fmt: skip
    return state


def _refuse(seat: Seat) -> None:
    """Read under the lock: who waited for it may have been replaced."""
    if not Seat.objects.filter(pk=seat.pk, until_at=None).exists():
        raise Conflict(_("这个班已经不是您的了。请看最新的值班表。"))
    now = clock.now()
    if now < seat.starts_at - EARLIEST:
        raise Invalid(
            _("还不能签到:最早在开班前 %(n)s 分钟。") % {"n": int(EARLIEST.total_seconds() // 60)},
            {"seat": "too_early"},
        )
    if now >= seat.ends_at:
        raise Invalid(_("这个班已经结束,不能再签到。请写入交接班记录。"), {"seat": "over"})


def _instead(actor: Actor, given: Coming, seat: Seat) -> Seat:
    """The seat ends and begins anew with whoever has come; somebody on another shift then is refused."""
    now = clock.now()
    Seat.objects.filter(pk=seat.pk).update(until_at=max(seat.since_at, now), ended_as="replaced")
    fresh = Seat(
        id=uuid7(), school_id=seat.school_id, unit_no=seat.unit_no, kind_id=seat.kind_id,
        day=seat.day, starts_at=seat.starts_at, ends_at=seat.ends_at, seat=seat.seat,
        user_id=accounts.user_id(actor), since_at=now, begun_by=given.id,
    )  # fmt: skip
    begin([fresh], ShiftKind.objects.in_bulk([seat.kind_id]))
    return fresh
