"""The register of disinfectants of a school, or of the county for all."""

import base64
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from xiaoan.directory import rules as numbering
from xiaoan.hygiene import forms, services
from xiaoan.hygiene.forms.products import ProductForm
from xiaoan.hygiene.pages import words
from xiaoan.hygiene.queries import products
from xiaoan.hygiene.queries.words import AGENT_NAMES
from xiaoan.hygiene.services.product_lists import SHEET, example
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.supplies.queries.words import item_name
from xiaoan.web import receipts, uploads
from xiaoan.web.gate import Asked, page
from xiaoan.web.sheets import XLSX, Cell, Table, workbook, xlsx_response

_SHOWN = 100
_SEES = (Permission.DISINFECT, Permission.SEE_HYGIENE, Permission.CHECK_HYGIENE)
_KEEPS = (Permission.PLAN_HYGIENE, Permission.CHECK_HYGIENE)


@page(*_SEES, methods="GET POST")
def products_page(request: Asked, unit_no: int) -> HttpResponse:
    """What may be used here, with what its label says; posted: one more is entered."""
    actor = request.actor
    place = products.unit(actor, unit_no)
    form = ProductForm(request.POST if request.method == "POST" else None)
    errors, status = [], 200
    if request.method == "POST":
        try:
            _add(request, unit_no, form)
            messages.success(request, _("已登记。配液时可以直接选它。"))
            return HttpResponseRedirect(reverse("hygiene:products", args=[unit_no]))
        except (Conflict, Invalid) as refused:
            fields = refused.fields if isinstance(refused, Invalid) else {}
            errors, status = forms.put(form, fields, str(refused)), refused.status
    of = 0 if unit_no % numbering.COUNTY == 0 else unit_no
    context = {
        "unit": place, "crumbs": words.crumbs(request, unit_no), "errors": errors,
        "rows": [_row(actor, one) for one in products.of_school(actor, of, closed=True)],
        "keeps": products.keeps(actor, unit_no), "fields": list(forms.shown(form)),
        "submission_id": form["submission_id"].value() or uuid7(),
        "import_url": reverse("hygiene:products_import", args=[unit_no]),
        "is_county": not of, "dilute_url": reverse("hygiene:dilute"),
    }  # fmt: skip
    return render(request, "hygiene/products.html", context, status=status)


def _add(request: Asked, unit_no: int, form: ProductForm) -> None:
    if not products.keeps(request.actor, unit_no):
        raise Forbidden
    if not form.is_valid():
        raise Invalid(_("还差几项,见下面。"), {})
    given: dict[str, Any] = dict(form.cleaned_data)
    pk = given.pop("submission_id")
    services.add_product(request.actor, services.NewProduct(pk, unit_no, **given))


def _row(actor: Any, one: products.Bottle) -> dict[str, Any]:
    low, high = one.strength, one.strength_most
    return {
        "id": one.id, "name": one.name, "maker": one.maker, "agent": AGENT_NAMES[one.agent],
        "strength": f"{low:,}" if low == high else f"{low:,}~{high:,}", "unit": one.unit,
        "per_tablet": one.per_tablet, "licence": one.licence, "licence_state": one.licence_state,
        "keeps_days": one.keeps_days, "pack": one.pack, "approved": one.approved,
        "licence_until": one.licence_until, "item": item_name(one.item) if one.item else "",
        "is_ours": one.is_ours, "is_closed": one.is_closed, "closed_why": one.closed_why,
        "close_url": reverse("hygiene:product_close", args=[one.id])
        if products.keeps(actor, one.unit_no) and not one.is_closed else "",
    }  # fmt: skip


@page(*_KEEPS, methods="GET POST")
def import_page(request: Asked, unit_no: int) -> HttpResponse:
    """A list as a sheet: `?template=1` gives one to fill in. Posted: entered whole, or what is wrong."""
    place = products.unit(request.actor, unit_no)
    if not products.keeps(request.actor, unit_no):
        raise Forbidden
    if "template" in request.GET:
        return _template(request)
    back = reverse("hygiene:products", args=[unit_no])
    context: dict[str, Any] = {
        "unit": place, "crumbs": words.crumbs(request, unit_no), "submission_id": uuid7(),
        "heads": list(SHEET.columns.values()), "back_url": back, "errors": [], "faults": [],
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        try:
            found = _listed(request, unit_no)
            if found.taken is None:
                said = _("已登记 %(n)s 种,%(same)s 种本来就有。")
                messages.success(request, said % {"n": found.added, "same": found.same})
                return HttpResponseRedirect(back)
            context |= _faulty(found.taken)
            status = 422
        except (Conflict, Invalid) as refused:
            context["errors"], status = [str(refused)], refused.status
    return render(request, "hygiene/product_import.html", context, status=status)


def _listed(request: Asked, unit_no: int) -> services.Listed:
    file, form = request.FILES.get("file"), forms.ActForm(request.POST)
    if file is None or not form.is_valid():
        raise Invalid(_("请选一个 .xlsx 或 .csv 文件。"), {"file": "missing"})
    uploads.refuse_large(file.size or 0, SHEET.largest)
    receipts.say_nothing(request)
    pk = form.cleaned_data["submission_id"]
    return services.add_products(
        request.actor, services.List(pk, unit_no, file.name or "", file.read())
    )


def _faulty(taken: uploads.Taken[Any]) -> dict[str, Any]:
    marked = base64.b64encode(taken.sheet).decode()
    return {
        "faults": taken.faults[:_SHOWN], "rows_wrong": len({one.row for one in taken.faults}),
        "total": taken.total, "marked": f"data:{XLSX};base64,{marked}",
    }  # fmt: skip


def _template(request: Asked) -> HttpResponse:
    with override("zh-hans"):
        title = _("消毒产品清单")
        above = [_("产品名称、有效成分、浓度必填,照瓶签写;其余不知道就不填。")]
        rows = [list[Cell](example(clock.today()))]
    table = Table(title, title, above, list(SHEET.columns.values()), rows)
    return xlsx_response(workbook([table], request.actor.name), f"{title}.xlsx")


@page(*_KEEPS, methods="GET POST")
def close_page(request: Asked, product_id: UUID) -> HttpResponse:
    """One product is used no more; posted: with the reason."""
    one = products.one(request.actor, product_id)
    if not products.keeps(request.actor, one.unit_no):
        raise Forbidden
    errors, status = [], 200
    back = reverse("hygiene:products", args=[one.unit_no])
    if request.method == "POST":
        try:
            services.close_product(request.actor, product_id, request.POST.get("why", ""))
            messages.success(request, _("已停用。以前的记录不变。"))
            return HttpResponseRedirect(back)
        except Invalid as refused:
            errors, status = [str(refused)], refused.status
    context = {
        "one": _row(request.actor, one), "errors": errors, "why": request.POST.get("why", ""),
        "back_url": back,
    }  # fmt: skip
    return render(request, "hygiene/product_close.html", context, status=status)
