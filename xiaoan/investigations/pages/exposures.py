"""Exposures: what they say, and the sheet on which a class is marked."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.investigations import queries, services
from xiaoan.investigations.forms import ExposureForm, shown
from xiaoan.investigations.pages import words
from xiaoan.investigations.pages.cases import frame, require_edit
from xiaoan.investigations.queries import exposures
from xiaoan.investigations.queries.words import EXPOSURE_NAMES
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page

ANSWERS = {"yes": True, "no": False, "unknown": None}


@page(Permission.SEE_EVENTS, methods="GET POST")
def exposures_page(request: Asked, event_id: UUID) -> HttpResponse:
    """What each exposure says; posted: one more to look into."""
    actor = request.actor
    head = queries.event(actor, event_id)
    form = ExposureForm(request.POST if request.method == "POST" else None)
    errors: list[str] = []
    status = 200
    if request.method == "POST":
        require_edit(actor, event_id)
        status, errors = 422, [_("有几处要改,见下面。")]
        if form.is_valid():
            try:
                services.add_exposure(actor, _new(event_id, form))
                messages.success(request, _("已登记。请选班级,逐人勾选。"))
                return HttpResponseRedirect(reverse("investigations:exposures", args=[event_id]))
            except (Conflict, Invalid) as refused:
                status, errors = refused.status, [str(refused)]
    classes = exposures.classes_of(actor, event_id)
    context = frame(actor, head, "exposures") | {
        "rows": [_row(one, event_id, classes) for one in exposures.results(actor, event_id)],
        "fields": list(shown(form)), "errors": errors,
        "step_id": (form["step_id"].value() if form.is_bound else "") or uuid7(),
    }  # fmt: skip
    return render(request, "investigations/exposures.html", context, status=status)


def _new(event_id: UUID, form: ExposureForm) -> services.NewExposure:
    given = form.cleaned_data
    return services.NewExposure(
        given["step_id"], event_id, given["kind"], given["name"].strip(), given["day"]
    )


def _row(one: exposures.Result, event_id: UUID, classes: list[directory.Place]) -> dict[str, Any]:
    table = one.table
    exposed, unexposed = one.exposed_ill + one.exposed_well, one.unexposed_ill + one.unexposed_well
    return {
        "name": one.name, "kind": EXPOSURE_NAMES[one.kind], "day": one.day,
        "exposed_ill": one.exposed_ill, "exposed": exposed, "unexposed_ill": one.unexposed_ill,
        "unexposed": unexposed, "unknown": one.unknown_ill + one.unknown_well,
        "unknown_ill": one.unknown_ill, "ratio": words.figure(table.ratio),
        "low": words.figure(table.low), "high": words.figure(table.high), "p": words.chance(table.p),
        "note": _note(one, exposed, unexposed),
        "urls": [
            {"name": p.name, "url": reverse("investigations:exposed", args=[event_id, one.id, p.no])}
            for p in classes
        ],
    }  # fmt: skip


def _note(one: exposures.Result, exposed: int, unexposed: int) -> str:
    """What a table cannot say, said."""
    if not exposed or not unexposed:
        return _("还没有两组人可比,先把病例和没病的人都勾上。")
    if not one.exposed_ill + one.unexposed_ill:
        return _("勾选过的人里没有病例。")
    if not one.unexposed_ill:
        return _("没有暴露的人都没发病,比值没有上限。")
    return _("暴露的人都没发病。") if not one.exposed_ill else ""


@page(Permission.INVESTIGATE, methods="GET POST")
def exposed_page(request: Asked, event_id: UUID, exposure_id: UUID, unit_no: int) -> HttpResponse:
    """The sheet of a class: each pupil exposed, not, or unknown."""
    actor = request.actor
    head = require_edit(actor, event_id)
    rows = exposures.sheet(actor, event_id, exposure_id, unit_no)
    errors: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            n = services.mark_exposed(
                actor, event_id, exposure_id, unit_no, _changed(request, rows)
            )
            messages.success(request, _("已保存,改了 %(n)s 人。") % {"n": n})
            here = reverse("investigations:exposed", args=[event_id, exposure_id, unit_no])
            return HttpResponseRedirect(here)
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    services.see_sheet(actor, unit_no, rows)
    what = exposures.exposure(actor, event_id, exposure_id)
    context = frame(actor, head, "exposures") | {
        "name": what.name, "kind": EXPOSURE_NAMES[what.kind], "day": what.day, "errors": errors,
        "place": directory.place(unit_no).name,
        "rows": [_mark(one) for one in rows], "ill": sum(one.is_case for one in rows),
        "answers": [("yes", _("有")), ("no", _("没有")), ("unknown", _("不清楚"))],
        "classes": [
            {"name": p.name, "here": p.no == unit_no,
             "url": reverse("investigations:exposed", args=[event_id, exposure_id, p.no])}
            for p in exposures.classes_of(actor, event_id)
        ],
        "back_url": reverse("investigations:exposures", args=[event_id]),
    }  # fmt: skip
    return render(request, "investigations/exposed.html", context, status=status)


def _mark(one: exposures.Marked) -> dict[str, Any]:
    code = {True: "yes", False: "no", None: "unknown"}[one.exposed]
    return {
        "id": one.person_id,
        "seat": one.seat,
        "name": one.name,
        "is_case": one.is_case,
        "code": code,
    }


def _changed(request: Asked, rows: list[exposures.Marked]) -> dict[UUID, bool | None]:
    """What the sender changed, against what the sheet showed; `all`: of everybody still unknown."""
    changed: dict[UUID, bool | None] = {}
    rest = request.POST.get("all", "")
    for one in rows:
        now, was = (
            request.POST.get(f"e-{one.person_id}", ""),
            request.POST.get(f"w-{one.person_id}", ""),
        )
        if now == "unknown" and rest in ("yes", "no"):
            now = rest
        if now and now not in ANSWERS:
            raise NotFound
        if now and now != was:
            changed[one.person_id] = ANSWERS[now]
    return changed
