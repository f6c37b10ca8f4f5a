"""The reports of a day below a county or township: who has said what, who is silent; those of a school by
day."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.dailyreports import queries
from xiaoan.dailyreports.queries import drafting
from xiaoan.dailyreports.queries.kept import Report
from xiaoan.dailyreports.queries.words import STATE_NAMES, STATE_SHAPES
from xiaoan.directory import queries as directory
from xiaoan.duties import services as duties
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web import picking, reading
from xiaoan.web.context import crumbs
from xiaoan.web.days import read_day
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager
from xiaoan.web.sheets import Cell, Table, workbook, xlsx_response

P = Permission
PAGE = 100
_KINDS = ("county", "township", "school")
_WIDE = ("county", "township")
# What is worst comes first.
_ORDER = ("silent", "waiting", "late_reported", "late_zero", "reported", "zero", "none")


@page(P.SEE_DAILY)
def home_page(request: Asked) -> HttpResponse:
    """To the widest unit of the actor."""
    lo, _hi = max(request.actor.reach(P.SEE_DAILY), key=lambda one: one[1] - one[0])
    return HttpResponseRedirect(reverse("dailyreports:unit", args=[lo]))


@page(P.SEE_DAILY, methods="GET POST")
def unit_page(request: Asked, unit_no: int) -> HttpResponse:
    """The units below on a day, the worst first, with the unit's own report; or a school's reports by day."""
    place = _seen(request, unit_no)
    if request.method == "POST":
        return _urge(request, place)
    if place.kind == "school":
        return _school(request, place)
    day = _day(request)
    rows = [_shown(one) for one in queries.below(request.actor, place, day)]
    wanted = request.GET.get("state", "")
    shown = sorted(
        (row for row in rows if wanted not in _ORDER or row["one"].state == wanted),
        key=lambda row: (_ORDER.index(row["one"].state), row["one"].no),
    )
    offset = whole(request.GET.get("offset", ""))
    context = {
        **_common(request, place, day), "total": len(rows), "state": wanted,
        "rows": shown[offset : offset + PAGE], "pager": pager(request, len(shown), offset, PAGE),
        "counts": _counted(rows), "may_urge": request.actor.may(P.URGE, unit_no),
        "to_urge": [row["one"].duty_id for row in rows if _is_late(row["one"])],
    }  # fmt: skip
    return render(request, "dailyreports/unit.html", context)


def _is_late(one: queries.Below) -> bool:
    return one.state in ("silent", "waiting") and one.duty_id is not None


def _counted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = queries.counts(row["one"] for row in rows)
    return [
        {"code": code, "words": STATE_NAMES[code], "shape": STATE_SHAPES[code], "n": found[code]}
        for code in _ORDER
        if found[code]
    ]


def _shown(one: queries.Below) -> dict[str, Any]:
    return {
        "one": one, "words": STATE_NAMES[one.state], "shape": STATE_SHAPES[one.state],
        "url": reverse("dailyreports:report", args=[one.report_id]) if one.report_id else "",
        "unit_url": reverse("dailyreports:unit", args=[one.no]),
    }  # fmt: skip


def _seen(request: Asked, unit_no: int) -> directory.Place:
    if not request.actor.may(P.SEE_DAILY, unit_no):
        raise NotFound
    place = directory.place(unit_no)
    if place.kind not in _KINDS:
        raise NotFound
    return place


def _day(request: Asked) -> dt.date:
    text = request.GET.get("day", "")
    return read_day(text) if text else clock.today()


def _common(request: Asked, place: directory.Place, day: dt.date) -> dict[str, Any]:
    own = queries.on(request.actor, place.no, day)
    return {
        "unit": place, "day": day, "as_of": clock.now(), "crumbs": _crumbs(request, place.no),
        "own": _own(own) if own else None,
        "before_url": f"?day={(day - dt.timedelta(days=1)).isoformat()}",
        "after_url": f"?day={(day + dt.timedelta(days=1)).isoformat()}" if day < clock.today() else "",
    }  # fmt: skip


def _own(row: Report) -> dict[str, Any]:
    state = drafting.state_of(row)
    return {
        "row": row, "words": STATE_NAMES[state], "shape": STATE_SHAPES[state],
        "url": reverse("dailyreports:report", args=[row.pk]),
    }  # fmt: skip


def _crumbs(request: Asked, unit_no: int) -> list[dict[str, str]]:
    actor, found = request.actor, crumbs(request.actor, unit_no)
    path = [one for one in directory.path_to(unit_no) if actor.sees(one.no)]
    for crumb, place in zip(found, path, strict=True):
        seen = place.no != unit_no and actor.may(P.SEE_DAILY, place.no)
        crumb["url"] = reverse("dailyreports:unit", args=[place.no]) if seen else ""
    return found


def _school(request: Asked, place: directory.Place) -> HttpResponse:
    day = _day(request)
    rows = [_own(row) for row in queries.of_unit(request.actor, place.no)]
    return render(
        request, "dailyreports/school.html", {**_common(request, place, day), "rows": rows}
    )


def _urge(request: Asked, place: directory.Place) -> HttpResponse:
    """Urge those who are picked; whose report is in meanwhile is passed over."""
    wanted: list[UUID] = [
        found for text in picking.picked(request.POST, "duty")
        if (found := reading.read_optional_id(text))
    ]  # fmt: skip
    if not wanted:
        raise Invalid(_("请先选要催的单位。"), {"duty": "missing"})
    said = duties.urge_each(request.actor, wanted)
    urged = sum(one == "done" for one in said.values())
    messages.success(
        request,
        _("已催 %(n)s 个单位,记录在案;其余 %(rest)s 个刚催过、还没到时间,或已经报了。")
        % {"n": urged, "rest": len(wanted) - urged},
    )
    return HttpResponseRedirect(reverse("dailyreports:unit", args=[place.no]))


@page(P.SEE_DAILY)
def sheet_page(request: Asked, unit_no: int) -> HttpResponse:
    """How every unit below stands on a day, as a spreadsheet."""
    place = _seen(request, unit_no)
    if place.kind not in _WIDE:
        raise NotFound
    day = _day(request)
    rows: list[list[Cell]] = [
        [
            one.name, str(STATE_NAMES[one.state]), _at(one.due_at), _at(one.signed_at), one.versions,
            one.who,
        ]
        for one in queries.below(request.actor, place, day)
    ]  # fmt: skip
    mark = _("%(who)s 于 %(at)s 下载") % {"who": request.actor.name, "at": _at(clock.now())}
    table = Table(
        _("日报"), _("%(name)s 日报报送情况 %(day)s") % {"name": place.name, "day": day.isoformat()}, [],
        [_("单位"), _("情况"), _("时限"), _("签发时间"), _("版本"), _("责任人")], rows,
    )  # fmt: skip
    return xlsx_response(workbook([table], mark), _("日报报送情况.xlsx"))


def _at(moment: dt.datetime | None) -> str:
    return f"{moment.astimezone(clock.ZONE):%Y-%m-%d %H:%M}" if moment else ""
