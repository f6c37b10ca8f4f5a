"""On one's own phone: the tasks of the plan that name one, one of them to be done, a change to
acknowledge."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.photos import queries as photos
from xiaoan.photos.queries import papers
from xiaoan.photos.services.evidence import Evidence, NewPaper, Shot
from xiaoan.schoolplans import forms, services
from xiaoan.schoolplans.pages import words as said
from xiaoan.schoolplans.queries import mine, people, template_words, words
from xiaoan.schoolplans.queries.kept import Task
from xiaoan.web import fields, pictures
from xiaoan.web.gate import Asked, page


@page(Permission.MY_DUTIES)
def mine_page(request: Asked) -> HttpResponse:
    """What is mine in the plan, and what I stand in for."""
    rows = [_row(request, one) for one in mine.named(request.actor)]
    context = {
        "own": [one for one in rows if one["is_own"]], "as_of": clock.now(),
        "other": [one for one in rows if not one["is_own"]], "back_url": reverse("duties:today"),
    }  # fmt: skip
    return render(request, "schoolplans/mine.html", context)


def _row(request: Asked, one: Task) -> dict[str, Any]:
    late = bool(one.owed_until and one.owed_until < clock.now())
    if one.done_at is not None:
        state = ("late", _("迟办")) if one.done_late else ("done", _("已办"))
    else:
        state = ("missed", _("逾期未办")) if late else ("due", _("待办"))
    return {
        "url": reverse("schoolplans:task", args=[one.pk]),
        "what": template_words.said(mine.said(one, "what")), "shape": state[0],
        "words": state[1], "due_at": one.owed_until, "place": template_words.said(mine.said(one, "place")),
        "is_own": one.owes_id == request.actor.user_id,
    }  # fmt: skip


@page(Permission.MY_DUTIES, methods="GET POST")
def task_page(request: Asked, task_id: UUID) -> HttpResponse:
    """A task of the plan in force; posted: it is done."""
    row, is_own = services.named_task(request.actor, task_id)
    posted = request.method == "POST"
    form = forms.DoneForm(request.POST if posted else None)
    status, errors, faults = (422 if posted else 200), [], {}
    if posted and form.is_valid():
        given = form.cleaned_data
        try:
            shown = _shown(request)
            services.mark_done(request.actor, given["submission_id"], task_id, given["note"], shown)
            messages.success(request, _("已办好,记下了。"))
            return HttpResponseRedirect(reverse("schoolplans:task", args=[task_id]))
        except Invalid as refused:
            status, faults = refused.status, dict.fromkeys(refused.fields, str(refused))
            errors = (
                []
                if faults.keys() & {"photo", "paper"}
                else fields.put(form, refused.fields, str(refused))
            )
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    names = people.names({row.owes_id, row.owes_deputy_id, row.done_by_id})
    context = {
        **_row(request, row), "row": row, "errors": errors, "faults": faults,
        "phase": words.PHASE_NAMES[row.owed.get("phase_code", row.phase)],
        "evidence": words.frozen_evidence(mine.said(row, "evidence")),
        "wants_file": bool(row.owed.get("wants_file")),
        "photo": pictures.widget(request.POST if posted else None), "shown": said.evidence(row),
        "person": names.get(row.owes_id, "") if row.owes_id else "",
        "deputy": names.get(row.owes_deputy_id, "") if row.owes_deputy_id else "",
        "done_by": names.get(row.done_by_id, "") if row.done_by_id else "", "is_mine": is_own,
        "fields": list(fields.shown(form, is_plain=True)),
        "submission_id": form["submission_id"].value() or uuid7(),
        "may": row.done_at is None and row.owed_until is not None,
        "back_url": reverse("schoolplans:mine"),
    }  # fmt: skip
    return render(request, "schoolplans/task.html", context, status=status)


def _shown(request: Asked) -> Evidence:
    photos = tuple(Shot(one.content, one.taken_at) for one in pictures.read(request))
    return Evidence(photos, tuple(NewPaper(*one) for one in pictures.read_papers(request)))


@page(Permission.MY_DUTIES)
def photo_page(request: Asked, task_id: UUID, photo_id: UUID) -> HttpResponse:
    """A picture that shows that a task is done; any other is not there."""
    row = services.shown_task(request.actor, task_id)
    if photo_id not in row.done_photo_ids:
        raise NotFound
    with everywhere("schoolplans"):
        return pictures.answer(photos.picture(photo_id))


@page(Permission.MY_DUTIES)
def paper_page(request: Asked, task_id: UUID, paper_id: UUID) -> HttpResponse:
    """A paper that shows that a task is done; any other is not there."""
    row = services.shown_task(request.actor, task_id)
    if paper_id not in row.done_paper_ids:
        raise NotFound
    with everywhere("schoolplans"):
        return pictures.paper(*papers.paper(paper_id))


@page(Permission.MY_DUTIES, methods="GET POST")
def told_page(request: Asked, told_id: UUID) -> HttpResponse:
    """What a version changed for oneself; posted: acknowledged."""
    row = services.own_told(request.actor, told_id)
    if request.method == "POST":
        services.see(request.actor, told_id)
        messages.success(request, _("已确认知道了。"))
        return HttpResponseRedirect(reverse("schoolplans:told", args=[told_id]))
    context = {
        "row": row,
        "changes": [
            {
                "how": words.HOW_NAMES[one["how"]], "label": template_words.said(one["label"]),
                "parts": [
                    {
                        "name": words.PART_NAMES[part["name"]],
                        "old": words.frozen_part(part["name"], part["old"]),
                        "new": words.frozen_part(part["name"], part["new"]),
                    }
                    for part in one["parts"]
                ],
            }
            for one in row.changes
        ],
        "back_url": reverse("schoolplans:mine"),
    }  # fmt: skip
    return render(request, "schoolplans/told.html", context)
