"""Recalling a notice that was sent: what has not gone out does not, and the inbox says why."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere
from xiaoan.notices.events import NoticeRecalled
from xiaoan.notices.services import acting, chasing, reaching

_LONGEST_REASON = 200


@dataclass(frozen=True)
class NewRecall:
    """`id` is made by the form; the reason is shown to everybody who was addressed."""

    id: UUID
    notice_id: UUID
    reason: str


@transaction.atomic
def recall(actor: Actor, given: NewRecall) -> int:
    """Recall; gives how many messages had not gone out yet. What was owed for it is not due any more."""
    row, _office = acting.own(actor, given.notice_id)
    if acting.begin(
        actor, given.id, (row.school_id, row.unit_no), "recall", given.notice_id, given.reason
    ):
        return 0
    acting.refuse_state(row, "sent")
    row.recall_reason = acting.words(
        given.reason, "reason", _LONGEST_REASON,
        required=_("请写明为什么撤回,收到的人都会看到。"),
    )  # fmt: skip
    row.state, row.recalled_at, row.recalled_by_id = "recalled", clock.now(), actor.user_id
    row.save()
    with everywhere("notices") as system:
        cancelled = reaching.cancel(system, row, row.recall_reason)
        chasing.give_up(system, row.pk)
    journal.record(
        actor,
        NoticeRecalled(
            school_id=row.school_id, unit_no=row.unit_no, notice_id=row.pk, cancelled=cancelled
        ),
    )
    return cancelled
