"""Answers from a sheet: the template with the names, the upload, what is wrong row by row."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.surveys import queries, services
from xiaoan.surveys.pages import words
from xiaoan.surveys.pages.answers import ANSWERS, WRONG
from xiaoan.surveys.queries import sheets
from xiaoan.web import uploads
from xiaoan.web.gate import Asked, page
from xiaoan.web.sheets import Table, workbook, xlsx_response

_SHOWN = 100


@page(*ANSWERS, methods="GET POST")
def import_page(request: Asked, round_id: UUID, unit_no: int) -> HttpResponse:
    """Upload a sheet of a class or a school; `?template=1`: the sheet to fill in, with the names."""
    actor = request.actor
    row, place = queries.named_round(actor, round_id, unit_no)
    if not any(actor.may(one, unit_no) for one in ANSWERS):
        raise Forbidden
    if "template" in request.GET:
        return _template(request, row, place)
    message, result = "", None
    if request.method == "POST":
        try:
            result = _take(request, row, unit_no)
        except Invalid as refused:
            message = str(refused)
    context: dict[str, Any] = {
        "row": row,
        "unit": place,
        "message": message,
        "result": result,
        "faults": [
            {"row": number, "said": said} for number, said in sorted(result.faults.items())[:_SHOWN]
        ]
        if result
        else [],
        "contradicted": [
            {"row": number, "name": name} for number, name in sorted(result.contradicted.items())
        ]
        if result
        else [],
        "contradicted_url": words.people_url(row, unit_no, "contradicted"),
        "mode": request.POST.get("mode", "good"),
        "errors_url": reverse("surveys:import_errors", args=[result.import_id])
        if result and result.faults
        else "",
        "back_url": reverse("surveys:round", args=[row.pk, unit_no]),
    }
    status = WRONG if message or (result and result.faults) else 200
    return render(request, "surveys/import.html", context, status=status)


def _take(request: Asked, row: queries.Round, unit_no: int) -> services.Result:
    with uploads.held(request.FILES.get("file")) as path:
        return services.import_answers(
            request.actor, row.pk, unit_no, path, request.POST.get("mode", "")
        )


def _template(request: Asked, row: queries.Round, place: directory.Place) -> HttpResponse:
    people = sheets.by_number(request.actor, row, place.interval)
    rows = [[number, one.name, "", "", "", "", "", "", ""] for number, one in people.items()]
    groups = "、".join(one.name for one in queries.categories(row))
    above = [
        _("去向填:在本县、在外地;身体状况填:健康、有症状、隔离中。"),
        _("重点人群可填(用顿号分开):%(groups)s。不确定的行请删去,不要猜。") % {"groups": groups},
    ]
    table = Table(_("摸排"), f"{place.name} {row.title}", above, list(sheets.HEADS.values()), rows)
    mark = f"{request.actor.name} {clock.now():%Y-%m-%d %H:%M}"
    return xlsx_response(workbook([table], mark), f"{place.name} {row.title}.xlsx")


@page(*ANSWERS)
def errors_page(request: Asked, import_id: UUID) -> HttpResponse:
    """The sheet as it came, with a column that says what is wrong."""
    row, content = sheets.errors_of(request.actor, import_id)
    name = directory.place(row.unit_no).name
    return xlsx_response(content, f"{name} {_('错误原因')}.xlsx")
