"""Comparisons: list and form, one with its results, its sheet, and a supposition of demand made of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.simulations import forms, queries, services
from xiaoan.simulations.pages import sheet, words
from xiaoan.simulations.queries.words import LIMITS
from xiaoan.simulations.rules import settings
from xiaoan.web import sheets
from xiaoan.web.fields import put, shown
from xiaoan.web.gate import Asked, page, require
from xiaoan.web.paging import pager

REFRESH = 3
_PAGE = 30
_USUAL = {"imports": "5", "close_at": "5", "coverage": "70", "replicates": "100"}


def _units() -> list[tuple[str, Any]]:
    county = directory.county()
    schools = directory.places_inside(county.interval, "school")
    return [(str(county.no), county.name), *((str(one.no), one.name) for one in schools)]


@page(Permission.SEE_SIMULATIONS, methods="GET POST")
def home_page(request: Asked) -> HttpResponse:
    """What was reckoned; posted: one more is asked for."""
    actor, posted = request.actor, request.method == "POST"
    county = directory.county().no
    if posted:
        require(actor, Permission.RUN_SIMULATIONS, county)
    may = actor.may(Permission.RUN_SIMULATIONS, county)
    initial = {**_USUAL, "submission_id": uuid7(), "unit": str(county), "opens_on": clock.today()}
    form = forms.RunForm(request.POST if posted else None, _units() if may else [], initial=initial)
    status, errors = (422, []) if posted else (200, [])
    if posted and form.is_valid():
        try:
            found = services.ask(actor, services.NewRun(**form.values()))
            return HttpResponseRedirect(reverse("simulations:run", args=[found]))
        except Invalid as refused:
            errors = put(form, refused.fields, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    rows = queries.runs(actor)
    names = {no: one.name for no, one in directory.places({row.unit_no for row in rows}).items()}
    context = {
        "errors": errors, "limits": LIMITS, "rows": [words.head(row, names) for row in rows],
        "may": may, "fields": list(shown(form)), "as_of": clock.now(),
        "submission_id": form["submission_id"].value(),
    }  # fmt: skip
    return render(request, "simulations/home.html", context, status=status)


@page(Permission.SEE_SIMULATIONS)
def run_page(request: Asked, run_id: UUID) -> HttpResponse:
    """Progress, or what came out: limits first, then figures, differences, schools, numbers."""
    actor = request.actor
    one = queries.run(actor, run_id)
    runs = one.state in ("waiting", "running")
    if not runs and request.headers.get("HX-Request"):
        # What was watched is over: the browser asks for the whole page.
        return HttpResponse(headers={"HX-Refresh": "true"})
    schools = _named_schools(request, one)
    offset = whole(request.GET.get("offset", ""))
    names = {one.unit_no: directory.place(one.unit_no).name}
    done = one.state == "done"
    by = accounts.names(actor, {one.by_id}).get(one.by_id, "") if one.by_id else ""
    context = {
        "one": words.head(one, names), "by": by, "refresh": REFRESH, "page_url": request.path,
        "limits": LIMITS, "least": settings.OUTBREAK, "as_of": clock.now(),
        "ways": words.ways(one) if done else [],
        "fans": [words.fan(one, code) for code in one.ways] if done else [],
        "dots": [words.dots(one, name) for name in words.SHOWN] if done else [],
        "schools": schools[offset : offset + _PAGE],
        "pager": pager(request, len(schools), offset, _PAGE), "total": len(schools),
        "numbers": words.numbers(one.disease), "places": settings.PLACES,
        "may_suppose": done and one.unit_no == directory.county().no
        and actor.may(Permission.SET_STANDARD, one.unit_no),
    }  # fmt: skip
    return render(request, "simulations/run.html", context)


def _named_schools(request: Asked, one: queries.Asked) -> list[dict[str, Any]]:
    places = directory.places({row.school_no for row in queries.schools(request.actor, one.id)})
    return words.schools(request.actor, one, {no: at.name for no, at in places.items()})


@page(Permission.SEE_SIMULATIONS)
def sheet_page(request: Asked, run_id: UUID) -> HttpResponse:
    """Everything of the page as a workbook."""
    one = queries.run(request.actor, run_id)
    if one.state != "done":
        raise NotFound
    at = clock.now().strftime("%Y-%m-%d %H:%M")
    mark = _("%(name)s %(at)s 导出") % {"name": request.actor.name, "at": at}
    tables = sheet.tables(one, _named_schools(request, one))
    name = _("开学推演 %(day)s") % {"day": one.opens_on.isoformat()}
    return sheets.xlsx_response(sheets.workbook(tables, mark), f"{name}.xlsx")


@page(Permission.SEE_SIMULATIONS, methods="GET POST")
def suppose_page(request: Asked, run_id: UUID, way: str) -> HttpResponse:
    """What a supposition of demand would say; posted: it is made."""
    actor, posted = request.actor, request.method == "POST"
    # Before it is looked for: whoever may not learns nothing of it.
    require(actor, Permission.SET_STANDARD, directory.county().no)
    one = queries.run(actor, run_id)
    parts = services.parts(one, way)
    head = words.head(one, {})
    name = _("推演:%(disease)s %(day)s") % {
        "disease": head["disease"], "day": f"{one.opens_on.month}-{one.opens_on.day}",
    }  # fmt: skip
    form = forms.NameForm(
        request.POST if posted else None, initial={"name": name, "submission_id": uuid7()}
    )
    status, errors = (422, []) if posted else (200, [])
    if posted and form.is_valid():
        given = form.cleaned_data
        try:
            made = services.suppose(actor, run_id, way, given["submission_id"], given["name"])
            messages.success(request, _("已记为返校设想,物资预测可以按它算了。"))
            return HttpResponseRedirect(reverse("demand:scenario", args=[made]))
        except Invalid as refused:
            errors = put(form, refused.fields, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    context = {
        "one": head, "way": next(w for w in words.ways(one) if w["code"] == way), "parts": parts,
        "extra": words.added(one, way, parts[0].extra),
        "waits": bool(settings.WAYS[way].does.get("waits")), "errors": errors,
        "fields": list(shown(form)), "submission_id": form["submission_id"].value(),
        "as_of": clock.now(),
    }  # fmt: skip
    return render(request, "simulations/suppose.html", context, status=status)
