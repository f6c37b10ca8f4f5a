"""Tasks of a plan: put, changed, taken away, and brought in from a sheet."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.kernel import acts, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.schoolplans import rules
from xiaoan.schoolplans.models import Plan, Task
from xiaoan.schoolplans.queries import people, plans, words
from xiaoan.schoolplans.services.acting import Other, Stale, begin, writable, wrote

_FIELDS = (
    "phase",
    "what",
    "person_id",
    "deputy_id",
    "due_on",
    "offset",
    "place",
    "evidence",
    "wants_file",
)


@dataclass(frozen=True)
class Given:
    """A task as a form or a row of a sheet gives it. `task_id` None: a new one; `rev`: of what the form
    showed; `keeps_file`: nothing is said of `wants_file`, which stays as it is."""

    chapter: str
    phase: str
    what: str
    person_id: UUID | None
    deputy_id: UUID | None
    due_on: dt.date | None
    offset: int | None
    place: str
    evidence: str
    task_id: UUID | None = None
    rev: int = 0
    wants_file: bool = False
    keeps_file: bool = False


@transaction.atomic
def put_task(actor: Actor, act_id: UUID, school_no: int, given: Given) -> UUID:
    """Put a task, new or changed; gives its id. What is not known yet may stay empty: the check says so.

    Invalid: `fields` holds the sentence of each field at fault. Stale: somebody else has changed it since.
    """
    plan, school = writable(actor, school_no)
    new_id = given.task_id or act_id
    if begin(actor, act_id, school_no, "task", sorted(given.__dict__.items(), key=str)):
        return new_id
    whole = plans.whole(plan, school)
    whole.chapter(given.chapter)
    _refuse_faults(given, {one.user_id for one in whole.staff})
    row = whole.rows.get(given.task_id) if given.task_id else None
    if given.task_id and row is None:
        raise NotFound
    if row is None:
        if len(whole.tasks) >= rules.MOST_TASKS:
            said = _("一份方案最多 %(n)s 项任务。") % {"n": rules.MOST_TASKS}
            raise Invalid(said, {"what": said})
        row = _new(plan, given.chapter, new_id, _last(whole, given.chapter) + 1)
    elif row.rev != given.rev and _differs(row, given):
        raise Stale({"what": _other(row)})
    _set(actor, row, given)
    row.save()
    wrote(actor, plan, school, "task", 1)
    return row.pk


def _last(whole: plans.Whole, chapter: str) -> int:
    return max((one.no for one in whole.tasks if one.chapter == chapter), default=0)


def _new(plan: Plan, chapter: str, pk: UUID, no: int) -> Task:
    return Task(
        id=pk,
        school_id=plan.school_id,
        unit_no=plan.unit_no,
        plan_id=plan.pk,
        chapter=chapter,
        no=no,
    )


def _set(actor: Actor, row: Task, given: Given) -> None:
    for name in _FIELDS:
        value = getattr(given, name)
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.rev, row.at, row.by_id = row.rev + 1, clock.now(), acts.user(actor)


def _differs(row: Task, given: Given) -> bool:
    return any(getattr(row, name) != getattr(given, name) for name in _FIELDS)


def _other(row: Task) -> Other:
    names = people.names({row.by_id, row.person_id, row.deputy_id})
    said = [
        str(words.PHASE_NAMES[row.phase]), row.what, names.get(row.person_id, "") if row.person_id else "",
        names.get(row.deputy_id, "") if row.deputy_id else "", words.due_words(row.due_on, row.offset),
        row.place, words.evidence_words(row.evidence, wants_file=row.wants_file),
    ]  # fmt: skip
    return Other(" · ".join(one for one in said if one), names.get(row.by_id, ""), row.rev)


def _refuse_faults(given: Given, staff: set[UUID]) -> None:
    found = faults(given, staff)
    if found:
        raise Invalid(_("有 %(n)s 处要改。") % {"n": len(found)}, found)


def faults(given: Given, staff: set[UUID]) -> dict[str, str]:
    """Field → what is wrong with it and how to mend it."""
    found: dict[str, str] = {}
    if not given.what.strip():
        found["what"] = _("请写做什么。")
    if given.phase not in rules.PHASES:
        found["phase"] = _("请从列表中选一项。")
    for name, longest in (("what", rules.SHORT), ("place", rules.PLACE), ("evidence", rules.SHORT)):
        text = getattr(given, name)
        if len(text.strip()) > longest or "\0" in text:
            found[name] = _("最多 %(n)s 个字,不能有特殊控制符。请删短。") % {"n": longest}
    for name in ("person_id", "deputy_id"):
        if getattr(given, name) is not None and getattr(given, name) not in staff:
            found[name] = _("这个人不在本校任职。请从列表中选。")
    if given.person_id is not None and given.person_id == given.deputy_id:
        found["deputy_id"] = _("AB 岗要另选一个人。")
    return found | _deadline_faults(given)


def _deadline_faults(given: Given) -> dict[str, str]:
    if given.due_on is not None and given.offset is not None:
        return {"offset": _("日期和离开学日的天数只填一样。")}
    if given.offset is not None and abs(given.offset) > rules.FARTHEST:
        return {"offset": _("最多前后 %(n)s 天。") % {"n": rules.FARTHEST}}
    if given.due_on is not None and abs((given.due_on - clock.today()).days) > 366:
        return {"due_on": _("离今天超过一年。请核对日期。")}
    return {}


@transaction.atomic
def split_task(actor: Actor, act_id: UUID, school_no: int, task_id: UUID, rev: int) -> int:
    """One task becomes one for each class of the school, with its class teacher and whoever teaches there
    too; gives how many. A class without a teacher gets one without a person, which the check then names.

    Invalid: there is no class, or they would be too many. Stale: somebody else has changed it since.
    """
    plan, school = writable(actor, school_no)
    if begin(actor, act_id, school_no, "split", task_id, rev):
        return 0
    whole = plans.whole(plan, school)
    row = whole.rows.get(task_id)
    if row is None:
        raise NotFound
    if row.rev != rev:
        raise Stale({"what": _other(row)})
    classes = people.classes(school, whole.staff, clock.today())
    if not classes:
        raise Invalid(_("本校还没有班级,分不到各班。"), {"split": "none"})
    if len(whole.tasks) - 1 + len(classes) > rules.MOST_TASKS:
        said = _("分到 %(n)s 个班后超过一份方案最多的 %(most)s 项任务。")
        raise Invalid(said % {"n": len(classes), "most": rules.MOST_TASKS}, {"split": "many"})
    last, fresh = _last(whole, row.chapter), []
    for n, one in enumerate(classes, 1):
        new = _new(plan, row.chapter, uuid7(), last + n)
        _set(actor, new, _of_class(row, one))
        new.class_no, new.class_teacher_id = one.no, one.teacher_id
        fresh.append(new)
    Task.objects.bulk_create(fresh)
    row.removed, row.rev, row.at, row.by_id = True, row.rev + 1, clock.now(), acts.user(actor)
    row.save()
    wrote(actor, plan, school, "split", len(fresh))
    return len(fresh)


def _of_class(row: Task, one: people.OfClass) -> Given:
    named = _("%(class)s:%(what)s") % {"class": one.name, "what": row.what}
    return Given(
        row.chapter, row.phase, named[: rules.SHORT], one.teacher_id, one.deputy_id, row.due_on,
        row.offset, row.place, row.evidence, wants_file=row.wants_file,
    )  # fmt: skip


@transaction.atomic
def remove_task(actor: Actor, act_id: UUID, school_no: int, task_id: UUID, rev: int) -> None:
    """A task is no more part of the plan; what is in force stays until the next version is published."""
    plan, school = writable(actor, school_no)
    if begin(actor, act_id, school_no, "remove", task_id, rev):
        return
    row = Task.objects.filter(plan_id=plan.pk, pk=task_id, removed=False).first()
    if row is None:
        raise NotFound
    if row.rev != rev:
        raise Stale({"what": _other(row)})
    row.removed, row.rev, row.at, row.by_id = True, row.rev + 1, clock.now(), acts.user(actor)
    row.save()
    wrote(actor, plan, school, "remove", 1)


@transaction.atomic
def add_tasks(
    actor: Actor, act_id: UUID, school_no: int, given: Sequence[Given]
) -> tuple[int, int]:
    """Bring in the rows of a sheet: one that says the same chapter and words as a task changes it,
    others are new.
    All or nothing; gives how many are new and how many changed. The same sheet again changes nothing."""
    plan, school = writable(actor, school_no)
    body = [sorted(one.__dict__.items(), key=str) for one in given]
    if begin(actor, act_id, school_no, "import", body):
        return 0, 0
    whole = plans.whole(plan, school)
    staff = {one.user_id for one in whole.staff}
    known = {(row.chapter, row.what): row for row in whole.rows.values()}
    fresh, changed = [], []
    last = {one.code: _last(whole, one.code) for one in whole.chapters}
    for sent in given:
        one = sent
        _refuse_faults(one, staff)
        row = known.get((one.chapter, one.what.strip()))
        if row is not None and one.keeps_file:
            one = replace(one, wants_file=row.wants_file)
        if row is None:
            last[one.chapter] += 1
            row = _new(plan, one.chapter, uuid7(), last[one.chapter])
            fresh.append(row)
        elif _differs(row, one):
            changed.append(row)
        else:
            continue
        _set(actor, row, one)
        known[one.chapter, row.what] = row
    if len(whole.tasks) + len(fresh) > rules.MOST_TASKS:
        raise Invalid(_("一份方案最多 %(n)s 项任务。") % {"n": rules.MOST_TASKS}, {"file": "many"})
    Task.objects.bulk_create(fresh)
    Task.objects.bulk_update(changed, [*_FIELDS, "rev", "at", "by_id"])
    if fresh or changed:
        wrote(actor, plan, school, "import", len(fresh) + len(changed))
    return len(fresh), len(changed)
