"""Formats of exchange: what can be taken for which unit and day, and the files."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.investigations import queries as investigations
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.returns import services
from xiaoan.returns.forms import NamesForm
from xiaoan.returns.pages import frame
from xiaoan.returns.queries import exchange
from xiaoan.web import fields, sheets
from xiaoan.web.gate import Asked, page, require
from xiaoan.workbooks.writing import inert

SLOTS = {"morning": _l("晨检"), "noon": _l("午检"), "evening": _l("晚检")}
LEVELS = {"unit": _l("只要本单位"), "school": _l("每所学校")}
# Address → what it is called, for whom, in which form.
FORMS = {
    "absence": (_l("因病缺课登记汇总(.xlsx)"), _l("国家、省因病缺课监测平台;按班,无姓名")),
    "absence-csv": (_l("因病缺课登记汇总(.csv)"), _l("同上,给只收 CSV 的平台")),
    "dhis2": (_l("DHIS2 汇总数据(JSON)"), _l("dataValueSets,按日")),
    "fhir": (_l("FHIR R4 指标报告(Bundle)"), _l("MeasureReport,按单位和指标")),
    "ndjson": (_l("FHIR R4 指标报告(NDJSON)"), _l("每行一个 MeasureReport,适合大批量")),
}  # fmt: skip
_SPAN = dt.timedelta(days=60)


@page(Permission.SEE_RETURNS)
def exchange_page(request: Asked) -> HttpResponse:
    """What can be taken; the unit, day and level are in the address."""
    actor = request.actor
    units = frame.units(actor)
    unit_no = whole(request.GET.get("unit", "")) or (units[0].no if units else 0)
    if unit_no not in {one.no for one in units}:
        raise NotFound
    day, slot, level = _asked(request)
    place = directory.place(unit_no)
    context = {
        "tabs": frame.tabs(actor, "exchange"), "units": units, "unit": place, "day": day, "slot": slot,
        "level": level, "slots": SLOTS.items(), "levels": LEVELS.items(),
        "may": actor.may(Permission.EXPORT, unit_no), "as_of": clock.now(),
        "rows": [
            {
                "name": name, "note": note,
                "url": f"{reverse('returns:take', args=[unit_no, code])}?day={day}&slot={slot}&level={level}",
            }
            for code, (name, note) in FORMS.items()
        ],
        "events": _events(request, place),
        "map_url": reverse("returns:names") if frame.keeps_register(actor) else "",
    }  # fmt: skip
    return render(request, "returns/exchange.html", context)


def _asked(request: Asked) -> tuple[dt.date, str, str]:
    slot, level = request.GET.get("slot", ""), request.GET.get("level", "")
    return (
        frame.day_of(request.GET.get("day", "")), slot if slot in SLOTS else "morning",
        level if level in LEVELS else "school",
    )  # fmt: skip


def _events(request: Asked, place: directory.Place) -> list[dict[str, Any]]:
    """Events of the last weeks, whose line lists go to the CDC; only of whoever may see events."""
    if not request.actor.may(Permission.SEE_EVENTS, place.no):
        return []
    since = clock.now() - _SPAN
    return [
        {
            "number": investigations.number_of(one.year, one.number),
            "school": directory.place(one.school_id).name,
            "url": f"{reverse('investigations:cases', args=[one.id])}",
            "file_url": f"{reverse('investigations:cases', args=[one.id])}?file=xlsx"
            if request.actor.may(Permission.EXPORT, one.unit_no) else "",
        }
        for one in investigations.heads_since(request.actor, place.interval, since)
    ]  # fmt: skip


@page(Permission.EXPORT)
def take_page(request: Asked, unit_no: int, form: str) -> HttpResponse:
    """The file; each taking is a fact."""
    actor = request.actor
    if form not in FORMS or not actor.may(Permission.SEE_RETURNS, unit_no):
        raise NotFound
    if not actor.may(Permission.EXPORT, unit_no):
        raise Forbidden
    day, slot, level = _asked(request)
    content, rows, ending, kind = _MAKERS[form](request, unit_no, day, slot, level)
    services.took(actor, form, unit_no, day, rows)
    said = _("因病缺课登记") if form.startswith("absence") else form.upper()
    name = f"{directory.place(unit_no).name} {said} {day.isoformat()}.{ending}"
    return frame.file(content, name, kind)


Made = tuple[bytes, int, str, str]


def _absence(request: Asked, unit_no: int, day: dt.date, slot: str, _level: str) -> Made:
    found = exchange.absences(request.actor, unit_no, day, slot)
    above = [
        _("截至 %(at)s;%(n)s 个班,其中 %(m)s 个班未报,未报的没有数字,不是 0。")
        % {"at": f"{clock.now().astimezone(clock.ZONE):%H:%M}", "n": len(found.rows), "m": found.missing},
        _("列项按因病缺课登记表;国家、省平台的导入模板未取得,未核对。"),
    ]  # fmt: skip
    title = _("%(unit)s 因病缺课登记汇总 %(day)s") % {
        "unit": directory.place(unit_no).name,
        "day": day.isoformat(),
    }
    table = sheets.Table(
        _("因病缺课"), title, above, [str(one) for one in exchange.HEADS], found.rows
    )
    content = sheets.workbook([table], frame.mark(request.actor))
    return content, len(found.rows), "xlsx", sheets.XLSX


def _absence_csv(request: Asked, unit_no: int, day: dt.date, slot: str, _level: str) -> Made:
    found = exchange.absences(request.actor, unit_no, day, slot)
    lines = [
        [str(one) for one in exchange.HEADS],
        *([_plain(one) for one in row] for row in found.rows),
    ]
    text = "".join(",".join(f'"{one}"' for one in line) + "\r\n" for line in lines)
    return ("\ufeff" + text).encode(), len(found.rows), "csv", "text/csv; charset=utf-8"


def _plain(value: object) -> str:
    text = "" if value is None else str(value)
    return inert(text).replace('"', '""')


def _dhis2(request: Asked, unit_no: int, day: dt.date, _slot: str, level: str) -> Made:
    found = exchange.figures(request.actor, unit_no, day, level)
    county = directory.county().no
    made = exchange.data_value_set(found, exchange.names_there(county))
    return _json(made), len(made["dataValues"]), "json", "application/json"


def _fhir(request: Asked, unit_no: int, day: dt.date, _slot: str, level: str) -> Made:
    made = exchange.bundle(exchange.figures(request.actor, unit_no, day, level))
    return _json(made), len(made["entry"]), "json", "application/fhir+json"


def _ndjson(request: Asked, unit_no: int, day: dt.date, _slot: str, level: str) -> Made:
    made = exchange.ndjson(exchange.figures(request.actor, unit_no, day, level))
    return made.encode(), made.count("\n"), "ndjson", "application/fhir+ndjson"


def _json(made: object) -> bytes:
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


_MAKERS: dict[str, Callable[[Asked, int, dt.date, str, str], Made]] = {
    "absence": _absence, "absence-csv": _absence_csv, "dhis2": _dhis2, "fhir": _fhir, "ndjson": _ndjson,
}  # fmt: skip


@page(Permission.KEEP_RETURNS, methods="GET POST")
def names_page(request: Asked) -> HttpResponse:
    """What figures and units are called in another system; posted: the whole list anew."""
    actor, posted = request.actor, request.method == "POST"
    county = directory.county().no
    require(actor, Permission.KEEP_RETURNS, county)
    known = exchange.names_there(county)
    text = "\n".join(f"{ours},{theirs}" for ours, theirs in sorted(known.items()))
    form = NamesForm(
        request.POST if posted else None, initial={"submission_id": uuid7(), "names": text}
    )
    errors: list[str] = []
    status = 422 if posted else 200
    if posted and form.is_valid():
        given = form.cleaned_data
        try:
            n = services.map_names(actor, given["submission_id"], given["names"])
            messages.success(request, _("已存 %(n)s 个对应编码。") % {"n": n})
            return HttpResponseRedirect(reverse("returns:names"))
        except Invalid as refused:
            status, errors = refused.status, fields.put(form, refused.fields, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    ours = exchange.ours(actor)
    context = {
        "tabs": frame.tabs(actor, "exchange"), "errors": errors,
        "fields": list(fields.shown(form, is_plain=True)), "submission_id": form["submission_id"].value(),
        "rows": [{"ours": code, "words": said, "theirs": known.get(code, "")} for code, said in ours.items()],
    }  # fmt: skip
    return render(request, "returns/names.html", context, status=status)
