"""Sheets in the usual forms: the month's ledger, the week's airing, the buses, the sheet for a door. Each is
printed by the browser on A4, with a code that leads back to it."""

import datetime as dt
from collections import defaultdict
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.hygiene.pages import sheet_words, watching, words
from xiaoan.hygiene.queries import ledger, matrix, places, plans, units
from xiaoan.hygiene.queries.ledger import Wanted
from xiaoan.hygiene.queries.words import PLACE_NAMES, SLOT_NAMES, TASK_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.patience import be_patient
from xiaoan.kernel.permission import Permission
from xiaoan.web import sheets
from xiaoan.web.days import read_day
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

# So many records on what is printed at once: some twelve sheets of A4.
SHEET = 400
_MOST_ROWS = 10_000
_DAYS = 7


def _month(request: Asked) -> tuple[dt.date, dt.date]:
    """First and last day of `month`; of this month for anything else."""
    try:
        first = dt.date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        first = clock.today().replace(day=1)
    if not clock.FIRST_DAY < first < clock.LAST_DAY.replace(day=1):
        first = clock.today().replace(day=1)
    return first, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def _week(request: Asked) -> list[dt.date]:
    """Monday to Sunday of the week of `day`; of this week for none."""
    asked = request.GET.get("day", "")
    day = read_day(asked) if asked else clock.today()
    monday = day - dt.timedelta(days=day.weekday())
    return [monday + dt.timedelta(days=n) for n in range(_DAYS)]


def _shell(request: Asked, place: directory.Place, **said: Any) -> dict[str, Any]:
    """`said`: what was asked for as it was understood; nothing else gets into the code on the sheet."""
    query = urlencode({name: value for name, value in said.items() if value})
    return {
        "unit": place, "crumbs": words.crumbs(request, place.no), "as_of": clock.now(),
        "tabs": watching.tabs(request.actor, place, "ledger"), "by": request.actor.name,
        "link": request.build_absolute_uri(f"{request.path}?{query}" if query else request.path),
    }  # fmt: skip


@page(Permission.SEE_HYGIENE)
def ledger_page(request: Asked, school_no: int) -> HttpResponse:
    """The ledger of a month (消毒记录表); `file=xlsx`: the same as a sheet, whole."""
    place = units.school(request.actor, school_no)
    first, last = _month(request)
    kind, building = request.GET.get("kind", ""), request.GET.get("building", "")
    wanted = Wanted(first, last, (kind,) if kind in PLACE_NAMES else None, building)
    if request.GET.get("file") == "xlsx":
        return _sheet(request, place, wanted)
    offset = whole(request.GET.get("offset", ""))
    total = ledger.count(school_no, wanted)
    rows = ledger.entries(request.actor, school_no, wanted, offset, SHEET)
    known = places.places_of([school_no], closed=True)
    query = request.GET.copy()
    query["file"] = "xlsx"
    buildings = sorted({one.building for one in known} - {""})
    context = _shell(
        request, place, month=f"{first:%Y-%m}", kind=kind if wanted.kinds else "",
        building=building if building in buildings else "", offset=offset,
    ) | {
        "month": first, "total": total, "head": sheet_words.HEAD, "kind": kind, "building": building,
        "rows": [sheet_words.cells(one) for one in rows], "first_row": offset + 1,
        "kinds": [
            (code, name) for code, name in PLACE_NAMES.items() if any(p.kind == code for p in known)
        ],
        "buildings": buildings,
        "pager": pager(request, total, offset, SHEET), "export_url": f"?{query.urlencode()}",
        "has_bus": any(one.kind == "bus" for one in known), "most": _MOST_ROWS,
    }  # fmt: skip
    return render(request, "hygiene/ledger.html", context)


def _sheet(request: Asked, place: directory.Place, wanted: Wanted) -> HttpResponse:
    be_patient()
    rows = ledger.entries(request.actor, place.no, wanted, 0, _MOST_ROWS)
    total, now = ledger.count(place.no, wanted), clock.now()
    title = _("%(unit)s %(month)s 消毒记录表") % {
        "unit": place.name,
        "month": f"{wanted.first:%Y-%m}",
    }
    above = [_("共 %(n)s 条") % {"n": total}]
    if total > len(rows):
        above.append(_("只导出前 %(n)s 条,请按种类或楼分开导出。") % {"n": len(rows)})
    table = sheets.Table(
        place.name, title, above, [str(one) for one in sheet_words.HEAD],
        [sheet_words.cells(one) for one in rows],
    )  # fmt: skip
    return sheets.xlsx_response(
        sheets.workbook([table], watching.mark(request, now)), f"{title}.xlsx"
    )


@page(Permission.SEE_HYGIENE)
def air_page(request: Asked, school_no: int) -> HttpResponse:
    """The week's airing by class and other rooms: when, how long, by whom."""
    place = units.school(request.actor, school_no)
    week = _week(request)
    rows = ledger.entries(request.actor, school_no, Wanted(week[0], week[-1], tasks=(matrix.AIR,)))
    found: dict[UUID, dict[dt.date, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for one in rows:
        found[one.place_id][one.day].append(sheet_words.aired(one))
    grid = matrix.grid(
        request.actor, school_no, place.interval, matrix.Wanted("air"), _DAYS, min(week[-1], clock.today())
    )  # fmt: skip
    asked = {one.place.id: one for one in grid.rows if any(cell.due for cell in one.cells.values())}
    days = [day for day in week if day.weekday() < 5 or any(day in each for each in found.values())]
    context = _shell(request, place, day=week[0]) | {
        "week": week, "days": days, "before": week[0] - dt.timedelta(days=_DAYS),
        "after": week[-1] + dt.timedelta(days=1),
        "rows": [
            {"name": row.place.name, "where": words.where(row.place.building, row.place.floor),
             "days": [_aired(row, day, found[row.place.id].get(day, [])) for day in days]}
            for row in asked.values()
        ],
    }  # fmt: skip
    return render(request, "hygiene/air_sheet.html", context)


def _aired(row: matrix.Row, day: dt.date, done: list[dict[str, Any]]) -> dict[str, Any]:
    cell = row.cells.get(day)
    return {
        "done": done, "wanted": cell.wanted if cell else 0, "made": cell.made if cell else 0,
        "short": cell.short if cell else 0,
    }  # fmt: skip


@page(Permission.SEE_HYGIENE)
def bus_page(request: Asked, school_no: int) -> HttpResponse:
    """The month's record of the school's buses: plate, driver, who looked after the children."""
    place = units.school(request.actor, school_no)
    first, last = _month(request)
    rows = ledger.entries(request.actor, school_no, Wanted(first, last, ("bus",)), 0, SHEET)
    context = _shell(request, place, month=f"{first:%Y-%m}") | {
        "month": first, "head": sheet_words.BUS_HEAD, "rows": [sheet_words.bus_cells(one) for one in rows],
        "buses": sum(one.kind == "bus" for one in places.places_of([school_no])),
    }  # fmt: skip
    return render(request, "hygiene/bus_sheet.html", context)


@page(Permission.SEE_HYGIENE)
def door_sheet_page(request: Asked, place_id: UUID) -> HttpResponse:
    """A week of one place, to hang on its door: what was done, by whom; days to come are left blank."""
    one = places.place(request.actor, place_id)
    school = directory.place(one.school_no)
    week = _week(request)
    rows = ledger.entries(
        request.actor, one.school_no, Wanted(week[0], week[-1], place_id=place_id)
    )
    found: dict[tuple[str, dt.date], list[dict[str, Any]]] = defaultdict(list)
    for each in rows:
        found[each.task, each.day].append({**sheet_words.aired(each), "checker": each.checker})
    lines = {
        line.task: line
        for line in plans.lines_in_force([one.school_no], min(week[-1], clock.today()))
        if line.place_id == place_id
    }
    tasks = list(dict.fromkeys([*lines, *(task for task, _day in found)]))
    days = [day for day in week if day.weekday() < 5 or any((task, day) in found for task in tasks)]
    context = _shell(request, school, day=week[0]) | {
        "place": words.place(one), "week": week, "days": days,
        "before": week[0] - dt.timedelta(days=_DAYS), "after": week[-1] + dt.timedelta(days=1),
        "link": request.build_absolute_uri(reverse("hygiene:place", args=[place_id])),
        "rows": [
            {"task": TASK_NAMES.get(task, task), "days": [found.get((task, day), []) for day in days],
             "way": words.way(lines[task]) if task in lines else "",
             "slot": SLOT_NAMES[lines[task].slot] if task in lines else ""}
            for task in tasks
        ],
    }  # fmt: skip
    return render(request, "hygiene/door_sheet.html", context)
