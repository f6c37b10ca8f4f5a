"""Recalls: started by the county, answered by each store; where every piece of the lot went."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.supplies import forms, services
from xiaoan.supplies.pages import words
from xiaoan.supplies.queries import recalls
from xiaoan.supplies.queries.words import amount, item_name
from xiaoan.web.gate import Asked, page, require
from xiaoan.web.paging import pager


@page(Permission.SEE_SUPPLIES, methods="GET POST")
def recalls_page(request: Asked) -> HttpResponse:
    """Recalls that concern the actor; posted: a lot is recalled. The lot is looked for by batch."""
    actor, errors, status = request.actor, [], 200
    county = directory.county().no
    if request.method == "POST":
        require(actor, Permission.KEEP_SUPPLIES, county)
        form = forms.RecallForm(request.POST)
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                services.recall(
                    actor, services.NewRecall(given["act_id"], given["lot_id"], given["reason"])
                )
                messages.success(request, _("已召回:全县停止发放,有货的单位已收到待办。"))
                return HttpResponseRedirect(reverse("supplies:recall", args=[given["act_id"]]))
            except (Conflict, Invalid) as refused:
                status, errors = refused.status, [str(refused)]
        else:
            errors = [
                f"{form.fields[name].label or _('批次')}:{said[0]}"
                for name, said in form.errors.items()
                if name in form.fields
            ]
    return _show_recalls(request, errors, status)


def _show_recalls(request: Asked, errors: list[str], status: int) -> HttpResponse:
    actor, offset = request.actor, whole(request.GET.get("offset", ""))
    total, found = recalls.recalls(actor, offset, words.PAGE)
    batch = request.GET.get("batch", "").strip()[:60]
    may = actor.may(Permission.KEEP_SUPPLIES, directory.county().no)
    context = {
        "as_of": clock.now(), "rows": [_row(one) for one in found], "total": total,
        "pager": pager(request, total, offset, words.PAGE), "errors": errors, "may": may,
        "batch": batch, "act_id": uuid7(), "typed": request.POST,
        "lots": [(str(one.id), _print(one)) for one in recalls.lots_called(batch)]
        if may and batch else [],
    }  # fmt: skip
    return render(request, "supplies/recalls.html", context, status=status)


def _print(one: recalls.LotPrint) -> str:
    parts = (
        item_name(one.item), one.batch or _("无批号"), one.maker,
        one.expires.isoformat() if one.expires else _("无有效期"),
    )  # fmt: skip
    return " · ".join(part for part in parts if part)


def _row(one: recalls.Stopped) -> dict[str, Any]:
    return {
        "name": item_name(one.item), "batch": one.batch or _("无批号"), "maker": one.maker,
        "expires": one.expires, "at": one.at, "reason": one.reason, "lifted_at": one.lifted_at,
        "lifted_reason": one.lifted_reason, "stores": one.stores, "answered": one.answered,
        "shape": "excused" if one.lifted_at else "missed",
        "words": _("已解除") if one.lifted_at else _("召回中"),
        "url": reverse("supplies:recall", args=[one.id]),
    }  # fmt: skip


@page(Permission.SEE_SUPPLIES, methods="GET POST")
def recall_page(request: Asked, recall_id: UUID) -> HttpResponse:
    """One recall: stores, who has to return what; posted: a store answers, or the county lifts it."""
    actor, errors, status = request.actor, [], 200
    found = recalls.trace(actor, recall_id)
    if request.method == "POST":
        if not actor.may_anywhere(Permission.KEEP_SUPPLIES):
            raise Forbidden
        form = forms.WordsForm(request.POST)
        status, errors = 422, [_("请写明说明。")]
        if form.is_valid():
            try:
                _post(request, found, form.cleaned_data)
                return HttpResponseRedirect(reverse("supplies:recall", args=[recall_id]))
            except (Conflict, Invalid) as refused:
                status, errors = refused.status, [str(refused)]
        found = recalls.trace(actor, recall_id)
    return _show_recall(request, found, errors, status)


def _post(request: Asked, found: recalls.Trace, given: dict[str, Any]) -> None:
    if request.GET.get("act") == "lift":
        require(request.actor, Permission.KEEP_SUPPLIES, directory.county().no)
        services.lift(request.actor, found.recall.id, given["note"])
        messages.success(request, _("召回已解除。"))
        return
    own = next(
        (one for one in found.stores if str(one.row_id) == request.GET.get("store", "")), None
    )
    if own is None:
        raise NotFound
    if not request.actor.may(Permission.KEEP_SUPPLIES, own.place.no):
        raise Forbidden
    services.answer(request.actor, services.Answer(given["act_id"], own.row_id, given["note"]))
    messages.success(request, _("已答复。"))


def _show_recall(
    request: Asked, found: recalls.Trace, errors: list[str], status: int
) -> HttpResponse:
    actor, item = request.actor, found.recall.item
    running = found.recall.lifted_at is None
    names = words.goals(actor, found.outs)
    places = {one.place.no: one.place.name for one in found.stores}
    context = {
        "row": _row(found.recall), "errors": errors, "as_of": clock.now(), "act_id": uuid7(),
        "may_lift": running and actor.may(Permission.KEEP_SUPPLIES, directory.county().no),
        "stores": [
            {"name": one.place.name, "held": amount(item, one.held), "out": amount(item, one.out),
             "coming": amount(item, one.coming) if one.coming else "",
             "answered_at": one.answered_at, "note": one.note, "row_id": one.row_id,
             "act_id": uuid7(), "shape": "done" if one.answered_at else "late",
             "words": _("已答复") if one.answered_at else _("未答复"),
             "may": running and one.answered_at is None
             and actor.may(Permission.KEEP_SUPPLIES, one.place.no)}
            for one in found.stores
        ],
        "outs": [
            {"store": places.get(one.store_no, ""), "whom": words.goal(names, one.to_no, one.to_id),
             "day": one.day, "left": amount(item, one.left),
             "url": reverse("supplies:issued", args=[one.entry_id])}
            for one in found.outs
        ],
    }  # fmt: skip
    return render(request, "supplies/recall.html", context, status=status)
