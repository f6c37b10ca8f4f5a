"""Goods of an order are taken in on the phone: what came, what was refused and why."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.procurement import services
from xiaoan.procurement.forms import ReceiveForm
from xiaoan.procurement.pages import words
from xiaoan.procurement.queries import lists
from xiaoan.procurement.queries import rows as register
from xiaoan.procurement.queries.rows import Order, OrderLine
from xiaoan.procurement.queries.words import number_of
from xiaoan.supplies.queries.words import amount, item_name
from xiaoan.web.gate import Asked, kept, page, require


@page(Permission.KEEP_SUPPLIES, methods="GET POST")
def receive_page(request: Asked, order_id: UUID) -> HttpResponse:
    """The lines of an order with what is still to come; posted: the delivery."""
    actor = request.actor
    row = register.order(actor, order_id)
    require(actor, Permission.KEEP_SUPPLIES, row.unit_no)
    lines = lists.order_lines([row.pk]).get(row.pk, [])
    rows = [(one.item, *words.packs_of(one.item, one.left, one.pack)) for one in lines]
    if request.method != "POST":
        form = ReceiveForm(rows=rows, initial={"day": clock.today()})
        return _show(request, row, lines, form, row.edits, words.Tried())
    form = ReceiveForm(request.POST, rows=rows)

    def do() -> None:
        given = form.cleaned_data
        came = [_came(form, at, one) for at, one in enumerate(lines)]
        services.receive(
            actor,
            services.Arrival(
                given["submission_id"], row.pk, form.seen, given["day"], came, given["note"]
            ),
        )

    tried = words.attempt(form, do)
    if tried.done:
        messages.success(request, _("已点收入账。"))
        return HttpResponseRedirect(reverse("procurement:order", args=[row.pk]))
    base = whole(request.POST.get("base", ""))
    return _show(request, row, lines, form, base, tried)


def _came(form: ReceiveForm, at: int, line: OrderLine) -> services.Came:
    given = form.cleaned_data
    return services.Came(
        line.pk, given[f"received-{at}"], given[f"refused-{at}"], given[f"fault-{at}"],
        bool(given[f"again-{at}"]), bool(given[f"over-{at}"]), given[f"batch-{at}"],
        given[f"maker-{at}"], given[f"expires-{at}"], given[f"pack-{at}"],
    )  # fmt: skip


def _show(
    request: Asked, row: Order, lines: list[OrderLine], form: ReceiveForm, base: int,
    tried: words.Tried,
) -> HttpResponse:  # fmt: skip
    heads = [
        f"{item_name(one.item)} · {_('还没到')} {words.packed(one.item, one.left, one.pack)}"
        if one.left
        else f"{item_name(one.item)} · {amount(one.item, one.quantity)} {_('已到齐')}"
        for one in lines
    ]
    shown = words.offered(form, base, "", "", _("点收入账"))
    for fields, head in zip(shown["rows"], heads, strict=True):
        fields[0]["head"] = head
    context: dict[str, Any] = {
        "unit": directory.place(row.unit_no), "number": number_of(row), "form": shown,
        "supplier": row.supplier.name, "errors": tried.errors,
        "back_url": reverse("procurement:order", args=[row.pk]),
    }  # fmt: skip
    answer = render(request, "procurement/receive.html", context, status=tried.status)
    if request.method != "POST":
        # In the store there may be no network: this opens where the order is asked for.
        return kept(request, answer, today=True, stands_for=context["back_url"])
    return answer
