"""One requisition: what is asked for with stock, gap and last price beside it, where its goods are, who did
what when; posted with `?act=`: submit, withdraw, approve, decide."""

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
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.procurement import forms, queries, rules, services
from xiaoan.procurement.pages import words
from xiaoan.procurement.pages.lists import order_rows
from xiaoan.procurement.queries import lists, proposals, suppliers
from xiaoan.procurement.queries import rows as register
from xiaoan.procurement.queries.money import yuan
from xiaoan.procurement.queries.rows import Requisition, RequisitionLine
from xiaoan.procurement.queries.words import REQUISITION_NAMES, number_of
from xiaoan.supplies.queries import moves, uses, using
from xiaoan.supplies.queries.words import amount, item_name
from xiaoan.web.gate import Asked, page


def _lines(row: Requisition) -> list[RequisitionLine]:
    return lists.requisition_lines([row.pk]).get(row.pk, [])


def _stores(row: Requisition, items: Sequence[str], typed: Any) -> list[list[tuple[str, str]]]:
    """For each line the stores that goods may be given from with what they have, the county's and townships'
    first; one that was chosen stays in it though it has nothing any more."""
    county = directory.county().interval
    found = directory.places_inside(county, *queries.STORE_KINDS)
    order = {"county": 0, "township": 1}
    found.sort(key=lambda one: (order.get(one.kind, 2), one.no))
    usable = using.usable_of(county, items)
    return [
        [
            (str(one.no), _("%(store)s(可用 %(n)s)") % {
                "store": one.name, "n": amount(item, usable[item].get(one.no, 0)),
            })
            for one in found
            if one.no != row.unit_no
            and (one.no in usable[item] or str(one.no) == (typed or {}).get(f"from-{at}"))
        ]
        for at, item in enumerate(items)
    ]  # fmt: skip


def _decide_form(row: Requisition, data: Any) -> forms.DecideForm:
    lines = _lines(row)
    rows = [
        (
            item_name(one.item), words.pack_word(one.item, one.pack),
            words.in_pack(one.item, one.quantity, one.pack),
        )
        for one in lines
    ]  # fmt: skip
    return forms.DecideForm(data, rows=rows, stores=_stores(row, [one.item for one in lines], data))


def _decide(actor: Actor, row: Requisition, form: Any) -> None:
    given = form.cleaned_data
    parts = [
        services.LineDecision(
            line.pk, given[f"bought-{at}"], given[f"given-{at}"],
            int(given[f"from-{at}"]) if given[f"from-{at}"] else None, given[f"why-{at}"],
        )
        for at, line in enumerate(_lines(row))
    ]  # fmt: skip
    services.decide(actor, services.Decision(given["submission_id"], row.pk, form.seen, parts))


def _act(row: Requisition, form: Any) -> services.Act:
    given = form.cleaned_data
    return services.Act(given["submission_id"], row.pk, form.seen, given.get("note", ""))


def _approve(actor: Actor, row: Requisition, form: Any) -> None:
    given = form.cleaned_data
    answer = services.Approval(
        given["submission_id"], row.pk, form.seen, given["yes"] == "1", given["note"]
    )
    services.approve(actor, answer)


WAYS = {
    "submit": words.Way(
        lambda _row, data: forms.WordsForm(data, label=_("请领比缺的多的理由(不多的不填)")),
        lambda actor, row, form: services.submit(actor, _act(row, form)),
        Permission.KEEP_SUPPLIES, _l("已提交,等负责人审批。"),
    ),
    "withdraw": words.Way(
        lambda _row, data: forms.WordsForm(data, label=_("撤回的理由")),
        lambda actor, row, form: services.withdraw(actor, _act(row, form)),
        Permission.KEEP_SUPPLIES, _l("已撤回。"),
    ),
    "approve": words.Way(
        lambda _row, data: forms.AnswerForm(data, yes=_("同意"), no=_("不同意")),
        _approve, Permission.APPROVE_REQUISITION, _l("审批意见已记下。"),
    ),
    "decide": words.Way(_decide_form, _decide, Permission.BUY, _l("决定已记下。调拨的物资已经在途。")),
}  # fmt: skip


@page(Permission.SEE_SUPPLIES, methods="GET POST")
def requisition_page(request: Asked, requisition_id: UUID) -> HttpResponse:
    row = register.requisition(request.actor, requisition_id)
    if request.method != "POST":
        return _show(request, row, "", None, words.Tried())
    name, form, tried = words.act(request, WAYS, row, row.unit_no)
    if tried.done:
        messages.success(request, WAYS[name].told)
        return HttpResponseRedirect(reverse("procurement:requisition", args=[row.pk]))
    row.refresh_from_db()
    return _show(request, row, name, form, tried)


def _show(
    request: Asked, row: Requisition, name: str, form: Any, tried: words.Tried
) -> HttpResponse:
    actor, lines = request.actor, _lines(row)
    store = directory.place(row.unit_no)
    edits = actor.may(Permission.KEEP_SUPPLIES, row.unit_no)
    edits = edits and row.state in ("draft", "submitted")
    context = {
        "unit": store, "crumbs": words.crumbs(request, store.no, "procurement:requisitions"),
        "as_of": clock.now(), "number": number_of(row), "reason": row.reason,
        **words.state(row.state, REQUISITION_NAMES), "ended_reason": row.ended_reason,
        "errors": tried.errors, "lines": _beside(actor, store, row, lines),
        "orders": order_rows(lists.orders_of(row.pk)), "transfers": _transfers(actor, lines),
        "timeline": words.timeline(actor, queries.steps(actor, row.pk)),
        "acts": _offered(request, row, name, form),
        "edit_url": reverse("procurement:edit_requisition", args=[row.pk]) if edits else "",
        "order_url": _order_url(actor, row, lines),
    }  # fmt: skip
    return render(request, "procurement/requisition.html", context, status=tried.status)


def _offered(request: Asked, row: Requisition, name: str, form: Any) -> list[dict[str, Any]]:
    """The acts that are open to whoever looks; the one that failed keeps what was typed."""
    actor, kind = request.actor, directory.place(row.unit_no).kind
    authors = queries.authors(row.pk)
    may = {one: actor.may(way.needs, row.unit_no) for one, way in WAYS.items()}
    is_open = {
        "submit": row.state == "draft", "withdraw": row.state in rules.REQUISITION_OPEN,
        "approve": row.state == "submitted"
        and rules.may_approve(actor.user_id, authors),
        "decide": row.state == "approved"
        and rules.may_decide(actor.user_id, row.approved_by_id, authors, kind),
    }  # fmt: skip
    titles = {
        "submit": (_("提交审批"), _("提交审批")), "approve": (_("审批"), _("记下意见")),
        "decide": (_("决定"), _("作出决定")), "withdraw": (_("撤回"), _("撤回请领单")),
    }  # fmt: skip
    return [
        words.offered(
            form if form is not None and one == name else WAYS[one].make(row, None),
            row.edits, one, title, button, danger=one == "withdraw",
        )
        for one, (title, button) in titles.items()
        if may[one] and is_open[one]
    ]  # fmt: skip


def _beside(
    actor: Actor, store: directory.Place, row: Requisition, lines: Sequence[RequisitionLine]
) -> list[dict[str, Any]]:
    """Each line, and while it is open what whoever decides has to know."""
    items = [one.item for one in lines]
    is_open = row.state in rules.REQUISITION_OPEN
    known = proposals.beside(actor, store, items) if is_open else {}
    used = uses.last_uses(store.no, items) if is_open else {}
    prices = suppliers.last_prices(items) if is_open else {}
    names = words.place_names(one.from_no for one in lines if one.from_no)
    return [
        {
            "name": item_name(one.item), "asked": words.packed(one.item, one.quantity, one.pack),
            "reason": one.reason, "bought": amount(one.item, one.bought) if one.bought else "",
            "given": amount(one.item, one.given) if one.given else "",
            "from": names.get(one.from_no, "") if one.from_no else "",
            "refused": amount(one.item, one.refused) if one.refused else "", "why": one.why,
            "waits": amount(one.item, one.waits)
            if row.state == "decided" and one.waits else "",
            "facts": _facts(
                one, known.get(one.item), used.get(one.item), prices.get(one.item),
                counts=row.state != "draft",
            )
            if is_open else [],
        }
        for one in lines
    ]  # fmt: skip


def _facts(
    line: RequisitionLine, known: proposals.Proposal | None, used: uses.LastUse | None,
    price: suppliers.Price | None, *, counts: bool,
) -> list[str]:  # fmt: skip
    """`counts`: the requisition itself is among what is asked for; a draft is not."""
    item = line.item
    facts = [_("没有标准")]
    if known is not None:
        short = max(known.want.standard - known.usable, 0)
        facts = [
            _("可用 %(n)s") % {"n": amount(item, known.usable)},
            _("缺口 %(n)s") % {"n": amount(item, short)},
            (_("在办和在途 %(n)s(含本单)") if counts else _("在办和在途 %(n)s(不含本单)"))
            % {"n": amount(item, known.coming.all)},
            *words.expected(known.want),
        ]
        if more := proposals.excess(known, line, asked=counts):
            facts.insert(0, _("请领比还缺的多 %(n)s") % {"n": amount(item, more)})
    facts.append(
        _("近 30 天用 %(n)s,最近 %(day)s") % {"n": amount(item, used.quantity), "day": used.last}
        if used
        else _("近 30 天没有领用")
    )
    if price is not None:
        facts.append(
            _("上次 %(price)s 元/%(pack)s,%(day)s,%(who)s")
            % {"price": yuan(price.price), "pack": words.pack_word(item, price.pack),
               "day": price.day, "who": price.supplier}
        )  # fmt: skip
    return facts


def _transfers(actor: Actor, lines: Sequence[RequisitionLine]) -> list[dict[str, Any]]:
    """Where what was given from other stores is now."""
    found = []
    for line in lines:
        if line.transfer_id is None:
            continue
        try:
            move = moves.transfer(actor, line.transfer_id)
        except NotFound:
            continue
        came = move.state == "received"
        found.append(
            {
                "name": item_name(line.item), "n": amount(line.item, line.given),
                "shape": "done" if came else "late", "words": _("已点收") if came else _("在途"),
                "url": reverse("supplies:transfer", args=[line.transfer_id]),
            }
        )  # fmt: skip
    return found


def _order_url(actor: Actor, row: Requisition, lines: Sequence[RequisitionLine]) -> str:
    """Where what is still to be bought is ordered: by the widest unit for which the actor buys."""
    if row.state != "decided" or not any(one.waits for one in lines):
        return ""
    over = [lo for lo, hi in actor.reach(Permission.BUY) if lo <= row.unit_no < hi]
    if not over:
        return ""
    return f"{reverse('procurement:new_order', args=[min(over)])}?requisition={row.pk}"
