"""Proposals in a list, and one of them: confirmed, refused or taken back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.reopening import rules, services
from xiaoan.reopening.pages import words
from xiaoan.reopening.queries import proposals, told
from xiaoan.reopening.queries.words import stage_name
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager


@page(Permission.PROPOSE_OPENING, Permission.DECIDE_OPENING)
def proposals_page(request: Asked) -> HttpResponse:
    """Those that wait first."""
    offset = whole(request.GET.get("offset", ""))
    total, rows = proposals.page_of(request.actor, offset, words.PAGE)
    context = {
        "as_of": clock.now(), "tabs": words.tabs(request.actor, "proposals"), "total": total,
        "rows": [
            {
                "url": reverse("reopening:proposal", args=[row.pk]), "document": row.document,
                "state": words.state(row.state), "at": row.proposed_at, "lines": len(row.lines),
                "stages": [
                    stage_name(code)
                    for code in dict.fromkeys(one.stage for one in rules.lines_of(row.lines))
                ],
            }
            for row in rows
        ],
        "pager": pager(request, total, offset, words.PAGE),
        "new_url": reverse("reopening:new")
        if proposals.offices(request.actor, Permission.PROPOSE_OPENING)
        else "",
    }  # fmt: skip
    return render(request, "reopening/proposals.html", context)


def _decide(request: Asked, form_id: UUID, proposal_id: UUID) -> str:
    services.decide(request.actor, form_id, proposal_id)
    return _("已确认,公开页面已经更新。")


def _refuse(request: Asked, form_id: UUID, proposal_id: UUID) -> str:
    services.refuse(request.actor, form_id, proposal_id, request.POST.get("why", ""))
    return _("已退回,没有公布。")


def _take_back(request: Asked, form_id: UUID, proposal_id: UUID) -> str:
    services.take_back(request.actor, form_id, proposal_id)
    return _("已撤回,没有公布。")


_ACTS: dict[str, Callable[[Asked, UUID, UUID], str]] = {
    "decide": _decide, "refuse": _refuse, "take_back": _take_back,
}  # fmt: skip


@page(Permission.PROPOSE_OPENING, Permission.DECIDE_OPENING, methods="GET POST")
def proposal_page(request: Asked, proposal_id: UUID) -> HttpResponse:
    """What it would change; posted: `?act=` of whoever may."""
    proposals.proposal(request.actor, proposal_id)
    if request.method != "POST":
        return _show(request, proposal_id, None)
    act = request.GET.get("act", "")
    if act not in _ACTS:
        raise NotFound
    try:
        form_id = reading.read_id(request.POST.get("submission_id", ""))
        done = _ACTS[act](request, form_id, proposal_id)
    except (Invalid, Conflict) as refused:
        return _show(request, proposal_id, refused)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("reopening:proposal", args=[proposal_id]))


def _show(request: Asked, proposal_id: UUID, refused: Invalid | Conflict | None) -> HttpResponse:
    found = proposals.detail(request.actor, proposal_id)
    context = {
        "found": found, "row": found.row, "state": words.state(found.row.state),
        "changes": [words.change(one) for one in found.lines] if found.row.state == "proposed" else [],
        "lines": [words.change(one) for one in found.lines],
        "finals": words.finals(found.late_finals) if found.row.state == "proposed" else [],
        "error": str(refused or ""), "fields": getattr(refused, "fields", {}),
        "told": told.of_proposal(request.actor, proposal_id)
        if found.row.state == "decided" else [], "as_of": clock.now(),
        "why": request.POST.get("why", ""), "public_url": "/public/",
        "form_ids": {name: uuid7() for name in _ACTS},
        "back_url": reverse("reopening:proposals"),
    }  # fmt: skip
    return render(
        request, "reopening/proposal.html", context, status=refused.status if refused else 200
    )
