"""What a unit does with its part: acknowledge (签收), report with evidence, ask for more time."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directives import rules
from xiaoan.directives.events import TargetStepped
from xiaoan.directives.models import Directive, Entry, Paper, Target, Task
from xiaoan.directives.queries import answers_for
from xiaoan.directives.queries.duty_kinds import ACK_KINDS, DO_KINDS, file_asked
from xiaoan.directives.services.tasking import checked_due
from xiaoan.directives.services.writing import (
    About,
    NewFile,
    hold_directive,
    keep_files,
    refuse_files,
    require_running,
    same_act,
    step,
    words,
)
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id
from xiaoan.kernel.said import fingerprint
from xiaoan.kernel.scope import everywhere


@dataclass(frozen=True)
class Report:
    """How far a unit is, in words, with evidence; `id` is made by the form. `adds`: to what was
    reported as done already."""

    id: UUID
    target_id: UUID
    stage: str
    text: str
    files: Sequence[NewFile] = ()
    adds: bool = False


@dataclass(frozen=True)
class Ask:
    """More time, and why; `id` is made by the form."""

    id: UUID
    target_id: UUID
    due_at: dt.datetime | None
    why: str


def hold_own(actor: Actor, target_id: UUID) -> tuple[Target, Directive]:
    """Lock a part of the actor's own unit. Who is not of that unit reports nothing for it."""
    seen = Target.objects.filter(pk=target_id).first()
    if seen is None or not (
        actor.may(Permission.SEE_DIRECTIVES, seen.unit_no) or answers_for(actor, seen.unit_no)
    ):
        raise NotFound
    if not answers_for(actor, seen.unit_no):
        raise Forbidden
    return lock(seen)


def lock(seen: Target) -> tuple[Target, Directive]:
    """The directive, the township's part and this one, in the order in which all lock."""
    with everywhere("directives"):
        directive = hold_directive(seen.directive_id, alone=False)
        wanted = [seen.parent_id, seen.pk] if seen.parent_id else [seen.pk]
        for pk in wanted:
            row = Target.objects.select_for_update().get(pk=pk)
    return row, directive


def acknowledge(actor: Actor, target_id: UUID) -> None:
    """A named person of the unit has read it as it is in force now; a second time changes nothing."""
    row, directive = hold_own(actor, target_id)
    if directive.state not in ("issued", "withdrawn"):
        raise Conflict(_("这份督办件已经办结。"))
    if acknowledged(actor, row, directive.version):
        row.save()
        after(actor, row, "acknowledge")


def acknowledged(actor: Actor, row: Target, version: int) -> bool:
    """Whoever does anything with a part has read it; the first time counts. False: it was so before."""
    if row.seen_version >= version:
        return False
    now = clock.now()
    if row.acked_at is None:
        row.acked_at, row.acked_by_id = now, actor.user_id
    row.seen_version = version
    step(actor, row, "acknowledge")
    for code in ACK_KINDS:
        duties.discharge_about(actor, row.pk, code, now)
    return True


def report(actor: Actor, given: Report) -> None:
    """Not begun, in progress or done, in words; done waits for the check, and until then something may be
    added. What was late stays late."""
    row, directive = hold_own(actor, given.target_id)
    said = fingerprint(
        given.target_id, given.stage, given.text.strip(), [(f.name, f.digest) for f in given.files]
    )
    if same_act(actor, given.id, row.pk, said):
        return
    require_running(directive)
    _refuse_report(row, given)
    refuse_files(given.files)
    text = words("text", given.text, rules.LONGEST)
    if given.stage == "done":
        _refuse_without_file(row, given)
    acknowledged(actor, row, directive.version)
    # What is added to a part that was done already changes neither when it was done nor by whom.
    if row.state != "done":
        row.state = given.stage
        if given.stage == "done":
            finish(actor, row)
    with new_id():
        step(actor, row, "report", pk=given.id, stage=given.stage, text=text, said=said)
    papers = keep_files(actor, About(given.id, "entry", row.school_id, row.unit_no), given.files)
    row.save()
    after(actor, row, "report", papers=papers)


def _refuse_report(row: Target, given: Report) -> None:
    if given.stage not in rules.STAGES:
        raise Invalid(_("请选择办到哪一步。"), {"stage": "unknown"})
    if row.is_split:
        raise Conflict(_("已分解到学校:进展按各校的情况计算,不用另报。"))
    if row.state not in rules.MAY["report"]:
        raise Conflict(_("已经核验或不用办了,不能再报。请看最新情况。"))
    if given.adds and (row.state, given.stage) != ("done", "done"):
        raise Conflict(_("这份已退回或不在等核验,不能补充。请看最新情况再报。"))
    if row.state == "done" and not given.adds:
        raise Conflict(_("已经报过完成。请看最新情况,在核验前可以补充材料。"))
    if row.state == "doing" and given.stage == "open":
        raise Invalid(_("已经开始办了,不能再报未开始。"), {"stage": "back"})


def _refuse_without_file(row: Target, given: Report) -> None:
    if given.files or not (Task.objects.get(pk=row.task_id).needs_file or file_asked(row.unit_no)):
        return
    entries = Entry.objects.filter(target_id=row.pk).values("id")
    if not Paper.objects.filter(about_id__in=entries).exists():
        raise Invalid(_("这项任务要求附佐证材料,请上传附件。"), {"files": "missing"})


def finish(actor: Actor, row: Target) -> None:
    """Done, to be checked; the duty is done too."""
    now = clock.now()
    row.state, row.done_at, row.done_by_id = "done", now, actor.user_id
    row.late = row.late or now > row.due_at
    row.asked_due_at = None
    for code in DO_KINDS:
        duties.discharge_about(
            actor, row.pk, code, now, on_behalf=not answers_for(actor, row.unit_no)
        )


def ask(actor: Actor, given: Ask) -> None:
    """Ask for a later deadline; until it is decided the old one holds."""
    row, directive = hold_own(actor, given.target_id)
    said = fingerprint(given.__dict__)
    if same_act(actor, given.id, row.pk, said):
        return
    require_running(directive)
    why = words("why", given.why, rules.SHORT)
    if row.state not in rules.MAY["ask"] or row.asked_due_at:
        raise Conflict(_("已经报了完成,或已有一次延期申请在等答复。"))
    due_at = checked_due("due_at", given.due_at)
    if due_at <= row.due_at:
        raise Invalid(_("新的期限要晚于现在的期限。"), {"due_at": "not_later"})
    acknowledged(actor, row, directive.version)
    row.asked_due_at = due_at
    with new_id():
        step(actor, row, "ask", pk=given.id, text=why, due_at=due_at, said=said)
    row.save()
    after(actor, row, "ask", due_at=due_at)


def after(
    actor: Actor, row: Target, kind: str, *, papers: int = 0, due_at: dt.datetime | None = None
) -> None:
    """The fact of a step; a township's part follows its schools."""
    journal.record(
        actor,
        TargetStepped(
            school_id=row.school_id, unit_no=row.unit_no, directive_id=row.directive_id,
            target_id=row.pk, step=kind, state=row.state, late=row.late, papers=papers, due_at=due_at,
        ),
    )  # fmt: skip
    if row.parent_id:
        with everywhere("directives"):
            refresh_parent(actor, Target.objects.get(pk=row.parent_id))


def refresh_parent(actor: Actor, parent: Target) -> None:
    """A part that was split stands as those under it do; nobody types it. The caller has locked it."""
    if parent.state in rules.SETTLED:
        return
    children = Target.objects.filter(parent_id=parent.pk)
    state = rules.of_children(children.values_list("state", flat=True))
    if state == parent.state:
        return
    with everywhere("directives"):
        if state == "done":
            finish(actor, parent)
        parent.state = state
        step(actor, parent, "computed", stage=state)
        parent.save()
        after(actor, parent, "computed")
