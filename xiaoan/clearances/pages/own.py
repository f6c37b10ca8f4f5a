"""A family's own children: whether they may come, and what is needed, in plain words."""

from django.http import HttpResponse
from django.shortcuts import render

from xiaoan.clearances.pages.lists import day_asked
from xiaoan.clearances.queries.person import of_children
from xiaoan.clearances.queries.words import NEED_NAMES, REASON_NAMES, STATE_NAMES, STATE_SHAPES
from xiaoan.kernel import clock
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_CHILD)
def own_page(request: Asked) -> HttpResponse:
    """Today, or the day that is asked about."""
    on, fault = day_asked(request)
    rows = [
        {
            "one": one, "shape": STATE_SHAPES[one.standing.state],
            "words": STATE_NAMES[one.standing.state],
            "reasons": [REASON_NAMES[code] for code in one.standing.reasons],
            "needs": [NEED_NAMES[code] for code in one.standing.needs],
        }
        for one in of_children(request.actor, on)
    ]  # fmt: skip
    context = {"rows": rows, "day": on, "fault": fault, "as_of": clock.now()}
    return render(request, "clearances/own.html", context)
