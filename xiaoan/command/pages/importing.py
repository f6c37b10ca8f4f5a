"""A roster from a sheet: the template, the upload, what is wrong row by row."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.command import rules, services
from xiaoan.command.pages import words
from xiaoan.command.queries import people, roster, sheets, units
from xiaoan.directory.queries import Place
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web import uploads
from xiaoan.web.gate import Asked, page
from xiaoan.web.sheets import Table, workbook, xlsx_response

_SHOWN = 100


@page(Permission.KEEP_COMMAND, methods="GET POST")
def import_page(request: Asked, unit_no: int) -> HttpResponse:
    """Upload a sheet; `?template=1`: the sheet to fill in."""
    actor = request.actor
    place = units.keep(actor, unit_no)
    if "template" in request.GET:
        return _template(request, place)
    message, result, status = "", None, 200
    if request.method == "POST":
        try:
            result = _take(request, unit_no)
            status = 422 if result.faults else 200
        except (Conflict, Invalid) as refused:
            message, status = str(refused), refused.status
    context = {
        "unit": place, "crumbs": words.crumbs(actor, unit_no), "message": message, "result": result,
        "faults": [
            {"row": number, "said": said} for number, said in sorted(result.faults.items())[:_SHOWN]
        ] if result else [],
        "fault_count": len(result.faults) if result else 0, "id": uuid7(),
        "back_url": reverse("command:roster", args=[unit_no]), "links": words.links(request, unit_no),
    }  # fmt: skip
    return render(request, "command/import.html", context, status=status)


def _take(request: Asked, unit_no: int) -> services.Result:
    file = request.FILES.get("file")
    uploads.refuse_large((file.size if file else 0) or 0, services.LARGEST)
    with uploads.held(file) as path:
        act_id = words.uuid(request.POST.get("id", ""))
        return services.import_roster(request.actor, act_id, unit_no, path)


def _template(request: Asked, place: Place) -> HttpResponse:
    """What is missing in the next month, a row for each seat, and who may be written there."""
    rows = [
        [f"{gap.day:%Y-%m-%d}", gap.name, rules.SHEET_SEATS[seat], "", ""]
        for gap in roster.gaps([place], 31)
        for seat, n in gap.missing.items()
        for _each in range(n)
    ]
    known = [f"{one.name}({one.post})" for one in people.candidates(place, clock.today())]
    above = [
        _("岗位填:带班领导、值班员。同名的人请在职务列写明职务;不用的行请删去。"),
        _("可以排的人:%(names)s") % {"names": "、".join(known[:200])},
    ]
    table = Table(_("值班表"), f"{place.name}", above, list(sheets.HEADS.values()), rows)
    mark = f"{request.actor.name} {clock.now():%Y-%m-%d %H:%M}"
    return xlsx_response(workbook([table], mark), f"{place.name} {_('值班表')}.xlsx")
