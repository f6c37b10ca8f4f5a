"""Tables by sheet: checked first with what is wrong in which row, then put down whole or not at all;
`?template=1` gives the tables as they are, to be filled in and sent back."""

import base64
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.campus import services
from xiaoan.campus.queries import seats as queries
from xiaoan.directory.queries import Place
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading, uploads
from xiaoan.web.gate import Asked, page
from xiaoan.web.sheets import Table, workbook, xlsx_response

_SHOWN = 200
_SALT, _LASTS = "campus.sheet", 86_400


@page(Permission.KEEP_CAMPUS, methods="GET POST")
def sheet_page(request: Asked, school_no: int) -> HttpResponse:
    """Posted: a file, which is checked; or what was checked (`read`), which is put down."""
    found = queries.plan(request.actor, school_no)
    if not found.may_keep:
        raise Forbidden
    if "template" in request.GET:
        return _template(request, found.place)
    context: dict[str, Any] = {
        "place": found.place, "submission_id": uuid7(), "heads": list(services.HEADS.values()),
        "back_url": reverse("campus:school", args=[school_no]), "error": "",
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        try:
            if "read" in request.POST:
                return _put(request, school_no)
            context |= _checked(request, school_no)
            status = 422 if "faults" in context else 200
        except (Invalid, Conflict) as error:
            context["error"], status = str(error), error.status
    return render(request, "campus/sheet.html", context, status=status)


def _checked(request: Asked, school_no: int) -> dict[str, Any]:
    file = request.FILES.get("file")
    with uploads.held(file) as path:
        content = path.read_bytes()
    read = services.read_sheet(request.actor, school_no, (file and file.name) or "", content)
    if read.faults:
        return {
            "faults": read.faults[:_SHOWN], "total": len(read.faults), "rows": read.total,
            "sheet": base64.b64encode(read.sheet).decode(),
        }  # fmt: skip
    would = services.put_seats(request.actor, uuid7(), school_no, read.rows, dry=True)
    rows = [[one.class_no, str(one.person_id), str(one.sitting_id), one.table] for one in read.rows]
    return {"would": would, "read": signing.dumps([school_no, rows], salt=_SALT, compress=True)}


def _put(request: Asked, school_no: int) -> HttpResponse:
    try:
        school, rows = signing.loads(request.POST["read"], salt=_SALT, max_age=_LASTS)
    except signing.BadSignature:
        school, rows = 0, []
    if school != school_no:
        raise Invalid(_("检查的结果已过期。请重新选表。"), {"file": "expired"})
    seats = [services.Seat(no, UUID(who), UUID(sitting), table) for no, who, sitting, table in rows]
    key = reading.read_id(request.POST.get("submission_id", ""))
    done = services.put_seats(request.actor, key, school_no, seats)
    messages.success(
        request,
        _("%(a)s 个班 %(b)s 名学生,从今天起按新的餐桌。") % {"a": done.classes, "b": done.pupils},
    )
    return HttpResponseRedirect(reverse("campus:school", args=[school_no]))


def _template(request: Asked, place: Place) -> HttpResponse:
    rows = [
        [one.place, str(one.seat), one.name, one.sitting, str(one.table or "")]
        for one in queries.seated(request.actor, place)
    ]
    mark = _("%(name)s 下载") % {"name": request.actor.name}
    name = f"{place.name} {_('餐桌表')}"
    table = Table(_("餐桌"), name, [], [str(one) for one in services.HEADS.values()], rows)
    return xlsx_response(workbook([table], mark), f"{name}.xlsx")
