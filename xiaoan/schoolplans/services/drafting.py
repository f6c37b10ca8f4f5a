"""A plan is begun from the template and the record, and its texts are written."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory.queries import Place
from xiaoan.kernel import acts, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.schoolplans import rules
from xiaoan.schoolplans.models import Plan, Task, Text
from xiaoan.schoolplans.queries import people, plans, templates
from xiaoan.schoolplans.rules.template import Chapter, Entry, fitting
from xiaoan.schoolplans.services.acting import (
    Other,
    Stale,
    begin,
    recount,
    stepped,
    writable,
    wrote,
)


@dataclass(frozen=True)
class NewPlan:
    """`needs`: rules.NEEDS of the school; `own_opening`: the day it proposes while none is decided."""

    id: UUID
    school_no: int
    needs: tuple[str, ...]
    own_opening: dt.date | None = None


@transaction.atomic
def start(actor: Actor, new: NewPlan) -> Plan:
    """Begin a school's plan: the tasks of the template that fit it, with whom the record proposes. A
    school has
    one plan: begun twice at once is begun once (Conflict for the second form)."""
    school = plans.school_of(actor, new.school_no, Permission.WRITE_SCHOOL_PLAN)
    if not set(new.needs) <= set(rules.NEEDS):
        raise Invalid(_("请从列表中选。"), {"needs": "unknown"})
    needs = tuple(code for code in rules.NEEDS if code in new.needs)
    if begin(actor, new.id, school.no, "start", needs, new.own_opening):
        return Plan.objects.get(school_id=school.no)
    template, now = templates.in_force(), clock.now()
    plan, made = Plan.objects.get_or_create(
        school_id=school.no,
        defaults={
            "unit_no": school.no, "kind": school.stage, "needs": list(needs),
            "template_no": template.no, "own_opening": new.own_opening, "started_at": now,
            "changed_at": now,
        },
    )  # fmt: skip
    if not made:
        raise Conflict(_("这所学校已经有方案了。请刷新看看。"))
    _propose(actor, plan, school, fitting(template.chapters, plan.kind, needs))
    recount(plan, school)
    stepped(actor, plan, "start")
    return plan


def _propose(actor: Actor, plan: Plan, school: Place, chapters: tuple[Chapter, ...]) -> None:
    staff = people.staff(school, clock.today())
    rows = []
    for chapter in chapters:
        for no, entry in enumerate(chapter.of("task"), 1):
            rows.append(_task(actor, plan, chapter, entry, no, staff))
    Task.objects.bulk_create(rows)


def _task(
    actor: Actor, plan: Plan, chapter: Chapter, entry: Entry, no: int, staff: list[people.Staff]
) -> Task:
    person, deputy = people.proposed(staff, entry.role)
    return Task(
        school_id=plan.school_id, unit_no=plan.unit_no, plan_id=plan.pk, chapter=chapter.code,
        code=entry.code, no=no, phase=entry.phase, what=entry.label, person_id=person,
        deputy_id=deputy, offset=entry.offset, place=entry.place, evidence=entry.evidence,
        wants_file=entry.wants_file,
        at=clock.now(), by_id=acts.user(actor),
    )  # fmt: skip


def renew(plan: Plan, school: Place) -> int:
    """Tasks that nobody has touched name whoever the record proposes today; gives how many changed."""
    staff = people.staff(school, clock.today())
    chapters = fitting(templates.version(plan.template_no).chapters, plan.kind, plan.needs)
    roles = {(one.code, entry.code): entry.role for one in chapters for entry in one.of("task")}
    changed = []
    for row in Task.objects.filter(plan_id=plan.pk, removed=False, rev=0):
        now = people.proposed(staff, roles.get((row.chapter, row.code), ""))
        if (row.person_id, row.deputy_id) != now:
            row.person_id, row.deputy_id = now
            changed.append(row)
    Task.objects.bulk_update(changed, ["person_id", "deputy_id"])
    return len(changed)


@dataclass(frozen=True)
class Typed:
    """A text as it was typed; `rev`: of what the form showed (0: nothing yet)."""

    text: str
    rev: int


@transaction.atomic
def write_texts(
    actor: Actor, act_id: UUID, school_no: int, chapter: str, typed: Mapping[str, Typed]
) -> int:
    """Write the texts of a chapter; gives how many changed. Stale: somebody else has changed one of
    them since."""
    plan, school = writable(actor, school_no)
    body = [(code, one.text, one.rev) for code, one in sorted(typed.items())]
    if begin(actor, act_id, school_no, "texts", chapter, body):
        return 0
    known = {entry.code for entry in plans.whole(plan, school).chapter(chapter).of("field")}
    cleaned = {
        code: acts.words(f"t-{code}", one.text.replace("\r\n", "\n"), longest=rules.LONG)
        for code, one in typed.items()
        if code in known
    }
    rows = {one.code: one for one in Text.objects.filter(plan_id=plan.pk, chapter=chapter)}
    changed = {
        code: text for code, text in cleaned.items()
        if text != (rows[code].text if code in rows else "")
    }  # fmt: skip
    _refuse_stale(actor, changed, typed, rows)
    for code, text in changed.items():
        _put(actor, plan, chapter, code, text, rows.get(code))
    if changed:
        wrote(actor, plan, school, "texts", len(changed))
    return len(changed)


def _refuse_stale(
    actor: Actor, changed: Mapping[str, str], typed: Mapping[str, Typed], rows: Mapping[str, Text]
) -> None:
    late = {
        code: rows[code] for code in changed if code in rows and rows[code].rev != typed[code].rev
    }
    if late:
        names = people.names({one.by_id for one in late.values()})
        raise Stale(
            {
                f"t-{code}": Other(one.text, names.get(one.by_id, ""), one.rev)
                for code, one in late.items()
            }
        )


def _put(actor: Actor, plan: Plan, chapter: str, code: str, text: str, row: Text | None) -> None:
    row = row or Text(
        school_id=plan.school_id, unit_no=plan.unit_no, plan_id=plan.pk, chapter=chapter,
        code=code, rev=0,
    )  # fmt: skip
    row.text, row.rev, row.at, row.by_id = text, row.rev + 1, clock.now(), acts.user(actor)
    row.save()


@transaction.atomic
def set_own_opening(actor: Actor, act_id: UUID, school_no: int, day: dt.date | None) -> None:
    """The day that the school proposes for itself; it counts while none is decided."""
    plan, school = writable(actor, school_no)
    if begin(actor, act_id, school_no, "own_opening", day):
        return
    if day is not None and abs((day - clock.today()).days) > 2 * rules.FARTHEST:
        raise Invalid(_("离今天太远了。请核对日期。"), {"own_opening": "far"})
    plan.own_opening = day
    wrote(actor, plan, school, "own_opening", 1)
