"""Hand-over notes (交接班记录): what happened, what is open, sealed; the next shift says it has read it."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.command.events import HandedOver, HandOverRead
from xiaoan.command.models import HandOver
from xiaoan.command.queries import shifts
from xiaoan.command.queries.units import HAPPENED, OPEN
from xiaoan.command.services import acts
from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.scope import everywhere

# So long after a shift its note may still be written.
_LATEST = dt.timedelta(hours=24)


@dataclass(frozen=True)
class NewNote:
    """What a shift leaves to the next."""

    id: UUID
    kind_id: UUID
    day: dt.date
    happened: str
    open: str


def hand_over(actor: Actor, given: NewNote) -> None:
    """Leave the note of a shift, by whoever stands it; one note a shift."""
    own = [one for one in shifts.on_shift(given.kind_id, given.day) if one.user_id == actor.user_id]
    if not own:
        raise NotFound
    seat = own[0]
    happened = acts.words(given.happened, "happened", wanted=True)
    open_ = acts.words(given.open, "open", wanted=True)
    now = clock.now()
    if now < seat.starts_at:
        raise Invalid(_("这个班还没有开始。"), {"seat": "too_early"})
    if now > seat.ends_at + _LATEST:
        raise Invalid(_("这个班已经结束超过 24 小时,不能再写交接班记录。"), {"seat": "over"})
    body = said.fingerprint(given.kind_id, given.day, happened, open_)
    acts.lock(seat.unit_no)
    with everywhere("command"):
        known = HandOver.objects.filter(pk=given.id).first()
        if known is not None:
            if known.by_id != actor.user_id or said.is_other(known.said, body):
                raise taken()
            return
        if HandOver.objects.filter(kind_id=given.kind_id, day=given.day).exists():
            raise Conflict(_("这个班的交接班记录已经写过。"))
        school_id = directory.place(seat.unit_no).school_id
        with new_id():
            HandOver.objects.create(
                id=given.id, school_id=school_id, unit_no=seat.unit_no, kind_id=given.kind_id,
                day=given.day, ends_at=seat.ends_at, by_id=seat.user_id, at=now, said=body,
                happened_cipher=ciphers.seal(happened, place=HAPPENED, row=given.id),
                open_cipher=ciphers.seal(open_, place=OPEN, row=given.id),
            )  # fmt: skip
        journal.record(
            actor,
            HandedOver(
                school_id=school_id, unit_no=seat.unit_no, hand_over_id=given.id,
                shift_kind_id=given.kind_id, day=given.day,
            ),
        )  # fmt: skip


def read(actor: Actor, hand_over_id: UUID) -> None:
    """Whoever stands a shift that takes over says that they have read the note."""
    with everywhere("command"):
        row = HandOver.objects.filter(pk=hand_over_id).first()
        if row is None:
            raise NotFound
        now = clock.now()
        mine = [
            one for one in shifts.mine(actor, row.ends_at, now + dt.timedelta(hours=1))
            if one.unit_no == row.unit_no and shifts.follows(one, row.ends_at)
        ]  # fmt: skip
        if not mine:
            raise Forbidden if row.by_id == actor.user_id else NotFound
        if row.by_id == actor.user_id:
            raise Forbidden
        acts.lock(row.unit_no)
        row = HandOver.objects.select_for_update().get(pk=hand_over_id)
        if row.read_at is not None:
            return
        row.read_by_id, row.read_at = actor.user_id, now
        row.save(update_fields=["read_by_id", "read_at"])
        journal.record(
            actor,
            HandOverRead(school_id=row.school_id, unit_no=row.unit_no, hand_over_id=row.pk),
        )
