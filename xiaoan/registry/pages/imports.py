"""Importing a roster: hand in a sheet, see what it would do, confirm, watch, stop; earlier imports."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.registry import queries
from xiaoan.registry import services as registry
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.sheets import xlsx_response

FAULTS_A_PAGE = 50
SCHOOLS_SHOWN = 50
# How often the page of a running import looks again.
REFRESH = 2
# A state's shape among those of the pages (see web_tags.STATES).
SHAPES = {
    "done": "done",
    "checked": "late",
    "stopped": "late",
    "refused": "missed",
    "failed": "missed",
}


@page(Permission.IMPORT_ROSTER, methods="GET POST")
def imports_page(request: Asked) -> HttpResponse:
    """Hand in a sheet; what was handed in before."""
    message = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                raise Invalid(_("请先选择要上传的名册文件。"))
            if file.size and file.size > registry.LARGEST:
                raise Invalid(_("文件超过 64 MB。请按学校分成几份上传。"))
            made = registry.receive(request.actor, file.name or "", file.read())
            return HttpResponseRedirect(reverse("registry:import", args=[made]))
        except Invalid as refused:
            message = str(refused)
    actor = request.actor
    found = queries.imports(actor)
    names = accounts.names(actor, [one.by_id for one in found if one.by_id])
    place = directory.place(_widest(actor))
    context = {
        "crumbs": crumbs(actor, place.no),
        "unit": {"name": place.name},
        "message": message,
        "whole_county": place.kind == "county",
        "rows": [_listed(one, names) for one in found],
    }
    return render(request, "registry/imports.html", context, status=422 if message else 200)


def _widest(actor: Actor) -> int:
    return max(actor.reach(Permission.IMPORT_ROSTER), key=lambda r: r[1] - r[0])[0]


def _listed(one: queries.Import, names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "url": reverse("registry:import", args=[one.id]),
        "name": one.file_name,
        "at": one.received_at,
        "by": names.get(one.by_id, "") if one.by_id else _("系统(命令行)"),
        "shape": SHAPES.get(one.state, "due"),
        "state": queries.STATE_NAMES[one.state],
        "rows": one.rows_total,
        "changes": sum(one.counts.get(name, 0) for name in ("new", "changed", "moved")),
        "refused": one.counts.get("refused", 0),
        "doubtful": one.counts.get("doubtful", 0),
    }


@page(Permission.IMPORT_ROSTER)
def import_page(request: Asked, import_id: UUID) -> HttpResponse:
    """One import: its progress, or what was found and what happened."""
    one = queries.one_import(request.actor, import_id)
    if not one.runs and request.headers.get("HX-Request"):
        # The part that was watched is over: the browser asks for the whole page.
        return HttpResponse(headers={"HX-Refresh": "true"})
    return _import_page(request, one)


def _import_page(request: Asked, one: queries.Import, message: str = "") -> HttpResponse:
    actor = request.actor
    found = registry.findings_of(actor, one.id)
    context = {
        "crumbs": [
            {"label": _("花名册导入"), "url": reverse("registry:imports")},
            {"label": one.file_name, "url": ""},
        ],
        "one": one,
        "message": message,
        "refresh": REFRESH,
        "state_label": queries.STATE_NAMES[one.state],
        "shape": SHAPES.get(one.state, "due"),
        "why": queries.of_sheet(one.fault),
        "as_of": clock.now(),
        "figures": _figures(one),
        "total": sum(count for name, count in one.counts.items() if name != "left"),
        "changes": sum(one.counts.get(name, 0) for name in ("new", "changed", "moved")),
        "may_complete": one.whole_county,
        "unsure": _names(found.get("unsure", [])),
        "schools": _schools(actor, one, found),
        "template_url": reverse("registry:template"),
        "doubtful_url": reverse("registry:pairs") if one.counts.get("doubtful") else "",
        **_faults(request, one, found),
    }
    return render(request, "registry/import.html", context, status=422 if message else 200)


def _figures(one: queries.Import) -> list[dict[str, Any]]:
    """What the rows do; they add up to the rows of the sheet."""
    shapes = {"refused": "missed", "doubtful": "late", "waiting": "due"}
    return [
        {
            "label": label,
            "value": one.counts[name],
            "of": None,
            "note": "",
            "url": "",
            "state": shapes.get(name, "") if one.counts[name] else "",
            "definition": queries.OUTCOME_NOTES[name],
        }
        for name, label in queries.OUTCOME_NAMES.items()
        if name in one.counts
    ]


def _schools(actor: Actor, one: queries.Import, found: dict[str, Any]) -> dict[str, Any]:
    """Which schools are in; before the import, what each would get."""
    done = queries.schools_in(actor, one.id)
    planned = {int(no): counts for no, counts in found.get("schools", []) if no}
    with_work = {
        no: counts
        for no, counts in {**planned, **done}.items()
        if no in done or any(counts.get(name) for name in counts if name != "identical")
    }
    shown = sorted(with_work)[:SCHOOLS_SHOWN]
    places = directory.places(shown)
    return {
        "rows": [
            {
                "name": places[no].name if no in places else "",
                "is_in": no in done,
                **{name: with_work[no].get(name, 0) for name in (*queries.OUTCOME_NAMES, "left")},
            }
            for no in shown
        ],
        "more": len(with_work) - len(shown),
        "done": len(done),
        "same": len(planned.keys() - with_work.keys()),
    }


def _names(unit_nos: list[int]) -> list[str]:
    return [place.name for place in directory.places(unit_nos[:SCHOOLS_SHOWN]).values()]


def _faults(request: Asked, one: queries.Import, found: dict[str, Any]) -> dict[str, Any]:
    """A page of the rows with errors: row, column, reason and remedy."""
    rows = found.get("faults", [])
    offset = whole(request.GET.get("offset", ""))
    shown = rows[offset : offset + FAULTS_A_PAGE]
    pager = {
        "first": offset + 1,
        "last": offset + len(shown),
        "total": len(rows),
        "prev_url": f"?offset={max(offset - FAULTS_A_PAGE, 0)}#errors" if offset else "",
        "next_url": f"?offset={offset + FAULTS_A_PAGE}#errors"
        if offset + FAULTS_A_PAGE < len(rows)
        else "",
    }
    return {
        "faults": [
            {
                "number": number,
                "cells": [
                    {
                        "column": queries.HEADS.get(field, field),
                        "why": queries.sentence(code, values),
                    }
                    for field, code, values in cells
                ],
            }
            for number, cells in shown
        ],
        "pager": pager if len(rows) > FAULTS_A_PAGE else None,
        "unlisted": found.get("refused", 0) - len(rows),
        "errors_url": reverse("registry:errors", args=[one.id])
        if rows and registry.has_errors(request.actor, one.id)
        else "",
    }


@page(Permission.IMPORT_ROSTER, methods="POST")
def confirm_page(request: Asked, import_id: UUID) -> HttpResponse:
    """Have it brought in, as chosen."""
    one = queries.one_import(request.actor, import_id)
    try:
        registry.confirm(
            request.actor, import_id, request.POST.get("mode", ""),
            complete=bool(request.POST.get("complete")), since=_day(request.POST.get("since", "")),
        )  # fmt: skip
    except (Invalid, Conflict) as refused:
        return _import_page(request, one, str(refused))
    return HttpResponseRedirect(reverse("registry:import", args=[import_id]))


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Invalid(_("请填写生效日期。"), {"since": text[:20]}) from None


@page(Permission.IMPORT_ROSTER, methods="POST")
def stop_page(request: Asked, import_id: UUID) -> HttpResponse:
    """Stop before the next school."""
    one = queries.one_import(request.actor, import_id)
    try:
        registry.request_stop(request.actor, import_id)
    except Conflict as refused:
        return _import_page(request, one, str(refused))
    return HttpResponseRedirect(reverse("registry:import", args=[import_id]))


@page(Permission.IMPORT_ROSTER)
def errors_page(request: Asked, import_id: UUID) -> HttpResponse:
    """The sheet as it was handed in, with the reasons beside the rows."""
    content = registry.errors_of(request.actor, import_id)
    if content is None:
        raise NotFound
    name = _("名册错误") + f"-{clock.today().isoformat()}.xlsx"
    return xlsx_response(content, name)


@page(Permission.IMPORT_ROSTER)
def template_page(request: Asked) -> HttpResponse:
    """The sheet to fill in."""
    return xlsx_response(registry.template(request.actor), _("花名册模板") + ".xlsx")
