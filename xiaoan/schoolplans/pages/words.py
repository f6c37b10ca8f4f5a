"""What pages show of plans."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel.scope import everywhere
from xiaoan.photos.queries import papers
from xiaoan.schoolplans.queries import people, plans, template_words, words
from xiaoan.schoolplans.queries.kept import Comment, Step, Task
from xiaoan.schoolplans.rules import compare as comparing
from xiaoan.schoolplans.rules import completeness


def state(code: str) -> dict[str, str]:
    return {"shape": words.STATE_SHAPES[code], "words": str(words.STATE_NAMES[code])}


def steps(rows: list[Step]) -> list[dict[str, Any]]:
    names = people.names({one.by_id for one in rows})
    return [
        {
            "words": words.STEP_NAMES[one.what], "at": one.at, "by": names.get(one.by_id, ""),
            "version": one.version_no, "text": one.text,
        }
        for one in rows
    ]  # fmt: skip


def comments(rows: list[Comment], labels: dict[UUID, str]) -> list[dict[str, Any]]:
    names = people.names({who for one in rows for who in (one.by_id, one.answered_by_id)})
    return [
        {
            "id": one.pk, "about": labels.get(one.task_id, "") if one.task_id else "",
            "text": one.text, "at": one.at, "by": names.get(one.by_id, ""), "answer": one.answer,
            "answered_at": one.answered_at, "version": one.version_no,
            "answered_by": names.get(one.answered_by_id, "") if one.answered_by_id else "",
        }
        for one in rows
    ]  # fmt: skip


def missing(found: list[completeness.Missing], chapter: str) -> list[dict[str, str]]:
    return [
        {"text": words.missing_words(one), "source": template_words.source(one.source)}
        for one in found
        if one.chapter == chapter
    ]


def task(one: completeness.Task, names: dict[UUID, str], whole: plans.Whole) -> dict[str, Any]:
    row = whole.rows[one.id]
    return {
        "id": one.id, "no": one.no, "what": template_words.said(one.what),
        "phase": words.PHASE_NAMES[one.phase],
        "person": names.get(one.person_id, "") if one.person_id else "",
        "deputy": names.get(one.deputy_id, "") if one.deputy_id else "",
        "due": _("发生时立即") if one.phase == "emergency" else words.due_words(one.due_on, one.offset),
        "place": template_words.said(one.place), "is_proposed": one.rev == 0,
        "evidence": words.evidence_words(one.evidence, wants_file=one.wants_file),
        "url": reverse("schoolplans:edit_task", args=[whole.school.no, one.id]),
        "done_at": row.done_at, "done_note": row.done_note, "owed_until": row.owed_until,
        "shown": evidence(row),
    }  # fmt: skip


# Of a task of a version, what is said in words of ours.
_SAID = ("what", "phase", "place", "evidence", "due")


def submitted(one: dict[str, Any]) -> dict[str, Any]:
    """A task of a version, which keeps its words in 简体中文."""
    told = {name: words.frozen_part(name, one[name]) for name in _SAID}
    return {**one, **told, "done_at": None, "done_note": ""}


def evidence(row: Task) -> dict[str, Any]:
    """What shows that a task is done: addresses of its pictures and papers."""
    with everywhere("schoolplans"):
        kept = papers.rows(row.done_paper_ids) if row.done_paper_ids else {}
    return {
        "photos": [reverse("schoolplans:photo", args=[row.pk, pk]) for pk in row.done_photo_ids],
        "papers": [
            {**kept[pk].__dict__, "url": reverse("schoolplans:done_paper", args=[row.pk, pk])}
            for pk in row.done_paper_ids if pk in kept
        ],
    }  # fmt: skip


def changes(found: list[comparing.Change], titles: dict[str, str]) -> list[dict[str, Any]]:
    """By chapter, in order; what versions keep in 简体中文 in the language of who reads."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        groups.setdefault(one.chapter, []).append(
            {
                "how": one.how, "how_words": words.HOW_NAMES[one.how],
                "label": template_words.said(one.label),
                "parts": [
                    {
                        "name": words.PART_NAMES[part.name],
                        "old": words.frozen_part(part.name, part.old),
                        "new": words.frozen_part(part.name, part.new),
                    }
                    for part in one.parts
                ],
            }
        )  # fmt: skip
    return [
        {"title": template_words.said(titles.get(code, code)), "rows": rows}
        for code, rows in groups.items()
    ]
