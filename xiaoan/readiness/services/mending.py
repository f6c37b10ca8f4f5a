"""What was found is mended by the school with evidence, and seen again by another who inspects."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.duties import queries as duty_queries
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.photos.services.evidence import NOTHING, Evidence
from xiaoan.readiness.models import Finding
from xiaoan.readiness.queries import MEND, RECHECK, course
from xiaoan.readiness.services import acting
from xiaoan.readiness.services.checking import say
from xiaoan.readiness.services.inspecting import due_at, open_duty, record_finding, settle
from xiaoan.readiness.services.refreshing import refresh

WITHIN = f"{RECHECK}.within"
_EVENING = dt.time(18)


@dataclass(frozen=True)
class Told:
    """What was done about a finding, or seen of it; `id` is made by the form."""

    id: UUID
    finding_id: UUID
    note: str
    shown: Evidence = NOTHING


def _held(actor: Actor, finding_id: UUID, right: Permission) -> Finding:
    seen = course.finding(actor, finding_id)
    if not actor.may(right, seen.unit_no):
        raise Forbidden
    acting.hold(seen.unit_no)
    return Finding.objects.select_for_update().get(pk=finding_id)


def _begun(actor: Actor, row: Finding, what: str, given: Told) -> bool:
    files = acting.sent_files(given.shown.digests())
    return acting.begin(actor, given.id, row.unit_no, what, str(row.pk), given.note.strip(), files)


@transaction.atomic
def mend(actor: Actor, given: Told) -> None:
    """The school says what it did, and shows it; from then on somebody is to see it again."""
    row = _held(actor, given.finding_id, Permission.SELF_CHECK)
    if _begun(actor, row, "mend", given):
        return
    if row.state != "open":
        raise Conflict(_("这个问题的状态已经变了,请刷新后看最新情况。"))
    note = acting.words("note", given.note, required=_("请写明做了什么。"))
    if not given.shown:
        raise Invalid(_("请拍一张整改后的照片,或附一份文件。"), {"photo": "missing"})
    said = say(
        actor, given.id, row.unit_no, row.item, "mend", "", note, given.shown, row.inspection_id
    )
    row.state, row.mended_at, row.mended_by_id = "answered", said.at, said.by_id
    row.save()
    settle(actor, row, MEND)
    days = duty_queries.ladders().value(WITHIN, row.unit_no)
    open_duty(
        row, RECHECK, clock.at(clock.today() + dt.timedelta(days=days), _EVENING), row.found_by_id
    )
    record_finding(actor, row, "mended")


@transaction.atomic
def recheck(actor: Actor, given: Told, *, good: bool) -> None:
    """See it again: good closes it, else it goes back with days anew. Never by whoever mended it."""
    row = _held(actor, given.finding_id, Permission.INSPECT_READINESS)
    if _begun(actor, row, f"recheck-{good}", given):
        return
    if row.state != "answered":
        raise Conflict(_("学校还没有报整改,或已经复查过。请刷新后看最新情况。"))
    if row.mended_by_id == actor.user_id:
        raise Conflict(_("复查要由另一个人做,不能是报整改的人。"))
    required = _("请写明复查看到了什么。")
    note = acting.words("note", given.note, required=required)
    result = "ok" if good else "bad"
    said = say(
        actor,
        given.id,
        row.unit_no,
        row.item,
        "recheck",
        result,
        note,
        given.shown,
        row.inspection_id,
    )
    settle(actor, row, RECHECK)
    if good:
        row.state, row.ended_at, row.ended_by_id = "closed", said.at, said.by_id
        row.save()
    else:
        row.state, row.returned, row.due_at = "open", row.returned + 1, due_at(row.unit_no)
        row.save()
        open_duty(row, MEND, row.due_at)
    record_finding(actor, row, "closed" if good else "returned")
    refresh([row.unit_no])
