"""Two people reported a class differently: one of those who may decides between the two."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.screening import services as screening
from xiaoan.screening.pages import words
from xiaoan.screening.pages.address import Address, address
from xiaoan.screening.pages.rollcall import beside_each_other, versions_of
from xiaoan.web.gate import Asked, page

_DECIDE = (Permission.RESOLVE, Permission.TAKE_ROLL_CALL, Permission.TAKE_EVENING)


@page(*_DECIDE, methods="GET POST")
def conflict_page(request: Asked, unit_no: int, day: str, slot: str) -> HttpResponse:
    """The two beside each other; a person chooses, with a reason.

    The form names the two versions that were seen: if they are no longer the ones, nothing is
    decided and the page shows how things stand now.
    """
    where = address(request.actor, unit_no, day, slot, screening.resolves(slot))
    if request.method == "GET":
        return _show(request, where, {}, 200)
    try:
        screening.resolve_conflict(request.actor, _decision(request))
    except Conflict as late:
        return _show(request, where, {"errors": [str(late)]}, 409)
    except Invalid as refused:
        typed = {name: request.POST.get(name, "") for name in ("keep", "reason")}
        return _show(request, where, {**typed, "errors": [str(refused)]}, 422)
    return HttpResponseRedirect(where.url("screening:receipt"))


def _decision(request: Asked) -> screening.Decision:
    sent = request.POST
    try:
        current_id, other_id = UUID(sent.get("current", "")), UUID(sent.get("other", ""))
    except ValueError:
        raise Invalid(words.stale_page()) from None
    return screening.Decision(current_id, other_id, sent.get("keep", ""), sent.get("reason", ""))


def _show(request: Asked, where: Address, typed: dict[str, Any], status: int) -> HttpResponse:
    found, names = versions_of(request.actor, where)
    current = next((v for v in found if v.state == "current"), None)
    other = next((v for v in found if v.state == "conflict"), None)
    if current is None or other is None:
        if found and typed:  # somebody decided: how things stand now, and why this did nothing
            return beside_each_other(request, where, found, names, typed["errors"][0], status)
        return HttpResponseRedirect(where.url("screening:receipt"))
    context = {
        **words.place(where),
        "current": words.version(current),
        "other": words.version(other),
        "figures": words.figures_against(current, other),
        "pupils": words.pupils_against(current, other, names),
        "keep": "",
        "reason": "",
        "errors": [],
        "back_url": where.url("screening:receipt"),
        **typed,
    }
    return render(request, "screening/conflict.html", context, status=status)
