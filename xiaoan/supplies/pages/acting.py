"""What a keeper does at a store, each on a phone page of its own: receive, issue, send, count, correct."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.supplies import forms, queries, rules, services
from xiaoan.supplies.pages import words
from xiaoan.supplies.queries import Held
from xiaoan.supplies.queries.words import amount, item_name, pack_choices
from xiaoan.web.gate import Asked, page, require, with_camera

TITLES = {
    "receive": _l("入库"), "issue": _l("领用"), "send": _l("调出"), "count": _l("盘点"),
    "correct": _l("更正或报废"),
}  # fmt: skip


@dataclass(frozen=True)
class Here:
    """Where and of what somebody acts."""

    request: Asked
    place: directory.Place
    item: str
    stocks: list[Held]

    @property
    def packs(self) -> list[tuple[str, str]]:
        return pack_choices(self.item)


@page(Permission.KEEP_SUPPLIES, methods="GET POST")
def act_page(request: Asked, store_no: int, item: str, act: str) -> HttpResponse:
    """The form of an act about one item; posted: the act, or what is wrong beside its field."""
    place = queries.store(request.actor, store_no)
    require(request.actor, Permission.KEEP_SUPPLIES, store_no)
    if item not in rules.ITEMS or act not in TITLES:
        raise NotFound
    here = Here(request, place, item, queries.held(store_no, [item]))
    if request.method != "POST":
        return _show(here, act, _FORMS[act](here, None), [], 200)
    form = _FORMS[act](here, request.POST)
    status, errors = 422, []
    if form.is_valid():
        try:
            messages.success(request, _DO[act](here, form))
            return HttpResponseRedirect(reverse("supplies:item", args=[store_no, item]))
        except Invalid as refused:
            errors = forms.put(form, refused.fields, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    return _show(here, act, form, errors, status)


def _show(
    here: Here, act: str, form: forms.ActForm, errors: list[str], status: int
) -> HttpResponse:
    usable = sum(one.held for one in here.stocks if one.is_usable(clock.today()))
    context = {
        "title": TITLES[act], "unit": here.place, "name": item_name(here.item), "act": act,
        "usable": amount(here.item, usable), "errors": errors, "fields": list(forms.shown(form)),
        "act_id": form["act_id"].value() or uuid7(), "base": _base(here, form, act),
        "back_url": reverse("supplies:item", args=[here.place.no, here.item]),
        "lots": [words.lot(one) for one in here.stocks],
    }  # fmt: skip
    shown = render(here.request, "supplies/act.html", context, status=status)
    return with_camera(shown) if act == "receive" else shown


def _base(here: Here, form: forms.ActForm, act: str) -> list[tuple[str, str]]:
    """What the book said of each lot when the count was begun; it comes back with the form."""
    if act != "count":
        return []
    sent = form.data if form.is_bound else {}
    return [
        (f"base-{one.lot_id}", str(sent.get(f"base-{one.lot_id}", one.held))) for one in here.stocks
    ]


def _today() -> dict[str, Any]:
    return {"day": clock.today(), "source": "purchase"}


def _receive_form(here: Here, data: QueryDict | None) -> forms.ActForm:
    packs = here.packs
    usual = packs[1][0] if len(packs) > 1 else ""
    said = {
        name: here.request.GET.get(name, "")[:60] for name in ("code", "pack", "batch", "expires")
    }
    initial = {**_today(), "pack": usual, **{name: text for name, text in said.items() if text}}
    return forms.ReceiveForm(data, packs=packs, initial=initial)


def _issue_form(here: Here, data: QueryDict | None) -> forms.ActForm:
    classes = [
        (str(one.no), one.name) for one in directory.places_inside(here.place.interval, "class")
    ] if here.place.kind == "school" else []  # fmt: skip
    return forms.IssueForm(
        data, packs=here.packs, classes=classes, lots=words.lot_choices(here.stocks),
        initial=_today(),
    )  # fmt: skip


def _send_form(here: Here, data: QueryDict | None) -> forms.ActForm:
    places = directory.places_inside(directory.county().interval, *queries.STORE_KINDS)
    stores = [(str(one.no), one.name) for one in places if one.no != here.place.no]
    return forms.SendForm(
        data, packs=here.packs, stores=stores, lots=words.lot_choices(here.stocks)
    )


def _count_form(here: Here, data: QueryDict | None) -> forms.ActForm:
    lots = {str(one.lot_id): words.lot_words(one) for one in here.stocks}
    return forms.CountForm(data, lots=lots)


def _correct_form(here: Here, data: QueryDict | None) -> forms.ActForm:
    stocks = queries.held(here.place.no, [here.item], empty=True)
    return forms.CorrectForm(data, packs=here.packs, lots=words.lot_choices(stocks))


def _receive(here: Here, form: forms.ActForm) -> str:
    given = form.cleaned_data
    quantity = services.receive(
        here.request.actor,
        services.Receipt(
            given["act_id"], here.place.no, here.item, given["quantity"], given["pack"],
            given["source"], given["day"], given["supplier"], given["batch"], given["maker"],
            given["expires"], given["price"], given["papers"], given["code"],
        ),
    )  # fmt: skip
    return _said(_("已入库:%(item)s %(n)s。"), here, quantity)


def _issue(here: Here, form: forms.ActForm) -> str:
    given = form.cleaned_data
    quantity = services.issue(
        here.request.actor,
        services.Issue(
            given["act_id"], here.place.no, here.item, given["quantity"], given["pack"],
            given["day"], _classes(here, given.get("to_nos", ())), bool(given.get("per_pupil")),
            given.get("person", ""), _lot(given), given["reason"], bool(given.get("sure")),
        ),
    )  # fmt: skip
    return _said(_("已领用:%(item)s %(n)s。"), here, quantity)


def _classes(here: Here, chosen: Iterable[str]) -> tuple[int, ...]:
    if forms.ALL in chosen:
        return tuple(one.no for one in directory.places_inside(here.place.interval, "class"))
    return tuple(int(no) for no in chosen)


def _send(here: Here, form: forms.ActForm) -> str:
    given = form.cleaned_data
    services.dispatch(
        here.request.actor,
        services.Dispatch(
            given["act_id"], here.place.no, int(given["to_no"]), here.item, given["quantity"],
            given["pack"], _lot(given), given["reason"],
        ),
    )  # fmt: skip
    return _("已调出:%(item)s。对方点收之前算在途。") % {"item": item_name(here.item)}


def _count(here: Here, form: forms.ActForm) -> str:
    given, sent = form.cleaned_data, here.request.POST
    lots = {one.lot_id for one in here.stocks}
    services.count(
        here.request.actor,
        services.NewCount(
            given["act_id"], here.place.no, here.item,
            {lot: given[f"found-{lot}"] for lot in lots},
            {lot: whole(sent.get(f"base-{lot}", "")) for lot in lots}, given["reason"],
        ),
    )  # fmt: skip
    return _("盘点已记下,等另一个人确认后入账。")


def _correct(here: Here, form: forms.ActForm) -> str:
    given = form.cleaned_data
    change = services.correct(
        here.request.actor,
        services.Correction(
            given["act_id"], here.place.no, UUID(given["lot_id"]), here.item, given["quantity"],
            given["pack"], given["reason"], given["what"] == "dispose", given["what"] == "more",
        ),
    )  # fmt: skip
    return _said(_("已记下:%(item)s %(n)s。"), here, change)


def _lot(given: dict[str, Any]) -> UUID | None:
    return UUID(given["lot_id"]) if given["lot_id"] else None


def _said(sentence: str, here: Here, quantity: int) -> str:
    return sentence % {"item": item_name(here.item), "n": amount(here.item, quantity)}


_FORMS: dict[str, Callable[[Here, QueryDict | None], forms.ActForm]] = {
    "receive": _receive_form, "issue": _issue_form, "send": _send_form, "count": _count_form,
    "correct": _correct_form,
}  # fmt: skip
_DO: dict[str, Callable[[Here, forms.ActForm], str]] = {
    "receive": _receive, "issue": _issue, "send": _send, "count": _count, "correct": _correct,
}  # fmt: skip
