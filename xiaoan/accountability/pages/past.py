"""What the record showed of a unit at a past instant."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accountability import queries
from xiaoan.accountability.forms import PastForm
from xiaoan.accountability.pages import sections
from xiaoan.accountability.queries import words
from xiaoan.accountability.services import looking
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.screening.queries import SLOT_NAMES
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
    at, error = _instant(request)
    context = {
        "crumbs": crumbs(actor, unit_no), "place": place, "at": at, "error": error,
        "day": at.date(), "time": at.time(), "links": _links(actor, place, at),
        "inside": _inside(place, at), "meanings": _meanings(),
    }  # fmt: skip
    if place.kind in ("county", "township"):
        rows = looking.see_summary(actor, place, at)
        return render(request, "accountability/units.html", {**context, "units": _units(rows, at)})
    then = looking.see_past(actor, place, at)
    return render(request, "accountability/past.html", {**context, **sections.shown(actor, then)})


def _instant(request: Asked) -> tuple[dt.datetime, str]:
    """The instant of the address; what makes none is said, and now is shown."""
    now = clock.now().astimezone(clock.ZONE)
    form = PastForm(request.GET)
    if not form.is_valid():
        return now, _("日期请写成 2026-11-24,时间请写成 13:05 这样。")
    day, time = form.cleaned_data["day"], form.cleaned_data["time"]
    if day is None and time is None:
        return now, ""
    day = day or now.date()
    if not clock.FIRST_DAY <= day <= clock.LAST_DAY:
        return now, _("日期请写成 2026-11-24,时间请写成 13:05 这样。")
    at = clock.at(day, time or dt.time(23, 59, 59))
    if day == now.date() and time is None:
        return now, ""
    if at > now:
        return now, _("不能选将来的时刻:那时会知道什么,没有人能说。")
    return at, ""


def query_of(at: dt.datetime) -> str:
    return urlencode({"day": at.date().isoformat(), "time": at.strftime("%H:%M:%S")})


def _inside(place: directory.Place, at: dt.datetime) -> list[dict[str, Any]]:
    kinds = _INSIDE.get(place.kind, ())
    rows = directory.places_inside(place.interval, *kinds, day=at.date()) if kinds else []
    return [
        {
            "label": one.name,
            "url": f"{reverse('accountability:past', args=[one.no])}?{query_of(at)}",
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


def _meanings() -> list[tuple[str, str]]:
    return [(str(words.WORD_NAMES[one]), str(said)) for one, said in words.WORD_MEANINGS.items()]


def _units(rows: Any, at: dt.datetime) -> list[dict[str, Any]]:
    return [
        {
            "name": one.place.name,
            "url": f"{reverse('accountability:past', args=[one.place.no])}?{query_of(at)}",
            "slots": [
                {"label": SLOT_NAMES[slot.slot], **slot.__dict__}
                for slot in one.tallies
                if slot.due
            ],
        }
        for one in rows
    ]
