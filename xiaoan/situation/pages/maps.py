"""The map coloured by an indicator, with its table; the versions of the county's map, and uploading one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.indicators import queries as indicators
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.situation import forms, services
from xiaoan.situation.pages import asking, drawn, words
from xiaoan.situation.queries import indicator as reading
from xiaoan.situation.queries import maps
from xiaoan.situation.queries.words import SYSTEM_NAMES, fault
from xiaoan.situation.rules import geo, tiles
from xiaoan.web import uploads
from xiaoan.web.fields import put, shown
from xiaoan.web.gate import Asked, page
from xiaoan.web.reading import read_id


@page(Permission.SEE_BOARD)
def map_page(request: Asked, unit_no: int) -> HttpResponse:
    """The units below, coloured by an indicator; the same as a table beside it."""
    actor = request.actor
    day, error = asking.day_of(request)
    key = request.GET.get("key", "") or tiles.FIRST
    about = reading.about(key)
    place = indicators.place_seen(actor, unit_no)
    if place.kind == "school":
        raise NotFound
    chart = drawn.of(actor, place, about, day)
    context = {
        "unit": place, "about": about, "day": day, "today": clock.today(),
        "typed_day": request.GET.get("day", "") if error else day,
        "errors": [error] if error else [], "crumbs": asking.crumbs(actor, place.no, day),
        "map": chart, "keys": [
            {"key": one.key, "name": one.name, "current": one.key == key}
            for one in indicators.catalogue()
        ],
        "as_of": clock.now(), "board_url": words.board_url(place.no, day),
        "one_url": words.one_url(place.no, key, day),
        "maps_url": reverse("situation:maps")
        if actor.may(Permission.SET_MAP, directory.county().no) else "",
    }  # fmt: skip
    return render(request, "situation/map.html", context, status=422 if error else 200)


@page(Permission.SET_MAP, methods="GET POST")
def maps_page(request: Asked) -> HttpResponse:
    """Versions of the map, and a form for the next."""
    county = directory.county()
    if not request.actor.may(Permission.SET_MAP, county.no):
        raise NotFound
    if request.method == "POST" and request.POST.get("act"):
        try:
            return _act(request)
        except (Conflict, Invalid) as refused:
            return _show(request, county, _form(), [str(refused)], status=refused.status)
    if request.method == "POST":
        return _upload(request, county)
    return _show(request, county, _form())


def _form() -> forms.MapForm:
    return forms.MapForm(initial={"submission_id": uuid7(), "system": "cgcs2000"})


def _act(request: Asked) -> HttpResponse:
    """An earlier version again, or none at all."""
    sent = read_id(request.POST.get("submission_id", ""))
    if request.POST.get("act") == "away":
        services.take_away(request.actor, sent)
        messages.success(request, _("已停用地图,改用示意。"))
    else:
        try:
            old = UUID(request.POST.get("old", ""))
        except ValueError:
            raise NotFound from None
        services.again(request.actor, sent, old)
        messages.success(request, _("已换回这一版。"))
    return HttpResponseRedirect(request.path)


def _upload(request: Asked, county: directory.Place) -> HttpResponse:
    form = forms.MapForm(request.POST)
    file = request.FILES.get("file")
    if not form.is_valid():
        return _show(request, county, form, again=bool(file), status=422)
    given = form.cleaned_data
    try:
        if file is None:
            raise Invalid(_("请选一个 GeoJSON 文件。"), {"file": "missing"})
        uploads.refuse_large(file.size or 0, geo.LARGEST)
        services.set_map(
            request.actor,
            services.NewMap(
                given["submission_id"], file.read(), given["system"], given["source"],
                given["approval"],
            ),
        )  # fmt: skip
    except services.BadMap as bad:
        faults = [fault(one) for one in bad.faults]
        return _show(request, county, form, faults=faults, again=True, status=422)
    except (Conflict, Invalid) as refused:
        fields = refused.fields if isinstance(refused, Invalid) else {}
        if "file" in fields:
            return _show(request, county, form, faults=[str(refused)], again=True, status=422)
        errors = put(form, fields, str(refused))
        return _show(request, county, form, errors, again=True, status=refused.status)
    except Forbidden:
        raise
    messages.success(request, _("地图已启用。"))
    return HttpResponseRedirect(request.path)


def _show(
    request: Asked, county: directory.Place, form: forms.MapForm, errors: list[str] | None = None, *,
    faults: list[str] | None = None, again: bool = False, status: int = 200,
) -> HttpResponse:  # fmt: skip
    actor = request.actor
    found = maps.versions(county.no)
    newest = found[0] if found else None
    towns = directory.places_inside(county.interval, "township")
    current = newest if newest and newest.digest else None
    people = accounts.names(actor, {one.by_id for one in found if one.by_id})
    context = {
        "errors": errors or [], "faults": faults or [], "again": again, "fields": list(shown(form)),
        "submission_id": form["submission_id"].value(), "next_id": uuid7(),
        "rows": [_version(one, newest, people) for one in found], "current": current,
        "missing": maps.missing(current.id, towns) if current else towns,
        "towns": len(towns), "drawing": drawn.plain(current, towns) if current else None,
        "megabytes": geo.LARGEST >> 20, "back_url": reverse("situation:map", args=[county.no]),
    }  # fmt: skip
    return render(request, "situation/maps.html", context, status=status)


def _version(
    one: maps.Version, newest: maps.Version | None, people: dict[UUID, str]
) -> dict[str, Any]:
    return {
        "id": one.id, "version": one.version, "at": one.at, "source": one.source,
        "system": str(SYSTEM_NAMES.get(one.system, "")), "approval": one.approval,
        "by": people.get(one.by_id, "") if one.by_id else "", "unmatched": one.unmatched,
        "is_current": newest is not None and one.id == newest.id, "is_none": not one.digest,
        "digest": one.digest[:12], "is_shifted": one.system == "gcj02",
    }  # fmt: skip
