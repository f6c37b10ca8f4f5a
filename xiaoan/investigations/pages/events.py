"""The list of events, and opening one by hand."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.investigations import services
from xiaoan.investigations.forms import OpenForm, shown
from xiaoan.investigations.queries import frames, lists
from xiaoan.investigations.queries.words import STATE_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.outbreaks.queries import SYNDROME_NAMES
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

SPANS = {"": _l("全部时间"), "7": _l("近 7 天"), "30": _l("近 30 天"), "180": _l("近 180 天")}
PAGE = 50
# So many classes are picked at once; an event of more is one of the school, found otherwise.
MOST_CLASSES = 12


@page(Permission.SEE_EVENTS)
def events_page(request: Asked) -> HttpResponse:
    """All events a person may see, those that need somebody first."""
    actor = request.actor
    asked = {name: request.GET.get(name, "") for name in ("state", "syndrome", "days", "unit")}
    place = _place(actor, whole(asked["unit"]))
    offset = whole(request.GET.get("offset", ""))
    total, still_open, rows = lists.page_of_events(actor, _wanted(asked, place), offset, PAGE)
    context = {
        "unit": place, "crumbs": crumbs(actor, place.no), "as_of": clock.now(), "asked": asked,
        "states": list(STATE_NAMES.items()), "syndromes": _syndromes(actor, asked["syndrome"]),
        "spans": list(SPANS.items()), "schools": _schools(actor), "total": total,
        "open_total": still_open, "rows": [_row(one) for one in rows],
        "clear_url": reverse("investigations:events") if any(asked.values()) else "",
        "pager": pager(request, total, offset, PAGE),
        "new_url": reverse("investigations:new") if actor.may_anywhere(Permission.INVESTIGATE) else "",
    }  # fmt: skip
    return render(request, "investigations/events.html", context)


def _syndromes(actor: Actor, asked: str) -> list[tuple[str, Any]]:
    """Of what there are events; and what is asked for just now."""
    codes = {*lists.syndromes(actor), *({asked} & SYNDROME_NAMES.keys())}
    return [(code, SYNDROME_NAMES.get(code, code)) for code in sorted(codes)]


def _place(actor: Actor, unit_no: int) -> directory.Place:
    """The unit asked for, as far as the actor sees events there; else the widest."""
    if unit_no and actor.may(Permission.SEE_EVENTS, unit_no):
        return directory.place(unit_no)
    if unit_no:
        raise NotFound
    widest = max(actor.reach(Permission.SEE_EVENTS), key=lambda one: one[1] - one[0])
    return directory.place(widest[0])


def _wanted(asked: dict[str, str], place: directory.Place) -> lists.Wanted:
    span = int(asked["days"]) if asked["days"] in SPANS and asked["days"] else 0
    return lists.Wanted(
        interval=place.interval if asked["unit"] else None,
        state=asked["state"] if asked["state"] in STATE_NAMES else "",
        syndrome=asked["syndrome"] if asked["syndrome"] in SYNDROME_NAMES else "",
        since=clock.today() - dt.timedelta(days=span - 1) if span else None,
    )


def _schools(actor: Actor) -> list[tuple[str, str]]:
    """Where a list may be narrowed to; of those inside one school nobody needs to choose."""
    found = [
        place
        for one in actor.reach(Permission.SEE_EVENTS)
        if one[1] - one[0] > 4096
        for place in directory.places_inside(one, "township", "school")
    ]
    return [(str(place.no), place.name) for place in sorted(set(found), key=lambda p: p.no)]


def _row(one: lists.Row) -> dict[str, Any]:
    place = one.place if one.head.unit_no != one.head.school_id else ""
    return {
        **frames.head(one.head, place),
        "school": one.school,
        "place": place,
        "assignee": one.assignee,
        "due_at": one.due_at,
        "overdue": one.due_at is not None and one.due_at < clock.now(),
        "url": reverse("investigations:event", args=[one.head.id]),
    }


@page(Permission.INVESTIGATE, methods="GET POST")
def new_page(request: Asked) -> HttpResponse:
    """Open an event by hand: which school, which classes, then who."""
    actor = request.actor
    sent = request.POST if request.method == "POST" else request.GET
    school = _school(actor, whole(sent.get("school", "")))
    class_nos = tuple(dict.fromkeys(map(whole, sent.getlist("class"))))[:MOST_CLASSES]
    form = OpenForm(request.POST) if request.method == "POST" else OpenForm()
    errors: list[str] = []
    status = 200
    if request.method == "POST":
        status, errors = 422, [_("有几处要改,见下面。")]
        if form.is_valid():
            try:
                made = services.open_event(actor, _new(request, form, class_nos))
                messages.success(request, _("已登记。请指定负责人,核实后继续。"))
                return HttpResponseRedirect(reverse("investigations:event", args=[made]))
            except (Conflict, Invalid) as refused:
                status, errors = refused.status, [str(refused)]
    context = _new_context(request, school, class_nos, form) | {"errors": errors}
    return render(request, "investigations/new.html", context, status=status)


def _school(actor: Actor, unit_no: int) -> directory.Place | None:
    """The school asked for, or the only one there is to choose."""
    reach = actor.reach(Permission.INVESTIGATE)
    if not unit_no and len(reach) == 1 and reach[0][1] - reach[0][0] <= 4096:
        unit_no = reach[0][0]
    if not unit_no:
        return None
    if not actor.may(Permission.INVESTIGATE, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound
    found = directory.place(unit_no)
    if found.kind != "school":
        raise NotFound
    return found


def _new(request: Asked, form: OpenForm, class_nos: tuple[int, ...]) -> services.NewEvent:
    given = form.cleaned_data
    people = frozenset(filter(None, map(services.person_id, request.POST.getlist("person"))))
    return services.NewEvent(
        given["step_id"], class_nos, given["syndrome"], given["reason"], people, given["onset"]
    )


def _new_context(
    request: Asked, school: directory.Place | None, class_nos: tuple[int, ...], form: OpenForm
) -> dict[str, Any]:
    actor = request.actor
    picked = set(request.POST.getlist("person"))
    rolls = services.see_rolls(actor, class_nos) if school else {}
    places = directory.places(rolls)
    return {
        "crumbs": crumbs(actor, school.no) if school else [],
        "school": school,
        "schools": [] if school else _schools_of(actor),
        "classes": _classes(school, class_nos) if school else [],
        "rolls": [
            {
                "name": places[no].name, "no": no,
                "pupils": [
                    {"id": p.person_id, "seat": p.seat, "name": p.name,
                     "picked": str(p.person_id) in picked}
                    for p in roll
                ],
            }
            for no, roll in rolls.items()
        ],
        "fields": list(shown(form)),
        "step_id": (form["step_id"].value() if form.is_bound else "") or uuid7(),
        "back_url": reverse("investigations:events"),
    }  # fmt: skip


def _schools_of(actor: Actor) -> list[directory.Place]:
    reach = actor.reach(Permission.INVESTIGATE)
    found = {p.no: p for one in reach for p in directory.places_inside(one, "school")}
    return [found[no] for no in sorted(found)]


def _classes(school: directory.Place, chosen: tuple[int, ...]) -> list[dict[str, Any]]:
    places = directory.places_inside(school.interval, "class")
    return [{"no": p.no, "name": p.name, "chosen": p.no in chosen} for p in places]
