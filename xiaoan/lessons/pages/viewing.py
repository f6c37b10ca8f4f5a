"""Exports of platforms: chosen, columns and what would change shown, applied; names settled."""

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
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.lessons import rules, services
from xiaoan.lessons.queries import lessons
from xiaoan.lessons.queries.words import COLUMN_NAMES, PLATFORM_NAMES
from xiaoan.web import headings, reading, uploads
from xiaoan.web.gate import Asked, page

_TEACHES = (Permission.TEACH, Permission.KEEP_LESSONS)


@page(*_TEACHES, methods="GET POST")
def viewing_page(request: Asked, unit_no: int) -> HttpResponse:
    """An export for one lesson of a class, or for a class or school whose rows say day and subject."""
    place = lessons.place_of(request.actor, unit_no, *_TEACHES)
    lesson_id = reading.read_optional_id(
        request.POST.get("lesson") or request.GET.get("lesson", "")
    )
    context: dict[str, Any] = {
        "place": place, "platforms": list(PLATFORM_NAMES.items()), "error": "",
        "lesson": lesson_id, "platform": request.POST.get("platform", ""),
        "choices": _choices(request, unit_no) if place.kind == "class" else [],
        "back_url": reverse("lessons:lesson", args=[lesson_id]) if lesson_id else reverse("lessons:home"),
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        preview = reading.read_optional_id(request.POST.get("preview", ""))
        try:
            if preview is not None:
                return _apply(request, unit_no, preview)
            context |= _read(request, unit_no, lesson_id)
        except Invalid as error:
            context["error"], status = str(error), error.status
            said, mapping = (
                (error.headings, error.mapping)
                if isinstance(error, headings.Unclear)
                else (request.POST.getlist("heading"), headings.typed(request.POST, COLUMN_NAMES))
            )
            context["columns"] = headings.shown(said, mapping, COLUMN_NAMES)
    return render(request, "lessons/viewing.html", context, status=status)


def _choices(request: Asked, unit_no: int) -> list[tuple[UUID, str]]:
    return [
        (
            one.pk,
            f"{one.starts_at.astimezone(clock.ZONE):%H:%M} {directory.subject_name(one.subject)}",
        )
        for one in lessons.of_day(request.actor, clock.today(), unit_no)
    ]


def _apply(request: Asked, unit_no: int, preview: UUID) -> HttpResponse:
    done = services.apply(request.actor, preview, replaces=request.POST.get("how") == "replace")
    messages.success(
        request,
        _("已导入:%(a)s 节课中 %(b)s 节有变化,%(c)s 个名字待认。")
        % {"a": done.lessons, "b": done.changed, "c": done.parked},
    )
    if done.parked and directory.place(unit_no).kind == "class":
        return HttpResponseRedirect(reverse("lessons:names", args=[unit_no]))
    return HttpResponseRedirect(reverse("lessons:home"))


def _read(request: Asked, unit_no: int, lesson_id: UUID | None) -> dict[str, Any]:
    said = request.POST
    given = headings.typed(said, COLUMN_NAMES)
    platform = said.get("platform", "")
    if platform not in rules.PLATFORMS:
        raise Invalid(_("请选平台。"), {"platform": "unknown"})
    sent = services.Sent(unit_no, platform, lesson_id, given)
    with uploads.held(request.FILES.get("file")) as path:
        digest = uploads.digest(path, services.LARGEST_EXPORT)
        found = services.read(request.actor, sent, path)
    preview = services.keep_preview(request.actor, sent, digest, found)
    return {
        "found": found, "preview": preview, "lessons": len(found.people),
        "people": sum(map(len, found.people.values())),
        "unknown": sorted({name for all_ in found.unknown.values() for name in all_})[:50],
        "unknown_count": len({name for all_ in found.unknown.values() for name in all_}),
        "columns": headings.shown(found.headings, found.mapping, COLUMN_NAMES),
        "earlier": services.earlier(request.actor, unit_no, digest, found.people),
    }  # fmt: skip


@page(*_TEACHES)
def waiting_page(request: Asked) -> HttpResponse:
    """Classes with names that wait for a person; to the only one if it is one."""
    nos = lessons.classes_waiting(request.actor)
    if len(nos) == 1:
        return HttpResponseRedirect(reverse("lessons:names", args=[nos[0]]))
    places = directory.places(nos)
    context = {"rows": [places[no] for no in nos], "back_url": reverse("lessons:home")}
    return render(request, "lessons/waiting.html", context)


@page(*_TEACHES, methods="GET POST")
def names_page(request: Asked, unit_no: int) -> HttpResponse:
    """Names of exports that fit nobody of a class: say who it is; it is remembered."""
    place = lessons.place_of(request.actor, unit_no, *_TEACHES)
    error, status = "", 200
    if request.method == "POST":
        try:
            changed = services.settle_name(
                request.actor, reading.read_id(request.POST.get("submission_id", "")), unit_no,
                request.POST.get("name", ""), _who(request),
            )  # fmt: skip
            messages.success(request, _("已记住。%(n)s 节课的听课情况随之更新。") % {"n": changed})
            return HttpResponseRedirect(reverse("lessons:names", args=[unit_no]))
        except Invalid as refused:
            error, status = str(refused), refused.status
    waiting = lessons.parked(unit_no)[:100]
    roll = nicknames.rolls(request.actor, [unit_no], clock.today()).get(unit_no, [])
    kin = nicknames.with_kin(request.actor, roll) if waiting else []
    lines = [
        {
            "name": name, "lessons": n, "minutes": seconds // 60, "id": uuid7(),
            "candidates": names.candidates(name.partition(names.AT)[0], kin),
        }
        for name, n, seconds in waiting
    ]  # fmt: skip
    context = {
        "place": place, "lines": lines, "roll": roll, "error": error,
        "back_url": reverse("lessons:home"),
    }  # fmt: skip
    return render(request, "lessons/names.html", context, status=status)


def _who(request: Asked) -> UUID | None:
    text = request.POST.get("person", "")
    if text == "nobody":
        return None
    found = reading.read_optional_id(text)
    if found is None:
        raise Invalid(_("请选是哪名学生,或选“不是本班学生”。"), {"person": "missing"})
    return found
