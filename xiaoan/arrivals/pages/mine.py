"""A guardian's children: when, through which gate, what to bring, the pass."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from xiaoan.arrivals import queries
from xiaoan.arrivals.pages import address
from xiaoan.arrivals.queries import desk, passes, siblings
from xiaoan.arrivals.queries.words import REASON_NAMES, RESULT_NAMES, RESULT_SHAPES
from xiaoan.arrivals.rules import desk as rules
from xiaoan.directory import queries as directory
from xiaoan.directory.queries.people import person_names
from xiaoan.kernel import clock
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, kept, page


@page(Permission.SEE_CHILD)
def mine_page(request: Asked) -> HttpResponse:
    """Each child with its slot and pass; kept on the phone, so that it opens at the gate without a
    network."""
    actor, today = request.actor, clock.today()
    found = queries.plans.of_children(actor)
    names = {
        one.person_id: one.name for one in directory.enrolments(actor, actor.people, today).values()
    }
    names |= person_names(actor, [one.person_id for one in found if one.person_id not in names])
    places = directory.places({one.class_no for one in found})
    standings = desk.standings([one.person_id for one in found], today)
    context = {
        "children": [_child(one, names, places, standings) for one in found], "today": today,
        "near": [
            {
                "one": names.get(one.person_id, ""), "other": names.get(other.person_id, ""),
                "at": address.slot_of(one.slot), "then": address.slot_of(other.slot),
            }
            for one, other in siblings.near(found)
        ],
        "as_of": clock.now(),
    }  # fmt: skip
    return kept(request, render(request, "arrivals/mine.html", context), today=True)


def _child(
    one: queries.plans.Child, names: dict[Any, str], places: dict[int, directory.Place],
    standings: dict[Any, Any],
) -> dict[str, Any]:  # fmt: skip
    place = places.get(one.class_no)
    checks = desk.today_of(one.person_id, clock.today())
    standing = standings.get(one.person_id)
    is_in = bool(checks) and checks[0].result == rules.IN
    # Who is in has been let in by somebody; that it should not be is the school's to see to.
    barred = standing is not None and standing.state == "not_cleared" and not is_in
    return {
        "name": names.get(one.person_id, ""), "place": place.name if place else "",
        "school": directory.place(place.school_id).name if place else "",
        "slot": address.slot_of(one.slot), "reason": REASON_NAMES.get(one.reason, ""), "bring": one.bring,
        "token": passes.token(one.pass_id, one.slot.day) if one.slot and not barred else "",
        "barred": barred,
        "unknown": standing is not None and standing.state == "unknown" and not is_in,
        "until": standing.until if standing else None,
        "last": checks[0] if checks else None,
        "last_words": RESULT_NAMES[checks[0].result] if checks else "",
        "last_shape": RESULT_SHAPES[checks[0].result] if checks else "",
    }  # fmt: skip
