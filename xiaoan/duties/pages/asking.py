"""Asking about a duty of one's own, answering what others ask, standing in for one another."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.duties import queries
from xiaoan.duties import services as duties
from xiaoan.duties.queries import asking, deputies, kinds
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page

SAID = {
    "handover": _l("已请对方接手;对方答应之前,这件事还是您的。"),
    "help": _l("已告诉上一级;这件事还是您的。"),
    "cannot": _l("已报上级决定;决定之前,这件事还是您的。"),
}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@page(Permission.MY_DUTIES, methods="GET POST")
def ask_page(request: Asked, duty_id: UUID) -> HttpResponse:
    """Hand over, ask for help, or say why it cannot be done."""
    actor = request.actor
    due = queries.duty(actor, duty_id)
    given, error = {"note": "", "to": "", "kind": ""}, ""
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in given}
        try:
            pk = _id(request.POST.get("asking_id", "")) or uuid7()
            sent = duties.NewAsking(pk, due.id, given["kind"], given["note"], _id(given["to"]))
            duties.ask(actor, sent)
            messages.success(request, str(SAID[given["kind"]]))
            return HttpResponseRedirect(reverse("duties:today"))
        except (Invalid, Conflict) as refused:
            error = str(refused)
    place = directory.place(due.unit_no)
    mine = due.state == "open" and actor.user_id in (due.assignee_id, due.deputy_id)
    context = {
        "title": f"{place.name} {kinds.title_of(due)}",
        "due": due,
        "is_mine": mine,
        "is_owner": due.assignee_id == actor.user_id,
        "colleagues": _people(asking.colleagues(actor, due)) if mine else [],
        "given": given,
        "error": error,
        "asking_ids": {kind: uuid7() for kind in asking.KIND_NAMES},
        "back_url": reverse("duties:today"),
        "steps_url": reverse("duties:steps", args=[due.id]),
    }
    return render(request, "duties/ask.html", context, status=422 if error else 200)


def _people(found: list[Any]) -> list[dict[str, Any]]:
    return [
        {"id": one.user_id, "name": one.name, "role": accounts.ROLE_NAMES[one.role]}
        for one in found
    ]


@page(Permission.MY_DUTIES, methods="POST")
def answer_page(request: Asked, asking_id: UUID) -> HttpResponse:
    """Accept or decline, answer a call for help, decide, take it back."""
    said = request.POST.get("what", "")
    duties.answer(request.actor, asking_id, said, request.POST.get("note", ""))
    messages.success(request, _("已答复,对方的待办里看得到。"))
    return HttpResponseRedirect(reverse("duties:today"))


@page(Permission.MY_DUTIES, methods="GET POST")
def deputies_page(request: Asked) -> HttpResponse:
    """Whom one asks to stand in, for which days; whom one stands in for."""
    actor = request.actor
    today = clock.today().isoformat()
    given, error = {"to": "", "since": today, "last": today, "note": ""}, ""
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in given}
        try:
            duties.ask_deputy(actor, _sent(request, given))
            messages.success(request, _("已请对方代理;对方答应后生效,到期自动结束。"))
            return HttpResponseRedirect(reverse("duties:deputies"))
        except (Invalid, Conflict) as refused:
            error = str(refused)
    found = deputies.standing(actor)
    names = accounts.names(actor, {who for one in found for who in (one.from_id, one.to_id)})
    context = {
        "colleagues": _people(list(deputies.colleagues(actor))),
        "rows": [_row(one, names, actor.user_id) for one in found],
        "given": given,
        "error": error,
        "deputising_id": uuid7(),
        "back_url": reverse("duties:today"),
    }
    return render(request, "duties/deputies.html", context, status=422 if error else 200)


def _sent(request: Asked, given: dict[str, str]) -> duties.NewDeputising:
    try:
        since, last = (dt.date.fromisoformat(given[name]) for name in ("since", "last"))
    except ValueError:
        raise Invalid(_("请填起止日期。"), {"days": "missing"}) from None
    to_id = _id(given["to"])
    if to_id is None:
        raise Invalid(_("请选一位能办您这些事的同事。"), {"to": "missing"})
    pk = _id(request.POST.get("deputising_id", "")) or uuid7()
    return duties.NewDeputising(pk, to_id, since, last, given["note"])


def _row(one: deputies.Standing, names: dict[UUID, str], me: UUID | None) -> dict[str, Any]:
    is_own = one.from_id == me
    return {
        "one": one,
        "is_own": is_own,
        "other": names.get(one.to_id if is_own else one.from_id, ""),
        "may_agree": one.state == "asked" and not is_own,
        "may_end": one.state == "agreed" or (one.state == "asked" and is_own),
        "url": reverse("duties:deputy", args=[one.id]),
    }


@page(Permission.MY_DUTIES, methods="POST")
def deputy_page(request: Asked, deputising_id: UUID) -> HttpResponse:
    """Agree, decline, or end it early."""
    moved = duties.answer_deputy(request.actor, deputising_id, request.POST.get("what", ""))
    said = _("已记下。%(n)s 件待办换了负责人。") % {"n": moved} if moved else _("已记下。")
    messages.success(request, said)
    return HttpResponseRedirect(reverse("duties:deputies"))
