"""That evidence is taken back: whoever may say a thing may unsay it, with a reason, and the gate is
shut by it."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id
from xiaoan.readiness.models import Finding, Statement
from xiaoan.readiness.queries import course
from xiaoan.readiness.services import acting
from xiaoan.readiness.services.checking import record
from xiaoan.readiness.services.inspecting import record_finding, settle
from xiaoan.readiness.services.refreshing import refresh


@transaction.atomic
def withdraw(actor: Actor, act_id: UUID, statement_id: UUID, why: str) -> None:
    """Take a statement back, with the reason; the gate is shut by it. The school its own check, an inspector
    what an inspection said."""
    row = course.statement(actor, statement_id)
    if row.kind in ("withdraw", "mend"):
        raise NotFound
    right = Permission.SELF_CHECK if row.kind == "self" else Permission.INSPECT_READINESS
    if not actor.may(right, row.unit_no):
        raise Forbidden
    acting.hold(row.unit_no)
    if acting.begin(actor, act_id, row.unit_no, "withdraw", str(statement_id), why.strip()):
        return
    said = acting.words("why", why, required=_("请写明为什么撤回。"))
    if Statement.objects.filter(about_id=row.pk).exists():
        raise Conflict(_("这条证据已经撤回。"))
    gone = Statement(
        id=act_id, school_id=row.school_id, unit_no=row.unit_no, item=row.item, kind="withdraw",
        note=said, about_id=row.pk, at=clock.now(), by_id=acting.user(actor),
    )  # fmt: skip
    with new_id():
        gone.save(force_insert=True)
    record(actor, gone)
    if row.result == "bad":
        _void(actor, row)
    refresh([row.unit_no])


def _void(actor: Actor, said: Statement) -> None:
    """What was owed because of it is owed no more."""
    if said.inspection_id is None:
        return
    row = (
        Finding.objects.select_for_update()
        .filter(
            unit_no=said.unit_no, item=said.item, inspection_id=said.inspection_id, state="open"
        )
        .first()
    )
    if row is None:
        return
    row.state, row.ended_at, row.ended_by_id = "void", clock.now(), acting.user(actor)
    row.save()
    settle(actor, row)
    record_finding(actor, row, "void")
