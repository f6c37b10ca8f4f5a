"""A form filled in: seen before it is taken, each cell with the figure behind it; for many units at once."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.indicators import queries as indicators
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.returns import rules, services
from xiaoan.returns.forms import FillForm, RunForm
from xiaoan.returns.pages import frame
from xiaoan.returns.pages.forms import KINDS
from xiaoan.returns.queries import forms, names, runs, words
from xiaoan.returns.queries.filling import Filled, Line
from xiaoan.returns.services import filling
from xiaoan.web import fields
from xiaoan.web.gate import Asked, page
from xiaoan.workbooks import blanks

REFRESH = 3
# So many rows of cells are listed on the page; the file has all of them.
_SHOWN = 300


def typed_fields(
    one: forms.Designed, said: Any, faults: dict[str, str] | None = None
) -> list[dict[str, Any]]:
    """What is to be typed by hand, as fields."""
    return [
        {
            "name": f"t-{nth}", "id": f"f-t-{nth}", "label": what, "is_plain": True, "kind": "text",
            "choices": [], "value": said.get(f"t-{nth}", ""), "required": False, "longest": rules.LONG,
            "rows": 0, "inputmode": "", "error": (faults or {}).get(what, ""),
        }
        for nth, what in enumerate(one.typed, 1)
    ]  # fmt: skip


def typed_of(one: forms.Designed, said: Any) -> dict[str, str]:
    return {what: said.get(f"t-{nth}", "").strip() for nth, what in enumerate(one.typed, 1)}


@page(Permission.SEE_RETURNS, methods="GET POST")
def fill_page(request: Asked, form_id: UUID) -> HttpResponse:
    """The form filled in for a unit and day as it would be taken; posted with `act=take`: the file."""
    actor = request.actor
    row = forms.form(actor, form_id)
    one = forms.designed(form_id, row.version)
    said = request.POST if request.method == "POST" else request.GET
    choices = frame.unit_choices(actor)
    usual = {"unit": choices[0][0] if choices else "", "day": clock.today().isoformat()}
    form = FillForm({**usual, **{name: said[name] for name in usual if said.get(name)}}, choices)
    errors: list[str] = []
    status, found = 200, None
    if form.is_valid():
        asked = (int(form.cleaned_data["unit"]), form.cleaned_data["day"], typed_of(one, said))
        try:
            if request.method == "POST" and said.get("act") == "take":
                name, content = services.take(actor, form_id, *asked)
                return frame.file(content, name, KINDS[one.kind])
            _place, _one, found = filling.preview(actor, form_id, *asked)
        except Invalid as refused:
            status, errors = refused.status, fields.put(form, refused.fields, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    else:
        status = 422
    context = {
        "tabs": frame.tabs(actor, "home"), "form": row, "errors": errors,
        "fields": [*fields.shown(form, is_plain=True), *typed_fields(one, said)],
        "found": _found(actor, found, form) if found else None, "as_of": clock.now(),
        "may": found is not None and _may_take(actor, form), "page_url": request.path,
        "form_url": reverse("returns:form", args=[form_id]),
        "run_url": reverse("returns:runs", args=[form_id]),
    }  # fmt: skip
    return render(request, "returns/fill.html", context, status=status)


def _may_take(actor: Actor, form: FillForm) -> bool:
    return actor.may(Permission.FILL_RETURNS, int(form.cleaned_data["unit"]))


def _found(actor: Actor, found: Filled, form: FillForm) -> dict[str, Any]:
    unit_no, day = int(form.cleaned_data["unit"]), form.cleaned_data["day"]
    lines = found.lines[:_SHOWN]
    return {
        "grids": blanks.grids(found.content), "lines": [_line(actor, one, unit_no, day) for one in lines],
        "held": found.count("figure") - found.unknown, "unknown": found.unknown, "asked": len(found.lines),
        "given": found.count("given"), "typed": found.count("typed"), "spared": found.spared,
        "more": max(0, len(found.lines) - _SHOWN),
    }  # fmt: skip


def _line(actor: Actor, one: Line, unit_no: int, day: dt.date) -> dict[str, Any]:
    figure = one.figure
    shape = "unknown" if one.is_unknown else words.SOURCE_SHAPES[one.asked.kind]
    from_words = _("没有记录") if one.is_unknown else words.SOURCE_NAMES[one.asked.kind]
    found = {
        "ref": one.ref, "unit": one.unit, "words": names.words_of(one.asked, one.mark), "shown": one.shown,
        "shape": shape, "from": from_words, "figure": figure, "url": "", "source": "",
    }  # fmt: skip
    if figure is not None:
        found["url"] = indicators.link(actor, figure.key, figure.unit_no, day)
        found["source"] = indicators.described(figure.key).source
    return found


@page(Permission.SEE_RETURNS, methods="GET POST")
def runs_page(request: Asked, form_id: UUID) -> HttpResponse:
    """Filling in for every school or township: what was asked, and the form; posted: one more."""
    actor, posted = request.actor, request.method == "POST"
    row = forms.form(actor, form_id)
    one = forms.designed(form_id, row.version)
    wide = [unit for unit in frame.units(actor) if unit.kind != "school"] or frame.units(actor)
    choices = [(str(unit.no), unit.name) for unit in wide]
    initial = {
        "submission_id": uuid7(), "day": clock.today(), "level": "school",
        "unit": choices[0][0] if choices else "",
    }  # fmt: skip
    form = RunForm(request.POST if posted else None, choices, initial=initial)
    errors: list[str] = []
    status = 422 if posted else 200
    may = row.state == "active" and any(
        actor.may(Permission.FILL_RETURNS, unit.no) for unit in wide
    )
    if posted and not may:
        raise Forbidden
    if posted and form.is_valid():
        given = form.cleaned_data
        try:
            new = services.NewRun(
                given["submission_id"], form_id, int(given["unit"]), given["level"], given["day"],
                typed_of(one, request.POST),
            )  # fmt: skip
            found = services.ask_run(actor, new)
            return HttpResponseRedirect(reverse("returns:run", args=[found]))
        except Invalid as refused:
            status, errors = refused.status, fields.put(form, refused.fields, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    context = {
        "tabs": frame.tabs(actor, "home"), "form": row, "errors": errors, "may": may,
        "fields": [*fields.shown(form, is_plain=True), *typed_fields(one, request.POST)],
        "submission_id": form["submission_id"].value(),
        "rows": [_run(run) for run in runs.of_form(actor, form_id)],
        "form_url": reverse("returns:form", args=[form_id]), "as_of": clock.now(),
    }  # fmt: skip
    return render(request, "returns/runs.html", context, status=status)


def _run(one: runs.RunRow) -> dict[str, Any]:
    return {
        "run": one, "shape": words.RUN_SHAPES[one.state], "state": words.RUN_NAMES[one.state],
        "level": words.LEVEL_NAMES[one.level], "unit": directory.place(one.unit_no).name,
        "url": reverse("returns:run", args=[one.id]),
    }  # fmt: skip


@page(Permission.SEE_RETURNS)
def run_page(request: Asked, run_id: UUID) -> HttpResponse:
    """How far a run is; `?file=zip`: the archive."""
    actor = request.actor
    one = runs.run(actor, run_id)
    if request.GET.get("file") == "zip":
        name, content = services.take_run(actor, run_id)
        return frame.file(content, name, KINDS["zip"])
    runs_on = one.state in ("waiting", "running")
    if not runs_on and request.headers.get("HX-Request"):
        # What was watched is over: the browser asks for the whole page.
        return HttpResponse(headers={"HX-Refresh": "true"})
    row = forms.form(actor, one.form_id)
    if row is None:
        raise NotFound
    context = {
        "tabs": frame.tabs(actor, "home"), "form": row, **_run(one), "runs": runs_on, "refresh": REFRESH,
        "page_url": request.path, "back_url": reverse("returns:runs", args=[one.form_id]),
        "file_url": "?file=zip"
        if one.state == "done" and not one.is_gone and actor.may(Permission.FILL_RETURNS, one.unit_no)
        else "",
    }  # fmt: skip
    return render(request, "returns/run.html", context)
