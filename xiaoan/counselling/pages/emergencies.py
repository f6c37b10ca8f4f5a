"""The emergency path on one page: whom to call, what to do in which order, who did what when."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.counselling import services
from xiaoan.counselling.pages import words
from xiaoan.counselling.queries import emergencies as queries
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_IN_CARE, Permission.COUNSEL, methods="GET POST")
def emergency_page(request: Asked, emergency_id: UUID) -> HttpResponse:
    """Posted: a step is done now, or (?act=close) it is over."""
    if request.method != "POST":
        return _show(request, emergency_id, None)
    said, closes = request.POST, request.GET.get("act") == "close"
    try:
        did = services.Stepped(
            reading.read_id(said.get("submission_id", "")), emergency_id, said.get("step", ""),
            said.get("text", ""),
        )  # fmt: skip
        (services.close_emergency if closes else services.step)(request.actor, did)
    except (Invalid, Conflict) as refused:
        return _show(request, emergency_id, refused)
    messages.success(request, _("应急已结束。") if closes else _("已记下。"))
    return HttpResponseRedirect(reverse("counselling:emergency", args=[emergency_id]))


def _show(request: Asked, emergency_id: UUID, refused: Invalid | Conflict | None) -> HttpResponse:
    found = queries.detail(request.actor, emergency_id)
    posted = request.POST if refused else {}
    context = {
        "as_of": clock.now(), "row": found.row, "child": found.child, "place": found.place,
        "lines": [{**words.step(one), "form_id": uuid7()} for one in found.lines],
        "ended": found.ended, "hotlines": words.hotlines(), "guardians": found.guardians,
        "team": [(ROLE_NAMES[role], name, phone) for role, name, phone in found.team],
        "closes": queries.may_close(request.actor, found.row) and found.row.state == "open",
        "form_id": uuid7(), "error": str(refused or ""), "typed": posted.get("text", ""),
        "at_step": posted.get("step", ""),
        "back_url": reverse(
            "counselling:desk" if request.actor.may_anywhere(Permission.COUNSEL) else "counselling:home"
        ),
    }  # fmt: skip
    return render(
        request, "counselling/emergency.html", context, status=refused.status if refused else 200
    )
