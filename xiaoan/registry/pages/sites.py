"""Where schools, townships and the bureau stand: the list, one of them, and all of them by a sheet."""

import base64
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from xiaoan.directory.queries import sites as reading
from xiaoan.directory.rules import sites as rules
from xiaoan.directory.services import sites
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.registry.forms.fields import shown
from xiaoan.registry.forms.sites import DatumForm, SiteForm
from xiaoan.registry.queries import sites as queries
from xiaoan.registry.services.sites import SHEET, Row, import_sites
from xiaoan.web import sheets, uploads
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

_SHOWN = 100


@page(Permission.KEEP_SCHOOLS, methods="GET POST")
def sites_page(request: Asked, unit_no: int) -> HttpResponse:
    """The units of a county or township with their sites; posted: a sheet of them."""
    missing, offset = request.GET.get("missing") == "1", whole(request.GET.get("offset", ""))
    queries.kept(request.actor, unit_no, "county", "township")
    form = DatumForm(
        request.POST if request.method == "POST" else None, initial={"datum": rules.DATUMS[0]}
    )
    status, errors = 200, []
    taken: uploads.Taken[Row] = uploads.Taken(())
    if request.method == "POST":
        status = 422
        try:
            taken, changed = _taken(request, unit_no, form)
            if not taken.faults:
                messages.success(request, _("已登记,改动 %(n)s 个位置。") % {"n": changed})
                return HttpResponseRedirect(request.path)
        except Invalid as refused:
            errors = [str(refused)]
    found = queries.of_unit(request.actor, unit_no, offset, missing=missing)
    context = {
        "crumbs": crumbs(request.actor, unit_no), "found": found, "missing": missing,
        "errors": errors, "rows": taken.total, "faults": taken.faults[:_SHOWN],
        "total": len(taken.faults), "sheet": base64.b64encode(taken.sheet).decode(),
        "lines": [_line(one) for one in found.lines], "fields": list(shown(form)),
        "pager": pager(request, found.matching, offset, queries.PAGE),
        "missing_url": f"?{urlencode({'missing': 1})}", "clear_url": request.path if missing else "",
        "template_url": reverse("registry:sites_template", args=[unit_no]),
        "heads": list(SHEET.columns.values()),
        "back_url": reverse("registry:schools", args=[unit_no]),
    }  # fmt: skip
    return render(request, "registry/sites.html", context, status=status)


def _taken(request: Asked, unit_no: int, form: DatumForm) -> tuple[uploads.Taken[Row], int]:
    file = request.FILES.get("file")
    uploads.refuse_large((file.size if file else 0) or 0, SHEET.largest)
    if not form.is_valid():
        raise Invalid(_("请改正后再上传。"))
    with uploads.held(file) as path:
        name = (file.name if file else "") or ""
        return import_sites(
            request.actor, unit_no, form.cleaned_data["datum"], name, path.read_bytes()
        )


def _line(one: reading.Line) -> dict[str, Any]:
    return {
        "name": one.place.name, "code": one.place.code, "site": degrees(one.site),
        "url": reverse("registry:unit_site", args=[one.place.no]),
    }  # fmt: skip


def degrees(site: rules.Site | None) -> str:
    """As it is kept: WGS-84, a tenth of a second of arc."""
    return f"{site.longitude:.5f}, {site.latitude:.5f}" if site else ""


@page(Permission.KEEP_SCHOOLS, methods="GET POST")
def site_page(request: Asked, unit_no: int) -> HttpResponse:
    """Where one unit stands; both fields empty: it is not known."""
    actor = request.actor
    place = queries.kept(actor, unit_no, *reading.KINDS)
    now = reading.site_of(unit_no)
    first = {"datum": rules.DATUMS[0]}
    if now is not None:
        first = {
            "longitude": f"{now[0].longitude:.6f}", "latitude": f"{now[0].latitude:.6f}",
            "datum": "wgs84",
        }  # fmt: skip
    form = SiteForm(request.POST if request.method == "POST" else None, initial=first)
    errors: list[str] = []
    back = (
        reverse("registry:schools", args=[unit_no]) if place.kind != "school"
        else reverse("registry:school_units", args=[unit_no])
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            site = rules.read_site(given["longitude"], given["latitude"], given["datum"])
            sites.set_sites(actor, unit_no, {unit_no: site}, given["datum"])
            messages.success(request, _("已登记位置。") if site else _("已取消位置。"))
            return HttpResponseRedirect(back)
        except rules.Fault as fault:
            form.add_error(fault.field, queries.FAULTS[fault.code])
        except Invalid as refused:
            form.add_error("longitude", str(refused))
    context = {
        "crumbs": crumbs(actor, unit_no), "title": _("位置"), "who": place.name,
        "says": _(
            "用来算调配物资的路程;不是必填。在地图上点学校大门,把度数抄过来。"
            "百度地图的坐标要先换算。"
        ),
        "fields": list(shown(form)), "errors": errors, "back_url": back,
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "registry/act.html", context, status=status)


@page(Permission.KEEP_SCHOOLS)
def template_page(request: Asked, unit_no: int) -> HttpResponse:
    """The sheet with every unit and what is known already."""
    place = queries.kept(request.actor, unit_no, "county", "township")
    with override("zh-hans"):
        cells: list[list[sheets.Cell]] = [
            [
                one.place.code, one.place.name,
                f"{one.site.longitude:.6f}" if one.site else "",
                f"{one.site.latitude:.6f}" if one.site else "",
                queries.DATUM_CODES["wgs84"] if one.site else "",
            ]
            for one in reading.lines(place)
        ]  # fmt: skip
        title = _("学校位置")
        table = sheets.Table(
            title, f"{place.name} {title}", [], list(SHEET.columns.values()), cells
        )
        return sheets.xlsx_response(sheets.workbook([table], ""), f"{title}.xlsx")
