"""One task on the teacher's phone: who has not handed in, what is to be marked; one pupil's piece."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.homework import forms, services
from xiaoan.homework.pages.shown import told
from xiaoan.homework.queries import parked, tasks, words
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web import fields
from xiaoan.web.gate import Asked, page, require

_EXCEPTIONS = ("missing", "excused", "no_device")


@page(Permission.SEE_HOMEWORK, methods="GET POST")
def task_page(request: Asked, task_id: UUID) -> HttpResponse:
    """A task with its pupils; posted `act` tell: all handed in but those chosen; `mark_all`: all seen."""
    row, status, errors = tasks.task(request.actor, task_id), 200, []
    if request.method == "POST":
        if not request.actor.may(Permission.SET_HOMEWORK, row.unit_no):
            raise Forbidden
        try:
            if done := _posted(request, row):
                messages.success(request, done)
                return HttpResponseRedirect(reverse("homework:task", args=[task_id]))
            status, errors = 422, [_("页面已过期,请刷新后重试。")]
        except (Invalid, Conflict) as refused:
            status, errors = refused.status, [str(refused)]
    return render(request, "homework/task.html", _context(request, row, errors), status=status)


def _posted(request: Asked, row: tasks.Known) -> str:
    """What was done, in words; "" where the form cannot be read."""
    form = forms.ActForm(request.POST)
    if not form.is_valid():
        return ""
    act_id = form.cleaned_data["submission_id"]
    if request.POST.get("act") == "mark_all":
        n = services.mark_all(request.actor, act_id, row.pk)
        return _("%(n)s 份记为已阅。") % {"n": n} if n else _("已记下。")
    if request.POST.get("act") != "tell":
        return ""
    found = {}
    for name, state in request.POST.items():
        if name.startswith("p-") and state != "handed":
            try:
                found[UUID(name.removeprefix("p-"))] = str(state)
            except ValueError:
                return ""
    services.tell(request.actor, act_id, row.pk, found)
    return _("已登记。")


def _context(request: Asked, row: tasks.Known, errors: list[str]) -> dict[str, Any]:
    found = tasks.lines(request.actor, row)
    marks = request.actor.may(Permission.SET_HOMEWORK, row.unit_no) and row.cancelled_at is None
    return {
        "one": told(row), "row": row, "errors": errors, "marks": marks,
        "asked": row.handed + row.missing + row.unknown, "unmarked": row.handed - row.marked,
        "where": directory.place(row.unit_no).name, "act_ids": [uuid7(), uuid7()],
        "lines": [_line(request, row, one) for one in found],
        "choices": [("handed", _("交了")), *((one, words.state_words(one)) for one in _EXCEPTIONS)],
        "is_told": row.base == "handed", "back_url": reverse("homework:unit", args=[row.unit_no]),
        "cancel_url": reverse("homework:cancel", args=[row.pk]) if marks else "",
        "sheet_url": reverse("homework:sheet", args=[row.pk]),
        "waiting": parked.waiting_of(row.pk) if marks else 0,
    }  # fmt: skip


def _line(request: Asked, row: tasks.Known, one: tasks.Line) -> dict[str, Any]:
    state = "handed" if one.state == "unknown" else one.state
    chosen = request.POST.get(f"p-{one.person_id}", state)
    shown = "returned" if one.returned_at else "marked" if one.marked_at else one.state
    return {
        "id": one.person_id, "name": one.name or _("(姓名不可见)"), "chosen": chosen,
        "fixed": one.fixed, "shape": words.SHAPES[shown], "words": words.state_words(shown),
        "why": words.why_words(one.why), "late": one.late, "mark": words.mark_words(one.mark),
        "url": reverse("homework:piece", args=[row.pk, one.person_id])
        if one.state == "handed" else "",
    }  # fmt: skip


def _name(request: Asked, row: tasks.Known, person_id: UUID) -> tasks.Line:
    found = next(
        (one for one in tasks.lines(request.actor, row) if one.person_id == person_id), None
    )
    if found is None:
        raise NotFound
    return found


@page(Permission.SEE_HOMEWORK, methods="GET POST")
def piece_page(request: Asked, task_id: UUID, person_id: UUID) -> HttpResponse:
    """What one pupil handed in; posted: marked."""
    row = tasks.task(request.actor, task_id)
    line = _name(request, row, person_id)
    piece, posted = tasks.piece(row, person_id), request.method == "POST"
    mark = piece.mark if piece else ""
    initial = {
        "grade": "" if mark.isdigit() else mark, "points": mark if mark.isdigit() else "",
        "comment": piece.comment if piece else "",
    }  # fmt: skip
    form = forms.MarkForm(request.POST if posted else None, initial=initial)
    status, errors = (422 if posted else 200), []
    if posted and not request.actor.may(Permission.SET_HOMEWORK, row.unit_no):
        raise Forbidden
    if posted and form.is_valid():
        given = form.cleaned_data
        try:
            services.mark(
                request.actor,
                given["submission_id"],
                task_id,
                person_id,
                form.mark(),
                given["comment"],
            )
            messages.success(request, _("已批改。"))
            return HttpResponseRedirect(reverse("homework:task", args=[task_id]))
        except Invalid as refused:
            named = {"grade" if one == "mark" else one: why for one, why in refused.fields.items()}
            status, errors = refused.status, fields.put(form, named, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    context = {
        **_piece(request, row, line), "errors": errors,
        "fields": list(fields.shown(form, is_plain=True)),
        "submission_id": form["submission_id"].value() or uuid7(),
    }  # fmt: skip
    return render(request, "homework/piece.html", context, status=status)


def _piece(request: Asked, row: tasks.Known, line: tasks.Line) -> dict[str, Any]:
    """One pupil's piece as it is shown."""
    piece = tasks.piece(row, line.person_id)
    kept = piece.photos if piece else []
    may = request.actor.may(Permission.SET_HOMEWORK, row.unit_no) and row.cancelled_at is None
    return {
        "one": told(row), "name": line.name, "piece": piece, "line": line,
        "why": words.why_words(line.why), "state": words.state_words(line.state),
        "shape": words.SHAPES[line.state], "marks": may and line.state == "handed",
        "photos": [reverse("homework:photo", args=[row.pk, pk]) for pk in kept],
        "return_url": reverse("homework:return", args=[row.pk, line.person_id]),
        "back_url": reverse("homework:task", args=[row.pk]),
    }  # fmt: skip


@page(Permission.SET_HOMEWORK, methods="GET POST")
def return_page(request: Asked, task_id: UUID, person_id: UUID) -> HttpResponse:
    """What is to be mended; posted: returned."""
    row = tasks.task(request.actor, task_id)
    require(request.actor, Permission.SET_HOMEWORK, row.unit_no)
    line, posted = _name(request, row, person_id), request.method == "POST"
    form = forms.CommentForm(request.POST if posted else None)
    status, errors = (422 if posted else 200), []
    if posted and form.is_valid():
        given = form.cleaned_data
        try:
            services.give_back(
                request.actor, given["submission_id"], task_id, person_id, given["comment"]
            )
            messages.success(request, _("已退回订正。"))
            return HttpResponseRedirect(reverse("homework:task", args=[task_id]))
        except Invalid as refused:
            status, errors = refused.status, fields.put(form, refused.fields, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    context = {
        "title": _("退回订正"), "sub": f"{line.name} · {row.title}", "button": _("退回订正"),
        "note": _("家长会看到要订正什么,改好再交。"), "errors": errors,
        "fields": list(fields.shown(form, is_plain=True)),
        "submission_id": form["submission_id"].value() or uuid7(),
        "back_url": reverse("homework:piece", args=[task_id, person_id]),
    }  # fmt: skip
    return render(request, "homework/reason.html", context, status=status)
