"""How the schools of a unit stand with their drills; the drills of one school; those in which somebody
plays a part."""

from collections import Counter
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.drills import queries
from xiaoan.drills.queries.words import (
    FORM_NAMES,
    STAND_NAMES,
    STAND_SHAPES,
    STATE_NAMES,
    STATE_SHAPES,
    VERDICT_NAMES,
    VERDICT_SHAPES,
)
from xiaoan.drills.rules import scenarios
from xiaoan.kernel import clock
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, kept, page
from xiaoan.web.paging import pager
from xiaoan.web.sheets import Table, workbook, xlsx_response

PAGE = 100
_WIDE = ("county", "township")
# What is worst comes first.
_ORDER = ("never", "old", "again", "open", "held", "good")


@page(Permission.SEE_DRILLS)
def home_page(request: Asked) -> HttpResponse:
    """To the widest unit of the actor; of a grade, its school."""
    lo, _hi = max(request.actor.reach(Permission.SEE_DRILLS), key=lambda one: one[1] - one[0])
    return HttpResponseRedirect(reverse("drills:unit", args=[lo]))


@page(Permission.SEE_DRILLS)
def unit_page(request: Asked, unit_no: int) -> HttpResponse:
    """The schools of a county or township, the worst first, or the drills of a school."""
    place = _seen(request, unit_no)
    if place.kind == "school":
        return _school(request, place)
    if place.kind not in _WIDE:
        return render(request, "drills/none.html", {"unit": place, "as_of": clock.now()})
    rows = _stands(place)
    wanted = request.GET.get("stand", "")
    shown = [row for row in rows if row["one"].stand == wanted] if wanted in _ORDER else rows
    offset = whole(request.GET.get("offset", ""))
    counts = Counter(row["one"].stand for row in rows)
    context = {
        "unit": place, "crumbs": _crumbs(request, unit_no), "as_of": clock.now(), "schools": len(rows),
        "rows": shown[offset : offset + PAGE], "total": len(shown), "stand": wanted,
        "pager": pager(request, len(shown), offset, PAGE), "norm": scenarios.book().norm,
        "counts": [
            {"code": code, "words": STAND_NAMES[code], "shape": STAND_SHAPES[code], "n": counts[code]}
            for code in _ORDER
        ],
    }  # fmt: skip
    return render(request, "drills/unit.html", context)


def _seen(request: Asked, unit_no: int) -> directory.Place:
    if not request.actor.may(Permission.SEE_DRILLS, unit_no):
        raise NotFound
    return directory.place(unit_no)


def _crumbs(request: Asked, unit_no: int) -> list[dict[str, str]]:
    actor, found = request.actor, crumbs(request.actor, unit_no)
    path = [one for one in directory.path_to(unit_no) if actor.sees(one.no)]
    for crumb, place in zip(found, path, strict=True):
        seen = place.no != unit_no and actor.may(Permission.SEE_DRILLS, place.no)
        crumb["url"] = reverse("drills:unit", args=[place.no]) if seen else ""
    return found


def _stands(place: directory.Place) -> list[dict[str, Any]]:
    schools = [
        one for one in directory.places_inside(place.interval, "school") if one.is_open_on(clock.today())
    ]  # fmt: skip
    stands = queries.readiness([one.no for one in schools], clock.today())
    rows = [
        {
            "no": one.no, "name": one.name, "url": reverse("drills:unit", args=[one.no]),
            "one": stands[one.no], "words": STAND_NAMES[stands[one.no].stand],
            "shape": STAND_SHAPES[stands[one.no].stand],
        }
        for one in schools
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (_ORDER.index(row["one"].stand), row["no"]))


def _school(request: Asked, place: directory.Place) -> HttpResponse:
    stand = queries.readiness([place.no], clock.today())[place.no]
    may = request.actor.may(Permission.KEEP_DRILLS, place.no)
    context = {
        "unit": place, "crumbs": _crumbs(request, place.no), "as_of": clock.now(), "one": stand,
        "words": STAND_NAMES[stand.stand], "shape": STAND_SHAPES[stand.stand],
        "rows": [row(one) for one in queries.of_school(request.actor, place.no)],
        "new_url": reverse("drills:new", args=[place.no]) if may else "", "norm": scenarios.book().norm,
    }  # fmt: skip
    return render(request, "drills/school.html", context)


def row(one: queries.Row) -> dict[str, Any]:
    return {
        "one": one, "url": reverse("drills:drill", args=[one.id]), "form": FORM_NAMES[one.form],
        "words": VERDICT_NAMES.get(one.verdict) or STATE_NAMES[one.state],
        "shape": VERDICT_SHAPES.get(one.verdict) or STATE_SHAPES[one.state],
    }  # fmt: skip


@page(Permission.MY_DUTIES)
def mine_page(request: Asked) -> HttpResponse:
    """Drills in which whoever is signed in plays a part."""
    context = {"rows": [row(one) for one in queries.mine(request.actor)], "as_of": clock.now()}
    return kept(request, render(request, "drills/mine.html", context))


@page(Permission.SEE_DRILLS)
def sheet_page(request: Asked, unit_no: int) -> HttpResponse:
    """How every school of a unit stands, as a spreadsheet."""
    place = _seen(request, unit_no)
    if place.kind not in _WIDE:
        raise NotFound
    rows = [
        [
            one["name"], str(one["words"]), one["one"].name,
            one["one"].last_held.isoformat() if one["one"].last_held else "", one["one"].findings_open,
        ]
        for one in _stands(place)
    ]  # fmt: skip
    mark = _("%(who)s 于 %(at)s 下载") % {
        "who": request.actor.name, "at": f"{clock.now().astimezone(clock.ZONE):%Y-%m-%d %H:%M}"
    }  # fmt: skip
    table = Table(
        _("应急演练"), _("%(name)s 应急演练情况") % {"name": place.name}, [],
        [_("学校"), _("情况"), _("最近一次演练"), _("演练日期"), _("没有整改完的问题")], rows,
    )  # fmt: skip
    return xlsx_response(workbook([table], mark), _("应急演练情况.xlsx"))
