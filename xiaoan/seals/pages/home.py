"""How the seals stand: the last one, the places outside, the days."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.seals import queries
from xiaoan.seals.pages.words import KIND_NAMES, REASON_NAMES
from xiaoan.seals.queries import checking
from xiaoan.seals.queries.days import days
from xiaoan.web.gate import Asked, page, require

_DAYS = 14
# Fewer places than that, and one fire, one thief or one order takes the evidence away.
FEWEST = 3


@page(Permission.VERIFY)
def home_page(request: Asked) -> HttpResponse:
    """The last seal, whether the record still holds it, how far each place has got."""
    county = directory.county()
    require(request.actor, Permission.VERIFY, county.no)
    try:
        last = queries.newest()
    except ValueError:
        last = None  # `contradicted` says so
    states = queries.place_states(last.no if last else 0)
    # Only a number of chains comes out of there.
    with everywhere("seals") as actor:
        contradicted = checking.contradicted(actor)
    context = {
        "county": county, "as_of": clock.now(), "last": last, "contradicted": contradicted,
        "is_stale": last is None or clock.now() - last.at > queries.STALE,
        "places": [_place(one) for one in states], "fewest": FEWEST,
        "days": [
            {"day": day, "url": reverse("seals:day", args=[day.isoformat()])}
            for day in days(request.actor, _DAYS)
        ],
    }  # fmt: skip
    return render(request, "seals/home.html", context)


def _place(one: queries.PlaceState) -> dict[str, Any]:
    shape = "late" if one.is_late else "done"
    if one.failing_since or not one.delivered_at:
        shape = "missed" if one.failing_since else "due"
    return {
        **one.__dict__,
        "kind_words": KIND_NAMES.get(one.kind, one.kind),
        "shape": shape,
        "reason_words": REASON_NAMES.get(one.reason, one.reason),
    }
