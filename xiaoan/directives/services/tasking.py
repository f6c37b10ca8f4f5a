"""Tasks of a directive that is not issued yet: put, taken away, another deadline for a unit."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directives import rules
from xiaoan.directives.events import TaskChanged
from xiaoan.directives.models import Directive, Task
from xiaoan.directives.queries import addressing
from xiaoan.directives.services.writing import own_directive, user, words
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import fingerprint, is_other


@dataclass(frozen=True)
class NewTask:
    """One point of a directive; `id` is made by the form. `units`: the county, townships or schools inside
    which the units of `level` are meant; `stages`: only of these."""

    id: UUID
    directive_id: UUID
    text: str
    evidence: str
    due_at: dt.datetime | None
    checker_id: UUID | None
    level: str
    units: Sequence[int]
    stages: Sequence[str] = ()
    needs_file: bool = False


def put_task(actor: Actor, new: NewTask) -> UUID:
    """Put a task to a directive that is not issued yet; gives its id."""
    row = _hold_draft(actor, new.directive_id)
    said = fingerprint(new.__dict__)
    known = Task.objects.filter(pk=new.id).first()
    if known:
        if known.made_by_id != actor.user_id or is_other(known.said, said):
            raise taken()
        return known.pk
    others = Task.objects.filter(directive_id=row.pk)
    if others.count() >= rules.MOST_TASKS:
        raise Invalid(
            _("一份督办件最多 %(n)s 项任务。") % {"n": rules.MOST_TASKS}, {"text": "many"}
        )
    last = others.order_by("-no").values_list("no", flat=True).first() or 0
    made = task_of(actor, new, row.unit_no, said)
    made.no = last + 1
    with new_id():
        made.save(force_insert=True)
    _changed(actor, made, "put")
    return made.pk


def task_of(actor: Actor, new: NewTask, unit_no: int, said: bytes) -> Task:
    """A task that can stand; Invalid names what is at fault."""
    text = words("text", new.text, rules.LONGEST)
    evidence = words("evidence", new.evidence, rules.LONGEST, required=False)
    due_at = checked_due("due_at", new.due_at)
    if new.checker_id not in dict(addressing.checkers(actor, unit_no)):
        raise Invalid(_("请从列表中选择核验人。"), {"checker_id": "unknown"})
    chosen = rules.Chosen(new.level, tuple(sorted(set(new.units))), tuple(sorted(set(new.stages))))
    addressing.units_of(unit_no, chosen)
    return Task(
        id=new.id, unit_no=unit_no, directive_id=new.directive_id, text=text, evidence=evidence,
        needs_file=new.needs_file, due_at=due_at, checker_id=new.checker_id,
        chosen=addressing.as_json(chosen), made_at=clock.now(), made_by_id=user(actor), said=said,
    )  # fmt: skip


def checked_due(name: str, due_at: dt.datetime | None) -> dt.datetime:
    fault = rules.due_fault(due_at, clock.now())
    if fault or due_at is None:
        said = {
            "missing": _("请填写期限。"), "past": _("期限要在现在以后。"), "": "",
            "too_far": _("期限不能超过一年。"),
        }  # fmt: skip
        raise Invalid(said[fault], {name: fault})
    return due_at


def take_away(actor: Actor, task_id: UUID) -> None:
    """A task that is not issued yet is not meant any more; the journal keeps that it was there."""
    task = _draft_task(actor, task_id)
    Task.objects.filter(pk=task.pk).delete()
    _changed(actor, task, "take_away")


def set_unit_due(
    actor: Actor, task_id: UUID, unit_no: int, due_at: dt.datetime | None, why: str
) -> None:
    """One unit has another deadline than the others, and why."""
    task = _draft_task(actor, task_id)
    reason = words("why", why, rules.SHORT)
    due = checked_due("unit_due_at", due_at)
    chosen = addressing.chosen_of(task.chosen)
    if unit_no not in {one.no for one in addressing.units_of(task.unit_no, chosen)}:
        raise Invalid(_("请从列表中选择单位。"), {"unit_no": "unknown"})
    if (chosen.other or {}).get(unit_no) == (due, reason):
        return
    other = {**(chosen.other or {}), unit_no: (due, reason)}
    task.chosen = addressing.as_json(
        rules.Chosen(chosen.level, chosen.inside, chosen.stages, other)
    )
    task.save(update_fields=["chosen"])
    _changed(actor, task, "unit_due")


def _hold_draft(actor: Actor, directive_id: UUID) -> Directive:
    row = own_directive(actor, directive_id)
    if row.state != "registered":
        raise Conflict(_("已经下发或撤回,任务不能再改。要改请用“变更”。"))
    return row


def _draft_task(actor: Actor, task_id: UUID) -> Task:
    task = Task.objects.filter(pk=task_id).first()
    if task is None:
        raise NotFound
    _hold_draft(actor, task.directive_id)
    found = Task.objects.filter(pk=task_id).first()
    if found is None:
        raise NotFound
    return found


def _changed(actor: Actor, task: Task, how: str) -> None:
    journal.record(
        actor,
        TaskChanged(
            school_id=0, unit_no=task.unit_no, directive_id=task.directive_id, task_id=task.pk,
            how=how,
        ),
    )  # fmt: skip
