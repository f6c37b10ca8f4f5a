"""Lists of gifts of a unit, a new offer, the public list and its sheet."""

from typing import Any

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
from xiaoan.procurement.forms import OfferForm
from xiaoan.procurement.pages import words
from xiaoan.procurement.queries import lists
from xiaoan.procurement.queries.donations import public_name
from xiaoan.procurement.queries.rows import Donation
from xiaoan.procurement.queries.words import (
    DONATION_FILTERS,
    DONATION_NAMES,
    PUBLIC_NAMES,
    number_of,
)
from xiaoan.supplies.queries.words import amount, item_name
from xiaoan.web import sheets
from xiaoan.web.gate import Asked, page, require
from xiaoan.web.paging import pager

_YEARS = 3


@page(Permission.SEE_SUPPLIES)
def gifts_page(request: Asked, unit_no: int) -> HttpResponse:
    """Gifts to a unit and all under it, the newest first."""
    return _list(request, unit_no, request.GET.get("state", ""))


def _list(request: Asked, unit_no: int, state: str) -> HttpResponse:
    actor = request.actor
    unit = words.unit_of(actor, unit_no)
    state = state if state in DONATION_FILTERS else ""
    offset = whole(request.GET.get("offset", ""))
    total, found = lists.donations(actor, unit, state, offset, words.PAGE)
    lines = lists.donation_lines([one.pk for one in found])
    names = words.place_names(one.unit_no for one in found)
    keeps = actor.may(Permission.KEEP_SUPPLIES, unit_no)
    context = {
        "unit": unit, "crumbs": words.crumbs(request, unit_no, "procurement:gifts"),
        "as_of": clock.now(), "tabs": words.tabs(unit_no, "procurement:gifts"),
        "states": list(DONATION_FILTERS.items()), "state": state, "total": total,
        "rows": [
            {
                "number": number_of(one), "unit": names[one.unit_no], "donor": one.donor,
                **words.state(one.state, DONATION_NAMES), "public": PUBLIC_NAMES[one.public],
                "what": _("、").join(
                    f"{item_name(line.item)} {amount(line.item, line.offered)}"
                    for line in lines.get(one.pk, ())
                ),
                "url": reverse("procurement:gift", args=[one.pk]),
            }
            for one in found
        ],
        "pager": pager(request, total, offset, words.PAGE),
        "new_url": reverse("procurement:new_gift", args=[unit_no]) if keeps else "",
    }  # fmt: skip
    return render(request, "procurement/gifts.html", context)


@page(Permission.APPROVE_REQUISITION)
def waiting_page(request: Asked) -> HttpResponse:
    """Where the due list leads: gifts that wait for the actor."""
    reach = request.actor.reach(Permission.APPROVE_REQUISITION)
    widest = max(reach, key=lambda one: one[1] - one[0])
    return _list(request, widest[0], request.GET.get("state", "waiting"))


@page(Permission.KEEP_SUPPLIES, methods="GET POST")
def new_page(request: Asked, store_no: int) -> HttpResponse:
    """An empty offer; posted: the gift, which another has to accept."""
    actor = request.actor
    store = words.unit_of(actor, store_no)
    require(actor, Permission.KEEP_SUPPLIES, store_no)
    form, tried = OfferForm(initial={"offered_on": clock.today()}), words.Tried()
    if request.method == "POST":
        form = OfferForm(request.POST)
        tried = words.attempt(form, lambda: services.offer(actor, _offer(form, store_no)))
    if tried.done:
        messages.success(request, _("捐赠已登记,等另一个人决定是否接受。"))
        made = form.cleaned_data["submission_id"]
        return HttpResponseRedirect(reverse("procurement:gift", args=[made]))
    context = {
        "unit": store, "title": _("登记捐赠"), "errors": tried.errors,
        "form": words.offered(form, 0, "", "", _("保存")),
        "back_url": reverse("procurement:gifts", args=[store_no]),
    }  # fmt: skip
    return render(request, "procurement/write.html", context, status=tried.status)


def _offer(form: OfferForm, store_no: int) -> services.Offer:
    given = form.cleaned_data
    wishes = [
        services.Wish(at, one["item"], one["quantity"], one["pack"]) for at, one in form.filled()
    ]
    return services.Offer(
        given["submission_id"], store_no, given["donor"], given["donor_kind"], given["contact"],
        given["wish"], bool(given["consent"]), given["purpose"], given["offered_on"], wishes,
    )  # fmt: skip


@page(Permission.SEE_SUPPLIES)
def published_page(request: Asked, unit_no: int) -> HttpResponse:
    """Published gifts of the last three years as the public may read them; `as=xlsx`: as a sheet."""
    actor = request.actor
    unit = words.unit_of(actor, unit_no)
    since = words.year_ago(_YEARS * 366)
    if request.GET.get("as") == "xlsx":
        _total, found = lists.published(actor, unit, since, 0, lists.MOST_ROWS)
        return _sheet(request, unit, _public_rows(found))
    offset = whole(request.GET.get("offset", ""))
    total, found = lists.published(actor, unit, since, offset, words.PAGE)
    context = {
        "unit": unit, "crumbs": words.crumbs(request, unit_no, "procurement:published"),
        "as_of": clock.now(), "tabs": words.tabs(unit_no, "procurement:published"),
        "rows": _public_rows(found), "total": total,
        "pager": pager(request, total, offset, words.PAGE), "export_url": "?as=xlsx",
    }  # fmt: skip
    return render(request, "procurement/published.html", context)


def _public_rows(found: list[Donation]) -> list[dict[str, Any]]:
    """What may be read by anybody: no name without consent, no contact, nobody of the office."""
    lines = lists.donation_lines([one.pk for one in found])
    names = words.place_names(one.unit_no for one in found)
    return [
        {
            "donor": public_name(one), "unit": names[one.unit_no], "day": one.received_on,
            "what": _("、").join(
                f"{item_name(line.item)} {amount(line.item, line.received)}"
                for line in lines.get(one.pk, ()) if line.received
            ),
            "used_for": one.used_for,
        }
        for one in found
    ]  # fmt: skip


def _sheet(request: Asked, unit: directory.Place, rows: list[dict[str, Any]]) -> HttpResponse:
    now = clock.now().astimezone(clock.ZONE)
    head = [_("收到日期"), _("捐赠人"), _("受赠单位"), _("物资和数量"), _("用途")]
    cells = [
        [one["day"].isoformat(), one["donor"], one["unit"], one["what"], one["used_for"]]
        for one in rows
    ]
    table = sheets.Table(_("捐赠公示"), f"{unit.name}{_('接受捐赠公示')}", [], head, cells)
    # What is put up in public bears no name of whoever took it.
    content = sheets.workbook([table], _("截至 %(at)s") % {"at": f"{now:%Y-%m-%d %H:%M}"})
    return sheets.xlsx_response(content, f"{unit.name}{_('捐赠公示')}{now:%Y%m%d}.xlsx")
