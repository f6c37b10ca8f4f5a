"""An order is written, from a requisition or by itself, or a draft written anew."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.procurement import queries, services
from xiaoan.procurement.forms import OrderForm
from xiaoan.procurement.pages import words
from xiaoan.procurement.queries import lists, suppliers
from xiaoan.procurement.queries import rows as register
from xiaoan.procurement.queries.rows import Order, Requisition
from xiaoan.procurement.queries.words import number_of
from xiaoan.web.gate import Asked, page, require


@page(Permission.BUY, methods="GET POST")
def new_page(request: Asked, unit_no: int) -> HttpResponse:
    """A new order of a buyer; `requisition`: with the lines that it is to buy."""
    actor = request.actor
    buyer = words.unit_of(actor, unit_no)
    require(actor, Permission.BUY, unit_no)
    if buyer.kind == "school":
        raise NotFound
    asked = _asked(actor, request.GET.get("requisition", ""))
    stores = [] if asked else _stores(buyer)
    if request.method != "POST":
        form = _form(None, stores, _rows_of(asked), _initial(asked))
        return _show(request, buyer, form, 0, words.Tried(), asked)
    form = _form(request.POST, stores)

    def do() -> None:
        given = form.cleaned_data
        to_no = asked.unit_no if asked else int(given["to_no"])
        new = services.NewOrder(
            given["submission_id"], unit_no, to_no, words.as_id(given["supplier_id"]),
            given["expected"], given["note"], _goods(form), asked.pk if asked else None,
        )  # fmt: skip
        services.write(actor, new)

    tried = words.attempt(form, do)
    if not tried.done:
        return _show(request, buyer, form, 0, tried, asked)
    messages.success(request, _("已保存采购单草稿。核对后请发出。"))
    made = form.cleaned_data["submission_id"]
    return HttpResponseRedirect(reverse("procurement:order", args=[made]))


@page(Permission.BUY, methods="GET POST")
def edit_page(request: Asked, order_id: UUID) -> HttpResponse:
    """A draft; posted: the order anew."""
    actor = request.actor
    row = register.order(actor, order_id)
    if not actor.may(Permission.BUY, row.buyer_no):
        raise Forbidden
    buyer = directory.place(row.buyer_no)
    if request.method != "POST":
        rows = [
            {
                "item": one.item, "quantity": str(one.quantity // one.size), "pack": one.pack,
                "price": f"{one.price // 100}.{one.price % 100:02d}",
            }
            for one in lists.order_lines([row.pk]).get(row.pk, [])
        ]  # fmt: skip
        initial = {
            "supplier_id": str(row.supplier_id),
            "expected": row.expected,
            "note": row.note,
        }
        return _show(request, buyer, _form(None, [], rows, initial), row.edits, words.Tried(), row)
    form = _form(request.POST, [])

    def do() -> None:
        given = form.cleaned_data
        anew = services.OrderEdit(
            given["submission_id"], row.pk, form.seen, words.as_id(given["supplier_id"]),
            given["expected"], given["note"], _goods(form),
        )  # fmt: skip
        services.edit(actor, anew)

    tried = words.attempt(form, do)
    if not tried.done:
        return _show(request, buyer, form, whole(request.POST.get("base", "")), tried, row)
    messages.success(request, _("已修改。"))
    return HttpResponseRedirect(reverse("procurement:order", args=[row.pk]))


def _asked(actor: Actor, text: str) -> Requisition | None:
    if not text:
        return None
    pk = words.as_id(text)
    if pk is None:
        raise NotFound
    return register.requisition(actor, pk)


def _rows_of(asked: Requisition | None) -> list[dict[str, Any]]:
    """What a requisition still has to buy, in the pack that it usually comes in, at the last price."""
    if asked is None:
        return []
    lines = [one for one in lists.requisition_lines([asked.pk]).get(asked.pk, []) if one.waits]
    paces = suppliers.paces([one.item for one in lines])
    prices = suppliers.last_prices([one.item for one in lines])
    rows = []
    for one in lines:
        pack = one.pack or paces[one.item].pack
        last = prices.get(one.item)
        rows.append(
            {
                "item": one.item, "pack": pack,
                "quantity": str(-(-one.waits // words.size_of(one.item, pack))),
                "price": f"{last.price // 100}.{last.price % 100:02d}"
                if last and last.pack == pack else "",
            }
        )  # fmt: skip
    return rows


def _initial(asked: Requisition | None) -> dict[str, Any]:
    items = [one["item"] for one in _rows_of(asked)]
    days = max((one.lead_days for one in suppliers.paces(items).values()), default=7)
    return {"expected": clock.today() + dt.timedelta(days=days)}


def _form(
    data: Any, stores: Sequence[tuple[str, str]], rows: Sequence[dict[str, Any]] = (),
    initial: dict[str, Any] | None = None,
) -> OrderForm:  # fmt: skip
    return OrderForm(data, suppliers=suppliers.choices(), stores=stores, rows=rows, initial=initial)


def _stores(buyer: directory.Place) -> list[tuple[str, str]]:
    found = directory.places_inside(buyer.interval, *queries.STORE_KINDS)
    return [(str(one.no), one.name) for one in found]


def _goods(form: OrderForm) -> list[services.Good]:
    return [
        services.Good(at, one["item"], one["quantity"], one["pack"], one["price"])
        for at, one in form.filled()
    ]


def _show(
    request: Asked, buyer: directory.Place, form: OrderForm, base: int, tried: words.Tried,
    of: Requisition | Order | None,
) -> HttpResponse:  # fmt: skip
    is_edit = isinstance(of, Order)
    registers = request.actor.may(Permission.BUY, directory.county().no)
    store = directory.place(of.unit_no).name if of else ""
    back = (
        reverse("procurement:order" if is_edit else "procurement:requisition", args=[of.pk])
        if of
        else reverse("procurement:orders", args=[buyer.no])
    )
    context = {
        "unit": buyer, "title": _("修改采购单") if is_edit else _("新开采购单"),
        "about": f"{number_of(of)} · {store}" if of else "", "errors": tried.errors,
        "form": words.offered(form, base, "", "", _("保存")), "back_url": back,
        "register_url": f"{reverse('procurement:suppliers')}#new" if registers else "",
    }  # fmt: skip
    return render(request, "procurement/write.html", context, status=tried.status)
