"""Devices are registered together, by their number or from a sheet; their labels are printed."""

import base64

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from xiaoan.directory.rules import SCHOOL
from xiaoan.equipment import forms, queries, rules, services
from xiaoan.equipment.pages import words
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.supplies.queries.words import item_name
from xiaoan.web import sheets, uploads
from xiaoan.web.gate import Asked, page

_SHOWN, _LABELS = 100, 200


@page(Permission.KEEP_DEVICES, Permission.KEEP_SUPPLIES, methods="GET POST")
def register_page(request: Asked, school_no: int) -> HttpResponse:
    """Two forms: so many of a kind, or a sheet. Posted: all of it, or what is wrong."""
    place = queries.kept_unit(request.actor, school_no)
    by_sheet = request.method == "POST" and "number" not in request.POST
    form = _form(request, school_no, bound=request.method == "POST" and not by_sheet)
    status, errors = 200, []
    taken: uploads.Taken[services.New] = uploads.Taken(())
    if request.method == "POST":
        status = 422
        try:
            if by_sheet:
                taken = _imported(request, school_no)
            else:
                taken = uploads.Taken((_registered(request, school_no, form),))
            if not taken.faults:
                n = sum(one.number for one in taken.rows)
                messages.success(request, _("已登记 %(n)s 台。可以打印标签。") % {"n": n})
                return HttpResponseRedirect(reverse("equipment:devices", args=[school_no]))
        except (Conflict, Invalid) as refused:
            fields = refused.fields if isinstance(refused, Invalid) else {}
            errors = forms.put(form, fields, str(refused)) if form.is_bound else [str(refused)]
            status = refused.status
    context = {
        "unit": place, "crumbs": words.crumbs(request, school_no), "errors": errors,
        "act_id": (not by_sheet and form["act_id"].value()) or uuid7(), "sheet_id": uuid7(),
        "fields": list(forms.shown(form)), "faults": taken.faults[:_SHOWN], "total": len(taken.faults),
        "rows": taken.total, "sheet": base64.b64encode(taken.sheet).decode(),
        "heads": list(services.SHEET.columns.values()),
    }  # fmt: skip
    return render(request, "equipment/register.html", context, status=status)


def _form(request: Asked, school_no: int, *, bound: bool) -> forms.RegisterForm:
    return forms.RegisterForm(
        request.POST if bound else None, initial={"number": "1"}, places=words.places_of(school_no),
        people=words.people_of(request.actor, school_no),
    )  # fmt: skip


def _registered(request: Asked, school_no: int, form: forms.RegisterForm) -> services.New:
    if not form.is_valid():
        raise Invalid(_("请改正后再登记。"), {})
    given = form.cleaned_data
    place_no = int(given["place_no"])
    names = dict(words.places_of(school_no))
    line = services.New(
        given["item"], whole(given["number"]), given["serial"], place_no,
        str(names[given["place_no"]]), forms.as_id(given["keeper_id"]), given["calibrated"],
    )  # fmt: skip
    services.register(request.actor, given["act_id"], school_no, [line])
    return line


def _imported(request: Asked, school_no: int) -> uploads.Taken[services.New]:
    form, file = forms.ActForm(request.POST), request.FILES.get("file")
    if file is None or not form.is_valid():
        raise Invalid(_("请先选择文件。"))
    act_id = form.cleaned_data["act_id"]
    return services.import_devices(request.actor, act_id, school_no, file.name or "", file.read())


@page(Permission.KEEP_DEVICES, Permission.KEEP_SUPPLIES)
def template_page(request: Asked) -> HttpResponse:
    """The sheet to fill in, one line for each kind."""
    with override("zh-hans"):
        cells: list[list[sheets.Cell]] = [
            [item_name(item), None, "", "", "", "", ""] for item in rules.DEVICE_KINDS
        ]
        title = _("测温设备登记表")
        table = sheets.Table(title, title, [], list(services.SHEET.columns.values()), cells)
        return sheets.xlsx_response(sheets.workbook([table], ""), f"{title}.xlsx")


@page(Permission.USE_DEVICES)
def labels_page(request: Asked, school_no: int) -> HttpResponse:
    """Labels to print, each with the code that opens the device's page on any phone."""
    place = queries.kept_unit(request.actor, school_no)
    offset = whole(request.GET.get("offset", ""))
    total, found = queries.devices(
        request.actor,
        (place.no, place.no + SCHOOL),
        queries.Filter(state="in_use"),
        offset,
        _LABELS,
    )
    context = {
        "unit": place, "total": total, "back_url": reverse("equipment:devices", args=[school_no]),
        "labels": [
            {"serial": one.serial, "item": item_name(one.item), "place": one.place,
             "address": request.build_absolute_uri(reverse("equipment:device", args=[one.id]))}
            for one in found
        ],
        "next": offset + _LABELS if total > offset + _LABELS else 0,
    }  # fmt: skip
    return render(request, "equipment/labels.html", context)
