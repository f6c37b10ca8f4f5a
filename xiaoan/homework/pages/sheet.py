"""A platform's list of who handed in: chosen, columns and what would change shown, applied; names settled."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.queries import nicknames
from xiaoan.directory.rules import nicknames as names
from xiaoan.homework import services
from xiaoan.homework.pages.shown import told
from xiaoan.homework.queries import parked, tasks
from xiaoan.homework.queries.words import COLUMN_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web import headings, reading, uploads
from xiaoan.web.gate import Asked, page, require


@page(Permission.SET_HOMEWORK, methods="GET POST")
def sheet_page(request: Asked, task_id: UUID) -> HttpResponse:
    """A list for one task; posted `file`: read and shown; posted `preview`: applied."""
    row = tasks.task(request.actor, task_id)
    require(request.actor, Permission.SET_HOMEWORK, row.unit_no)
    context: dict[str, Any] = {
        "one": told(row), "where": directory.place(row.unit_no).name, "error": "",
        "back_url": reverse("homework:task", args=[task_id]),
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        preview = reading.read_optional_id(request.POST.get("preview", ""))
        try:
            if preview is not None:
                return _applied(request, task_id, services.apply_sheet(request.actor, preview))
            context |= _read(request, task_id)
        except (Invalid, Conflict) as refused:
            context["error"], status = str(refused), refused.status
            said, mapping = (
                request.POST.getlist("heading"),
                headings.typed(request.POST, COLUMN_NAMES),
            )
            if isinstance(refused, headings.Unclear):
                said, mapping = list(refused.headings), dict(refused.mapping)
            context["columns"] = headings.shown(said, mapping, COLUMN_NAMES)
    return render(request, "homework/sheet.html", context, status=status)


def _applied(request: Asked, task_id: UUID, done: services.Applied) -> HttpResponse:
    messages.success(
        request,
        _("已导入:%(a)s 人有变化,%(b)s 个名字待认。") % {"a": done.changed, "b": done.parked},
    )
    if done.parked:
        return HttpResponseRedirect(reverse("homework:names"))
    return HttpResponseRedirect(reverse("homework:task", args=[task_id]))


def _read(request: Asked, task_id: UUID) -> dict[str, Any]:
    with uploads.held(request.FILES.get("file")) as path:
        digest = uploads.digest(path, services.LARGEST_SHEET)
        given = headings.typed(request.POST, COLUMN_NAMES)
        found = services.read_sheet(request.actor, task_id, path, given)
    said = list(found.people.values())
    return {
        "found": found, "preview": services.keep_sheet(request.actor, task_id, digest, found),
        "foreseen": services.foresee(request.actor, task_id, digest, found),
        "unknown": sorted(found.unknown)[:50], "matched": len(said),
        "handed": sum(one.state == "handed" for one in said),
        "late": sum(one.late for one in said), "marked": sum(one.marked for one in said),
        "missing": sum(one.state == "missing" for one in said),
        "excused": sum(one.state == "excused" for one in said),
        "columns": headings.shown(found.headings, found.mapping, COLUMN_NAMES),
    }  # fmt: skip


@page(Permission.SET_HOMEWORK, methods="GET POST")
def names_page(request: Asked) -> HttpResponse:
    """Names of lists that fit nobody: say who it is; it is remembered for the class."""
    error, status = "", 200
    if request.method == "POST":
        try:
            changed = services.settle_name(
                request.actor, reading.read_id(request.POST.get("submission_id", "")), _unit(request),
                request.POST.get("name", ""), _who(request),
            )  # fmt: skip
            messages.success(request, _("已记住。%(n)s 次作业随之更新。") % {"n": changed})
            return HttpResponseRedirect(reverse("homework:names"))
        except Invalid as refused:
            error, status = str(refused), refused.status
    waiting = parked.parked(request.actor)
    nos = {no for no, _name, _tasks in waiting}
    places, rolls = directory.places(nos), nicknames.rolls(request.actor, nos, clock.today())
    kin = {no: nicknames.with_kin(request.actor, roll) for no, roll in rolls.items()}
    lines = [
        {
            "unit_no": no, "place": places[no].name, "name": name, "tasks": n, "id": uuid7(),
            "candidates": names.candidates(name, kin.get(no, [])), "roll": rolls.get(no, []),
        }
        for no, name, n in waiting
    ]  # fmt: skip
    context = {"lines": lines, "error": error, "back_url": reverse("homework:home")}
    return render(request, "homework/names.html", context, status=status)


def _unit(request: Asked) -> int:
    found = whole(request.POST.get("unit", ""))
    if not found or directory.places([found]).get(found) is None:
        raise NotFound
    return found


def _who(request: Asked) -> UUID | None:
    text = request.POST.get("person", "")
    if text == "nobody":
        return None
    found = reading.read_optional_id(text)
    if found is None:
        raise Invalid(_("请选是哪名学生,或选“不是本班学生”。"), {"person": "missing"})
    return found
