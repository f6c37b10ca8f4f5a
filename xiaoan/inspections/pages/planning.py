"""A round to begin now, or rounds to plan."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.inspections import services
from xiaoan.inspections.queries import checklists, list_words, rounds
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page


@page(Permission.INSPECT, methods="GET POST")
def new_page(request: Asked) -> HttpResponse:
    """Posted with `?act=begin`: a round now; with `?act=plan`: rounds of a day to come."""
    act = request.GET.get("act", "begin")
    if request.method != "POST":
        return _show(request, act, "", {}, 200)
    try:
        if act == "plan":
            n = services.plan(request.actor, _plan(request))
            messages.success(request, _("已计划 %(n)s 次检查。") % {"n": n})
            return HttpResponseRedirect(reverse("inspections:rounds"))
        said = request.POST
        wanted = services.Begin(
            reading.read_id(said.get("submission_id", "")), whole(said.get("unit_no", "")),
            tuple(said.getlist("lists")), said.get("place", ""),
        )  # fmt: skip
        made = services.begin(request.actor, wanted)
        return HttpResponseRedirect(reverse("inspections:round", args=[made]))
    except (Invalid, Conflict) as refused:
        fields = refused.fields if isinstance(refused, Invalid) else {}
        return _show(request, act, str(refused), fields, refused.status)


def _plan(request: Asked) -> services.NewPlan:
    said = request.POST
    return services.NewPlan(
        reading.read_id(said.get("submission_id", "")), reading.read_numbers(said, "units"),
        tuple(said.getlist("lists")), reading.read_date(said, "day"),
        reading.read_optional_id(said.get("inspector", "")), said.get("unannounced") == "1",
    )  # fmt: skip


def _show(
    request: Asked, act: str, error: str, fields: dict[str, str], status: int
) -> HttpResponse:
    actor, said = request.actor, request.POST
    places = rounds.choosable(actor)
    chosen = set(reading.read_numbers(said, "units")) | {whole(request.GET.get("unit", ""))}
    in_use = checklists.in_use()
    context = {
        "error": error, "fields": fields, "act": act, "typed": said, "places": places,
        "towns": _towns(places, chosen),
        "unit_no": whole(said.get("unit_no", "") or request.GET.get("unit", "")),
        "lists": [
            (code, list_words.said(one.name), len(one.items), code in said.getlist("lists"))
            for code, one in in_use.items()
        ],
        "inspectors": rounds.inspectors(actor), "may_surprise": _is_above(actor),
        "inspector": said.get("inspector") or str(actor.user_id),
        "today": clock.today(), "begin_id": said.get("submission_id") or uuid7(),
        "plan_id": said.get("submission_id") or uuid7(),
        "back_url": reverse("inspections:rounds"),
    }  # fmt: skip
    return render(request, "inspections/new.html", context, status=status)


def _is_above(actor: Actor) -> bool:
    return any(hi - lo > numbering.SCHOOL for lo, hi in actor.reach(Permission.INSPECT))


def _towns(places: list[directory.Place], chosen: set[int]) -> list[dict[str, Any]]:
    """Schools under their township, to tick."""
    towns = directory.places({numbering.ancestors(one.no)[1] for one in places})
    found: dict[int, dict[str, Any]] = {
        no: {"name": town.name, "schools": [], "is_open": False}
        for no, town in sorted(towns.items())
    }
    for one in places:
        above = found[numbering.ancestors(one.no)[1]]
        above["schools"].append({"no": one.no, "name": one.name, "is_ticked": one.no in chosen})
        above["is_open"] = above["is_open"] or one.no in chosen
    return list(found.values())
