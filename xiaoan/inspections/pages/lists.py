"""Hazards: figures by unit, weeks, the list with filters and as a sheet; what waits for a second look."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.inspections import services
from xiaoan.inspections.pages import words
from xiaoan.inspections.queries import checklists, figures, findings, list_words
from xiaoan.inspections.queries.words import SEVERITY_NAMES, STATE_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web import sheets
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager
from xiaoan.web.templatetags.web_tags import day, percent

_NAMES = ("state", "severity", "list", "repeat", "recent")


@page(Permission.SEE_INSPECTIONS)
def home_page(request: Asked) -> HttpResponse:
    """Hazards of a unit in sight; `?file=xlsx` to take the list away."""
    actor = request.actor
    place = _place(request)
    wanted, error, status = _wanted(request, place), "", 200
    if request.GET.get("file") == "xlsx":
        try:
            return _sheet(request, place, services.export(actor, wanted))
        except Invalid as refused:
            error, status = str(refused), refused.status
    offset = whole(request.GET.get("offset", ""))
    total, rows = findings.page_of(actor, wanted, offset, words.PAGE)
    since = clock.now() - dt.timedelta(days=figures.DAYS)
    counts = figures.by_unit(actor, place.interval, since)
    asked = {name: request.GET.get(name, "") for name in _NAMES}
    query = request.GET.copy()
    query["file"] = "xlsx"
    context = {
        "as_of": clock.now(), "tabs": words.tabs(actor, "home"), "place": place, "error": error,
        "crumbs": _crumbs(actor, place.no), "days": figures.DAYS,
        "figures": _figures(place, figures.total(counts)), "units": _units(place, counts),
        "weeks": _weeks(figures.by_week(actor, place.interval)), "asked": asked,
        "states": _states(), "severities": list(SEVERITY_NAMES.items()),
        "lists": [(code, list_words.said(one.name)) for code, one in checklists.every().items()],
        "total": total, "rows": [words.finding(one) for one in rows],
        "pager": pager(request, total, offset, words.PAGE),
        "clear_url": f"?unit={place.no}" if any(asked.values()) else "",
        "export_url": f"?{query.urlencode()}" if actor.may_anywhere(Permission.EXPORT) else "",
        "new_url": reverse("inspections:new") if actor.may_anywhere(Permission.INSPECT) else "",
    }  # fmt: skip
    return render(request, "inspections/home.html", context, status=status)


def _place(request: Asked) -> directory.Place:
    """The unit of the address, else where the actor's sight begins; out of sight it is not there."""
    tops = figures.tops(request.actor)
    unit_no = whole(request.GET.get("unit", ""))
    if not unit_no:
        return tops[0]
    place = directory.places([unit_no]).get(unit_no)
    if place is None or not request.actor.may(Permission.SEE_INSPECTIONS, unit_no):
        raise NotFound
    return place


def _wanted(request: Asked, place: directory.Place) -> findings.Wanted:
    asked = request.GET
    state, severity = asked.get("state", ""), asked.get("severity", "")
    return findings.Wanted(
        state if state in findings.FILTERS else "",
        severity if severity in SEVERITY_NAMES else "",
        asked.get("list", ""), place.interval, asked.get("repeat") == "1",
        since=clock.now() - dt.timedelta(days=figures.DAYS) if asked.get("recent") == "1" else None,
    )  # fmt: skip


def _states() -> list[tuple[str, Any]]:
    return [
        ("", _("未销号")), ("found", _("查出(不含撤销)")), ("in_time", _("按期整改")),
        ("late", _("逾期整改")), ("open", STATE_NAMES["open"]), ("due", _("待整改,未到期")),
        ("overdue", _("逾期未整改")),
        ("answered", STATE_NAMES["answered"]), ("closed", STATE_NAMES["closed"]),
        ("void", STATE_NAMES["void"]), ("all", _("全部")),
    ]  # fmt: skip


def _crumbs(actor: Actor, unit_no: int) -> list[dict[str, str]]:
    found = crumbs(actor, unit_no)
    places = [place for place in directory.path_to(unit_no) if actor.sees(place.no)]
    for crumb, place in zip(found, places, strict=True):
        seen = place.no != unit_no and actor.may(Permission.SEE_INSPECTIONS, place.no)
        crumb["url"] = f"{reverse('inspections:home')}?unit={place.no}" if seen else ""
    return found


def _figures(place: directory.Place, one: figures.Counts) -> list[dict[str, Any]]:
    at = f"{reverse('inspections:home')}?unit={place.no}&recent=1&state="
    waits = one.mended - one.closed
    return [
        {"label": _("查出"), "value": one.found, "of": None, "url": f"{at}found",
         "note": _("其中屡查屡犯 %(n)s") % {"n": one.repeated}, "state": ""},
        {"label": _("按期整改"), "value": one.in_time, "of": one.found, "url": f"{at}in_time",
         "note": percent(one.in_time, one.found), "state": "done"},
        {"label": _("逾期整改"), "value": one.late, "of": one.found, "url": f"{at}late",
         "note": percent(one.late, one.found), "state": "late"},
        {"label": _("待整改"), "value": one.open, "of": one.found, "url": f"{at}due",
         "note": _("另有待复查 %(n)s") % {"n": waits}, "state": "due"},
        {"label": _("逾期未整改"), "value": one.overdue, "of": one.found, "url": f"{at}overdue",
         "note": _("未销号的重大隐患 %(n)s") % {"n": one.grave}, "state": "missed"},
    ]  # fmt: skip


def _units(place: directory.Place, counts: dict[int, figures.Counts]) -> list[dict[str, Any]]:
    nothing = figures.Counts()
    return [
        {
            "name": one.name, "counts": counts.get(one.no, nothing),
            "url": f"{reverse('inspections:home')}?unit={one.no}",
        }
        for one in figures.units_below(place)
    ]  # fmt: skip


def _weeks(weeks: list[figures.Week]) -> dict[str, Any]:
    found, done = sum(one.found for one in weeks), sum(one.closed for one in weeks)
    series = [
        {"name": name, "values": values, "texts": [str(n) for n in values]}
        for name, values in (
            (_("查出"), [one.found for one in weeks]), (_("销号"), [one.closed for one in weeks]),
        )
    ]  # fmt: skip
    title = _("%(weeks)s 周查出 %(found)s 条,销号 %(done)s 条") % {
        "weeks": len(weeks), "found": found, "done": done,
    }  # fmt: skip
    return {
        "title": title, "days": [day(one.monday) for one in weeks], "series": series,
        "unit": _(" 条"), "any": bool(found or done),
    }  # fmt: skip


def _sheet(request: Asked, place: directory.Place, rows: list[findings.Row]) -> HttpResponse:
    now = clock.now()
    mark = _("%(who)s 于 %(at)s 导出") % {
        "who": request.actor.name, "at": f"{now.astimezone(clock.ZONE):%Y-%m-%d %H:%M}",
    }  # fmt: skip
    title = _("隐患清单")
    table = sheets.Table(
        title, f"{place.name} {title}", [_("共 %(n)s 条。") % {"n": len(rows)}],
        [
            _("乡镇"), _("学校"), _("地点"), _("检查表"), _("应当怎样"), _("查到什么"), _("等级"), _("状态"),
            _("查出时间"), _("期限"), _("逾期"), _("责任人"), _("90 天内此前次数"), _("退回次数"),
            _("整改时间"), _("销号时间"),
        ],
        [
            [
                one.above, one.school, one.place, list_words.said(one.list_name),
                list_words.said(one.text), one.note,
                str(SEVERITY_NAMES[one.severity]), str(STATE_NAMES[one.state]), _moment(one.found_at),
                _moment(one.due_at), _("是") if one.overdue or one.late else "", one.owner, one.repeats,
                one.returned, _moment(one.mended_at), _moment(one.ended_at),
            ]
            for one in rows
        ],
    )  # fmt: skip
    name = f"{place.name} {title} {now.astimezone(clock.ZONE):%Y-%m-%d}.xlsx"
    return sheets.xlsx_response(sheets.workbook([table], mark), name)


def _moment(value: dt.datetime | None) -> str:
    return f"{value.astimezone(clock.ZONE):%Y-%m-%d %H:%M}" if value else ""


@page(Permission.INSPECT)
def checks_page(request: Asked) -> HttpResponse:
    """What was mended and what asks for more time, wherever the actor may look again."""
    offset = whole(request.GET.get("offset", ""))
    wanted = findings.Wanted(state="all", waits=True)
    total, rows = findings.page_of(request.actor, wanted, offset, words.PAGE)
    context = {
        "as_of": clock.now(), "tabs": words.tabs(request.actor, "checks"), "total": total,
        "rows": [words.finding(one) for one in rows],
        "pager": pager(request, total, offset, words.PAGE),
    }  # fmt: skip
    return render(request, "inspections/checks.html", context)
