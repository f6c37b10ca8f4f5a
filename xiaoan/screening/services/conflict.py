"""Two versions of one roll-call: a person decides which is used, and says how that was found out."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.screening import queries
from xiaoan.screening.events import ConflictResolved
from xiaoan.screening.models import Resolution, RollCall
from xiaoan.screening.services.rollcall import (
    KIND,
    Receipt,
    Submission,
    receipt_of,
    submit_roll_call,
)

REASON_LENGTH = 200


@dataclass(frozen=True)
class Decision:
    """Between which two versions, as the person saw them; `keep` is "current" or "other"."""

    current_id: UUID
    other_id: UUID
    keep: str
    reason: str


def resolves(slot: str) -> tuple[Permission, ...]:
    """What lets one decide about a slot: those who take it, and those set over them."""
    own = (Permission.RESOLVE, Permission.TAKE_ROLL_CALL)
    return (*own, Permission.TAKE_EVENING) if slot == "evening" else own


@transaction.atomic  # the second version is submitted after the first was laid aside: both or neither
def resolve_conflict(actor: Actor, decision: Decision) -> Receipt:
    """A person decides between the current version and the other one; the decision is recorded.

    The version not kept stays readable. Raises Conflict if either version is no longer what the
    person saw: nobody decides about something unseen.
    """
    other = RollCall.objects.filter(pk=decision.other_id).first()
    if other is None or not actor.sees(other.unit_no):
        raise NotFound
    if not any(actor.may(permission, other.unit_no) for permission in resolves(other.slot)):
        raise Forbidden
    reason = _reason(decision)
    held = duties.hold(other.unit_no, KIND, other.day, other.slot)
    changed = RollCall.objects.filter(pk=other.pk, state="conflict").update(state="discarded")
    if not changed or held is None:
        raise Conflict(_("已有人处理过了。"))
    current = queries.current_roll_call(actor, other.unit_no, other.day, other.slot)
    if current is None or current.pk != decision.current_id:
        raise Conflict(_("您核对期间,这个班又报了新的一版。请看过现在的两份再决定。"))
    _record(actor, other, decision, reason)
    if decision.keep == "current":
        return receipt_of(current)
    again = Submission(
        id=uuid7(), unit_no=other.unit_no, day=other.day, slot=other.slot, base=current.version,
        marks=tuple(queries.marks_of(actor, other)),
        notes=tuple(queries.notes_of(actor, other).items()), reason=reason, confirmed=True,
    )  # fmt: skip
    return submit_roll_call(actor, again)


def _reason(decision: Decision) -> str:
    reason = decision.reason.strip()
    if decision.keep not in ("current", "other") or not reason:
        raise Invalid(_("请选择保留哪一份,并写明原因。"), {"reason": "missing"})
    if len(reason) > REASON_LENGTH:
        raise Invalid(_("原因最多 200 个字。"), {"reason": "too_long"})
    if "\0" in reason:
        raise Invalid(_("原因里有不能保存的字符。请删去后重填。"), {"reason": "unreadable"})
    return reason


def _record(actor: Actor, other: RollCall, decision: Decision, reason: str) -> None:
    Resolution.objects.bulk_create(
        [
            Resolution(
                id=uuid7(), school_id=other.school_id, unit_no=other.unit_no,
                roll_call_id=other.pk, current_id=decision.current_id, kept=decision.keep,
                reason=reason, by_id=actor.user_id, at=clock.now(),
            )
        ]
    )  # fmt: skip
    journal.record(
        actor,
        ConflictResolved(
            school_id=other.school_id, unit_no=other.unit_no, roll_call_id=other.pk, day=other.day,
            slot=other.slot, kept=decision.keep,
        ),
    )  # fmt: skip
