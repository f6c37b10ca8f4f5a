"""Frozen versions of a plan, and the content of one as it is made."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from xiaoan.directory.queries import STAGE_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.schoolplans.models import Plan, Version
from xiaoan.schoolplans.queries import record, words
from xiaoan.schoolplans.queries.plans import Whole
from xiaoan.schoolplans.rules import WRITABLE, due_day
from xiaoan.schoolplans.rules.completeness import Task
from xiaoan.schoolplans.rules.template import Chapter


def content_of(actor: Actor, one: Whole) -> dict[str, Any]:
    """All of a plan as it stands now, as a version keeps it: with names, and what the record says. In
    简体中文:
    it goes on paper."""
    with override("zh-hans"):
        facts = record.facts(actor, one.school, clock.today())
        names = one.names
        return {
            "school": one.school.name, "kind": one.plan.kind, "stage": str(STAGE_NAMES[one.plan.kind]),
            "needs": list(one.plan.needs), "template": one.plan.template_no,
            "opening": one.opening.isoformat() if one.opening else "",
            "opening_is_own": one.decided is None,
            "chapters": [_chapter(one, chapter, facts, names) for chapter in one.chapters],
        }  # fmt: skip


def _chapter(
    one: Whole, chapter: Chapter, facts: dict[str, list[record.Fact]], names: dict[Any, str]
) -> dict[str, Any]:
    texts = []
    for entry in chapter.of("field"):
        found = one.texts.get((chapter.code, entry.code))
        texts.append(
            {"code": entry.code, "label": entry.label, "text": found.text if found else ""}
        )
    tasks = [task_of(row, names, one.opening) for row in one.tasks if row.chapter == chapter.code]
    return {
        "code": chapter.code, "title": chapter.title, "texts": texts, "tasks": tasks,
        "record": [fact.as_json() for fact in facts.get(chapter.code, ())],
    }  # fmt: skip


def task_of(row: Task, names: dict[Any, str], opening: dt.date | None) -> dict[str, Any]:
    day = due_day(row.due_on, row.offset, opening) if row.phase != "emergency" else None
    said = words.due_words(row.due_on, row.offset)
    if day is not None and row.due_on is None:
        said = _("%(said)s(%(day)s)") % {"said": said, "day": day.isoformat()}
    if row.phase == "emergency":
        said = _("发生时立即")
    return {
        "id": str(row.id), "no": row.no, "phase": str(words.PHASE_NAMES[row.phase]),
        "phase_code": row.phase, "what": row.what,
        "person": names.get(row.person_id, "") if row.person_id else "",
        "person_id": str(row.person_id) if row.person_id else "",
        "deputy": names.get(row.deputy_id, "") if row.deputy_id else "",
        "deputy_id": str(row.deputy_id) if row.deputy_id else "",
        "due": said, "due_on": day.isoformat() if day else "", "offset": row.offset, "place": row.place,
        "evidence": words.evidence_words(row.evidence, wants_file=row.wants_file),
        "wants_file": row.wants_file,
    }  # fmt: skip


def versions_of(plan: Plan) -> list[Version]:
    """The newest first, without their contents."""
    return list(Version.objects.filter(plan_id=plan.pk).defer("content").order_by("-no"))


def version_of(plan: Plan, no: int) -> Version:
    """NotFound: no such version."""
    found = Version.objects.filter(plan_id=plan.pk, no=no).first()
    if found is None:
        raise NotFound
    return found


def writes(actor: Actor, plan: Plan) -> bool:
    """Whether somebody reads the plan as it stands in this moment: the school's own editors, nobody else."""
    return actor.may(Permission.WRITE_SCHOOL_PLAN, plan.school_id)


def is_hidden(actor: Actor, plan: Plan) -> bool:
    """Whether what is being written is not for this reader: they read what was submitted last."""
    return plan.state in WRITABLE and not writes(actor, plan)


def last_chapter(plan: Plan, code: str) -> dict[str, Any] | None:
    """A chapter of the version submitted last; None: nothing was submitted, or it had no such chapter."""
    if not plan.version:
        return None
    content = version_of(plan, plan.version).content
    return next((one for one in content["chapters"] if one["code"] == code), None)


def published(plan: Plan) -> Version | None:
    """The version in force."""
    return version_of(plan, plan.published_no) if plan.published_no else None
