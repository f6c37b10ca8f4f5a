"""What is assigned to one's child or oneself: read, then answered, then what was wrong and why."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.materials import queries, services
from xiaoan.materials.pages import words
from xiaoan.materials.pages.library import shown
from xiaoan.materials.queries import assigned, quizzes
from xiaoan.materials.queries.words import text
from xiaoan.web.gate import Asked, page


@page(Permission.READ_MATERIALS, methods="GET POST")
def mine_page(request: Asked, assignment_id: UUID, whom: UUID) -> HttpResponse:
    """The text of what was assigned; posted: it was read."""
    one = assigned.own(request.actor, assignment_id, whom)
    status, errors = 200, []
    if request.method == "POST":
        try:
            services.read(request.actor, assignment_id, whom)
            return _after(request, one)
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    held = queries.version(one.assigned.version_id)
    context = {
        **shown(held, one.assigned.audience), **_about(one), "errors": errors, "halted": held.halted,
        "read_at": one.read_at, "handed_at": one.handed_at, "total": one.total,
        "quiz_url": reverse("materials:quiz", args=[assignment_id, whom]),
        "is_over": not one.assigned.is_open_on(clock.today()),
    }  # fmt: skip
    return render(request, "materials/mine.html", context, status=status)


def _about(one: assigned.Mine) -> dict[str, Any]:
    return {
        "name": one.name, "until": one.assigned.until, "note": one.assigned.note,
        "questions_asked": one.assigned.questions, "back_url": reverse("materials:home"),
    }  # fmt: skip


def _after(request: Asked, one: assigned.Mine) -> HttpResponse:
    if one.assigned.questions:
        return HttpResponseRedirect(reverse("materials:quiz", args=[one.assigned.id, one.whom]))
    messages.success(request, _("已记下:读完了。"))
    return HttpResponseRedirect(reverse("materials:home"))


@page(Permission.READ_MATERIALS, methods="GET POST")
def quiz_page(request: Asked, assignment_id: UUID, whom: UUID) -> HttpResponse:
    """The questions drawn for this reading; posted: handed in. Afterwards what was wrong and why, for whoever
    answered alone."""
    one = assigned.own(request.actor, assignment_id, whom)
    lot, drawn = quizzes.of_reading(one)
    given: dict[int, list[int]] = {}
    wrong: dict[str, str] = {}
    status, errors = 200, []
    if request.method == "POST":
        given = words.chosen(request.POST, len(drawn))
        try:
            services.answer(request.actor, assignment_id, whom, given)
            return HttpResponseRedirect(reverse("materials:quiz", args=[assignment_id, whom]))
        except Invalid as refused:
            status, errors, wrong = refused.status, [str(refused)], refused.fields
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    said = quizzes.result(request.actor, one) if one.handed_at and one.is_own else ()
    context = {
        **_about(one), "title": text(one.assigned.title), "errors": errors,
        "handed_at": one.handed_at, "is_own": one.is_own, "right": one.right, "total": one.total,
        "is_over": not one.assigned.is_open_on(clock.today()),
        "said": [words.said(each) for each in said],
        "questions": words.asked(quizzes.asked(lot, drawn), given, wrong),
        "practice_url": reverse("materials:practice", args=[one.assigned.code])
        + f"?for={one.assigned.audience}",
        "back_url": reverse("materials:mine", args=[assignment_id, whom]),
    }  # fmt: skip
    return render(request, "materials/quiz.html", context, status=status)
