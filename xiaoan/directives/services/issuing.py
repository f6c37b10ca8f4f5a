"""Issuing: in one act each unit gets its part of each task, and the duties of it. A township hands its part
on to its schools the same way."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directives import rules
from xiaoan.directives.events import DirectiveIssued
from xiaoan.directives.models import Directive, Target, Task, Version
from xiaoan.directives.queries import addressing
from xiaoan.directives.queries.duty_kinds import ACK, DO, at_level
from xiaoan.directives.services.answering import acknowledged, hold_own, refresh_parent
from xiaoan.directives.services.tasking import NewTask, task_of
from xiaoan.directives.services.writing import own_directive, require_office, require_running, user
from xiaoan.directives.services.writing import step as add_step
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import fingerprint, is_other


@dataclass(frozen=True)
class Issue:
    """`id` is made by the form; `parts`: how many were previewed: nobody gets what was not looked at."""

    id: UUID
    directive_id: UUID
    parts: int


def issue(actor: Actor, given: Issue) -> int:
    """Send a directive out; gives how many parts. The same form again is the same act."""
    row = own_directive(actor, given.directive_id)
    if row.issued_with == given.id and row.issued_by_id == actor.user_id:
        return Target.objects.filter(directive_id=row.pk, parent_id=None).count()
    if row.state != "registered":
        raise Conflict(_("已经下发或撤回。请看最新情况。"))
    tasks = list(Task.objects.filter(directive_id=row.pk).order_by("no"))
    if not tasks:
        raise Invalid(_("请先添加任务,再下发。"), {"tasks": "missing"})
    now = clock.now()
    targets = [one for task in tasks for one in _targets(task, now)]
    if len(targets) != given.parts:
        raise Conflict(
            _("单位名单有变化:现在是 %(n)s 份,请重新核对后再下发。") % {"n": len(targets)}
        )
    for task in tasks:
        if any(one.due_at <= now for one in targets if one.task_id == task.pk):
            raise Invalid(
                _("第 %(n)s 项任务的期限已过,请改期限。") % {"n": task.no}, {"due_at": "past"}
            )
    row.state, row.issued_at, row.issued_by_id, row.issued_with = (
        "issued",
        now,
        user(actor),
        given.id,
    )
    row.save()
    keep_version(actor, row, "", fingerprint(given.__dict__))
    Task.objects.filter(directive_id=row.pk).update(issued_at=now)
    Target.objects.bulk_create(targets, batch_size=1000)
    owe(actor, targets)
    journal.record(
        actor,
        DirectiveIssued(
            school_id=0, unit_no=row.unit_no, directive_id=row.pk, tasks=len(tasks),
            units=len({one.unit_no for one in targets}),
        ),
    )  # fmt: skip
    return len(targets)


def keep_version(
    actor: Actor, row: Directive, reason: str, said: bytes, pk: UUID | None = None
) -> None:
    """The words of a directive as they are in force from now on."""
    with new_id():
        Version.objects.create(
            id=pk or uuid7(), unit_no=row.unit_no, directive_id=row.pk, no=row.version,
            title=row.title, text=row.text, reason=reason, at=clock.now(), by_id=user(actor), said=said,
        )  # fmt: skip


def _targets(task: Task, now: dt.datetime, parent: Target | None = None) -> list[Target]:
    """The part of each unit that a task is meant for."""
    chosen = addressing.chosen_of(task.chosen)
    other = chosen.other or {}
    ladders = duty_queries.ladders()
    found = []
    for place in addressing.units_of(task.unit_no, chosen):
        due_at, why = other.get(place.no, (task.due_at, ""))
        within = ladders.within(f"{at_level(ACK, place.kind)}.within", place.no, now)
        found.append(
            Target(
                id=uuid7(), school_id=place.no, unit_no=place.no, task_id=task.pk,
                directive_id=task.directive_id, parent_id=parent.pk if parent else None,
                check_unit=task.unit_no, due_at=due_at, first_due_at=due_at, due_why=why,
                ack_due_at=min(now + within, due_at),
            )
        )  # fmt: skip
    return found


def owe(actor: Actor, targets: Sequence[Target]) -> None:
    """Each part is acknowledged and carried out: two duties of whoever answers for the unit."""
    places = directory.places({one.unit_no for one in targets})
    for kind in (ACK, DO):
        by_level: dict[str, list[Target]] = defaultdict(list)
        for one in targets:
            by_level[at_level(kind, places[one.unit_no].kind)].append(one)
        for code, rows in sorted(by_level.items()):
            due = {one.pk: one.ack_due_at if kind == ACK else one.due_at for one in rows}
            open_for(actor, code, "", rows, due)


def open_for(
    actor: Actor, code: str, slot: str, rows: Sequence[Target], due: dict[UUID, dt.datetime]
) -> None:
    """Open one duty for each part, named after who answers for the unit today."""
    today = clock.today()
    named = duty_queries.present_holders([(code, one.unit_no) for one in rows], today)
    ladders = duty_queries.ladders()
    wanted = []
    for one in rows:
        assignee, deputy = named[code, one.unit_no]
        first = ladders.first_step_at(one.unit_no, due[one.pk], code)
        wanted.append(
            duties.NewDuty(
                one.school_id, one.unit_no, 0, due[one.pk], assignee, deputy, first, None, one.pk
            )
        )
    duties.open_duties(actor, code, today, slot, wanted)


@dataclass(frozen=True)
class Split:
    """A township hands its part on to its schools; `parts`: how many were previewed (none: only look)."""

    target_id: UUID
    task: NewTask
    parts: int


def split(actor: Actor, given: Split) -> int:
    """Hand a township's part on to schools under it; gives how many. Whoever hands on has acknowledged. From
    now on the state of the part is counted from theirs."""
    row, directive = hold_own(actor, given.target_id)
    new = given.task
    said = fingerprint(new.__dict__)
    known = Task.objects.filter(pk=new.id).first()
    if known:
        if (known.parent_id, known.made_by_id) != (given.target_id, actor.user_id) or is_other(
            known.said, said
        ):
            raise taken()
        return Target.objects.filter(task_id=known.pk).count()
    require_running(directive)
    task = split_task(actor, row, new, said)
    now = clock.now()
    targets = _targets(task, now, row)
    if len(targets) != given.parts:
        raise Conflict(
            _("单位名单有变化:现在是 %(n)s 份,请重新核对后再下发。") % {"n": len(targets)}
        )
    task.no, task.issued_at = Task.objects.filter(parent_id=row.pk).count() + 1, now
    with new_id():
        task.save(force_insert=True)
    Target.objects.bulk_create(targets)
    row.is_split = True
    acknowledged(actor, row, directive.version)
    add_step(actor, row, "split", text=task.text, said=said)
    row.save()
    refresh_parent(actor, row)
    owe(actor, targets)
    journal.record(
        actor,
        DirectiveIssued(
            school_id=0, unit_no=row.unit_no, directive_id=row.directive_id, tasks=1,
            units=len(targets), split_of=row.pk,
        ),
    )  # fmt: skip
    return len(targets)


def look_at_split(actor: Actor, given: Split) -> None:
    """Whether a part can be handed on so; nothing is written."""
    row, directive = hold_own(actor, given.target_id)
    require_running(directive)
    split_task(actor, row, given.task, b"")


def split_task(actor: Actor, row: Target, new: NewTask, said: bytes) -> Task:
    """The task of a township for its schools; its deadline is not after the township's own."""
    require_office(actor, row.unit_no)
    if row.unit_no % numbering.TOWNSHIP or row.state not in rules.MAY["split"]:
        raise Conflict(_("现在不能分解:已经报了完成或已经办结。"))
    if new.level != "school":
        raise Invalid(_("乡镇的任务分解到学校。"), {"level": "unknown"})
    made = task_of(actor, replace(new, directive_id=row.directive_id), row.unit_no, said)
    if made.due_at > row.due_at:
        raise Invalid(_("学校的期限不能晚于乡镇自己的期限。"), {"due_at": "after_parent"})
    made.parent_id = row.pk
    return made
