"""How many are followed: figures and a chart without names; which categories are in force."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.keypersons import queries, services
from xiaoan.keypersons.forms import PackForm
from xiaoan.keypersons.pages.words import list_url, valid
from xiaoan.keypersons.queries import figures as counting
from xiaoan.keypersons.queries.labels import PACK_NAMES
from xiaoan.keypersons.queries.lines import home_unit
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page, require
from xiaoan.web.templatetags.web_tags import num


@page(Permission.SEE_BOARD)
def figures_home_page(request: Asked) -> HttpResponse:
    unit_no = home_unit(request.actor, Permission.SEE_BOARD)
    return HttpResponseRedirect(reverse("keypersons:figures", args=[unit_no]))


@page(Permission.SEE_BOARD)
def figures_page(request: Asked, unit_no: int) -> HttpResponse:
    """What is open under a unit, per category and unit, and how it went."""
    actor = request.actor
    found = counting.figures(actor, unit_no)
    named = actor.may(Permission.SEE_KEY_PERSONS, unit_no)
    context = {
        "unit": found.place,
        "crumbs": _crumbs(request, unit_no),
        "as_of": clock.now(),
        "figures": _strip(found, unit_no, named=named),
        "trend": _trend(found),
        "units": [
            {
                "name": one.place.name, "open": one.open, "overdue": one.overdue,
                "isolated": one.isolated,
                "url": reverse("keypersons:figures", args=[one.place.no])
                if one.place.no != unit_no
                else "",
            }
            for one in found.units
        ],
        "list_url": list_url(unit_no) if named else "",
        "packs_url": reverse("keypersons:packs"),
    }  # fmt: skip
    return render(request, "keypersons/figures.html", context)


def _crumbs(request: Asked, unit_no: int) -> list[dict[str, str]]:
    found = crumbs(request.actor, unit_no)
    places = [place for place in directory.path_to(unit_no) if request.actor.sees(place.no)]
    for crumb, place in zip(found, places, strict=True):
        seen = place.no != unit_no and request.actor.may(Permission.SEE_BOARD, place.no)
        crumb["url"] = reverse("keypersons:figures", args=[place.no]) if seen else ""
    return found


def _strip(found: counting.Figures, unit_no: int, *, named: bool) -> list[dict[str, Any]]:
    """A figure each; a link to its rows for who reads these by name."""

    def url(**query: str) -> str:
        return list_url(unit_no, **query) if named else ""

    rows: list[dict[str, Any]] = [
        {"label": _("跟踪中"), "value": found.open, "url": url(), "state": ""},
        {
            "label": _("随访逾期"), "value": found.overdue, "of": found.open,
            "url": url(only="overdue"), "state": "missed" if found.overdue else "done",
        },
        {"label": _("隔离中"), "value": found.isolated, "url": url(only="isolated"), "state": ""},
        {"label": _("待返县"), "value": found.returning, "url": "", "state": ""},
    ]  # fmt: skip
    rows += [
        {"label": queries.category_name(code), "value": n, "url": url(category=code), "state": ""}
        for code, n in sorted(found.by_category.items(), key=lambda item: -item[1])
    ]
    return rows


def _trend(found: counting.Figures) -> dict[str, Any]:
    """Open key persons per category at the end of each day."""
    first = sum(values[0] for values in found.series.values())
    title = _("跟踪中的重点人员:30 天前 %(a)s 人,现在 %(b)s 人") % {
        "a": num(first), "b": num(found.open),
    }  # fmt: skip
    return {
        "title": title,
        "days": [f"{day.month}-{day.day}" for day in found.days],
        "unit": "",
        "series": [
            {
                "name": queries.category_name(code),
                "values": [float(n) for n in values],
                "texts": [str(n) for n in values],
            }
            for code, values in found.series.items()
        ],
    }


@page(Permission.SEE_KEY_PERSONS, Permission.SEE_BOARD, methods="GET POST")
def packs_page(request: Asked) -> HttpResponse:
    """The categories, where they come from, and which pack is in force; an officer chooses."""
    actor, message = request.actor, ""
    county = directory.county().no
    if request.method == "POST":
        require(actor, Permission.OPEN_SURVEY, county)
        try:
            asked = valid(PackForm(request.POST)).cleaned_data
            services.choose_pack(actor, asked["pack"], asked["since"])
            messages.success(request, _("已改。从所选日期起按新的分类登记。"))
            return HttpResponseRedirect(reverse("keypersons:packs"))
        except Invalid as refused:
            message = str(refused)
    context = {
        "packs": queries.packs(),
        "in_force": queries.pack_in_force(actor, clock.today()),
        "choices": [
            {"name": PACK_NAMES[one.pack], "since": one.since}
            for one in queries.pack_choices(actor)
        ],
        "may_choose": actor.may(Permission.OPEN_SURVEY, county),
        "message": message,
        "typed": request.POST,
        "today": clock.today(),
    }
    return render(request, "keypersons/packs.html", context, status=422 if message else 200)
