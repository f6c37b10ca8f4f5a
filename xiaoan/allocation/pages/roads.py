"""How far it is by road: the ways that were entered, one of them, and many by a sheet."""

import base64
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from xiaoan.allocation import rules, services
from xiaoan.allocation.forms import RoadForm, put, shown
from xiaoan.allocation.queries import roads
from xiaoan.directory import queries as directory
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web import sheets, uploads
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

_SHOWN = 100


@page(Permission.KEEP_SUPPLIES, methods="GET POST")
def roads_page(request: Asked, unit_no: int) -> HttpResponse:
    """The ways of an office; posted: one of them, or with `?act=sheet` a sheet."""
    place = roads.office(request.actor, unit_no)
    if request.method != "POST":
        return _show(request, place, RoadForm(initial=_first(request, place)), [])
    if request.GET.get("act") == "sheet":
        return _sheet(request, place)
    form = RoadForm(request.POST)
    errors: list[str] = []
    if form.is_valid():
        try:
            messages.success(request, _enter(request, place, form))
            return HttpResponseRedirect(request.path)
        except rules.Fault as fault:
            form.add_error(fault.field, str(roads.FAULTS[fault.code]))
        except Invalid as refused:
            errors = put(form, refused.fields, str(refused))
    return _show(request, place, form, errors)


def _enter(request: Asked, place: directory.Place, form: RoadForm) -> str:
    sent = form.cleaned_data
    pair = services.read_pair(place, sent["from"], sent["to"])
    entered = rules.read_entered(sent["km"], sent["minutes"])
    changed = services.set_roads(request.actor, place.no, {pair: entered})
    if not changed:
        return _("没有改动。")
    return _("已登记。") if entered else _("已取消登记,以后按直线估算。")


def _sheet(request: Asked, place: directory.Place) -> HttpResponse:
    file = request.FILES.get("file")
    try:
        uploads.refuse_large((file.size if file else 0) or 0, services.ROADS_SHEET.largest)
        with uploads.held(file) as path:
            taken, changed = services.import_roads(
                request.actor, place.no, (file.name if file else "") or "", path.read_bytes()
            )
    except Invalid as refused:
        return _show(request, place, RoadForm(), [str(refused)], status=422)
    if taken.faults:
        return _show(request, place, RoadForm(), [], taken, status=422)
    messages.success(request, _("已登记,改动 %(n)s 段路。") % {"n": changed})
    return HttpResponseRedirect(request.path)


def _first(request: Asked, place: directory.Place) -> dict[str, str]:
    """The way that a link of the list names, to be changed."""
    pair = whole(request.GET.get("from", "")), whole(request.GET.get("to", ""))
    found = next((one for one in roads.lines(place) if (one.start.no, one.aim.no) == pair), None)
    if found is None:
        return {"from": place.name}
    km, minutes = found.entered.km, found.entered.minutes
    return {
        "from": found.start.code or found.start.name, "to": found.aim.code or found.aim.name,
        "km": "" if km is None else f"{km:g}", "minutes": "" if minutes is None else f"{minutes}",
    }  # fmt: skip


def _show(
    request: Asked, place: directory.Place, form: RoadForm, errors: list[str],
    taken: uploads.Taken[services.RoadRow] | None = None, status: int = 0,
) -> HttpResponse:  # fmt: skip
    found = roads.lines(place)
    offset = whole(request.GET.get("offset", ""))
    taken = taken or uploads.Taken(())
    context = {
        "unit": place, "errors": errors, "total": len(found),
        "lines": [_line(one) for one in found[offset : offset + roads.PAGE]],
        "pager": pager(request, len(found), offset, roads.PAGE), "fields": list(shown(form)),
        "names": sorted({one.name for one in [*roads.starts(place), *roads.aims(place)]}),
        "factor": f"{rules.ROAD_FACTOR:g}", "speed": f"{rules.KM_PER_HOUR:g}",
        "rows": taken.total, "faults": taken.faults[:_SHOWN], "faults_total": len(taken.faults),
        "sheet": base64.b64encode(taken.sheet).decode(),
        "heads": list(services.ROADS_SHEET.columns.values()),
        "template_url": reverse("allocation:roads_template", args=[place.no]),
        "back_url": reverse("allocation:plans"),
    }  # fmt: skip
    failed = form.is_bound and (errors or form.errors)
    return render(
        request, "allocation/roads.html", context, status=status or (422 if failed else 200)
    )


def _line(one: roads.Line) -> dict[str, Any]:
    km, minutes = one.entered.km, one.entered.minutes
    return {
        "start": one.start.name, "aim": one.aim.name, "is_town": one.aim.kind == "township",
        "km": "" if km is None else f"{km:g}", "minutes": minutes,
        "url": f"?from={one.start.no}&to={one.aim.no}#one",
    }  # fmt: skip


@page(Permission.KEEP_SUPPLIES)
def template_page(request: Asked, unit_no: int) -> HttpResponse:
    """The sheet: what is entered; where the office's own store has no way to an aim yet, a row to fill in."""
    place = roads.office(request.actor, unit_no)
    found = {(one.start.no, one.aim.no): one for one in roads.lines(place)}
    empty = [
        (place, aim)
        for aim in roads.aims(place)
        if aim.no != place.no and (place.no, aim.no) not in found
    ]
    with override("zh-hans"):
        cells: list[list[sheets.Cell]] = [
            [
                one.start.code or one.start.name, one.aim.code or one.aim.name, one.entered.km,
                one.entered.minutes, one.start.name, one.aim.name,
            ]
            for one in found.values()
        ]  # fmt: skip
        cells += [
            [start.code or start.name, aim.code or aim.name, None, None, start.name, aim.name]
            for start, aim in empty
        ]
        title = _("公路里程和车程")
        heads = [*services.ROADS_SHEET.columns.values(), _("从"), _("到")]
        table = sheets.Table(title, f"{place.name} {title}", [], heads, cells)
        return sheets.xlsx_response(sheets.workbook([table], ""), f"{title}.xlsx")
