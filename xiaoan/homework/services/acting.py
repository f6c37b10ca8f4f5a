"""What every act of homework has in common.

Locks: the act; the task; its pieces; the row of the day; the chain of facts. Every service is atomic.
"""

from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory import rules as numbering
from xiaoan.homework.models import Task
from xiaoan.kernel import acts
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission


def begin(actor: Actor, act_id: UUID, unit_no: int, what: str, *body: object) -> bool:
    """Put the act down. True: the same form has done so already."""
    return acts.begin(
        "homework_act", actor, act_id, (numbering.chain_of(unit_no), unit_no), what, *body
    )


def held(task_id: UUID) -> Task:
    """A task, locked. Conflict: it was taken back."""
    row = Task.objects.select_for_update().filter(pk=task_id).first()
    if row is None:
        raise NotFound
    if row.cancelled_at is not None:
        raise Conflict(_("这次作业已经取消。请刷新看看。"))
    return row


def refuse_stranger(actor: Actor, unit_no: int) -> None:
    """Who may not set and mark homework in a class; NotFound: who does not see its homework."""
    if not actor.may(Permission.SET_HOMEWORK, unit_no):
        raise Forbidden if actor.may(Permission.SEE_HOMEWORK, unit_no) else NotFound


def words_of(text: str, field: str, longest: int, required: str = "") -> str:
    """A text; `required`: the sentence if there is none."""
    found = text.strip().replace("\r\n", "\n")
    if len(found) > longest or "\0" in found:
        raise Invalid(
            _("写了 %(found)s 个字,最多 %(most)s 个字,不能有特殊控制符。请删短。")
            % {"found": len(found), "most": longest},
            {field: "too_long"},
        )
    if required and not found:
        raise Invalid(required, {field: "empty"})
    return found
