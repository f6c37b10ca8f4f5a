"""Tasks brought in from a sheet; `?template=1` gives the tasks as they are, to be filled in and sent back."""

import base64
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.schoolplans import services
from xiaoan.schoolplans.queries import plans, sheets, words
from xiaoan.web import reading
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.sheets import XLSX, Table, workbook, xlsx_response

_SHOWN = 100


@page(Permission.WRITE_SCHOOL_PLAN, methods="GET POST")
def import_page(request: Asked, school_no: int) -> HttpResponse:
    """A sheet with a row for each task; posted: all of it is put, or nothing and why."""
    school = plans.school_of(request.actor, school_no, Permission.WRITE_SCHOOL_PLAN)
    plan = plans.plan_of(school_no)
    if plan is None:
        raise NotFound
    if "template" in request.GET:
        return _template(request, plans.whole(plan, school))
    context: dict[str, Any] = {
        "school": school, "crumbs": crumbs(request.actor, school_no), "submission_id": uuid7(),
        "heads": sheets.heads(), "errors": [],
        "back_url": reverse("schoolplans:plan", args=[school_no]),
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        try:
            found = _taken(request, school_no)
            if "faults" not in found:
                messages.success(request, found["said"])
                return HttpResponseRedirect(reverse("schoolplans:plan", args=[school_no]))
            status = 422
            context.update(found)
        except (Invalid, Conflict) as refused:
            context["errors"], status = [str(refused)], refused.status
    return render(request, "schoolplans/import.html", context, status=status)


def _taken(request: Asked, school_no: int) -> dict[str, Any]:
    """What was done, in words; or what is wrong, and the sheet with remarks."""
    act_id = reading.read_id(request.POST.get("submission_id", ""))
    file = request.FILES.get("file")
    if file is None:
        raise Invalid(_("请选一个 .xlsx 或 .csv 文件。"), {"file": "missing"})
    taken = services.read_sheet(request.actor, school_no, file.name or "", file.read())
    if taken.faults:
        marked = base64.b64encode(taken.sheet).decode()
        return {
            "faults": taken.faults[:_SHOWN], "rows_wrong": len({one.row for one in taken.faults}),
            "marked": f"data:{XLSX};base64,{marked}",
        }  # fmt: skip
    added, changed = services.add_tasks(request.actor, act_id, school_no, taken.rows)
    return {"said": _("新增 %(a)s 项任务,改了 %(b)s 项。") % {"a": added, "b": changed}}


def _template(request: Asked, whole: plans.Whole) -> HttpResponse:
    names = whole.names
    titles = {one.code: one.title for one in whole.chapters}
    rows = [
        [
            titles.get(one.chapter, ""), one.what, str(words.PHASE_NAMES[one.phase]),
            names.get(one.person_id, "") if one.person_id else "",
            names.get(one.deputy_id, "") if one.deputy_id else "",
            one.due_on.isoformat() if one.due_on else "",
            "" if one.offset is None else str(one.offset), one.place, one.evidence,
            sheets.file_word(wants=one.wants_file),
        ]
        for one in whole.tasks
    ]  # fmt: skip
    mark = _("%(name)s 下载") % {"name": request.actor.name}
    table = Table(_("任务"), f"{whole.school.name} {_('任务清单')}", [], sheets.heads(), rows)
    return xlsx_response(workbook([table], mark), f"{whole.school.name} {_('任务清单')}.xlsx")
