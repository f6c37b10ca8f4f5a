"""Coverage: schools by day, places by day, with drill-down, a trend and the whole as a sheet."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.hygiene.pages import coverage_words, watching, words
from xiaoan.hygiene.queries import coverage, matrix
from xiaoan.hygiene.queries.words import PLACE_NAMES, TASK_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.patience import be_patient
from xiaoan.kernel.permission import Permission
from xiaoan.web import sheets
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

WHAT_NAMES = {"all": _l("全部"), "clean": _l("清洁消毒"), "air": _l("通风")}
_WIDE = ("county", "township")


@page(Permission.SEE_HYGIENE)
def home_page(request: Asked) -> HttpResponse:
    """Everybody to their own: a county, a township, a school, a class."""
    no = request.actor.reach(Permission.SEE_HYGIENE)[0][0]
    return HttpResponseRedirect(reverse("hygiene:coverage", args=[no]))


@page(Permission.SEE_HYGIENE)
def coverage_page(request: Asked, unit_no: int) -> HttpResponse:
    """The last 14 or 30 school days of a unit: of a county or township by school, of a school by place."""
    place = watching.unit_of(request.actor, unit_no)
    context = {
        "unit": place, "crumbs": words.crumbs(request, unit_no), "as_of": clock.now(),
        "tabs": watching.tabs(request.actor, place, "coverage"), "spans": coverage.SPANS,
        "span": _span(request),
        "what": _what(request), "whats": _whats(request),
        "export_url": f"{reverse('hygiene:coverage_export', args=[unit_no])}?{request.GET.urlencode()}",
    }  # fmt: skip
    if place.kind in _WIDE:
        return render(request, "hygiene/coverage.html", context | _of_unit(request, place))
    return render(request, "hygiene/matrix.html", context | _of_school(request, place))


def _what(request: Asked) -> str:
    asked = request.GET.get("what", "")
    return asked if asked in coverage.WHATS else "all"


def _span(request: Asked) -> int:
    asked = whole(request.GET.get("span", ""))
    return asked if asked in coverage.SPANS else coverage.SPANS[0]


def _whats(request: Asked) -> list[dict[str, Any]]:
    """Everything, cleaning or airing: the rest of the address stays."""
    found = []
    for code, name in WHAT_NAMES.items():
        query = request.GET.copy()
        query["what"] = code
        query.pop("offset", None)
        current = code == _what(request)
        found.append({"url": f"?{query.urlencode()}", "words": name, "current": current})
    return found


def _of_unit(request: Asked, place: directory.Place) -> dict[str, Any]:
    """What is over is summed; of today it is only shown how far it is."""
    today, what = clock.today(), _what(request)
    days = coverage.school_days(place.no, watching.last_day(request), _span(request))
    past = [day for day in days if day < today]
    rows = coverage.schools(place.interval, what, past, today)
    by_day = coverage.by_day(place.interval, what, days[0], days[-1]) if days else {}
    offset = whole(request.GET.get("offset", ""))
    shown = rows[offset : offset + watching.PAGE]
    cells = coverage.cells([one.no for one in shown], what, days[0], days[-1]) if days else {}
    plans = coverage.plans(place.interval, days[0], days[-1]) if days else coverage.Plans({})
    known = [one for one in rows if one.share and one.share.due]
    return {
        "days": days, "today": today, "schools": len(rows), "known": len(known),
        "total": coverage.plus(share for day, share in by_day.items() if day < today),
        "now": by_day.get(today), "unplanned": sum(not one.planned for one in rows),
        "whole": sum(one.share is not None and one.share.done == one.share.due for one in known),
        "rows": [coverage_words.school(one, days, cells, plans, what) for one in shown],
        "by_day": [
            coverage_words.cell(by_day.get(day), day, planned=plans.any_had(day)) for day in days
        ],
        "towns": _towns(place, rows, what), "trend": coverage_words.trend(past, by_day, what),
        "pager": pager(request, len(rows), offset, watching.PAGE),
    }  # fmt: skip


def _towns(place: directory.Place, rows: list[coverage.School], what: str) -> list[dict[str, Any]]:
    """The townships of a county, the worst first."""
    if place.kind != "county":
        return []
    found = []
    for town in directory.places_inside(place.interval, "township"):
        inside = [one for one in rows if town.no <= one.no < town.end]
        share = coverage.plus(one.share for one in inside if one.share)
        url = f"{reverse('hygiene:coverage', args=[town.no])}?{urlencode({'what': what})}"
        found.append(
            {"name": town.name, "url": url, "share": share, "schools": len(inside),
             "unplanned": sum(not one.planned for one in inside)}
        )  # fmt: skip
    return sorted(found, key=lambda one: (one["share"].rate is None, one["share"].rate or 0))


def _wanted(request: Asked) -> matrix.Wanted:
    """What is none of the choices is passed over."""
    kind, task = request.GET.get("kind", ""), request.GET.get("task", "")
    return matrix.Wanted(
        _what(request), request.GET.get("building", ""), kind if kind in PLACE_NAMES else "",
        task if task in TASK_NAMES else "",
    )  # fmt: skip


def _of_school(request: Asked, place: directory.Place) -> dict[str, Any]:
    """The matrix for a desk, and one day as a list, which is what a phone shows; both page by page, whatever
    the school's size, with the counts of all."""
    wanted, last = _wanted(request), watching.last_day(request)
    school_no = numbering.school_of(place.no)
    found = matrix.frame(
        request.actor, school_no, place.interval, wanted, _span(request), clock.today()
    )
    day = max((one for one in found.days if one <= last), default=None)
    offset = whole(request.GET.get("offset", ""))
    shown = matrix.worst_first(found)[offset : offset + watching.PAGE]
    that_day = matrix.rows(found, found.places, day) if day else []
    listed = (
        coverage_words.worst_first(that_day, day)[offset : offset + watching.PAGE] if day else []
    )
    return {
        "school_no": school_no, "days": found.days, "day": day, "today": clock.today(),
        "rows": [coverage_words.row(one, found.days) for one in matrix.rows(found, shown)],
        "list": coverage_words.day_list(listed, day) if day else [],
        "counts": coverage_words.counts(that_day, day) if day else [],
        "total": len(found.places), "pager": pager(request, len(found.places), offset, watching.PAGE),
        "before": _beside(request, found.days, day, -1), "after": _beside(request, found.days, day, 1),
        "buildings": found.buildings, "building": wanted.building,
        "kinds": [(code, name) for code, name in PLACE_NAMES.items() if code in found.kinds],
        "kind": wanted.kind, "task": wanted.task,
        "tasks": [(code, name) for code, name in TASK_NAMES.items() if code in found.tasks],
        "filtered": bool(wanted.building or wanted.kind or wanted.task),
        "legend": coverage_words.LEGEND,
    }  # fmt: skip


def _beside(request: Asked, days: list[dt.date], day: dt.date | None, step: int) -> dict[str, Any]:
    """The school day before or after, with its address; {}: none is shown."""
    at = days.index(day) + step if day in days else -1
    if not 0 <= at < len(days):
        return {}
    query = request.GET.copy()
    query["day"] = days[at].isoformat()
    query.pop("offset", None)
    return {"day": days[at], "url": f"?{query.urlencode()}#day"}


@page(Permission.SEE_HYGIENE)
def export_page(request: Asked, unit_no: int) -> HttpResponse:
    """The same as a sheet: by school or by place, a column for each day."""
    place = watching.unit_of(request.actor, unit_no)
    be_patient()
    wide = place.kind in _WIDE
    table = _schools_sheet(request, place) if wide else _places_sheet(request, place)
    now = clock.now()
    name = f"{table.title} {now.astimezone(clock.ZONE):%Y-%m-%d}.xlsx"
    return sheets.xlsx_response(sheets.workbook([table], watching.mark(request, now)), name)


def _schools_sheet(request: Asked, place: directory.Place) -> sheets.Table:
    what = _what(request)
    days = coverage.school_days(place.no, watching.last_day(request), _span(request))
    past = [day for day in days if day < clock.today()]
    rows = coverage.schools(place.interval, what, past, clock.today())
    cells = coverage.cells([one.no for one in rows], what, days[0], days[-1]) if days else {}
    plans = coverage.plans(place.interval, days[0], days[-1]) if days else coverage.Plans({})
    above = [
        _("每格:已做/应做(项)。免做的不算应做;没有方案的学校不知道,不算 0。合计不含今天。"),
        _("统计:%(what)s") % {"what": WHAT_NAMES[what]},
    ]
    head = [
        _("学校"),
        _("方案"),
        _("已做"),
        _("应做"),
        _("百分比"),
        *(one.isoformat() for one in days),
    ]
    body = [coverage_words.school_cells(one, days, cells, plans) for one in rows]
    title = _("%(unit)s 清洁消毒覆盖") % {"unit": place.name}
    return sheets.Table(place.name, title, above, head, body)


def _places_sheet(request: Asked, place: directory.Place) -> sheets.Table:
    found = matrix.grid(
        request.actor, numbering.school_of(place.no), place.interval, _wanted(request), _span(request),
        clock.today(),
    )  # fmt: skip
    head = [_("场所"), _("种类"), _("位置"), *(one.isoformat() for one in found.days)]
    body = [coverage_words.place_cells(one, found.days) for one in found.rows]
    title = _("%(unit)s 清洁消毒覆盖") % {"unit": place.name}
    return sheets.Table(place.name, title, [_("每格:状态,已做/应做(项)。")], head, body)
