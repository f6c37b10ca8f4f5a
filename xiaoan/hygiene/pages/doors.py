"""The codes on the doors: labels to print, and opening a place by its code."""

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.hygiene import rules
from xiaoan.hygiene.pages import words
from xiaoan.hygiene.queries import doors, places, units
from xiaoan.hygiene.queries.words import PLACE_NAMES
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page, with_camera

# Eight rows of three on an A4 sheet; four sheets a page.
_LABELS = 96


def address(place_id: object, code: str) -> str:
    """Where a label leads: the place, with the code that says that somebody stands there."""
    return f"{reverse('hygiene:place', args=[place_id])}?{urlencode({'code': code})}"


@page(Permission.PLAN_HYGIENE)
def labels_page(request: Asked, school_no: int) -> HttpResponse:
    """Labels of a school's places in walking order; `kind`, `building`: of these alone."""
    place = units.school(request.actor, school_no, Permission.PLAN_HYGIENE)
    everyone = places.places_of([school_no])
    kind, building = request.GET.get("kind", ""), request.GET.get("building", "")
    found = [
        one for one in everyone
        if (kind not in rules.PLACE_KINDS or one.kind == kind)
        and (not building or one.building == building)
    ]  # fmt: skip
    offset = whole(request.GET.get("offset", ""))
    labels = [
        {
            "name": one.name, "kind": PLACE_NAMES[one.kind],
            "where": words.where(one.building, one.floor), "code": code,
            "address": request.build_absolute_uri(address(one.id, code)),
        }
        for one in found[offset : offset + _LABELS]
        for code in [doors.code_of(one.id, one.code)]
    ]  # fmt: skip
    query = request.GET.copy()
    query["offset"] = str(offset + _LABELS)
    context = {
        "unit": place, "labels": labels, "total": len(found), "kind": kind, "building": building,
        "kinds": [
            (code, name) for code, name in PLACE_NAMES.items()
            if any(one.kind == code for one in everyone)
        ],
        "buildings": sorted({one.building for one in everyone} - {""}),
        "next": f"?{query.urlencode()}" if len(found) > offset + _LABELS else "",
        "back_url": reverse("hygiene:places", args=[school_no]),
    }  # fmt: skip
    return render(request, "hygiene/labels.html", context)


@page(Permission.SEE_HYGIENE, methods="GET POST")
def door_page(request: Asked) -> HttpResponse:
    """Scan the code of a door, or type what stands under it; the place opens."""
    typed, errors, status = request.POST.get("code", ""), [], 200
    if request.method == "POST":
        try:
            place_id, code = doors.by_code(request.actor, typed)
            return HttpResponseRedirect(address(place_id, code))
        except NotFound:
            errors = [_("没有这个门码的场所。请核对,旧码换过的要用新码。")]
            status = 422
    context = {
        "errors": errors, "typed": typed, "back_url": reverse("hygiene:home"),
    }  # fmt: skip
    return with_camera(render(request, "hygiene/open_door.html", context, status=status))
