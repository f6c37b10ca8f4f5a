"""A record put right by another, with a reason; the one before stays to be read."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import user_id
from xiaoan.hygiene.events import RecordReplaced
from xiaoan.hygiene.models import Due, Line, Place, Record
from xiaoan.hygiene.queries import days, truth
from xiaoan.hygiene.rules import asking
from xiaoan.hygiene.services import booking, closing, figures, flagging, judging, signing, standing
from xiaoan.hygiene.services.acting import hold_days, words_of
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import altered, new_id, taken
from xiaoan.kernel.said import fingerprint, is_other, second_id
from xiaoan.kernel.scope import everywhere

# So long a record may be put right: as long as somebody may look at it.
LONGEST_AFTER = dt.timedelta(days=truth.OPEN_DAYS)
# What a correction says anew; the rest is as it was.
_KEPT = (
    "school_id", "unit_no", "day", "place_id", "due_id", "incident_id", "task", "first_at", "root_id",
    "sent_id", "scanned", "method", "agent", "started_at", "ended_at", "usual", "product_id",
    "checker_id", "photo_id", "plate", "driver", "attendant", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Mended:
    """What a correction says: how it really was, or (`told` None) that nothing was done."""

    id: UUID
    record_id: UUID
    reason: str
    told: asking.Told | None = None
    note: str = ""
    confirmed: frozenset[str] = frozenset()


@transaction.atomic
def mend(actor: Actor, sent: Mended) -> Record:
    """Put a record right: by whoever told it, or plans at the place. The same form again is the same act; one
    that was put right already is refused (Conflict): the newest is to be looked at first."""
    before = days.record(actor, sent.record_id)
    own = before.by_id == actor.user_id and actor.may(Permission.DISINFECT, before.unit_no)
    if not own and not actor.may(Permission.PLAN_HYGIENE, before.unit_no):
        raise Forbidden
    signing.require(actor)
    reason = words_of(sent.reason, "reason", required=_("更正要写明原因。"))
    body = fingerprint(sent.record_id, reason, sent.told, sent.note)
    with everywhere("hygiene"):
        hold_days([before.school_id])
        known = Record.objects.filter(pk=sent.id).first()
        if known is not None:
            return _same(actor, known, sent, body)
        if before.day < clock.today() - LONGEST_AFTER:
            raise Invalid(_("30 天以前的记录不能再更正或撤销。"), {"form": "old"})
        if Record.objects.filter(replaces_id=before.pk).exists():
            raise Conflict(_("这条记录刚刚已经更正过。请刷新,看过最新的再改。"))
        return _store(actor, before, _row(actor, before, sent, reason, body), sent.confirmed)


def _same(actor: Actor, known: Record, sent: Mended, body: bytes) -> Record:
    if known.by_id != actor.user_id or known.replaces_id != sent.record_id:
        raise taken()
    if is_other(known.body_hash, body):
        raise altered()
    return known


def _row(actor: Actor, before: Record, sent: Mended, reason: str, body: bytes) -> Record:
    if before.void and sent.told is None:
        raise Invalid(_("这条已经撤销。"), {"reason": "void"})
    now = clock.now()
    row = Record(
        id=sent.id, **{name: getattr(before, name) for name in _KEPT}, replaces_id=before.pk,
        reason=reason, body_hash=body, said_at=now, received_at=now, by_id=user_id(actor),
        void=sent.told is None,
    )  # fmt: skip
    if sent.told is not None:
        row.usual, row.note = False, words_of(sent.note, "note")
        for name, value in sent.told.__dict__.items():
            setattr(row, name, value)
        row.batch = words_of(row.batch, "batch")
    return row


def _store(actor: Actor, before: Record, row: Record, confirmed: frozenset[str]) -> Record:
    facts = []
    if row.day < clock.today():
        facts = closing.close_before(clock.today(), [row.school_id])
    dues = {one.pk: one for one in Due.objects.filter(pk__in=[row.due_id] if row.due_id else [])}
    standing.hold_rounds(one.round_id for one in dues.values())
    if not row.void:
        lines = {pk: Line.objects.get(pk=one.line_id) for pk, one in dues.items()}
        places = {row.place_id: Place.objects.get(pk=row.place_id)}
        judging.ask([row], places, dues, lines, confirmed)
    booking.book(second_id(row.pk, bytes(row.body_hash)), row.school_id, row.day, [row])
    with new_id():
        row.save(force_insert=True)
    change = figures.of_records([row], flagging.flag([row]))
    change.subtract(figures.of_records([before], flagging.figures_of([before])))
    figures.add_up(row.school_id, row.day, change)
    standing.follow(actor, row.school_id, row.day, list(dues.values()))
    for fact in facts:
        journal.record(actor, fact)
    journal.record(
        actor,
        RecordReplaced(
            school_id=row.school_id, unit_no=row.unit_no, record_id=row.pk, replaced_id=before.pk,
            void=row.void,
        ),
    )  # fmt: skip
    return row
