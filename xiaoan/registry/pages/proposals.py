"""Appointments that wait for a second person."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.accounts.queries import positions as held_positions
from xiaoan.directory import queries as directory
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.registry.services import positions
from xiaoan.web.gate import Asked, page
from xiaoan.web.notices import last_day


@page(Permission.CONFIRM_POSITIONS)
def proposals_page(request: Asked) -> HttpResponse:
    """What was asked, by whom, and what the second person may answer."""
    found = held_positions.waiting(request.actor)
    places = directory.places({one.unit_no for one in found})
    names = accounts.names(request.actor, {one.asked_by_id for one in found})
    context = {
        "rows": [
            {
                "name": one.name,
                "role": accounts.ROLE_NAMES[one.role],
                "place": places[one.unit_no].name,
                "since": one.since,
                "last": last_day(one.until),
                "asked_by": names.get(one.asked_by_id, ""),
                "asked_at": one.asked_at,
                "may_confirm": request.actor.user_id not in (one.asked_by_id, one.user_id),
                "url": reverse("registry:proposal", args=[one.id]),
            }
            for one in found
        ]
    }
    return render(request, "registry/proposals.html", context)


@page(Permission.CONFIRM_POSITIONS, methods="POST")
def proposal_page(request: Asked, proposal_id: UUID) -> HttpResponse:
    """The second person's answer."""
    what = request.POST.get("what", "")
    held_positions.proposal(request.actor, proposal_id)
    if what not in ("confirm", "refuse"):
        raise Invalid(_("没有这项操作,请刷新后再试。"), {"what": "unknown"})
    positions.decide(request.actor, proposal_id, confirmed=what == "confirm")
    return HttpResponseRedirect(reverse("registry:proposals"))
