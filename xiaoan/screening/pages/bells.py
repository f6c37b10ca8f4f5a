"""When lessons begin and end, stage by stage: a line each, the county's or a school's own."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xiaoan.directory import queries as directory
from xiaoan.directory import services
from xiaoan.directory.rules.bells import Bell
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.screening import forms
from xiaoan.screening.pages.calendar import SEEING, place_seen
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page


@page(*SEEING, methods="GET POST")
def bells_page(request: Asked, unit_no: int) -> HttpResponse:
    """The bells of each stage at a unit; changed by who sets its calendar."""
    actor = request.actor
    place = place_seen(actor, unit_no)
    may_set = actor.may(Permission.SET_CALENDAR, unit_no)
    errors: list[str] = []
    if request.method == "POST":
        if not may_set:
            raise Forbidden
        try:
            _change(request, unit_no)
            return HttpResponseRedirect(reverse("screening:bells", args=[unit_no]))
        except Invalid as refused:
            errors = str(refused).split("\n")
    inforce = directory.bells_at(unit_no)
    taught = {one.stage for one in directory.places_inside(place.interval, "class")} | set(inforce)
    names = directory.places({no for no, _bells in inforce.values()})
    context = {
        "unit": {"name": place.name, "no": place.no, "kind": place.kind},
        "crumbs": crumbs(actor, unit_no),
        "stages": [
            _stage(request, place, stage, inforce, names, errors)
            for stage in directory.STAGE_NAMES
            if stage in taught
        ],
        "may_set": may_set,
        "errors": errors,
        "back_url": reverse("screening:calendar", args=[unit_no]),
    }
    return render(request, "screening/bells.html", context, status=422 if errors else 200)


def _change(request: Asked, unit_no: int) -> None:
    stage = request.POST.get("stage", "")
    if request.POST.get("action") == "clear":
        services.clear_bells(request.actor, unit_no, stage)
        return
    services.set_bells(
        request.actor, unit_no, stage, forms.read_bells(request.POST.get("bells", ""))
    )


def _stage(
    request: Asked,
    place: directory.Place,
    stage: str,
    inforce: dict[str, tuple[int, list[Bell]]],
    names: dict[int, directory.Place],
    errors: list[str],
) -> dict[str, Any]:
    holder, bells = inforce.get(stage, (0, []))
    typed = bool(errors) and request.POST.get("stage") == stage
    return {
        "code": stage,
        "label": directory.STAGE_NAMES[stage],
        "own": holder == place.no,
        "holder": names[holder].name if holder in names else "",
        "bells": bells,
        "text": request.POST.get("bells", "") if typed else "\n".join(map(forms.bell_line, bells)),
        "wrong": typed,
    }
