"""A store: what is there by item, scanned or chosen; the card of an item; the month; exports."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.supplies import queries, rules
from xiaoan.supplies.pages import learning, words
from xiaoan.supplies.queries import beside, cards, holding, moves, recalls
from xiaoan.supplies.queries.words import amount, fault_sentence, item_name, pack_choices, unit_name
from xiaoan.web import sheets
from xiaoan.web.gate import Asked, page, with_camera
from xiaoan.web.paging import pager

_MOST_ROWS = 10_000


@page(Permission.SEE_SUPPLIES)
def home_page(request: Asked) -> HttpResponse:
    """Who keeps one school's store goes there, the others to the gaps of their unit."""
    reach = max(request.actor.reach(Permission.SEE_SUPPLIES), key=lambda one: one[1] - one[0])
    place = directory.place(reach[0])
    name = "supplies:store" if place.kind == "school" else "supplies:unit"
    return HttpResponseRedirect(reverse(name, args=[place.no]))


@page(Permission.SEE_SUPPLIES)
def store_page(request: Asked, store_no: int) -> HttpResponse:
    """What a store holds, item by item; `code`: what was scanned leads to its item."""
    actor = request.actor
    place = queries.store(actor, store_no)
    scanned, said = request.GET.get("code", "").strip(), ""
    if scanned:
        address, said = _scanned(store_no, scanned)
        if address:
            return HttpResponseRedirect(address)
    found = queries.by_item(queries.held(store_no), clock.today())
    counted = holding.of_store(store_no)
    keeps = actor.may(Permission.KEEP_SUPPLIES, store_no)
    _total, stopped = recalls.recalls(actor, 0, 5)
    context = {
        "unit": place, "crumbs": words.crumbs(request, store_no), "as_of": clock.now(),
        "rows": [
            words.item_row(store_no, found[code], counted.get(code)) for code in rules.ITEMS
            if code in found
        ],
        "absent": [
            {"name": item_name(code), "url": reverse("supplies:item", args=[store_no, code])}
            for code in rules.ITEMS if code not in found
        ],
        "keeps": keeps, "scanned": scanned, "said": said,
        "learns": learning.fields(scanned, request.GET.get("goods", "")) if said and keeps else None,
        "last_at": queries.last_entry_at(store_no),
        "recalls": [
            {"name": item_name(one.item), "batch": one.batch,
             "url": reverse("supplies:recall", args=[one.id])}
            for one in stopped if one.lifted_at is None
        ],
        "coming": moves.coming(actor) if keeps else 0, "more": beside.links(actor, store_no),
        "waiting": moves.waiting(actor) if keeps else 0,
    }  # fmt: skip
    return with_camera(render(request, "supplies/store.html", context))


def _scanned(store_no: int, typed: str) -> tuple[str, str]:
    """Where the item of a code is, with batch and expiry if the code says them; else what to do."""
    try:
        scan = rules.read_scan(typed)
    except rules.Fault as fault:
        return "", fault_sentence(fault, "")
    known = queries.of_code(scan.code)
    if known is not None:
        said = {"batch": scan.batch, "expires": scan.expires.isoformat() if scan.expires else ""}
        more = (
            urlencode({"code": scan.code, "pack": known[1], **said}) if any(said.values()) else ""
        )
        address = reverse("supplies:item", args=[store_no, known[0]])
        return f"{address}?{more}" if more else address, ""
    return "", _("这个条码还没有登记。请在下面选物资,入库时填上条码,下次就认得。")


@page(Permission.SEE_SUPPLIES)
def item_page(request: Asked, store_no: int, item: str) -> HttpResponse:
    """One item at a store: its lots, and its card with what was left after each entry."""
    actor = request.actor
    place, offset = queries.store(actor, store_no), whole(request.GET.get("offset", ""))
    if item not in rules.ITEMS:
        raise NotFound
    stocks = queries.held(store_no, [item])
    total, rows = cards.card(actor, store_no, item, offset, words.PAGE)
    names, users = words.goals(actor, rows), words.users_of(actor, rows)
    mine = queries.by_item(stocks, clock.today()).get(item) or queries.ItemHeld(item, 0, 0, 0)
    context = {
        "unit": place, "crumbs": words.crumbs(request, store_no), "as_of": clock.now(),
        "item": item, "name": item_name(item),
        "held": words.item_row(store_no, mine, holding.of_store(store_no).get(item)),
        "packs": [text for code, text in pack_choices(item) if code],
        "lots": [words.lot(one) for one in stocks], "total": total,
        "rows": [words.card_line(item, one, names, users) for one in rows],
        "pager": pager(request, total, offset, words.PAGE),
        "keeps": actor.may(Permission.KEEP_SUPPLIES, store_no), "printed": _printed(request),
        "more": beside.links(actor, store_no, item),
        "export_url": reverse("supplies:card", args=[store_no, item])
        if actor.may(Permission.SEE_SUPPLIES, store_no) else "",
    }  # fmt: skip
    return render(request, "supplies/item.html", context)


def _printed(request: Asked) -> dict[str, str]:
    """What a scan said of this box; the receipt begins with it."""
    found = {name: request.GET.get(name, "")[:60] for name in ("code", "pack", "batch", "expires")}
    if not (found["batch"] or found["expires"]):
        return {}
    return {**found, "query": urlencode(found), "over": "1" if _is_over(found["expires"]) else ""}


def _is_over(expires: str) -> bool:
    """Whether a day that was printed is past; what is none is said where the receipt is entered."""
    try:
        return dt.date.fromisoformat(expires) < clock.today()
    except ValueError:
        return False


@page(Permission.SEE_SUPPLIES)
def card_page(request: Asked, store_no: int, item: str) -> HttpResponse:
    """The stock card (收发存台账) as a sheet, the oldest first, as it is kept on paper."""
    actor = request.actor
    place = queries.store(actor, store_no)
    if item not in rules.ITEMS:
        raise NotFound
    _total, rows = cards.card(actor, store_no, item, 0, _MOST_ROWS)
    names, users = words.goals(actor, rows), words.users_of(actor, rows)
    head = [
        _("日期"), _("摘要"), _("收入"), _("发出"), _("结存"), _("生产批号"), _("有效期至"), _("生产企业"),
        _("往来单位、领用人"), _("单价(元)"), _("用途、理由"), _("凭证"), _("经手人"),
    ]  # fmt: skip
    cells = [_cells(one, words.card_line(item, one, names, users)) for one in reversed(rows)]
    title = _("%(unit)s %(item)s 收发存台账") % {"unit": place.name, "item": item_name(item)}
    above = [_("计量单位:%(unit)s") % {"unit": unit_name(item)}]
    table = sheets.Table(
        item_name(item), title, above, head, cells, below=[_("保管员:          会计:          ")]
    )
    return sheets.xlsx_response(sheets.workbook([table], _mark(actor)), f"{title}.xlsx")


def _cells(one: cards.CardLine, line: dict[str, Any]) -> list[sheets.Cell]:
    came = one.quantity > 0
    return [
        one.day.isoformat(), _what(one, line), one.quantity if came else None,
        None if came else -one.quantity, one.left, one.batch,
        one.expires.isoformat() if one.expires else "", one.maker, line["whom"], line["price"],
        one.reason, one.papers, line["by"],
    ]  # fmt: skip


def _what(one: cards.CardLine, line: dict[str, Any]) -> str:
    """The kind of an entry, and when it was put down if that was later."""
    if not one.is_late:
        return str(line["kind"])
    late = _("%(day)s补记") % {"day": one.at.astimezone(clock.ZONE).date().isoformat()}
    return f"{line['kind']} ({late})"


def _mark(actor: Actor) -> str:
    at = clock.now().strftime("%Y-%m-%d %H:%M")
    return _("%(name)s %(at)s 导出") % {"name": actor.name, "at": at}


def _asked_month(text: str) -> dt.date:
    try:
        first = dt.datetime.strptime(text, "%Y-%m").replace(tzinfo=clock.ZONE).date()
    except ValueError:
        first = clock.today()
    return min(max(first, clock.FIRST_DAY), clock.today()).replace(day=1)


@page(Permission.SEE_SUPPLIES)
def month_page(request: Asked, store_no: int) -> HttpResponse:
    """The statement of a month; `as=xlsx`: as a sheet."""
    place = queries.store(request.actor, store_no)
    first = _asked_month(request.GET.get("month", ""))
    lines = cards.month(request.actor, store_no, first)
    if request.GET.get("as") == "xlsx":
        return _month_sheet(request.actor, place, first, lines)
    context = {
        "unit": place, "crumbs": words.crumbs(request, store_no), "as_of": clock.now(),
        "month": first, "month_text": f"{first:%Y-%m}",
        "rows": [
            {"name": item_name(one.item), "opening": amount(one.item, one.opening),
             "began": amount(one.item, one.began) if one.began else "",
             "came": amount(one.item, one.came), "went": amount(one.item, one.went),
             "set": amount(one.item, one.set), "closing": amount(one.item, one.closing),
             "url": reverse("supplies:item", args=[store_no, one.item])}
            for one in lines
        ],
    }  # fmt: skip
    return render(request, "supplies/month.html", context)


def _month_sheet(
    actor: Actor, place: directory.Place, first: dt.date, lines: list[cards.MonthLine]
) -> HttpResponse:
    head = [
        _("品名"), _("单位"), _("上月结存"), _("期初"), _("入库"), _("调入"), _("退回"), _("领用"), _("使用"),
        _("调出"), _("报废"), _("盘点差异"), _("更正"), _("本月结存"),
    ]  # fmt: skip
    kinds = (
        "transfer_in",
        "return",
        "issue",
        "use",
        "transfer_out",
        "disposal",
        "count",
        "correction",
    )
    cells: list[list[sheets.Cell]] = [
        [
            item_name(one.item), unit_name(one.item), one.opening,
            one.began, one.moved.get("receipt", 0),
            *(one.moved.get(kind, 0) for kind in kinds), one.closing,
        ]
        for one in lines
    ]  # fmt: skip
    title = _("%(unit)s %(month)s 物资收发存月报") % {"unit": place.name, "month": f"{first:%Y-%m}"}
    below = [_("保管员:          会计:          负责人:          ")]
    table = sheets.Table(f"{first:%Y-%m}", title, [], head, cells, below=below)
    return sheets.xlsx_response(sheets.workbook([table], _mark(actor)), f"{title}.xlsx")
