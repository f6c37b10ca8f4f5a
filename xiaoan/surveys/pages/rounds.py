"""Rounds: the list, a new one with its preview, one round at a unit, opening and ending."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.keypersons import queries as keypersons
from xiaoan.surveys import forms, queries, services
from xiaoan.surveys.pages import words
from xiaoan.surveys.pages.answers import ANSWERS
from xiaoan.surveys.queries import labels
from xiaoan.surveys.services.rights import require
from xiaoan.web.gate import Asked, page

WRONG = 422
_ACTS = {
    "open": services.open_round,
    "close": services.close_round,
    "end": services.end_series,
    "drop": services.drop_round,
}
# What cannot be taken back is asked about once more.
ENDS = {"close": "open", "end": "open", "drop": "draft"}


@page(Permission.SEE_SURVEYS)
def rounds_page(request: Asked) -> HttpResponse:
    """Every round that asks in the actor's reach, what runs first."""
    actor = request.actor
    found = sorted(queries.rounds(actor), key=lambda one: one.row.state == "closed")
    places = directory.places([one.row.unit_no for one in found])
    context = {
        "rows": [_row(actor, one, places[one.row.unit_no].name) for one in found],
        "new_url": reverse("surveys:new") if actor.may_anywhere(Permission.OPEN_SURVEY) else "",
        "as_of": clock.now(),
    }
    return render(request, "surveys/rounds.html", context)


def _row(actor: Actor, one: queries.Visible, unit: str) -> dict[str, Any]:
    row = one.row
    return {
        "title": row.title,
        "unit": unit,
        "url": reverse("surveys:round", args=[row.pk, top_unit(actor, row)]),
        "state": row.state,
        "state_label": labels.ROUND_STATE_NAMES[row.state],
        "whom": words.whom(row),
        "repeats": words.repeats(row),
        "due_at": row.due_at,
        "sums": one.sums,
    }


def top_unit(actor: Actor, row: queries.Round) -> int:
    """The highest unit of a round that the actor sees."""
    reach = actor.reach(Permission.SEE_SURVEYS)
    lo, hi = max(reach, key=lambda one: one[1] - one[0])
    inside = lo <= row.unit_no and row.unit_end <= hi
    return row.unit_no if inside else lo


@page(Permission.OPEN_SURVEY, methods="GET POST")
def new_page(request: Asked) -> HttpResponse:
    """Write a round down; the next page shows whom it would ask before it is opened."""
    actor = request.actor
    stages = list(directory.STAGE_NAMES.items())
    form = forms.RoundForm(request.POST if request.method == "POST" else None, stages=stages)
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = {name: _fault(name) for name in form.errors}
        if not errors:
            try:
                row = services.make_round(
                    actor, form.cleaned_data["id"], form.cleaned_data["unit"], form.wanted()
                )
                return HttpResponseRedirect(reverse("surveys:round", args=[row.pk, row.unit_no]))
            except Invalid as refused:
                errors = {name: _fault(name) for name in refused.fields}
            except Conflict as refused:
                errors = {"used": str(refused)}
    context = {
        "id": uuid7() if "used" in errors else request.POST.get("id") or uuid7(),
        "typed": request.POST if request.method == "POST" else _defaults(),
        "chosen": request.POST.getlist("stages"),
        "errors": errors,
        "units": _units(actor),
        "stages": stages,
        "who": list(forms.WHO_NAMES.items()),
        "pack": keypersons.pack_in_force(actor, clock.today()),
    }
    return render(request, "surveys/new.html", context, status=WRONG if errors else 200)


def _fault(name: str) -> str:
    return str(labels.FAULT_NAMES.get(name, labels.FAULT_NAMES["id"]))


def _defaults() -> dict[str, Any]:
    tomorrow = clock.today() + dt.timedelta(days=1)
    return {"who": "pupils", "due_day": tomorrow.isoformat(), "due_time": "18:00"}


def _units(actor: Actor) -> list[tuple[int, str]]:
    """Where the actor may open rounds: the county and its townships, or the own school."""
    found: list[tuple[int, str]] = []
    for lo, _hi in actor.reach(Permission.OPEN_SURVEY):
        place = directory.place(lo)
        found.append((place.no, place.name))
        if place.kind == "county":
            inside = directory.places_inside(place.interval, "township")
            found += [(one.no, one.name) for one in inside]
    return found


@page(Permission.SEE_SURVEYS, methods="GET POST")
def round_page(request: Asked, round_id: UUID, unit_no: int) -> HttpResponse:
    """One round at a unit: how many of its roll are known, unit by unit; of a draft, whom it would ask."""
    actor = request.actor
    row, place = queries.round_seen(actor, round_id, unit_no)
    if request.method == "POST":
        return _act(request, row, unit_no)
    if row.state == "draft":
        return _draft(request, row, place)
    sums = queries.sums(actor, row.pk, place.interval)
    rows = words.with_staff(place, queries.children(actor, row.pk, place))
    named = queries.names_seen(actor, place.no)
    context = {
        **_head(actor, row, place),
        "figures": words.figures(row, place.no, sums, named),
        "sums": sums,
        "rows": [words.unit_row(row, one, named) for one in rows],
        "bars": words.by_unit(place, rows),
        "trend": words.trend(queries.in_series(actor, row, place.interval)),
        "as_of": row.closed_at or clock.now(),
        "people_url": words.people_url(row, place.no, "unknown") if named else "",
        "sheet_url": _sheet(actor, row, place, rows),
        "may_act": actor.may(Permission.OPEN_SURVEY, row.unit_no) and row.state == "open",
        "goes_on": row.next_opens is not None,
    }
    return render(request, "surveys/round.html", context)


def _sheet(
    actor: Actor, row: queries.Round, place: directory.Place, rows: list[queries.UnitSums]
) -> str:
    """Of a class that may still be answered for: its sheet."""
    may = any(actor.may(one, place.no) for one in ANSWERS)
    if place.kind != "class" or row.state != "open" or not may or not rows or not rows[0].tally_id:
        return ""
    return words.sheet_url(rows[0].tally_id)


def _head(actor: Actor, row: queries.Round, place: directory.Place) -> dict[str, Any]:
    return {
        "row": row,
        "unit": place,
        "crumbs": words.trail(actor, row, place.no),
        "state_label": labels.ROUND_STATE_NAMES[row.state],
        "whom": words.whom(row),
        "repeats": words.repeats(row),
        "list_url": reverse("surveys:rounds"),
    }


def _draft(request: Asked, row: queries.Round, place: directory.Place) -> HttpResponse:
    asked = queries.asked(request.actor, row, clock.today())
    context = {
        **_head(request.actor, row, place),
        "classes": sum(one.unit_no != one.school_id for one in asked if one.people),
        "schools": len({one.school_id for one in asked if one.people}),
        "people": sum(one.people for one in asked),
        "categories": queries.categories(row),
    }
    return render(request, "surveys/draft.html", context)


def _act(request: Asked, row: queries.Round, unit_no: int) -> HttpResponse:
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise NotFound
    if ENDS.get(request.POST["act"]) == row.state and "sure" not in request.POST:
        return _ask(request, row, unit_no)
    try:
        act(request.actor, row.pk)
    except (Invalid, Conflict) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _said(request.POST["act"]))
        if request.POST["act"] == "drop":
            return HttpResponseRedirect(reverse("surveys:rounds"))
    return HttpResponseRedirect(reverse("surveys:round", args=[row.pk, unit_no]))


def _ask(request: Asked, row: queries.Round, unit_no: int) -> HttpResponse:
    """What ending means, before it is done: nothing brings a round back."""
    require(request.actor, Permission.OPEN_SURVEY, row.unit_no)
    place = directory.place(row.unit_no)
    context = {
        "row": row,
        "unit": place,
        "act": request.POST["act"],
        "sums": queries.sums(request.actor, row.pk, place.interval),
        "goes_on": row.next_opens,
        "back_url": reverse("surveys:round", args=[row.pk, unit_no]),
    }
    return render(request, "surveys/end.html", context)


def _said(act: str) -> str:
    if act == "open":
        return _("已经开始,每个班的负责人都收到了摸排表。")
    if act == "drop":
        return _("草稿已删除。")
    return _("本轮已结束,数字不再变。") if act == "close" else _("以后不再开下一轮。")
