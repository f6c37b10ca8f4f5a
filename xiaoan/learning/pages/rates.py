"""The three rates of a unit, with what is left to 100 %, and their sheet."""

import datetime as dt
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.permission import Permission
from xiaoan.learning import rules
from xiaoan.learning.queries import rates
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.sheets import Cell, Table, workbook, xlsx_response


@page(Permission.SEE_LEARNING)
def home_page(request: Asked) -> HttpResponse:
    """To the widest unit of the actor; where several are as wide, a list of them."""
    reach = request.actor.reach(Permission.SEE_LEARNING)
    widest = max(hi - lo for lo, hi in reach)
    units = [lo for lo, hi in reach if hi - lo == widest]
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    if len(units) == 1:
        return HttpResponseRedirect(reverse("learning:unit", args=units) + query)
    places = directory.places(units)
    rows = [
        {"name": places[no].name, "url": reverse("learning:unit", args=[no]) + query}
        for no in units if no in places
    ]  # fmt: skip
    return render(request, "learning/home.html", {"rows": rows, "as_of": clock.now()})


def asked(request: Asked, usual: str = "day") -> tuple[str, dt.date]:
    """Period and day of the address; what cannot be read is the `usual` period, today."""
    period = request.GET.get("by", usual)
    try:
        day = dt.date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = clock.today()
    if not dt.date(2000, 1, 1) <= day <= dt.date(2100, 1, 1):
        day = clock.today()
    return (period if period in rules.PERIODS else usual), day


def period_words(period: str) -> str:
    return {"day": _("当天"), "week": _("这一周"), "term": _("这学期")}[period]


@page(Permission.SEE_LEARNING)
def unit_page(request: Asked, unit_no: int) -> HttpResponse:
    """A unit on `?day=`, or in the `?by=` week or term of it."""
    place = rates.require(request.actor, unit_no)
    period, day = asked(request)
    found = rates.rates(request.actor, place, period, day)
    context = {
        "unit": place, "crumbs": crumbs_to(request, unit_no), "as_of": clock.now(), "day": day,
        "by": period, "since": found.since, "until": found.until, "whole": found.whole,
        "below": [_row(one, period, day) for one in found.below], "subjects": found.subjects,
        "days": found.days, "finding": finding(found.whole),
        "periods": [
            {"url": f"?by={one}&day={day}", "words": period_words(one), "is_on": one == period}
            for one in rules.PERIODS
        ],
        "sheet_url": reverse("learning:sheet", args=[unit_no]) + f"?by={period}&day={day}",
        "gap_url": reverse("learning:gap", args=[unit_no]) + f"?by={period}&day={day}",
        "lessons_url": reverse("lessons:home") + f"?day={day}"
        if period == "day" and request.actor.may_anywhere(Permission.SEE_LESSONS) else "",
        "load_url": reverse("learning:load", args=[unit_no]) + f"?day={day}",
    }  # fmt: skip
    return render(request, "learning/unit.html", context)


def crumbs_to(request: Asked, unit_no: int) -> list[dict[str, str]]:
    """The units above a unit, those whose rates the actor sees with the address of these."""
    actor, found = request.actor, crumbs(request.actor, unit_no)
    places = [place for place in directory.path_to(unit_no) if actor.sees(place.no)]
    for crumb, place in zip(found, places, strict=True):
        seen = place.no != unit_no and actor.may(Permission.SEE_LEARNING, place.no)
        crumb["url"] = reverse("learning:unit", args=[place.no]) if seen else ""
    return found


def _row(one: rates.Row, period: str, day: dt.date) -> dict[str, Any]:
    url = reverse("learning:unit", args=[one.key]) + f"?by={period}&day={day}"
    return {"url": url, "name": one.name, "figures": one.figures}


def finding(whole: rules.Figures) -> str:
    """The title says what is left to 100 %."""
    if whole.is_empty:
        return _("没有课,也没有作业")
    watched, handed, marked = whole.gap
    if not (watched or handed or marked):
        return _("三项都是 100%")
    return _("离 100%% 还差:听课 %(a)s 人次,作业 %(b)s 份,批改 %(c)s 份") % {
        "a": watched, "b": handed, "c": marked,
    }  # fmt: skip


@page(Permission.SEE_LEARNING)
def sheet_page(request: Asked, unit_no: int) -> HttpResponse:
    """The same as a spreadsheet."""
    place = rates.require(request.actor, unit_no)
    period, day = asked(request)
    found = rates.rates(request.actor, place, period, day)
    at = clock.now()
    above = [
        f"{found.since:%Y-%m-%d} – {found.until:%Y-%m-%d}",
        _("应听、应交里不含请假和没有设备的;没有登记的算未知,留在分母里,不算零。"),
    ]
    head = (
        _("名称"), _("听了"), _("应听"), _("听课未知"), _("请假"), _("没有设备"), _("交了"), _("应交"),
        _("作业未登记"), _("免交"), _("作业没有设备"), _("批改"), _("交上"),
    )  # fmt: skip
    tables = [
        Table(
            name, f"{place.name} {name}", above, head,
            [(one.name or f"{one.key:%Y-%m-%d}", *_cells(one.figures)) for one in rows],
            (_("合计"), *_cells(found.whole)),
        )
        for name, rows in (
            (_("单位"), found.below), (_("科目"), found.subjects), (_("日期"), found.days)
        )
        if rows
    ]  # fmt: skip
    if not tables:
        tables = [Table(_("科目"), place.name, above, head, (), (_("合计"), *_cells(found.whole)))]
    mark = f"{request.actor.name} {at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}"
    name = _("%(unit)s学习三率%(day)s.xlsx") % {"unit": place.name, "day": found.until}
    return xlsx_response(workbook(tables, mark), name)


def _cells(one: rules.Figures) -> tuple[Cell, ...]:
    return (
        one.watched, one.due, one.unknown, one.excused, one.no_device, one.handed, one.asked,
        one.hw_unknown, one.hw_excused, one.hw_no_device, one.marked, one.handed,
    )  # fmt: skip
