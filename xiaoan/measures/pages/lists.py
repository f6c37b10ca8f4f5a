"""Measures of a unit, the actor's own, and suspensions: lists."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.measures import queries
from xiaoan.measures.pages import words
from xiaoan.measures.queries import suspensions
from xiaoan.measures.queries.words import KIND_NAMES, STATE_NAMES, SUSPENSION_NAMES
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

STATES = {"due": _l("待办"), "late": _l("超过时限"), **{
    code: name for code, name in STATE_NAMES.items() if code != "ordered"
}}  # fmt: skip


@page(Permission.SEE_MEASURES)
def measures_page(request: Asked) -> HttpResponse:
    """All measures a person may see, open ones and the most urgent first."""
    actor = request.actor
    asked = {name: request.GET.get(name, "") for name in ("state", "kind", "unit")}
    unit_no = whole(asked["unit"])
    if unit_no and not actor.may(Permission.SEE_MEASURES, unit_no):
        raise NotFound
    wanted = queries.Wanted(
        directory.place(unit_no).interval if unit_no else None,
        asked["state"] if asked["state"] in STATES else "",
        asked["kind"] if asked["kind"] in KIND_NAMES else "",
    )
    offset = whole(request.GET.get("offset", ""))
    total, rows = queries.page_of(actor, wanted, offset, words.PAGE)
    context = {
        "as_of": clock.now(), "asked": asked, "states": list(STATES.items()),
        "kinds": list(KIND_NAMES.items()), "schools": _schools(actor), "total": total,
        "rows": [words.measure(one) for one in rows],
        "clear_url": reverse("measures:measures") if any(asked.values()) else "",
        "pager": pager(request, total, offset, words.PAGE),
    }  # fmt: skip
    return render(request, "measures/measures.html", context)


def _schools(actor: Actor) -> list[tuple[str, str]]:
    """Where the list may be narrowed to; inside one school nobody needs to choose."""
    found = {
        place
        for one in actor.reach(Permission.SEE_MEASURES)
        if one[1] - one[0] > 4096
        for place in directory.places_inside(one, "township", "school")
    }
    return [(str(place.no), place.name) for place in sorted(found, key=lambda one: one.no)]


@page(Permission.CARRY_OUT)
def mine_page(request: Asked) -> HttpResponse:
    """What the actor has to carry out, and what they ended lately; for the phone."""
    rows = [words.measure(one) for one in queries.mine(request.actor)]
    context = {
        "as_of": clock.now(),
        "todo": [one for one in rows if one["state"] == "ordered"],
        "ended": [one for one in rows if one["state"] != "ordered"],
    }
    return render(request, "measures/mine.html", context)


@page(Permission.SEE_MEASURES)
def suspensions_page(request: Asked) -> HttpResponse:
    """Suspensions a person may see, the newest first."""
    state = request.GET.get("state", "")
    state = state if state in SUSPENSION_NAMES else ""
    offset = whole(request.GET.get("offset", ""))
    total, rows = suspensions.page_of(request.actor, state, offset, words.PAGE)
    context = {
        "as_of": clock.now(), "state": state, "states": list(SUSPENSION_NAMES.items()),
        "total": total, "rows": [words.suspension(one) for one in rows],
        "clear_url": reverse("measures:suspensions") if state else "",
        "pager": pager(request, total, offset, words.PAGE),
    }  # fmt: skip
    return render(request, "measures/suspensions.html", context)
