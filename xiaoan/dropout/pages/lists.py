"""Lists of children from outside: handed in, shown beside the roll, taken over or dropped."""

import base64
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from xiaoan.dropout import services
from xiaoan.dropout.queries import child_words as words
from xiaoan.dropout.queries import children as queries
from xiaoan.dropout.services.reading import SHEET
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading, receipts, uploads
from xiaoan.web.gate import Asked, page
from xiaoan.web.sheets import XLSX, Cell, Table, workbook, xlsx_response

_KEEPS = Permission.KEEP_CHILDREN
_SHOWN = 100


@page(_KEEPS, methods="GET POST")
def lists_page(request: Asked) -> HttpResponse:
    """Lists handed in, and one more; `?template=1` gives a sheet to fill in."""
    if "template" in request.GET:
        return _template(request)
    more: dict[str, Any] = {
        "error": "",
        "fields": {},
        "faults": [],
        "typed": {},
        "submission_id": uuid7(),
    }
    status = 200
    if request.method == "POST":
        try:
            found = _read(request)
            if found.list_id is not None:
                return HttpResponseRedirect(reverse("dropout:list", args=[found.list_id]))
            if found.taken is not None:
                more |= _faulty(found.taken)
            status = 422
        except (Conflict, Invalid) as refused:
            more |= {"error": str(refused), "fields": getattr(refused, "fields", {})}
            status = refused.status
        more["typed"] = request.POST
    context = {
        "rows": [_row(one) for one in queries.lists(request.actor)], "units": queries.units(request.actor),
        "kinds": list(words.LIST_NAMES.items()), "heads": list(SHEET.columns.values()),
        "as_of": clock.now(), "back_url": reverse("dropout:children"), **more,
    }  # fmt: skip
    return render(request, "dropout/lists.html", context, status=status)


def _row(one: queries.Listing) -> dict[str, Any]:
    return {
        "one": one, "url": reverse("dropout:list", args=[one.row.pk]),
        "kind": words.LIST_NAMES[one.row.kind], "state": words.LIST_STATE_NAMES[one.row.state],
        "counts": [
            (words.COUNT_NAMES[key], n) for key, n in one.row.counts.items() if key in words.COUNT_NAMES
        ],
    }  # fmt: skip


def _read(request: Asked) -> Any:
    said, file = request.POST, request.FILES.get("file")
    new = services.NewList(
        reading.read_id(said.get("submission_id", "")), whole(said.get("unit", "")), said.get("kind", ""),
        said.get("source", ""), said.get("paper", ""), reading.read_date(said, "as_of"),
    )  # fmt: skip
    if file is None:
        raise Invalid(_("请选一个 .xlsx 或 .csv 文件。"), {"file": "missing"})
    uploads.refuse_large(file.size or 0, SHEET.largest)
    receipts.say_nothing(request)
    return services.read_list(request.actor, new, file.name or "", file.read())


def _faulty(taken: uploads.Taken[Any]) -> dict[str, Any]:
    marked = base64.b64encode(taken.sheet).decode()
    return {
        "faults": taken.faults[:_SHOWN], "rows_wrong": len({one.row for one in taken.faults}),
        "rows_all": taken.total, "marked": f"data:{XLSX};base64,{marked}",
    }  # fmt: skip


def _template(request: Asked) -> HttpResponse:
    with override("zh-hans"):
        title = _("适龄儿童名单")
        above = [_("姓名必填;证件号码和出生日期至少填一个。县里的名单每行要写乡镇。")]
        rows: list[list[Cell]] = [
            [
                _("李小明"),
                "",
                "2018-03-05",
                _("城关镇"),
                _("东街村"),
                _("东街 8 号"),
                _("李大明"),
                "",
                "",
            ]
        ]
    table = Table(title, title, above, list(SHEET.columns.values()), rows)
    return xlsx_response(workbook([table], request.actor.name), f"{title}.xlsx")


@page(_KEEPS, methods="GET POST")
def list_page(request: Asked, list_id: UUID) -> HttpResponse:
    """What a list says beside the roll; posted: taken over, or dropped."""
    refused, actor = None, request.actor
    if request.method == "POST":
        try:
            return _done(request, list_id)
        except (Conflict, Invalid) as error:
            refused = error
    found, staged = queries.one_list(actor, list_id)
    services.children_seen(actor, [one.child.pk for one in staged], found.row.unit_no)
    context = {
        "row": _row(found), "staged": staged, "error": str(refused or ""), "as_of": clock.now(),
        "is_read": found.row.state == "read", "most": _SHOWN, "back_url": reverse("dropout:lists"),
    }  # fmt: skip
    return render(request, "dropout/list.html", context, status=refused.status if refused else 200)


def _done(request: Asked, list_id: UUID) -> HttpResponse:
    act = request.POST.get("act", "")
    if act == "take":
        n = services.take_over(request.actor, list_id)
        messages.success(request, _("已列入台账 %(n)s 人,每人都有负责人。") % {"n": n})
        return HttpResponseRedirect(reverse("dropout:children"))
    if act != "drop":
        raise NotFound
    services.drop(request.actor, list_id)
    messages.success(request, _("已放弃,读到的内容已删除。"))
    return HttpResponseRedirect(reverse("dropout:lists"))
