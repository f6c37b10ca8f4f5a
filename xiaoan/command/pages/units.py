"""Who is in command now at a unit, above it and below it; of how many units somebody is first responsible."""

import datetime as dt
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.command import rules, services
from xiaoan.command.pages import words
from xiaoan.command.queries import coverage, now, people, units
from xiaoan.command.queries.words import RANK_NAMES
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager


@page(Permission.SEE_COMMAND)
def home_page(request: Asked) -> HttpResponse:
    """The widest unit that is the actor's."""
    return HttpResponseRedirect(reverse("command:unit", args=[units.own(request.actor)]))


@page(Permission.SEE_COMMAND, methods="GET POST")
def unit_page(request: Asked, unit_no: int) -> HttpResponse:
    """Who is in command, now or at `?at=`; posted: somebody's phone number is shown in full (`user_id`)."""
    actor = request.actor
    place = units.require(actor, unit_no)
    shown: dict[Any, str] = {}
    if request.method == "POST":
        user_id = words.uuid(request.POST.get("user_id", ""), "user_id")
        shown = {user_id: services.show_phone(actor, unit_no, user_id)}
    moment, error = _moment(request.GET.get("at", ""))
    below = _below(actor, place, moment)
    offset = whole(request.GET.get("offset", ""))
    shown_below = below[offset : offset + words.PAGE]
    above = [one for one in directory.path_to(unit_no) if one.kind in rules.KINDS_OF_UNIT][-2::-1]
    # One look for all of them: a page of a county is sixty units.
    found = now.now([place, *above, *shown_below], moment)
    own = found[place.no]
    numbers = {} if moment else units.phones([place.no, *(one.no for one in above)])
    past = f"?at={moment:%Y-%m-%dT%H:%M}" if moment else ""
    context = {
        "unit": place, "crumbs": words.crumbs(actor, unit_no, past), "as_of": moment or clock.now(),
        "is_past": moment is not None, "error": error, "typed": request.GET.get("at", ""),
        "row": words.line(own), "links": words.links(request, unit_no),
        "people": _people(actor, own, shown), "above": [
            {**words.line(found[one.no], past), "phone": numbers.get(one.no, "")} for one in above
        ],
        "phone": numbers.get(place.no, ""),
        "below": [words.line(found[one.no], past) for one in shown_below], "below_total": len(below),
        "pager": pager(request, len(below), offset, words.PAGE),
        "gone_url": reverse("command:group", args=[unit_no]) if own.first.left else "",
    }  # fmt: skip
    return render(request, "command/unit.html", context, status=422 if error else 200)


def _moment(text: str) -> tuple[dt.datetime | None, str]:
    """A past instant that was asked for; None for now."""
    if not text:
        return None, ""
    try:
        found = dt.datetime.fromisoformat(text).replace(tzinfo=clock.ZONE)
    except ValueError:
        return None, _("时间请写成 2026-11-24 08:30 这样。")
    if found.date() < clock.FIRST_DAY or found > clock.now():
        return None, _("只能看现在和过去,不能看将来。")
    return found, ""


def _below(
    actor: Actor, place: directory.Place, moment: dt.datetime | None
) -> list[directory.Place]:
    """The units right below, as far as the actor sees them."""
    day = (moment or clock.now()).astimezone(clock.ZONE).date()
    inside = directory.places_inside(place.interval, *rules.KINDS_OF_UNIT, day=day)
    return [one for one in inside if one.parent_no == place.no and units.reads(actor, one.no)]


def _people(actor: Actor, found: now.Now, shown: dict[Any, str]) -> list[dict[str, Any]]:
    """First responsible, deputies, who is on the running shift; of whom the policy shows a number: masked,
    and in full once it was asked for."""
    first = words.first(found.first)
    rows: list[dict[str, Any]] = [
        {
            **first,
            "label": RANK_NAMES["first"],
            "detail": "" if first["is_named"] else first["basis"],
        }
    ]
    for seat in found.seats:
        one = words.sitting(seat)
        rows.append({**one, "label": one["seat"]})
    for member in found.deputies:
        placed = words.placed(member)
        rows.append({**placed, "label": placed["rank"], "detail": placed["fields"]})
    numbers = people.numbers(actor, {one["user_id"] for one in rows if one["user_id"]})
    for row in rows:
        row["number"] = numbers.get(row["user_id"], "")
        row["full"] = shown.get(row["user_id"], "")
    return rows


@page(Permission.SEE_COMMAND)
def coverage_page(request: Asked, unit_no: int) -> HttpResponse:
    """Of a unit and those below: how many have a first responsible person, and which have not."""
    found = coverage.coverage(request.actor, unit_no)
    offset = whole(request.GET.get("offset", ""))
    gaps = [
        {"name": place.name, "url": reverse("command:group", args=[place.no]), "left": one.left,
         "by_post": one.name}
        for place, one in found.gaps[offset : offset + words.PAGE]
    ]  # fmt: skip
    context = {
        "unit": found.total.place, "crumbs": words.crumbs(request.actor, unit_no),
        "as_of": clock.now(), "total": found.total, "gaps": gaps, "gaps_total": len(found.gaps),
        "lines": [
            {"name": one.place.name, "url": reverse("command:coverage", args=[one.place.no]),
             "held": one.held, "units": one.units, "named": one.named, "left": one.left}
            for one in found.lines
        ],
        "links": words.links(request, unit_no),
        "pager": pager(request, len(found.gaps), offset, words.PAGE),
    }  # fmt: skip
    return render(request, "command/coverage.html", context)
