"""An existing ledger is uploaded; what is wrong comes back row by row, and as the same sheet with remarks."""

import base64
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.supplies import forms, queries, rules, services
from xiaoan.supplies.pages import words
from xiaoan.supplies.queries.words import item_name, unit_name
from xiaoan.web import sheets, uploads
from xiaoan.web.gate import Asked, page, require

_SHOWN = 100


@page(Permission.KEEP_SUPPLIES, methods="GET POST")
def import_page(request: Asked, store_no: int) -> HttpResponse:
    """The form; posted: the sheet is taken whole, or its faults are shown and nothing is stored."""
    place = queries.store(request.actor, store_no)
    require(request.actor, Permission.KEEP_SUPPLIES, store_no)
    status, errors = 200, []
    found: uploads.Taken[Any] = uploads.Taken(())
    if request.method == "POST":
        status, form, file = 422, forms.ActForm(request.POST), request.FILES.get("file")
        try:
            if file is None or not form.is_valid():
                raise Invalid(_("请先选择文件。"))
            found = services.import_ledger(
                request.actor,
                services.File(form.cleaned_data["act_id"], store_no, file.name or "", file.read()),
            )
            if not found.faults:
                messages.success(request, _("已导入 %(n)s 行期初库存。") % {"n": found.total})
                return HttpResponseRedirect(reverse("supplies:store", args=[store_no]))
        except (Conflict, Invalid) as refused:
            status, errors = refused.status, [str(refused)]
    context = {
        "unit": place, "crumbs": words.crumbs(request, store_no), "errors": errors,
        "act_id": uuid7(), "rows": found.total, "faults": found.faults[:_SHOWN],
        "total": len(found.faults), "heads": list(services.SHEET.columns.values()),
        # Opened from the page itself: a sheet with faults is nowhere kept.
        "sheet": base64.b64encode(found.sheet).decode() if found.faults else "",
    }  # fmt: skip
    return render(request, "supplies/import.html", context, status=status)


@page(Permission.KEEP_SUPPLIES)
def template_page(request: Asked) -> HttpResponse:
    """The sheet to fill in, one line for each item; the lines that are not needed are deleted."""
    with override("zh-hans"):
        cells: list[list[sheets.Cell]] = [
            [item_name(code), None, unit_name(code), "", "", ""] for code in rules.ITEMS
        ]
        title = _("物资期初台账")
        table = sheets.Table(title, title, [], list(services.SHEET.columns.values()), cells)
        return sheets.xlsx_response(sheets.workbook([table], ""), f"{title}.xlsx")
