"""A school enters its places: proposed from the tree and what was counted, or from a list as a sheet."""

import base64
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from xiaoan.directory import queries as directory
from xiaoan.hygiene import services
from xiaoan.hygiene.forms import ActForm, shown
from xiaoan.hygiene.forms.places import ProposeForm
from xiaoan.hygiene.pages import words
from xiaoan.hygiene.queries import places, sheets, units
from xiaoan.hygiene.queries.words import PLACE_NAMES
from xiaoan.hygiene.rules import proposing
from xiaoan.hygiene.rules.proposing import NewPlace
from xiaoan.hygiene.services import following, importing
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web import receipts, uploads
from xiaoan.web.gate import Asked, page
from xiaoan.web.sheets import XLSX, Table, workbook, xlsx_response

_SHOWN = 100
_SALT = "hygiene.list"


@page(Permission.PLAN_HYGIENE, methods="GET POST")
def propose_page(request: Asked, school_no: int) -> HttpResponse:
    """What the tree has and what was counted (the query), with what it would enter; posted: it is entered."""
    place = units.school(request.actor, school_no, Permission.PLAN_HYGIENE)
    given = request.POST if request.method == "POST" else request.GET
    counted = bool(given)
    form = ProposeForm(given if counted else None)
    valid = form.is_valid() if counted else True
    new = _proposed(school_no, form if counted and valid else None)
    known = {(one.building, one.name) for one in places.places_of([school_no])}
    fresh = [one for one in new if (one.building, one.name) not in known]
    errors, status = ([], 200) if valid else ([_("有几处要改,见各栏。")], 422)
    if request.method == "POST" and valid:
        try:
            act = ActForm(request.POST)
            if not act.is_valid():
                raise Invalid(_("请刷新后重试。"), {"submission_id": "missing"})
            found = services.add(request.actor, act.cleaned_data["submission_id"], school_no, new)
            messages.success(request, _("已登记 %(n)s 处场所。") % {"n": found.added})
            return HttpResponseRedirect(reverse("hygiene:unit", args=[school_no]))
        except (Conflict, Invalid) as refused:
            errors, status = [str(refused)], refused.status
    context = {
        "unit": place, "crumbs": words.crumbs(request, school_no), "errors": errors,
        "submission_id": uuid7(), "counted": counted and valid, "fresh": len(fresh),
        "there": len(new) - len(fresh),
        "rows": [_row(one) for one in fresh], "hidden": list(given.items()) if counted and valid else [],
        "buildings": _buildings(form), "counts": list(shown(form, *_COUNTS)), "by_kind": _by_kind(fresh),
        "back_url": reverse("hygiene:unit", args=[school_no]),
    }  # fmt: skip
    return render(request, "hygiene/propose.html", context, status=status)


_COUNTS = (*proposing.PER_FLOOR, *proposing.COUNTED)


def _proposed(school_no: int, form: ProposeForm | None) -> list[NewPlace]:
    names = following.names_of_kinds()
    found = proposing.of_units(following.units_of(school_no), names)
    if form is None:
        return found
    with override("zh-hans"):
        floor = _("%(n)s 楼")
    return found + proposing.of_counts(form.buildings(), form.counts(), names, floor)


def _row(one: NewPlace) -> dict[str, Any]:
    return {
        "name": one.name, "kind": PLACE_NAMES[one.kind], "where": words.where(one.building, one.floor),
        "area": one.area, "is_unit": bool(one.unit_no),
    }  # fmt: skip


def _by_kind(found: list[NewPlace]) -> list[dict[str, Any]]:
    return [
        {"name": name, "n": n}
        for kind, name in PLACE_NAMES.items()
        if (n := sum(one.kind == kind for one in found))
    ]


def _buildings(form: ProposeForm) -> list[dict[str, Any]]:
    """The rows of the table of buildings: two open, the rest as they are filled in."""
    found = []
    for n in range(1, proposing.MOST_BUILDINGS + 1):
        kinds = [f"b{n}", f"b{n}-floors", *(f"b{n}-{kind}" for kind in proposing.PER_FLOOR)]
        fields = list(shown(form, *kinds))
        found.append({"n": n, "fields": fields})
    return found


@page(Permission.PLAN_HYGIENE, methods="GET POST")
def import_page(request: Asked, school_no: int) -> HttpResponse:
    """A list of places as a sheet: `?template=1` gives one to fill in. Posted with a file: what it would do,
    or what is wrong; posted with what was read: it is entered."""
    place = units.school(request.actor, school_no, Permission.PLAN_HYGIENE)
    if "template" in request.GET:
        return _template(request, place)
    context: dict[str, Any] = {
        "unit": place, "crumbs": words.crumbs(request, school_no), "submission_id": uuid7(),
        "heads": list(sheets.heads().values()), "kinds": _("、").join(sheets.kind_names().values()),
        "back_url": reverse("hygiene:places", args=[school_no]),
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        try:
            if "read" in request.POST:
                return _enter(request, school_no)
            more = _read(request, school_no)
            context |= more
            status = 422 if more["faults"] else 200
        except (Conflict, Invalid) as refused:
            context["errors"], status = [str(refused)], refused.status
    return render(request, "hygiene/import.html", context, status=status)


def _read(request: Asked, school_no: int) -> dict[str, Any]:
    file = request.FILES.get("file")
    uploads.refuse_large((file.size if file else 0) or 0, importing.LARGEST)
    receipts.say_nothing(request)
    with uploads.held(file) as path:
        found = importing.read(request.actor, school_no, path)
    if found.faults:
        marked = base64.b64encode(found.marked).decode()
        return {
            "faults": found.faults[:_SHOWN], "fault_count": len(found.faults),
            "rows_wrong": len({one.row for one in found.faults}),
            "marked": f"data:{XLSX};base64,{marked}",
        }  # fmt: skip
    return {
        "faults": [], "would": importing.preview(request.actor, school_no, found.rows),
        "rows": [
            {"number": one.number, "name": one.name, "kind": PLACE_NAMES[one.kind],
             "where": words.where(one.building, one.floor), "area": one.area}
            for one in found.rows
        ],
        # Signed, as it goes through the person's browser and back.
        "read": signing.dumps(
            [asdict(one) for one in found.rows], salt=f"{_SALT}.{school_no}", compress=True
        ),
    }  # fmt: skip


def _enter(request: Asked, school_no: int) -> HttpResponse:
    form = ActForm(request.POST)
    try:
        rows = signing.loads(request.POST.get("read", ""), salt=f"{_SALT}.{school_no}")
    except signing.BadSignature:
        rows = None
    if rows is None or not form.is_valid():
        raise Invalid(_("这份清单没有读全。请重新上传。"), {"file": "unreadable"})
    found = importing.enter(
        request.actor, form.cleaned_data["submission_id"], school_no,
        [importing.Row(**one) for one in rows],
    )  # fmt: skip
    said = _("已导入:新登记 %(added)s 处,改了 %(changed)s 处,%(same)s 处没有变。")
    messages.success(request, said % asdict(found))
    return HttpResponseRedirect(reverse("hygiene:places", args=[school_no]))


def _template(request: Asked, place: directory.Place) -> HttpResponse:
    """The list as it is; of a school without one, the places that the tree has."""
    rows = importing.template_rows(place.no)
    names = sheets.kind_names()
    if not rows:
        rows = [
            [one.building, one.floor, one.name, names[one.kind], one.area, "", ""]
            for one in _proposed(place.no, None)
        ]
    with override("zh-hans"):
        title = _("消毒场所清单")
        above = [
            _("种类填:%(names)s。也可以写平常的叫法,如卫生间、楼道。")
            % {"names": "、".join(names.values())},
            _(
                "多久一次填:每天2次、隔天一次、每周1次、每月1次;不填按指南。负责人填本校有岗位的人的姓名。"
            ),
        ]
    heads = list(sheets.heads().values())
    table = Table(title, f"{place.name} {title}", above, heads, rows)
    return xlsx_response(workbook([table], request.actor.name), f"{place.name} {title}.xlsx")
