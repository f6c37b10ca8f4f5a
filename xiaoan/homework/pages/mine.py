"""The first page: of a family the homework of its children, of a teacher the own classes; handing in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.homework import forms, services
from xiaoan.homework.pages.shown import card, told
from xiaoan.homework.queries import mine, parked, tasks, words
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web import fields, pictures
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_HOMEWORK, Permission.HAND_IN)
def home_page(request: Asked) -> HttpResponse:
    """What is to be done: by the children, and what a teacher has set."""
    actor = request.actor
    own = [_mine(one) for one in mine.mine(actor)] if actor.may_anywhere(Permission.HAND_IN) else []
    units, rows = [], []
    reach = actor.reach(Permission.SEE_HOMEWORK)
    if reach:
        places = directory.places({lo for lo, _hi in reach})
        units = [
            {"url": reverse("homework:unit", args=[no]), "name": places[no].name} for no in sorted(places)
        ]  # fmt: skip
        if actor.user_id and actor.may_anywhere(Permission.SET_HOMEWORK):
            found = tasks.set_by(actor)
            names = {
                one.no: one.name for one in directory.places({r.unit_no for r in found}).values()
            }
            rows = [card(row, names) for row in found]
    context = {
        "own": own, "units": units, "rows": rows, "as_of": clock.now(),
        "is_family": actor.may_anywhere(Permission.HAND_IN), "sees": bool(reach),
        "sets": actor.may_anywhere(Permission.SET_HOMEWORK),
        "parked": parked.waiting_names(actor) if reach else 0,
    }  # fmt: skip
    return render(request, "homework/home.html", context)


def _mine(one: mine.Mine) -> dict[str, Any]:
    return {
        "url": reverse("homework:mine", args=[one.task.pk, one.person_id]), "title": one.task.title,
        "subject": directory.subject_name(one.task.subject), "name": one.name,
        "due_at": one.task.due_at, "shape": words.SHAPES[one.state],
        "words": words.state_words(one.state),
    }  # fmt: skip


@page(Permission.HAND_IN, methods="GET POST")
def mine_page(request: Asked, task_id: UUID, person_id: UUID) -> HttpResponse:
    """A task of one's child; posted: handed in."""
    one = mine.own(request.actor, task_id, person_id)
    posted = request.method == "POST"
    form = forms.HandInForm(request.POST if posted else None)
    status, errors, photo_error = (422 if posted else 200), [], ""
    if posted and form.is_valid():
        given = form.cleaned_data
        try:
            found = tuple(each.content for each in pictures.read(request))
            services.hand_in(
                request.actor,
                services.NewPiece(given["submission_id"], task_id, person_id, given["text"], found),
            )
            messages.success(request, _("已交。"))
            return HttpResponseRedirect(reverse("homework:mine", args=[task_id, person_id]))
        except Invalid as refused:
            status = refused.status
            photo_error = str(refused) if "photo" in refused.fields else ""
            errors = [] if photo_error else fields.put(form, refused.fields, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    piece = one.piece
    context = {
        "one": told(one.task), "name": one.name, "errors": errors, "state": one.state,
        "shape": words.SHAPES[one.state], "words": words.state_words(one.state),
        "piece": piece, "mark": words.mark_words(piece.mark) if piece else "",
        "why": words.why_words(piece.why) if piece else "",
        "photos": [reverse("homework:photo", args=[task_id, pk]) for pk in piece.photos] if piece else [],
        "may": not one.task.cancelled_at and one.state != "marked",
        "fields": list(fields.shown(form, is_plain=True)),
        "submission_id": form["submission_id"].value() or uuid7(),
        "photo": pictures.widget(request.POST if posted else None), "photo_error": photo_error,
        "back_url": reverse("homework:home"),
    }  # fmt: skip
    return render(request, "homework/mine.html", context, status=status)
