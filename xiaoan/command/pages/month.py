"""The roster of a month: to print, and as a sheet."""

import calendar
import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.command import services
from xiaoan.command.pages import words
from xiaoan.command.queries import roster, units
from xiaoan.command.queries.words import STATE_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.permission import Permission
from xiaoan.web import sheets
from xiaoan.web.gate import Asked, page
from xiaoan.web.templatetags.web_tags import day as day_words


@page(Permission.SEE_COMMAND)
def month_page(request: Asked, unit_no: int) -> HttpResponse:
    """A month (`?month=2026-11`); `?sheet=1` the same as a workbook."""
    actor = request.actor
    place = units.require(actor, unit_no)
    first, last = _month(request.GET.get("month", ""))
    if "sheet" in request.GET:
        place, taken = services.take_month(actor, unit_no, first, last)
        return _sheet(request, place.name, first, taken)
    found = roster.shifts([place], first, last).get(place.no, [])
    context = {
        "unit": place, "crumbs": words.crumbs(actor, unit_no), "as_of": clock.now(), "month": first,
        "rows": [_row(one) for one in found], "links": words.links(request, unit_no),
        "sheet_url": f"?month={first:%Y-%m}&sheet=1" if actor.may(Permission.EXPORT, unit_no) else "",
        "prev": first - dt.timedelta(days=1), "next": last + dt.timedelta(days=1),
        "week_url": f"{reverse('command:roster', args=[unit_no])}?week={first.isoformat()}",
    }  # fmt: skip
    return render(request, "command/month.html", context)


def _month(text: str) -> tuple[dt.date, dt.date]:
    """First and last day of the month that is asked for; of this month for anything else."""
    try:
        first = dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        first = clock.today().replace(day=1)
    if not clock.FIRST_DAY < first < clock.LAST_DAY.replace(day=1):
        first = clock.today().replace(day=1)
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _row(one: roster.Shift) -> dict[str, Any]:
    return {
        "day": one.day, "name": one.name, "starts_at": one.starts_at, "ends_at": one.ends_at,
        "leads": [words.sitting(seat) for seat in one.of("lead")],
        "watch": [words.sitting(seat) for seat in one.of("watch")],
        "missing": sum(one.missing().values()),
    }  # fmt: skip


def _sheet(request: Asked, unit: str, first: dt.date, found: list[roster.Shift]) -> HttpResponse:
    title = _("%(unit)s %(month)s 值班表") % {"unit": unit, "month": f"{first:%Y-%m}"}
    now = clock.now()
    mark = _("%(name)s %(at)s 导出") % {
        "name": request.actor.name, "at": now.strftime("%Y-%m-%d %H:%M"),
    }  # fmt: skip
    head = [_("日期"), _("班次"), _("时间"), _("带班领导"), _("值班员"), _("到岗")]
    rows = [
        [
            day_words(one.day), one.name, f"{one.starts_at:%H:%M}–{one.ends_at:%H:%M}",
            _names(one, "lead"), _names(one, "watch"),
            "、".join(f"{seat.name} {STATE_NAMES[seat.state]}" for seat in one.seats),
        ]
        for one in found
    ]  # fmt: skip
    table = sheets.Table(_("值班表"), title, [], head, rows)
    return sheets.xlsx_response(sheets.workbook([table], mark), f"{title}.xlsx")


def _names(one: roster.Shift, seat: str) -> str:
    return "、".join(each.name for each in one.of(seat))
