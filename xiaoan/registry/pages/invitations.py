"""Codes on paper: for the guardians of a class, for the staff of a school; made, printed, taken back."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts_queries
from xiaoan.accounts import services as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.registry.queries import invitations
from xiaoan.registry.services import looks
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page

INVITE = (Permission.INVITE_GUARDIANS, Permission.INVITE_STAFF)


@page(*INVITE)
def codes_home_page(request: Asked) -> HttpResponse:
    """The classes and schools that the actor may make codes for; a single one at once."""
    places = invitations.places_to_invite(request.actor)
    if len(places) == 1:
        return HttpResponseRedirect(reverse("registry:codes", args=[places[0].no]))
    rows = [
        {"name": place.name, "school": school, "url": reverse("registry:codes", args=[place.no])}
        for place, school in invitations.with_schools(places)
    ]
    return render(request, "registry/codes_home.html", {"rows": rows})


@page(*INVITE, methods="GET POST")
def codes_page(request: Asked, unit_no: int) -> HttpResponse:
    """Who of a class (of a school: of its staff) has an account or a code; make codes for some."""
    actor, place = request.actor, directory.place(unit_no)
    purpose = "guardian" if place.kind == "class" else "staff"
    accounts.require_invite(actor, purpose, unit_no)
    message = ""
    if request.method == "POST":
        try:
            return HttpResponseRedirect(_make(request, unit_no, purpose))
        except Invalid as refused:
            message = str(refused)
    found = invitations.invitable(actor, place)
    if purpose == "guardian":
        looks.codes_seen(actor, unit_no, found)
    rows = [_row(one) for one in found]
    context = {
        "crumbs": crumbs(actor, unit_no),
        "unit": place,
        "purpose": purpose,
        "rows": rows,
        "without": sum(not row["accounts"] for row in rows),
        "batch": uuid7(),
        "message": message,
    }
    return render(request, "registry/codes.html", context, status=422 if message else 200)


def _make(request: Asked, unit_no: int, purpose: str) -> str:
    try:
        batch_id = UUID(request.POST.get("batch", ""))
        chosen = [UUID(one) for one in request.POST.getlist("person")]
    except ValueError:
        raise Invalid(_("请至少选一个人;名单如有变动,请刷新后重选。")) from None
    accounts.make_invitations(request.actor, accounts.Sheet(batch_id, unit_no, purpose, chosen))
    return reverse("registry:codes_sheet", args=[batch_id])


def _row(one: invitations.Invitable) -> dict[str, Any]:
    return {
        **vars(one),
        "revoke_url": reverse("registry:revoke_code", args=[one.invitation_id])
        if one.invitation_id
        else "",
    }


@page(*INVITE)
def sheet_page(request: Asked, batch_id: UUID) -> HttpResponse:
    """The sheet to print: a strip for each, with code and QR."""
    sheet = accounts_queries.sheet(request.actor, batch_id)
    if sheet is None:
        raise NotFound
    accounts.require_invite(request.actor, sheet.purpose, sheet.unit_no)
    place = directory.place(sheet.unit_no)
    printed = [one for one in sheet.strips if one.state == "open"]
    if sheet.purpose == "guardian":
        looks.codes_printed(request.actor, sheet.unit_no, [one.person_id for one in printed])
    strips = [{**vars(one), "url": _address(request, one.code)} for one in printed]
    context = {
        "unit": place,
        "school": directory.place(place.school_id),
        "purpose": sheet.purpose,
        "strips": strips,
        "used": len(sheet.strips) - len(strips),
        "host": request.get_host(),
        "back_url": reverse("registry:codes", args=[sheet.unit_no]),
    }
    return render(request, "registry/codes_sheet.html", context)


def _address(request: Asked, code: str) -> str:
    return request.build_absolute_uri(reverse("web:invitation", args=[code.replace("-", "")]))


@page(*INVITE, methods="POST")
def revoke_page(request: Asked, invitation_id: UUID) -> HttpResponse:
    """Take a code back."""
    unit_no = accounts.revoke_invitation(request.actor, invitation_id)
    return HttpResponseRedirect(reverse("registry:codes", args=[unit_no]))
