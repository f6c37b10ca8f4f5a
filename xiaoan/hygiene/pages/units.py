"""How a unit stands: which schools have a plan in force, and whether every place is in it or excused."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xiaoan.directory import queries as directory
from xiaoan.hygiene.pages import words
from xiaoan.hygiene.queries import places, plans, units
from xiaoan.hygiene.queries.words import PLACE_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

# What is worst comes first.
_ORDER = ("none", "draft", "returned", "waiting", "coming", "in_force")
_NONE = {"shape": "missed", "stand": "none"}


@page(Permission.SEE_HYGIENE)
def home_page(request: Asked) -> HttpResponse:
    """Everybody to their own: a county, township or school, or the places of a class."""
    no = request.actor.reach(Permission.SEE_HYGIENE)[0][0]
    wide = directory.place(no).kind in units.UNIT_KINDS
    name = "hygiene:unit" if wide else "hygiene:places"
    return HttpResponseRedirect(reverse(name, args=[no]))


@page(Permission.SEE_HYGIENE)
def unit_page(request: Asked, unit_no: int) -> HttpResponse:
    """The schools of a unit, what is missing first; of one school its places and plan."""
    place = units.seen(request.actor, unit_no)
    if place.kind == "school":
        return _school(request, place)
    if place.kind not in units.UNIT_KINDS:
        return HttpResponseRedirect(reverse("hygiene:places", args=[unit_no]))
    schools = [
        one for one in directory.places_inside(place.interval, "school")
        if one.is_open_on(clock.today())
    ]  # fmt: skip
    shares = places.shares(place.interval)
    stands = plans.newest_stands(one.no for one in schools)
    rows = sorted(
        (_row(one, shares.get(one.no), stands.get(one.no, {})) for one in schools),
        key=lambda row: (row["order"], -row["unplanned"], row["no"]),
    )
    wanted = request.GET.get("show", "")
    if wanted == "missing":
        rows = [row for row in rows if row["order"] < _ORDER.index("in_force") or row["unplanned"]]
    offset = whole(request.GET.get("offset", ""))
    context = {
        "unit": place, "crumbs": words.crumbs(request, unit_no), "as_of": clock.now(),
        "rows": rows[offset : offset + words.PAGE], "total": len(rows), "schools": len(schools),
        "pager": pager(request, len(rows), offset, words.PAGE), "show": wanted,
        "sums": _sums(shares, stands, len(schools)),
    }  # fmt: skip
    return render(request, "hygiene/unit.html", context)


def _row(
    one: directory.Place, share: places.Share | None, stands: dict[str, plans.PlanOf]
) -> dict[str, Any]:
    best = max(stands, key=_ORDER.index, default="none")
    found = [words.plan(stands[name], {}) for name in _ORDER if name in stands]
    return {
        "no": one.no, "name": one.name, "url": reverse("hygiene:unit", args=[one.no]),
        "order": _ORDER.index(best), "plans": list(reversed(found)), "share": share,
        "unplanned": share.unplanned if share else 0,
    }  # fmt: skip


def _sums(
    shares: dict[int, places.Share], stands: dict[int, dict[str, plans.PlanOf]], schools: int
) -> dict[str, int]:
    """Over the schools: who has entered no place is counted apart."""
    return {
        "schools": schools, "in_force": sum("in_force" in found for found in stands.values()),
        "waiting": sum("waiting" in found for found in stands.values()),
        "places": sum(one.places for one in shares.values()),
        "planned": sum(one.planned for one in shares.values()),
        "excused": sum(one.excused for one in shares.values()),
        "unplanned": sum(one.unplanned for one in shares.values()),
        "empty": schools - len(shares),
    }  # fmt: skip


def _school(request: Asked, place: directory.Place) -> HttpResponse:
    actor, school_no = request.actor, place.no
    found = places.places_of([school_no])
    share = places.shares(place.interval).get(school_no, places.Share())
    versions = plans.versions(actor, school_no)
    names = words.plan_names(actor, *versions)
    unplanned = [words.place(one) for one in found if one.stand == places.UNPLANNED]
    context = {
        "unit": place, "crumbs": words.crumbs(request, school_no), "as_of": clock.now(),
        "share": share, "versions": [words.plan(one, names) for one in versions],
        "in_force": next(
            (words.plan(one, names) for one in versions if one.stand == "in_force"), None
        ),
        "open": next((words.plan(one, names) for one in versions if one.is_open), None),
        "unplanned": unplanned, "kinds": _kinds(found),
        "excused": [words.place(one) for one in found if one.stand == places.EXCUSED],
        "plans": actor.may(Permission.PLAN_HYGIENE, school_no),
        "does": actor.may(Permission.DISINFECT, school_no),
        "approves": actor.may(Permission.APPROVE_HYGIENE, school_no), "submission_id": uuid7(),
    }  # fmt: skip
    return render(request, "hygiene/school.html", context)


def _kinds(found: list[places.PlaceOf]) -> list[dict[str, Any]]:
    """How many places of each kind, and how they stand."""
    by_kind: dict[str, list[places.PlaceOf]] = {}
    for one in found:
        by_kind.setdefault(one.kind, []).append(one)
    return [
        {
            "name": PLACE_NAMES[kind], "code": kind, "n": len(by_kind[kind]),
            "planned": sum(one.stand == places.PLANNED for one in by_kind[kind]),
            "excused": sum(one.stand == places.EXCUSED for one in by_kind[kind]),
            "unplanned": sum(one.stand == places.UNPLANNED for one in by_kind[kind]),
        }
        for kind in PLACE_NAMES if kind in by_kind
    ]  # fmt: skip
