"""Transfers counted in, counts confirmed by a second person, returns: each on a page, and their lists."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.supplies import forms, queries, services
from xiaoan.supplies.pages import onward, words
from xiaoan.supplies.queries import moves
from xiaoan.supplies.queries.words import COUNT_NAMES, amount, item_name, pack_choices
from xiaoan.web.gate import Asked, page, require
from xiaoan.web.paging import pager


def _shapes(state: str) -> str:
    return {"sent": "late", "counted": "late", "refused": "excused"}.get(state, "done")


def _move(one: moves.Move, places: dict[int, directory.Place]) -> dict[str, Any]:
    # Of several items: their units are not added up.
    lost: dict[str, int] = {}
    for line in one.lines:
        if line.received is not None and line.sent > line.received:
            lost[line.item] = lost.get(line.item, 0) + line.sent - line.received
    missing = _("、").join(
        amount(item, n) if len({line.item for line in one.lines}) == 1
        else f"{item_name(item)} {amount(item, n)}"
        for item, n in lost.items()
    )  # fmt: skip
    return {
        "from": places[one.from_no].name, "to": places[one.to_no].name, "state": one.state,
        "shape": "missed" if one.is_short else _shapes(one.state), "words": _state(one),
        "sent_at": one.sent_at, "received_at": one.received_at, "note": one.note,
        "difference": one.difference, "missing": missing, "is_short": one.is_short,
        "looked_at": one.looked_at, "looked_note": one.looked_note,
        "url": reverse("supplies:transfer", args=[one.id]),
        "lines": [
            {"item": item_name(line.item), "batch": line.batch, "expires": line.expires,
             "sent": amount(line.item, line.sent),
             "received": "" if line.received is None else amount(line.item, line.received)}
            for line in one.lines
        ],
    }  # fmt: skip


def _state(one: moves.Move) -> str:
    if one.state == "sent":
        return _("在途")
    return _("短少,等发出单位查看") if one.is_short else _("已点收")


def _count(one: moves.Counting, names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "item": item_name(one.item), "shape": _shapes(one.state), "words": COUNT_NAMES[one.state],
        "state": one.state, "counted_at": one.counted_at, "reason": one.reason,
        "counted_by": names.get(one.counted_by_id, "") if one.counted_by_id else "",
        "decided_at": one.decided_at,
        "decided_by": names.get(one.decided_by_id, "") if one.decided_by_id else "",
        "differing": sum(line.found != line.book for line in one.lines), "n": len(one.lines),
        "url": reverse("supplies:count", args=[one.id]),
        "lines": [
            {"batch": line.batch or _("无批号"), "expires": line.expires,
             "book": amount(one.item, line.book), "found": amount(one.item, line.found),
             "difference": amount(one.item, line.found - line.book)
             if line.found != line.book else ""}
            for line in one.lines
        ],
    }  # fmt: skip


@page(Permission.SEE_SUPPLIES)
def moves_page(request: Asked, store_no: int) -> HttpResponse:
    """Transfers of a store; those on the way first."""
    return _show_moves(request, store_no)


def _show_moves(request: Asked, store_no: int) -> HttpResponse:
    actor, offset = request.actor, whole(request.GET.get("offset", ""))
    queries.store(actor, store_no)
    found = moves.transfers(actor, store_no, offset, words.PAGE)
    return _list(request, store_no, found, offset, _("调拨"))


def _list(
    request: Asked, store_no: int, rows: tuple[int, list[moves.Move]], offset: int, title: str
) -> HttpResponse:
    total, found = rows
    place = queries.store(request.actor, store_no)
    places = directory.places({no for one in found for no in (one.from_no, one.to_no)})
    context = {
        "unit": place, "title": title, "crumbs": words.crumbs(request, store_no), "as_of": clock.now(),
        "rows": [_move(one, places) for one in found], "total": total,
        "pager": pager(request, total, offset, words.PAGE),
    }  # fmt: skip
    return render(request, "supplies/moves.html", context)


@page(Permission.SEE_SUPPLIES)
def counts_page(request: Asked, store_no: int) -> HttpResponse:
    """Counts of a store; those that wait for a second person first."""
    return _show_counts(request, store_no)


def _show_counts(request: Asked, store_no: int) -> HttpResponse:
    actor, offset = request.actor, whole(request.GET.get("offset", ""))
    place = queries.store(actor, store_no)
    total, found = moves.counts(actor, store_no, offset, words.PAGE)
    names = _names(actor, found)
    context = {
        "unit": place, "crumbs": words.crumbs(request, store_no), "as_of": clock.now(),
        "rows": [_count(one, names) for one in found], "total": total,
        "pager": pager(request, total, offset, words.PAGE),
    }  # fmt: skip
    return render(request, "supplies/counts.html", context)


def _names(actor: Actor, found: list[moves.Counting]) -> dict[UUID, str]:
    ids = {who for one in found for who in (one.counted_by_id, one.decided_by_id) if who}
    return accounts.names(actor, ids)


@page(Permission.KEEP_SUPPLIES)
def waiting_counts_page(request: Asked) -> HttpResponse:
    """Where the due list leads: the counts of the actor's own store."""
    return _show_counts(request, _own(request))


@page(Permission.KEEP_SUPPLIES)
def waiting_moves_page(request: Asked) -> HttpResponse:
    """The transfers of the actor's own store."""
    return _show_moves(request, _own(request))


@page(Permission.KEEP_SUPPLIES)
def short_moves_page(request: Asked) -> HttpResponse:
    """Transfers of which less came than was sent, from the actor's stores and those below."""
    offset = whole(request.GET.get("offset", ""))
    found = moves.short_ones(request.actor, offset, words.PAGE)
    return _list(request, _own(request), found, offset, _("调拨短少"))


def _own(request: Asked) -> int:
    reach = request.actor.reach(Permission.KEEP_SUPPLIES)
    return max(reach, key=lambda one: one[1] - one[0])[0]


@page(Permission.SEE_SUPPLIES, methods="GET POST")
def transfer_page(request: Asked, transfer_id: UUID) -> HttpResponse:
    """One transfer; posted: what of it was counted in."""
    actor = request.actor
    found = moves.transfer(actor, transfer_id)
    lines = {str(one.id): _line_words(one) for one in found.lines}
    keeps = actor.may(Permission.KEEP_SUPPLIES, found.to_no)
    if request.method == "POST" and request.GET.get("act") == "look":
        return _look(request, found)
    if request.method != "POST":
        first = {f"received-{one.id}": one.sent for one in found.lines}
        form = forms.TakeInForm(lines=lines, initial=first)
        return _show_transfer(request, found, form, [], 200)
    if not keeps:
        raise Forbidden
    form = forms.TakeInForm(request.POST, lines=lines)
    status, errors = 422, []
    if form.is_valid():
        given = form.cleaned_data
        counts = {one.id: given[f"received-{one.id}"] for one in found.lines}
        try:
            services.take_in(
                actor, services.TakeIn(given["act_id"], found.id, counts, given["difference"])
            )
            messages.success(request, _("已点收入库。"))
            return HttpResponseRedirect(reverse("supplies:transfer", args=[found.id]))
        except Invalid as refused:
            errors = forms.put(form, refused.fields, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    return _show_transfer(request, moves.transfer(actor, transfer_id), form, errors, status)


def _look(request: Asked, found: moves.Move) -> HttpResponse:
    """Somebody of the sending store has looked at what is missing."""
    form = forms.WordsForm(request.POST)
    status, errors = 422, []
    if form.is_valid():
        try:
            services.look_at(request.actor, found.id, form.cleaned_data["note"])
            messages.success(request, _("已记下。"))
            return HttpResponseRedirect(reverse("supplies:transfer", args=[found.id]))
        except Invalid as refused:
            errors = forms.put(form, refused.fields, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    return _show_transfer(request, found, form, errors, status)


def _line_words(one: moves.MovedLot) -> str:
    return _("%(item)s %(batch)s:发出 %(n)s,实收") % {
        "item": item_name(one.item), "batch": one.batch, "n": amount(one.item, one.sent),
    }  # fmt: skip


def _show_transfer(
    request: Asked, found: moves.Move, form: forms.ActForm, errors: list[str], status: int
) -> HttpResponse:
    actor = request.actor
    places = directory.places([found.from_no, found.to_no])
    keeps = actor.may(Permission.KEEP_SUPPLIES, found.to_no) and found.state == "sent"
    looks = found.is_short and actor.may(Permission.KEEP_SUPPLIES, found.from_no)
    looks = looks and found.received_by_id != actor.user_id
    if looks and not isinstance(form, forms.WordsForm):
        form = forms.WordsForm()
    own = found.to_no if actor.may(Permission.SEE_SUPPLIES, found.to_no) else found.from_no
    context = {
        "row": _move(found, places), "errors": errors, "keeps": keeps, "as_of": clock.now(),
        "looks": looks, "fields": list(forms.shown(form)) if keeps or looks else [],
        "act_id": form["act_id"].value() or uuid7(),
        "back_url": reverse("supplies:moves", args=[own]),
        "onward": onward.from_transfer(actor, found),
    }  # fmt: skip
    return render(request, "supplies/transfer.html", context, status=status)


@page(Permission.SEE_SUPPLIES, methods="GET POST")
def count_page(request: Asked, count_id: UUID) -> HttpResponse:
    """One count; posted: a second person confirms it or sends it back."""
    actor = request.actor
    found = moves.count(actor, count_id)
    form = forms.DecideForm(request.POST if request.method == "POST" else None)
    status, errors = 200, []
    if request.method == "POST":
        status = 422
        require(actor, Permission.KEEP_SUPPLIES, found.store_no)
        if form.is_valid():
            given = form.cleaned_data
            decision = services.Decision(
                given["act_id"], found.id, given["confirmed"] == "1", given["reason"]
            )
            try:
                services.decide(actor, decision)
                messages.success(request, _("已记下。"))
                return HttpResponseRedirect(reverse("supplies:count", args=[found.id]))
            except Invalid as refused:
                errors = forms.put(form, refused.fields, str(refused))
            except (Conflict, Forbidden) as refused:
                status, errors = refused.status, [str(refused)]
        found = moves.count(actor, count_id)
    return _show_count(request, found, form, errors, status)


def _show_count(
    request: Asked, found: moves.Counting, form: forms.ActForm, errors: list[str], status: int
) -> HttpResponse:
    actor = request.actor
    own = found.counted_by_id == actor.user_id
    open_ = found.state == "counted" and actor.may(Permission.KEEP_SUPPLIES, found.store_no)
    context = {
        "row": _count(found, _names(actor, [found])), "unit": directory.place(found.store_no),
        "errors": errors, "as_of": clock.now(), "is_own": open_ and own,
        "fields": list(forms.shown(form)) if open_ and not own else [],
        "act_id": form["act_id"].value() or uuid7(),
        "back_url": reverse("supplies:counts", args=[found.store_no]),
        "onward": onward.from_count(actor, found),
    }  # fmt: skip
    return render(request, "supplies/count.html", context, status=status)


@page(Permission.SEE_SUPPLIES, methods="GET POST")
def issued_page(request: Asked, entry_id: UUID) -> HttpResponse:
    """One issue and what of it has come back; posted: something comes back."""
    actor = request.actor
    out = next(iter(queries.issued(actor, {"id": entry_id}, 1)), None)
    if out is None:
        raise NotFound
    packs = pack_choices(out.item)
    posted = request.method == "POST"
    form = forms.ReturnForm(
        request.POST if posted else None, packs=packs, initial={"day": clock.today()}
    )
    status, errors = (422, []) if posted else (200, [])
    if posted:
        require(actor, Permission.KEEP_SUPPLIES, out.store_no)
    if posted and form.is_valid():
        given = form.cleaned_data
        back = services.Return(
            given["act_id"], entry_id, given["quantity"], given["pack"], given["day"], given["reason"]
        )  # fmt: skip
        try:
            services.give_back(actor, back)
            messages.success(request, _("已记下退回。"))
            return HttpResponseRedirect(reverse("supplies:issued", args=[entry_id]))
        except Invalid as refused:
            errors = forms.put(form, refused.fields, str(refused))
    return _show_issued(request, out, form, errors, status)


def _show_issued(
    request: Asked, out: queries.Out, form: forms.ActForm, errors: list[str], status: int
) -> HttpResponse:
    actor = request.actor
    keeps = actor.may(Permission.KEEP_SUPPLIES, out.store_no) and out.left > 0
    context = {
        "unit": directory.place(out.store_no), "name": item_name(out.item), "day": out.day,
        "whom": words.goal(words.goals(actor, [out]), out.to_no, out.to_id),
        "quantity": amount(out.item, out.quantity), "left": amount(out.item, out.left),
        "errors": errors, "fields": list(forms.shown(form)) if keeps else [],
        "act_id": form["act_id"].value() or uuid7(), "as_of": clock.now(),
        "back_url": reverse("supplies:item", args=[out.store_no, out.item]),
        "onward": onward.to_store(actor, out.store_no),
    }  # fmt: skip
    return render(request, "supplies/issued.html", context, status=status)
