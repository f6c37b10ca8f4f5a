"""How I am reached."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.delivery import forms
from xiaoan.delivery.queries import own as queries
from xiaoan.delivery.queries.words import OWN_NAMES
from xiaoan.delivery.services import own as services
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page


@page(methods="GET POST")
def mine_page(request: Asked) -> HttpResponse:
    """One's own ways; posted: an address, or no messages this way."""
    typed: dict[str, str] = {}
    faults: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        form = forms.OwnForm(request.POST)
        if form.is_valid():
            given = form.cleaned_data
            try:
                messages.success(request, _acted(request, given))
                return HttpResponseRedirect(reverse("delivery:mine"))
            except (Conflict, Invalid) as refused:
                faults[given["channel"]], status = str(refused), refused.status
                typed[given["channel"]] = given["value"]
        else:
            status = 422
            channel = request.POST.get("channel", "")
            faults[channel] = _("没有读懂这次提交。请检查后再试。")
            typed[channel] = request.POST.get("value", "")[:200]
    rows = [_row(one, typed, faults) for one in queries.ways(request.actor)]
    context = {
        "rows": rows, "keeps": request.actor.may_anywhere(Permission.KEEP_GROUPS),
        "errors": [text for name, text in faults.items() if name not in {r["channel"] for r in rows}],
    }  # fmt: skip
    return render(request, "delivery/mine.html", context, status=status)


def _row(one: queries.Way, typed: dict[str, str], faults: dict[str, str]) -> dict[str, Any]:
    return {
        "channel": one.channel, "name": OWN_NAMES[one.channel], "own": one.own, "roster": one.roster,
        "verified_at": one.verified_at, "doubted_at": one.doubted_at,
        "is_off": one.is_off, "value": typed.get(one.channel, ""), "error": faults.get(one.channel, ""),
        "submission_id": uuid7(),
    }  # fmt: skip


def _acted(request: Asked, given: dict[str, Any]) -> str:
    """Do it; what is said of it."""
    channel, act = given["channel"], given["act"]
    if act == "enter":
        services.enter(request.actor, given["submission_id"], channel, given["value"])
        return _("已登记。请打开发到那里的链接确认,确认以后才会使用。")
    if act == "remove":
        services.remove(request.actor, channel)
        return _("已删除。")
    services.switch(request.actor, channel, off=act == "off")
    return _("以后不再从这里给您发消息。") if act == "off" else _("已恢复从这里接收。")


@page(methods="GET POST")
def confirm_page(request: Asked, address_id: UUID, token: str) -> HttpResponse:
    """The link that went to an address; a button confirms, so that whoever only looks confirms nothing."""
    channel = queries.address(request.actor, address_id)
    if channel is None:
        raise NotFound
    if request.method == "POST":
        services.confirm(request.actor, address_id, token)
        messages.success(request, _("已确认,以后可以从这里收到消息。"))
        return HttpResponseRedirect(reverse("delivery:mine"))
    return render(request, "delivery/confirm.html", {"name": OWN_NAMES[channel]})
