"""The tasks of the version in force as duties: opened, moved and ended as versions and opening days
change; done by
whoever is named; what changed for whom, acknowledged by them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries import Place
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.photos.services.evidence import NOTHING, Evidence
from xiaoan.photos.services.evidence import keep as keep_evidence
from xiaoan.schoolplans import rules
from xiaoan.schoolplans.events import ChangeSeen, DutiesMoved, TaskDone
from xiaoan.schoolplans.models import Plan, Task, Told
from xiaoan.schoolplans.queries import KNOW, TASK, openings, people, versions
from xiaoan.schoolplans.rules import compare as comparing
from xiaoan.schoolplans.services.acting import begin, recount

_MOVED = duties.Why("ended")


@dataclass(frozen=True)
class _Wanted:
    person_id: UUID | None
    deputy_id: UUID | None
    due_at: dt.datetime


def follow(actor: Actor, plan: Plan, school: Place, before: Mapping[str, Any], reason: str) -> int:
    """Let the duties follow the version in force and the opening day; `before`: the content that was in force
    ({}: none). Gives how many are new. The plan is locked, and saved by the caller."""
    content = versions.version_of(plan, plan.published_no).content
    opening = openings.first_day(school) or plan.own_opening
    wanted = _wanted(content, opening)
    rows = {
        row.pk: row
        for row in Task.objects.select_for_update().filter(plan_id=plan.pk).order_by("id")
    }
    staff = {one.user_id: one for one in people.staff(school, clock.today())}
    wanted = _of_class_teachers(school, rows, wanted, list(staff.values()))
    ended = [row for row in rows.values() if row.owed_until and row.pk not in wanted]
    fresh: list[Task] = []
    moved: list[Task] = []
    for pk, one in wanted.items():
        row = rows[pk]
        if row.done_at is not None or _stands(row, one):
            continue
        (moved if row.owed_until else fresh).append(row)
    _end(actor, [*ended, *moved])
    _keep_words(content, [row for pk, row in rows.items() if pk in wanted])
    _open(actor, school, [*fresh, *moved], wanted, staff)
    told = _tell(actor, plan, school, comparing.compare(before, content), staff, reason)
    plan.opened_on = opening
    journal.record(
        actor,
        DutiesMoved(
            school_id=plan.school_id, unit_no=plan.unit_no, plan_id=plan.pk, version=plan.published_no,
            opened=len(fresh), moved=len(moved), ended=len(ended), told=told,
        ),
    )  # fmt: skip
    return len(fresh)


def _wanted(content: Mapping[str, Any], opening: dt.date | None) -> dict[UUID, _Wanted]:
    """Task → who owes it until when, by a version and the day of opening. What was published after its day is
    due the day after (our own choice): nobody misses what nobody had asked."""
    late = clock.at(clock.today() + dt.timedelta(days=1), rules.BY)
    found = {}
    for chapter in content["chapters"]:
        for one in chapter["tasks"]:
            fixed = dt.date.fromisoformat(one["due_on"]) if one["due_on"] else None
            day = rules.due_day(fixed if one["offset"] is None else None, one["offset"], opening)
            if one["phase_code"] != "emergency" and (day or fixed):
                due_at = clock.at(day or fixed or clock.today(), rules.BY)
                due_at = due_at if due_at > clock.now() else late
                found[UUID(one["id"])] = _Wanted(
                    _id(one["person_id"]), _id(one["deputy_id"]), due_at
                )
    return found


def _of_class_teachers(
    school: Place, rows: Mapping[UUID, Task], wanted: dict[UUID, _Wanted],
    known: Sequence[people.Staff],
) -> dict[UUID, _Wanted]:  # fmt: skip
    """What was split off for a class is owed by its class teacher of today, unless the plan names somebody by
    hand; of a class without one by whom the plan names."""
    split = {
        pk: row for pk, row in rows.items()
        if pk in wanted and row.class_no and row.class_teacher_id == wanted[pk].person_id
    }  # fmt: skip
    if not split:
        return wanted
    now = {one.no: one for one in people.classes(school, known, clock.today())}
    found = dict(wanted)
    for pk, row in split.items():
        one = now.get(row.class_no or 0)
        if one is not None and one.teacher_id and one.teacher_id != row.class_teacher_id:
            found[pk] = _Wanted(one.teacher_id, one.deputy_id, wanted[pk].due_at)
    return found


def _keep_words(content: Mapping[str, Any], rows: Sequence[Task]) -> None:
    """A task that is owed keeps the words of the version in force, whatever is written meanwhile."""
    said = {one["id"]: one for chapter in content["chapters"] for one in chapter["tasks"]}
    changed = [row for row in rows if row.owed != said[str(row.pk)]]
    for row in changed:
        row.owed = said[str(row.pk)]
    Task.objects.bulk_update(changed, ["owed"])


def _id(text: str) -> UUID | None:
    return UUID(text) if text else None


def _stands(row: Task, one: _Wanted) -> bool:
    """Whether the duty is as it should be; one that is due already keeps its deadline."""
    if row.owed_until is None or (row.owes_id, row.owes_deputy_id) != (
        one.person_id,
        one.deputy_id,
    ):
        return False
    return row.owed_until == one.due_at or row.owed_until <= clock.now()


def _end(actor: Actor, rows: Sequence[Task]) -> None:
    if not rows:
        return
    first = min(row.at for row in rows).astimezone(clock.ZONE).date() - dt.timedelta(days=366)
    duties.excuse_about(actor, TASK, [row.pk for row in rows], first, _MOVED)
    for row in rows:
        row.owes_id, row.owes_deputy_id, row.owed_until = None, None, None
        row.save()


def _open(
    actor: Actor, school: Place, rows: Sequence[Task], wanted: Mapping[UUID, _Wanted],
    staff: Mapping[UUID, people.Staff],
) -> None:  # fmt: skip
    """The duty stands at the person's own unit inside the school, so that it is on their list."""
    ladders = duty_queries.ladders()
    by_turn: dict[int, list[duties.NewDuty]] = defaultdict(list)
    for row in rows:
        one = wanted[row.pk]
        row.owes_id, row.owes_deputy_id, row.owed_until = one.person_id, one.deputy_id, one.due_at
        row.turn += 1
        row.save()
        unit_no = _unit_of(school, one.person_id, staff)
        by_turn[row.turn].append(
            duties.NewDuty(
                school_id=school.no, unit_no=unit_no, people=0, due_at=one.due_at,
                assignee_id=one.person_id, deputy_id=one.deputy_id, about_id=row.pk,
                next_step_at=ladders.first_step_at(unit_no, one.due_at, TASK),
            )
        )  # fmt: skip
    for turn, new in sorted(by_turn.items()):
        duties.open_duties(actor, TASK, clock.today(), f"{turn}", new)


def _unit_of(school: Place, who: UUID | None, staff: Mapping[UUID, people.Staff]) -> int:
    return staff[who].unit_no if who is not None and who in staff else school.no


def _tell(
    actor: Actor, plan: Plan, school: Place, changes: Sequence[comparing.Change],
    staff: Mapping[UUID, people.Staff], reason: str,
) -> int:  # fmt: skip
    """Whoever a change concerns acknowledges it; of a first version only those with a part in an
    emergency, since
    the others have their duties. Who has left, and who published it, need not."""
    is_first = plan.published_no and not any(one.how != "added" for one in changes)
    rows = []
    for who, found in sorted(comparing.concerned(changes).items()):
        lines = [one for one in found if not is_first or not _has_duty(one.id)]
        user_id = UUID(who)
        if lines and user_id in staff and user_id != actor.user_id:
            rows.append(
                Told(
                    id=uuid7(), school_id=school.no, unit_no=staff[user_id].unit_no, plan_id=plan.pk,
                    version_no=plan.published_no, user_id=user_id, reason=reason, at=clock.now(),
                    changes=[_line(one) for one in lines],
                )
            )  # fmt: skip
    Told.objects.bulk_create(rows)
    due_at, ladders = clock.now() + rules.TO_KNOW, duty_queries.ladders()
    new = [
        duties.NewDuty(
            school_id=school.no, unit_no=row.unit_no, people=0, due_at=due_at, assignee_id=row.user_id,
            deputy_id=None, about_id=row.pk,
            next_step_at=ladders.first_step_at(row.unit_no, due_at, KNOW),
        )
        for row in rows
    ]  # fmt: skip
    duties.open_duties(actor, KNOW, clock.today(), "", new)
    return len(rows)


def _has_duty(task_id: str) -> bool:
    return Task.objects.filter(pk=task_id, owed_until__isnull=False).exists()


def _line(one: comparing.Change) -> dict[str, Any]:
    return {
        "how": one.how, "label": one.label,
        "parts": [{"name": part.name, "old": part.old, "new": part.new} for part in one.parts],
    }  # fmt: skip


def named_task(actor: Actor, task_id: UUID) -> tuple[Task, bool]:
    """A task that is owed, for whoever is named in it (True) or writes the plan of its school (False);
    they may
    stand in a class and the plan is the school's. NotFound for everybody else."""
    with everywhere("schoolplans"):
        row = Task.objects.filter(pk=task_id, turn__gt=0).first()
    if row is None or actor.user_id is None:
        raise NotFound
    if actor.user_id in (row.owes_id, row.owes_deputy_id):
        return row, True
    if actor.may(Permission.WRITE_SCHOOL_PLAN, row.school_id):
        return row, False
    raise NotFound


def shown_task(actor: Actor, task_id: UUID) -> Task:
    """A task whose evidence somebody may look at: whoever it names, and who reads plans of the school."""
    with everywhere("schoolplans"):
        row = Task.objects.filter(pk=task_id, turn__gt=0).first()
    if row is None or actor.user_id is None:
        raise NotFound
    is_named = actor.user_id in (row.owes_id, row.owes_deputy_id, row.done_by_id)
    if is_named or actor.may(Permission.SEE_SCHOOL_PLANS, row.school_id):
        return row
    raise NotFound


@transaction.atomic
def mark_done(
    actor: Actor, act_id: UUID, task_id: UUID, note: str, shown: Evidence = NOTHING
) -> None:
    """A task is done, and what shows it. Conflict: it was done before, or is not owed any more. Invalid: at
    `note`, or at `photo` where the plan asks for a photo or a paper."""
    row, is_own = named_task(actor, task_id)
    said = acts.words(
        "note", note, longest=rules.SHORT * 5, required=_("请写做了什么、凭据在哪里。")
    )
    with everywhere("schoolplans"):
        plan = Plan.objects.select_for_update().get(pk=row.plan_id)
        if begin(actor, act_id, row.school_id, "done", task_id, said, *shown.digests()):
            return
        row = Task.objects.select_for_update().get(pk=task_id)
        if row.done_at is not None:
            raise Conflict(_("这项任务已经有人办好了。"))
        if row.owed_until is None:
            raise Conflict(_("方案已经改了,这项任务不用办了。"))
        if row.owed.get("wants_file") and not shown:
            asks = _("方案要求这项任务附照片或文件:%(what)s。请拍照,或附 PDF 文件。")
            raise Invalid(asks % {"what": row.owed["evidence"]}, {"photo": "missing"})
        kept = keep_evidence(actor, _stands_at(actor, row), shown)
        row.done_photo_ids, row.done_paper_ids = kept.photo_ids, kept.paper_ids
        now = clock.now()
        row.done_at, row.done_by_id, row.done_note = now, acts.user(actor), said
        row.done_late = now > row.owed_until
        row.save()
        duties.discharge_about(actor, row.pk, TASK, now, on_behalf=not is_own)
        journal.record(
            actor,
            TaskDone(
                school_id=plan.school_id, unit_no=plan.unit_no, plan_id=plan.pk, task_id=row.pk,
                late=row.done_late,
            ),
        )  # fmt: skip


def _stands_at(actor: Actor, row: Task) -> int:
    """The unit that evidence is kept for: the school, or where whoever did it stands in it."""
    if actor.sees(row.school_id):
        return row.school_id
    end = row.school_id + numbering.SCHOOL
    reach = actor.reach(Permission.MY_DUTIES)
    found = next((lo for lo, _hi in reach if row.school_id <= lo < end), None)
    if found is None:
        raise NotFound
    return found


def own_told(actor: Actor, told_id: UUID) -> Told:
    """What one was told oneself; NotFound: of somebody else."""
    row = Told.objects.filter(pk=told_id, user_id=acts.user(actor)).first()
    if row is None:
        raise NotFound
    return row


@transaction.atomic
def see(actor: Actor, told_id: UUID) -> None:
    """Acknowledge what a version changed for oneself; twice is once."""
    own_told(actor, told_id)
    with everywhere("schoolplans"):
        row = Told.objects.select_for_update().get(pk=told_id)
        if row.seen_at is not None:
            return
        row.seen_at = clock.now()
        row.save()
        duties.discharge_about(actor, row.pk, KNOW, row.seen_at)
        journal.record(
            actor,
            ChangeSeen(
                school_id=row.school_id, unit_no=row.unit_no, plan_id=row.plan_id, told_id=row.pk,
                version=row.version_no,
            ),
        )  # fmt: skip


@transaction.atomic
def follow_openings(actor: Actor, school_nos: Sequence[int]) -> int:
    """An opening day was decided or moved: what is missing is counted anew, and duties of published
    plans follow.
    Gives how many plans moved."""
    count = 0
    plans = Plan.objects.select_for_update().filter(school_id__in=list(school_nos))
    for plan in plans.order_by("school_id"):
        count += _follow_opening(actor, plan)
    return count


def follow_class_teacher(actor: Actor, class_no: int) -> bool:
    """Another class teacher: what the plan in force has for each class goes along. Gives whether there is a
    plan in force with such tasks."""
    school = directory.place(numbering.school_of(class_no))
    plan = Plan.objects.select_for_update().filter(school_id=school.no).first()
    tasks = Task.objects.filter(class_no=class_no, removed=False, done_at=None)
    if plan is None or not plan.published_no or not tasks.filter(plan_id=plan.pk).exists():
        return False
    content = versions.version_of(plan, plan.published_no).content
    follow(actor, plan, school, content, "")
    plan.save()
    return True


def _follow_opening(actor: Actor, plan: Plan) -> bool:
    school = directory.place(plan.school_id)
    recount(plan, school)
    opening = openings.first_day(school) or plan.own_opening
    if not plan.published_no or opening == plan.opened_on:
        return False
    content = versions.version_of(plan, plan.published_no).content
    follow(actor, plan, school, content, "")
    plan.save()
    return True
