"""Coming to stand a shift: at the code of the place, once, early, on time or late."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from xiaoan.command import rules
from xiaoan.command.events import CheckedIn
from xiaoan.command.models import CheckIn, Seat
from xiaoan.command.queries import roster, shifts
from xiaoan.command.queries.units import CHECK_IN
from xiaoan.command.services import acts
from xiaoan.command.services.owing import EARLIEST
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
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
    """Gives early, on_time or late, as of this moment; the same once more gives what was given."""
    room = shifts.room_by_code(given.room_id, given.code)
    with everywhere("command"):
        seat = Seat.objects.filter(pk=given.seat_id, unit_no=room.unit_no).first()
    if seat is None:
        raise NotFound
    if seat.user_id != actor.user_id or not actor.may_anywhere(Permission.STAND_DUTY):
        raise Forbidden
    acts.lock(seat.unit_no)
    with everywhere("command"):
        return _store(actor, given, seat)


def _store(actor: Actor, given: Coming, seat: Seat) -> str:
    before = CheckIn.objects.filter(Q(pk=given.id) | Q(seat_id=seat.pk)).first()
    if before is not None:
        if before.seat_id != seat.pk or before.user_id != actor.user_id:
            raise taken()
        return before.state
    # Read anew: who waited for the lock may have been replaced.
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
    held = duties.hold_about(seat.pk, CHECK_IN)
    # By the deadline that the duty bears: the level may have changed since it was opened.
    due_at = held[0].due_at if held else roster.due_of(seat, duty_queries.ladders())
    state = rules.check_in_state(now, seat.starts_at, due_at)
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
