"""Parts of units: the list with filters and as a sheet, what waits for a check, directives by township."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directives import services
from xiaoan.directives.pages import words
from xiaoan.directives.queries import register, targets
from xiaoan.directives.queries.words import SOURCE_NAMES, TARGET_NAMES
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading, sheets
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager


@page(Permission.SEE_DIRECTIVES)
def targets_page(request: Asked) -> HttpResponse:
    """Parts of units in sight, by deadline; `?file=xlsx` to take the whole list away."""
    actor, error, status = request.actor, "", 200
    try:
        wanted = _wanted(request)
        if request.GET.get("file") == "xlsx":
            return _sheet(request, services.export(actor, wanted))
    except Invalid as refused:
        wanted, error, status = targets.Wanted(), str(refused), refused.status
    offset = whole(request.GET.get("offset", ""))
    total, rows = targets.page_of(actor, wanted, offset, words.PAGE)
    names = ("light", "state", "source", "unit", "directive", "until")
    asked = {name: request.GET.get(name, "") for name in names}
    query = request.GET.copy()
    query["file"] = "xlsx"
    context = {
        "as_of": clock.now(), "tabs": words.tabs(actor, "targets"), "asked": asked, "error": error,
        "total": total, "rows": [words.target(one) for one in rows], "lights": words.lights(),
        "states": list(TARGET_NAMES.items()), "sources": list(SOURCE_NAMES.items()),
        "units": _units(actor),
        "directive": words.head(register.heads(actor, [register.head(actor, wanted.directive_id)])[0])
        if wanted.directive_id
        else None,
        "clear_url": reverse("directives:targets") if any(asked.values()) else "",
        "export_url": f"?{query.urlencode()}" if actor.may_anywhere(Permission.EXPORT) else "",
        "pager": pager(request, total, offset, words.PAGE),
    }  # fmt: skip
    return render(request, "directives/targets.html", context, status=status)


def _wanted(request: Asked) -> targets.Wanted:
    """The filter of the address; a unit or directive out of sight is not there."""
    asked, actor = request.GET, request.actor
    unit_no = whole(asked.get("unit", ""))
    if unit_no and not actor.may(Permission.SEE_DIRECTIVES, unit_no):
        raise NotFound
    directive_id = reading.read_optional_id(asked.get("directive", ""))
    if directive_id:
        register.head(actor, directive_id)
    light, state, source = (asked.get(name, "") for name in ("light", "state", "source"))
    return targets.Wanted(
        light if light in dict(words.lights()) else "", state if state in TARGET_NAMES else "",
        source if source in SOURCE_NAMES else "",
        directory.place(unit_no).interval if unit_no else None, directive_id,
        reading.read_date(asked, "until"),
    )  # fmt: skip


def _units(actor: Actor) -> list[tuple[str, str]]:
    """Where the list may be narrowed to; inside one school nobody needs to choose."""
    found = {
        place.no: place.name
        for interval in actor.reach(Permission.SEE_DIRECTIVES)
        for place in directory.places_inside(interval, "township", "school")
    }
    return [(str(no), found[no]) for no in sorted(found)] if len(found) > 1 else []


def _sheet(request: Asked, rows: list[targets.Row]) -> HttpResponse:
    now = clock.now()
    mark = _("%(who)s 于 %(at)s 导出") % {
        "who": request.actor.name, "at": f"{now.astimezone(clock.ZONE):%Y-%m-%d %H:%M}",
    }  # fmt: skip
    shown = [words.target(one) for one in rows]
    table = sheets.Table(
        _("督办任务清单"), _("督办任务清单"),
        [_("已分解到学校的乡镇任务,按各校计算。共 %(n)s 行。") % {"n": len(rows)}],
        [
            _("单位"), _("所属乡镇"), _("编号"), _("标题"), _("任务"), _("期限"), _("亮灯"), _("状态"),
            _("签收人"), _("签收时间"), _("完成时间"), _("退回次数"),
        ],
        [
            [
                one["place"], one["above"], one["number"], one["title"], one["task"],
                _moment(one["due_at"]), str(one["light_words"]), str(one["state_words"]),
                one["acked_by"], _moment(one["acked_at"]), _moment(one["done_at"]), one["returned"],
            ]
            for one in shown
        ],
    )  # fmt: skip
    name = f"{_('督办任务清单')} {now.astimezone(clock.ZONE):%Y-%m-%d}.xlsx"
    return sheets.xlsx_response(sheets.workbook([table], mark), name)


def _moment(value: Any) -> str:
    return f"{value.astimezone(clock.ZONE):%Y-%m-%d %H:%M}" if value else ""


@page(Permission.ISSUE_DIRECTIVES, methods="GET POST")
def checks_page(request: Asked) -> HttpResponse:
    """What waits for the actor's office; posted: accept those that are ticked."""
    actor, error, status = request.actor, "", 200
    refused_rows: list[str] = []
    if request.method == "POST":
        try:
            said = services.accept_each(
                actor, reading.read_id(request.POST.get("submission_id", "")), _ticked(request)
            )
            done = sum(what == "done" for what in said.values())
            messages.success(
                request, _("核验通过 %(n)s 份,共选 %(of)s 份。") % {"n": done, "of": len(said)}
            )
            named = targets.places_of(actor, said)
            refused_rows = [
                f"{named[pk]}: {what}"
                for pk, what in said.items()
                if what != "done" and pk in named
            ]
            if not refused_rows:
                return HttpResponseRedirect(reverse("directives:checks"))
        except Invalid as refused:
            error, status = str(refused), refused.status
    offset = whole(request.GET.get("offset", ""))
    total, rows = targets.page_of(actor, targets.Wanted(waits=True), offset, words.PAGE)
    context = {
        "as_of": clock.now(), "tabs": words.tabs(actor, "checks"), "error": error,
        "refused": refused_rows, "total": total, "rows": [words.target(one) for one in rows],
        "submission_id": uuid7(), "pager": pager(request, total, offset, words.PAGE),
    }  # fmt: skip
    return render(request, "directives/checks.html", context, status=status)


def _ticked(request: Asked) -> dict[UUID, int]:
    """Part → how many steps were looked at, of what was ticked."""
    found = {}
    for text in request.POST.getlist("targets"):
        pk, _colon, base = text.partition(":")
        target_id = reading.read_optional_id(pk)
        if target_id:
            found[target_id] = whole(base)
    if not found:
        raise Invalid(_("请勾选要核验通过的任务。"), {"targets": "missing"})
    return found


@page(Permission.SEE_DIRECTIVES)
def matrix_page(request: Asked) -> HttpResponse:
    """Running directives by township, with counts."""
    actor = request.actor
    offset = whole(request.GET.get("offset", ""))
    total, heads, towns, cells = register.matrix(actor, offset, words.PAGE)
    rows = [
        {
            **words.head(one),
            "cells": [
                {
                    "cell": cells.get((one.id, town.no)),
                    "url": f"{reverse('directives:targets')}?directive={one.id}&unit={town.no}",
                }
                for town in towns
            ],
        }
        for one in heads
    ]
    context = {
        "as_of": clock.now(), "tabs": words.tabs(actor, "matrix"), "total": total, "rows": rows,
        "towns": towns, "pager": pager(request, total, offset, words.PAGE),
    }  # fmt: skip
    return render(request, "directives/matrix.html", context)
