"""One order: its lines with what came and what is open, deliveries, bills, who did what when; posted with
`?act=`: send, cancel, chase, bill; `?file=docx` or `xlsx`: the order as it is sent."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.procurement import forms, queries, rules, services
from xiaoan.procurement.pages import papers, words
from xiaoan.procurement.queries import deliveries, lists, releases
from xiaoan.procurement.queries import rows as register
from xiaoan.procurement.queries.money import billable, yuan
from xiaoan.procurement.queries.rows import Order, OrderLine
from xiaoan.procurement.queries.words import BILL_NAMES, FAULT_NAMES, RELEASER_NAMES, number_of
from xiaoan.supplies.queries.words import amount, item_name
from xiaoan.web.gate import Asked, page


def _act(row: Order, form: Any) -> services.Act:
    given = form.cleaned_data
    return services.Act(given["submission_id"], row.pk, form.seen, given.get("note", ""))


def _chase(actor: Actor, row: Order, form: Any) -> None:
    given = form.cleaned_data
    services.chase(
        actor,
        services.Chase(
            given["submission_id"], row.pk, form.seen, given["whom"], given["outcome"],
            given["promised"], given["again"],
        ),
    )  # fmt: skip


def _bill(actor: Actor, row: Order, form: Any) -> None:
    given = form.cleaned_data
    services.enter(
        actor,
        services.NewBill(
            given["submission_id"], row.pk, form.seen, given["kind"], given["amount"],
            given["document"], given["day"], given["note"],
        ),
    )  # fmt: skip


def _bill_form(row: Order, data: Any) -> forms.BillForm:
    kind = "payment" if row.invoiced > row.paid else "invoice"
    return forms.BillForm(data, initial={"day": clock.today(), "kind": kind})


WAYS = {
    "send": words.Way(
        lambda _row, data: forms.WordsForm(data),
        lambda actor, row, form: services.send_order(actor, _act(row, form)),
        Permission.BUY, _l("已发出。收货单位已有到货点收的待办。"), Permission.APPROVE_REQUISITION,
    ),
    "chase": words.Way(
        lambda _row, data: forms.ChaseForm(data), _chase, Permission.BUY, _l("催货已记下。")
    ),
    "bill": words.Way(_bill_form, _bill, Permission.BUY, _l("单据已登记。")),
    "cancel": words.Way(
        lambda _row, data: forms.WordsForm(data, label=_("取消的理由")),
        lambda actor, row, form: services.cancel_order(actor, _act(row, form)),
        Permission.BUY, _l("没到的已取消。"),
    ),
}  # fmt: skip


@page(Permission.SEE_SUPPLIES, methods="GET POST")
def order_page(request: Asked, order_id: UUID) -> HttpResponse:
    row = register.order(request.actor, order_id)
    if request.method != "POST":
        file = request.GET.get("file", "")
        if file in ("docx", "xlsx"):
            return papers.order(request, row, file)
        return _show(request, row, "", None, words.Tried())
    name, form, tried = words.act(request, WAYS, row, row.buyer_no)
    if tried.done:
        messages.success(request, WAYS[name].told)
        return HttpResponseRedirect(reverse("procurement:order", args=[row.pk]))
    row.refresh_from_db()
    return _show(request, row, name, form, tried)


def _show(request: Asked, row: Order, name: str, form: Any, tried: words.Tried) -> HttpResponse:
    actor = request.actor
    names = words.place_names((row.unit_no, row.buyer_no))
    lines = lists.order_lines([row.pk]).get(row.pk, [])
    now_holds = releases.in_force()
    keeps = row.state == "sent" and actor.may(Permission.KEEP_SUPPLIES, row.unit_no)
    edits = row.state == "draft" and actor.may(Permission.BUY, row.buyer_no)
    context = {
        "unit": directory.place(row.unit_no), "as_of": clock.now(), "number": number_of(row),
        "crumbs": words.crumbs(request, row.unit_no, "procurement:orders"),
        "store": names[row.unit_no], "buyer": names[row.buyer_no], "row": row,
        **words.state_of_order(row), "errors": tried.errors,
        "late": row.state == "sent" and row.expected < clock.today(),
        "second": row.state == "draft"
        and now_holds.needs_second(row.total, asked=row.requisition_id is not None),
        "most": yuan(now_holds.fen), "who": RELEASER_NAMES[now_holds.who],
        "look_on": row.look_on if row.state == "sent" else None,
        "moved": row.promised is not None and row.promised != row.expected,
        "lines": [_line(one) for one in lines], "sums": _sums(row), "bills": _bills(row),
        "deliveries": _deliveries(row),
        "timeline": words.timeline(actor, queries.steps(actor, row.pk)),
        "acts": _offered(actor, row, name, form), "requisition": _requisition(actor, row),
        "supplier_url": reverse("procurement:supplier", args=[row.supplier_id]),
        "receive_url": reverse("procurement:receive", args=[row.pk]) if keeps else "",
        "onward": _onward(actor, row),
        "edit_url": reverse("procurement:edit_order", args=[row.pk]) if edits else "",
    }  # fmt: skip
    return render(request, "procurement/order.html", context, status=tried.status)


def _line(one: OrderLine) -> dict[str, Any]:
    def said(quantity: int) -> str:
        return amount(one.item, quantity) if quantity else ""

    return {
        "name": item_name(one.item), "ordered": words.packed(one.item, one.quantity, one.pack),
        "price": yuan(one.price), "pack": words.pack_word(one.item, one.pack),
        "sum": yuan(rules.line_sum(one.quantity, one.size, one.price)),
        "received": amount(one.item, one.received), "over": said(one.over),
        "refused": said(one.refused), "cancelled": said(one.cancelled), "left": said(one.left),
    }  # fmt: skip


def _sums(row: Order) -> list[dict[str, str]]:
    return [
        {"label": label, "value": yuan(value)}
        for label, value in (
            (_("订货金额"), row.total), (_("已收货物应付"), row.came_worth),
            (_("全部到齐应付(不算取消、拒收的)"), billable(row)),
            (_("发票"), row.invoiced), (_("已付"), row.paid), (_("有发票没付"), row.invoiced - row.paid),
        )
    ]  # fmt: skip


def _bills(row: Order) -> list[dict[str, Any]]:
    return [
        {"kind": BILL_NAMES[one.kind], "amount": yuan(one.amount), "document": one.document,
         "day": one.day, "note": one.note}
        for one in deliveries.bills(row.pk)
    ]  # fmt: skip


def _deliveries(row: Order) -> list[dict[str, Any]]:
    return [
        {
            "day": one.day, "note": one.note,
            "lines": [
                {
                    "name": item_name(line.item), "received": amount(line.item, line.received),
                    "over": amount(line.item, line.over) if line.over else "",
                    "refused": amount(line.item, line.refused) if line.refused else "",
                    "fault": FAULT_NAMES.get(line.fault, ""), "again": line.again,
                    "batch": line.batch, "expires": line.expires,
                }
                for line in lines
            ],
        }
        for one, lines in deliveries.of_order(row.pk)
    ]  # fmt: skip


def _requisition(actor: Actor, row: Order) -> dict[str, str]:
    if row.requisition_id is None:
        return {}
    found = register.requisition(actor, row.requisition_id)
    return {
        "number": number_of(found),
        "url": reverse("procurement:requisition", args=[found.pk]),
    }


def _onward(actor: Actor, row: Order) -> list[dict[str, str]]:
    """For whoever keeps the store: the next order to be taken in, and the store."""
    n, after = lists.next_to_receive(actor, row.unit_no, row.pk)
    if not actor.may(Permission.KEEP_SUPPLIES, row.unit_no):
        return []
    store = {"words": _("物资库存"), "url": reverse("supplies:store", args=[row.unit_no])}
    if after is None:
        return [store]
    words_ = _("点收下一张采购单(还有 %(n)s 张没到齐)") % {"n": n}
    return [{"words": words_, "url": reverse("procurement:receive", args=[after])}, store]


def _offered(actor: Actor, row: Order, name: str, form: Any) -> Sequence[dict[str, Any]]:
    """The acts that are open to whoever looks; the one that failed keeps what was typed."""
    is_open = {
        "send": row.state == "draft" and services.may_send(actor, row), "chase": row.state == "sent",
        "bill": row.state in ("sent", "closed"), "cancel": row.state in ("draft", "sent"),
    }  # fmt: skip
    titles = {
        "send": (_("发出"), _("发出采购单")), "chase": (_("催货"), _("记下催货")),
        "bill": (_("发票和付款"), _("登记单据")), "cancel": (_("取消没到的"), _("取消没到的")),
    }  # fmt: skip
    return [
        words.offered(
            form if form is not None and one == name else WAYS[one].make(row, None),
            row.edits, one, title, button, danger=one == "cancel",
        )
        for one, (title, button) in titles.items()
        if is_open[one] and WAYS[one].may(actor, row.buyer_no)
    ]  # fmt: skip
