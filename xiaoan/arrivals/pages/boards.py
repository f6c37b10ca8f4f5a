"""Who has arrived: the board of a county, township or school, and the big screen. No names."""

import datetime as dt
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xiaoan.arrivals.queries import boards
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page

_REFRESH, _WALL_REFRESH = 10, 15


@page(Permission.SEE_ARRIVALS)
def home_page(request: Asked) -> HttpResponse:
    """To the own class, school, township or county, the widest."""
    reach = request.actor.reach(Permission.SEE_ARRIVALS)
    lo, hi = max(reach, key=lambda one: one[1] - one[0])
    if hi - lo == 1:
        return HttpResponseRedirect(reverse("arrivals:class", args=[lo]))
    if lo % numbering.SCHOOL and hi - lo < numbering.SCHOOL:
        return HttpResponseRedirect(reverse("arrivals:board", args=[lo]))
    if hi - lo == numbering.SCHOOL:
        return HttpResponseRedirect(reverse("arrivals:school", args=[lo]))
    return HttpResponseRedirect(reverse("arrivals:board", args=[lo]))


def _day(request: Asked) -> dt.date:
    try:
        return reading.read_date(request.GET, "day") or clock.today()
    except Invalid:
        return clock.today()


def _figures(request: Asked, unit_no: int) -> dict[str, Any]:
    place = directory.place(unit_no)
    if place.kind not in ("county", "township", "school", "grade"):
        raise NotFound
    day = _day(request)
    rows, total = boards.by_child(request.actor, place, day)
    is_school = place.kind == "school"
    for_one = "arrivals:class" if place.kind in ("school", "grade") else "arrivals:board"
    # A class has names: whoever reads none stays with the figures.
    opens = for_one == "arrivals:board" or request.actor.may_anywhere(Permission.SEE_CLEARANCES)
    return {
        "place": place, "day": day, "as_of": clock.now(), "total": total, "is_school": is_school,
        "rows": [{"one": one, "url": reverse(for_one, args=[one.key]) if opens else ""} for one in rows],
        "slots": boards.by_slot(request.actor, unit_no, day) if is_school else [],
        "before": day - dt.timedelta(days=1), "after": day + dt.timedelta(days=1),
        "is_today": day == clock.today(),
    }  # fmt: skip


@page(Permission.SEE_ARRIVALS)
def board_page(request: Asked, unit_no: int) -> HttpResponse:
    """Expected, arrived, late, turned away; renews itself."""
    context = _figures(request, unit_no)
    context |= {
        "crumbs": crumbs(request.actor, unit_no), "refresh": _REFRESH,
        "may_receive": context["is_school"] and request.actor.may(Permission.RECEIVE_ARRIVALS, unit_no),
    }  # fmt: skip
    return render(request, "arrivals/board.html", context)


@page(Permission.SEE_ARRIVALS)
def wall_page(request: Asked, unit_no: int) -> HttpResponse:
    """The same for a big screen at the gate or in the command room."""
    context = _figures(request, unit_no)
    context |= {"refresh": _WALL_REFRESH, "back_url": reverse("arrivals:board", args=[unit_no])}
    return render(request, "arrivals/wall.html", context)
