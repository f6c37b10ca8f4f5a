"""What the record showed of a unit at a past instant."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xiaoan.accountability import queries
from xiaoan.accountability.pages import instants, sections
from xiaoan.accountability.services import looking
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.screening.queries import SLOT_NAMES
from xiaoan.screening.queries import as_of as screening
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page

_INSIDE = {"county": ("township",), "township": ("school",), "school": ("class",)}


@page(Permission.SEE_RECORD)
def home_page(request: Asked) -> HttpResponse:
    """To the widest unit of one's own."""
    return HttpResponseRedirect(
        reverse("accountability:past", args=[queries.home(request.actor).no])
    )


@page(Permission.SEE_RECORD)
def past_page(request: Asked, unit_no: int) -> HttpResponse:
    """A unit at an instant; without one, now."""
    actor, place = request.actor, queries.seen_place(request.actor, unit_no)
    asked = instants.context(request)
    at = asked["at"]
    context = {
        **asked, "crumbs": crumbs(actor, unit_no), "place": place,
        "links": _links(actor, place, at), "inside": _inside(place, at),
    }  # fmt: skip
    if place.kind in ("county", "township"):
        rows = looking.see_summary(actor, place, at)
        day = at.astimezone(clock.ZONE).date()
        context["undated"] = screening.undated(actor, place.interval, day)
        return render(request, "accountability/units.html", {**context, "units": _units(rows, at)})
    then = looking.see_past(actor, place, at)
    return render(request, "accountability/past.html", {**context, **sections.shown(actor, then)})


def _inside(place: directory.Place, at: dt.datetime) -> list[dict[str, Any]]:
    kinds = _INSIDE.get(place.kind, ())
    rows = directory.places_inside(place.interval, *kinds, day=at.date()) if kinds else []
    return [
        {
            "label": one.name,
            "url": f"{reverse('accountability:past', args=[one.no])}?{instants.query_of(at)}",
        }
        for one in rows
    ]


def _links(actor: Actor, place: directory.Place, at: dt.datetime) -> dict[str, str]:
    day = at.date().isoformat()
    found = {
        "course": f"{reverse('accountability:course', args=[place.no])}?"
        + urlencode({"since": day, "until": day}),
    }
    if actor.may(Permission.KEEP_FILES, place.no):
        found["open"] = reverse("accountability:open", args=[place.no])
    if place.kind == "school":
        found["record"] = reverse("accountability:record", args=[place.no])
    return found


def _units(rows: Any, at: dt.datetime) -> list[dict[str, Any]]:
    return [
        {
            "name": one.place.name,
            "url": f"{reverse('accountability:past', args=[one.place.no])}?{instants.query_of(at)}",
            "slots": [
                {"label": SLOT_NAMES[slot.slot], **slot.__dict__}
                for slot in one.tallies
                if slot.due
            ],
        }
        for one in rows
    ]
