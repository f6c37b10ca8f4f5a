"""Blind spots by name: what was missed on a day, who was to go, and urging them as of any duty."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.hygiene.pages import watching, words
from xiaoan.hygiene.queries import coverage, places
from xiaoan.hygiene.queries import spots as reading
from xiaoan.hygiene.queries.words import PLACE_NAMES, TASK_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager


@page(Permission.SEE_HYGIENE)
def spots_page(request: Asked, unit_no: int) -> HttpResponse:
    """Places of a unit with something missed on a day, those forgotten longest first; of today they can be
    urged. And places that no plan in force has and nobody has excused."""
    actor = request.actor
    place = watching.unit_of(actor, unit_no)
    day, offset = watching.last_day(request), whole(request.GET.get("offset", ""))
    total, found = reading.spots(actor, place, day, clock.now(), offset, watching.PAGE)
    is_early = not request.GET.get("day") and not total
    if is_early and (past := coverage.school_days(unit_no, day - dt.timedelta(days=1), 1)):
        is_early = not reading.is_any_past(place, day, clock.now())
        if is_early:
            day = past[-1]
            total, found = reading.spots(actor, place, day, clock.now(), offset, watching.PAGE)
    shares = places.shares(place.interval)
    may_urge = actor.may(Permission.URGE, unit_no) and day == clock.today()
    context = {
        "unit": place, "crumbs": words.crumbs(request, unit_no), "as_of": clock.now(),
        "tabs": watching.tabs(request.actor, place, "spots"), "day": day, "total": total,
        "is_early": is_early and day != clock.today(),
        "rows": [_row(one, may_urge=may_urge) for one in found], "may_urge": may_urge,
        "places": sum(one.places for one in shares.values()),
        "unplanned": sum(one.unplanned for one in shares.values()),
        "unplanned_url": reverse("hygiene:unit", args=[unit_no])
        if place.kind in ("county", "township", "school") else "",
        "pager": pager(request, total, offset, watching.PAGE),
        "one_school": place.kind not in ("county", "township"),
    }  # fmt: skip
    return render(request, "hygiene/spots.html", context)


def _row(one: reading.Spot, *, may_urge: bool) -> dict[str, Any]:
    due, place = one.duty, one.place
    return {
        "school": one.school, "name": place.name, "kind": PLACE_NAMES[place.kind],
        "where": words.where(place.building, place.floor),
        "url": reverse("hygiene:place", args=[place.pk]),
        "school_url": reverse("hygiene:coverage", args=[one.school_no]),
        "tasks": [TASK_NAMES[task] for task in one.tasks if task in TASK_NAMES], "days": one.days,
        "due_at": one.due_at, "person": one.who, "post": ROLE_NAMES.get(one.post, ""),
        "nobody": one.who_id is None, "phone": one.phone,
        "value": f"{due.id}:{due.level}" if due and may_urge else "",
        "urged": due.urged if due else 0,
    }  # fmt: skip
