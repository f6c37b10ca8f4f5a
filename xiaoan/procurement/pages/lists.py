"""Lists of requisitions and orders of a unit and all under it; the same as sheets."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.procurement.pages import words
from xiaoan.procurement.queries import lists
from xiaoan.procurement.queries.money import yuan
from xiaoan.procurement.queries.rows import Order, Requisition
from xiaoan.procurement.queries.suppliers import choices
from xiaoan.procurement.queries.words import (
    ORDER_FILTERS,
    REQUISITION_NAMES,
    number_of,
    order_state,
)
from xiaoan.supplies.queries.words import item_name
from xiaoan.web import sheets
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager


@page(Permission.SEE_SUPPLIES)
def home_page(request: Asked) -> HttpResponse:
    """To the requisitions of the widest unit of the actor."""
    reach = max(request.actor.reach(Permission.SEE_SUPPLIES), key=lambda one: one[1] - one[0])
    return HttpResponseRedirect(reverse("procurement:requisitions", args=[reach[0]]))


@page(Permission.SEE_SUPPLIES)
def requisitions_page(request: Asked, unit_no: int) -> HttpResponse:
    """Requisitions, the newest first; `as=xlsx`: as a sheet, a row for each line."""
    actor = request.actor
    unit = words.unit_of(actor, unit_no)
    state = _one_of(request.GET.get("state", ""), REQUISITION_NAMES)
    if request.GET.get("as") == "xlsx":
        return _requisition_sheet(request, unit, state)
    offset = whole(request.GET.get("offset", ""))
    total, found = lists.requisitions(actor, unit, state, offset, words.PAGE)
    lines = lists.requisition_lines([one.pk for one in found])
    names = words.place_names(one.unit_no for one in found)
    keeps = actor.may(Permission.KEEP_SUPPLIES, unit_no)
    context = {
        **_shell(request, unit, "procurement:requisitions", REQUISITION_NAMES, state),
        "rows": [
            {
                "number": number_of(one), "unit": names[one.unit_no], "at": one.made_at,
                **words.state(one.state, REQUISITION_NAMES),
                "what": _what([line.item for line in lines.get(one.pk, ())]),
                "url": reverse("procurement:requisition", args=[one.pk]),
            }
            for one in found
        ],
        "total": total, "pager": pager(request, total, offset, words.PAGE),
        "new_url": reverse("procurement:new_requisition", args=[unit_no]) if keeps else "",
        "proposals_url": reverse("procurement:proposals", args=[unit_no]),
    }  # fmt: skip
    return render(request, "procurement/requisitions.html", context)


def _one_of(asked: str, known: Any) -> str:
    return asked if asked in known else ""


def _what(items: Sequence[str]) -> str:
    """The first three items by name, and how many there are."""
    named = _("、").join(item_name(one) for one in items[:3])
    if len(items) <= 3:
        return named
    return _("%(names)s等 %(n)s 种") % {"names": named, "n": len(items)}


def _shell(
    request: Asked, unit: directory.Place, name: str, states: Any, state: str
) -> dict[str, Any]:
    query = request.GET.copy()
    query["as"] = "xlsx"
    return {
        "unit": unit, "crumbs": words.crumbs(request, unit.no, name), "as_of": clock.now(),
        "tabs": words.tabs(unit.no, name), "states": list(states.items()), "state": state,
        "export_url": f"?{query.urlencode()}",
    }  # fmt: skip


def _sheet(request: Asked, table: sheets.Table, unit: directory.Place) -> HttpResponse:
    now = clock.now().astimezone(clock.ZONE)
    mark = _("%(who)s 于 %(at)s 导出") % {"who": request.actor.name, "at": f"{now:%Y-%m-%d %H:%M}"}
    name = f"{unit.name}{table.name}{now:%Y%m%d}.xlsx"
    return sheets.xlsx_response(sheets.workbook([table], mark), name)


def _requisition_sheet(request: Asked, unit: directory.Place, state: str) -> HttpResponse:
    _total, found = lists.requisitions(request.actor, unit, state, 0, lists.MOST_ROWS)
    lines = lists.requisition_lines([one.pk for one in found])
    names = words.place_names(one.unit_no for one in found)
    head = [
        _("单号"), _("单位"), _("开单日期"), _("状态"), _("物资"), _("请领"), _("采购"), _("调拨"),
        _("未同意"),
        _("理由"),
    ]  # fmt: skip
    rows = [cell for one in found for cell in _requisition_cells(one, names, lines.get(one.pk, ()))]
    table = sheets.Table(_("请领单"), f"{unit.name}{_('请领单')}", [], head, rows)
    return _sheet(request, table, unit)


def _requisition_cells(
    one: Requisition, names: dict[int, str], lines: Sequence[Any]
) -> list[list[sheets.Cell]]:
    day = one.made_at.astimezone(clock.ZONE).date().isoformat()
    return [
        [
            number_of(one), names[one.unit_no], day, str(REQUISITION_NAMES[one.state]),
            item_name(line.item), line.quantity, line.bought, line.given, line.refused,
            line.why or line.reason or one.reason,
        ]
        for line in lines
    ]  # fmt: skip


@page(Permission.SEE_SUPPLIES)
def orders_page(request: Asked, unit_no: int) -> HttpResponse:
    """Orders, the newest first; `as=xlsx`: as a sheet, a row for each line."""
    actor = request.actor
    unit = words.unit_of(actor, unit_no)
    state = _one_of(request.GET.get("state", ""), ORDER_FILTERS)
    supplier = words.as_id(request.GET.get("supplier", ""))
    if request.GET.get("as") == "xlsx":
        _total, found = lists.orders(actor, unit, state, supplier, 0, lists.MOST_ROWS)
        return _order_sheet(request, unit, found)
    offset = whole(request.GET.get("offset", ""))
    total, found = lists.orders(actor, unit, state, supplier, offset, words.PAGE)
    buys = unit.kind != "school" and actor.may(Permission.BUY, unit_no)
    context = {
        **_shell(request, unit, "procurement:orders", ORDER_FILTERS, state),
        "rows": order_rows(found), "total": total,
        "pager": pager(request, total, offset, words.PAGE),
        "suppliers": choices(), "supplier": str(supplier or ""),
        "new_url": reverse("procurement:new_order", args=[unit_no]) if buys else "",
    }  # fmt: skip
    return render(request, "procurement/orders.html", context)


def order_rows(found: Sequence[Order]) -> list[dict[str, Any]]:
    """Orders as a list shows them."""
    lines = lists.order_lines([one.pk for one in found])
    names = words.place_names(no for one in found for no in (one.unit_no, one.buyer_no))
    today = clock.today()
    return [
        {
            "number": number_of(one), "unit": names[one.unit_no], "buyer": names[one.buyer_no],
            "supplier": one.supplier.name, **words.state_of_order(one),
            "late": one.state == "sent" and one.expected < today, "expected": one.expected,
            "what": _what([line.item for line in lines.get(one.pk, ())]),
            "total": yuan(one.total), "paid": yuan(one.paid), "invoiced": yuan(one.invoiced),
            "url": reverse("procurement:order", args=[one.pk]),
        }
        for one in found
    ]  # fmt: skip


def _order_sheet(request: Asked, unit: directory.Place, found: Sequence[Order]) -> HttpResponse:
    lines = lists.order_lines([one.pk for one in found])
    names = words.place_names(no for one in found for no in (one.unit_no, one.buyer_no))
    head = [
        _("单号"), _("采购单位"), _("收货单位"), _("供货单位"), _("状态"), _("承诺到货"),
        _("物资"), _("订货"), _("已收"),
        _("多收"), _("拒收"), _("取消"), _("未到"), _("单价(元)"), _("每包装数量"), _("金额(元)"),
    ]  # fmt: skip
    rows: list[list[sheets.Cell]] = [
        [
            number_of(one), names[one.buyer_no], names[one.unit_no], one.supplier.name,
            order_state(one)[1], one.expected.isoformat(), item_name(line.item),
            line.quantity, line.received, line.over, line.refused, line.cancelled, line.left,
            yuan(line.price), line.size, yuan(line.quantity // line.size * line.price),
        ]
        for one in found
        for line in lines.get(one.pk, ())
    ]  # fmt: skip
    total: list[sheets.Cell] = [
        _("合计"), *[""] * 14, yuan(sum(one.total for one in found)),
    ]  # fmt: skip
    table = sheets.Table(_("采购单"), f"{unit.name}{_('采购单')}", [], head, rows, total)
    return _sheet(request, table, unit)
