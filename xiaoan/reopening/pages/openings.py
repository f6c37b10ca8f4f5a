"""What holds: in the county with its exceptions, and at one place with its whole history."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.reopening import queries, rules
from xiaoan.reopening.pages import words
from xiaoan.reopening.queries import proposals
from xiaoan.reopening.queries.words import stage_name
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager


@page(Permission.SEE_OPENINGS)
def home_page(request: Asked) -> HttpResponse:
    """The county's dates by stage; townships and schools with a date of their own; own schools first."""
    actor = request.actor
    county = words.county_of(actor)
    found = queries.versions()
    current = queries.latest(found)
    own = [
        place
        for place in directory.places(_own_schools(request)).values()
        if place.kind == "school"
    ]
    offset = whole(request.GET.get("offset", ""))
    total, rows = _apart(actor, current, county, offset)
    context = {
        "as_of": clock.now(), "tabs": words.tabs(actor, "home"), "county": directory.place(county),
        "stages": words.stages_at((county,), current),
        "own": [_school(place, current) for place in own], "apart": rows, "total": total,
        "pager": pager(request, total, offset, words.PAGE), "version": rules.VERSION,
        "source": rules.SOURCE, "confidence": rules.CONFIDENCE,
        "county_url": reverse("reopening:place", args=[county]),
        "new_url": reverse("reopening:new")
        if proposals.offices(actor, Permission.PROPOSE_OPENING)
        else "",
    }  # fmt: skip
    return render(request, "reopening/home.html", context)


def _own_schools(request: Asked) -> list[int]:
    """The schools inside which the actor's positions lie."""
    reach = request.actor.reach(Permission.SEE_OPENINGS)
    return sorted({numbering.school_of(lo) for lo, hi in reach if hi - lo <= numbering.SCHOOL})


def _school(
    place: directory.Place, current: dict[tuple[int, str], queries.Opening]
) -> dict[str, Any]:
    return {
        "name": place.name, "url": reverse("reopening:place", args=[place.no]),
        "stages": words.stages_at(numbering.ancestors(place.no), current, place.stage),
    }  # fmt: skip


def _apart(
    actor: Actor, current: dict[tuple[int, str], queries.Opening], county: int, offset: int
) -> tuple[int, list[dict[str, Any]]]:
    """Places of the county with a decision of their own, a page of them."""
    inside = [
        one
        for one in current.values()
        if county < one.place_no < county + numbering.COUNTY and one.what != "lifted"
    ]
    order = sorted(inside, key=lambda one: (one.place_no, list(rules.STAGES).index(one.stage)))
    shown = order[offset : offset + words.PAGE]
    places = directory.places({one.place_no for one in shown})
    return len(order), [
        {
            **words.opening(one, places[one.place_no].name),
            "is_seen": actor.may(Permission.SEE_OPENINGS, one.place_no),
        }
        for one in shown
    ]


@page(Permission.SEE_OPENINGS)
def place_page(request: Asked, unit_no: int) -> HttpResponse:
    """A county, township or school: what holds there, and every decision that was made about it."""
    actor = request.actor
    above = numbering.ancestors(unit_no)
    known = directory.places([unit_no])
    is_over = any(unit_no in numbering.ancestors(lo) for lo, _hi in actor.reach(_SEE))
    place = known.get(unit_no)
    if place is None or place.kind not in _KINDS or not (actor.may(_SEE, unit_no) or is_over):
        raise NotFound
    found = queries.versions(above)
    current = queries.latest(found)
    stage = place.stage if place.kind == "school" else ""
    wanted = {one.code for one in rules.stages_of(stage)} if stage else set(rules.STAGES)
    wanted |= {rules.STAGES[code].follows for code in wanted}
    context = {
        "as_of": clock.now(), "place": place, "stages": words.stages_at(above, current, stage),
        "rows": words.history(one for one in found if one.stage in wanted),
        "names": [stage_name(code) for code in wanted if code],
        "back_url": reverse("reopening:home"),
    }  # fmt: skip
    return render(request, "reopening/place.html", context)


_SEE = Permission.SEE_OPENINGS
_KINDS = ("county", "township", "school")
