"""One person's team: who, since when, who was it before; another is chosen; two change places."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.careteams import services
from xiaoan.careteams.forms import ChangeForm, SwapForm, valid
from xiaoan.careteams.pages import words
from xiaoan.careteams.queries import coverage, teams
from xiaoan.careteams.queries.words import END_NAMES, ROLE_NAMES
from xiaoan.careteams.services import looking
from xiaoan.directory.rules import school_of
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_CARE, methods="GET POST")
def person_page(request: Asked, person_id: UUID) -> HttpResponse:
    """The team; posted: who is to look after the person in a role."""
    actor, errors, status = request.actor, [], 200
    if request.method == "POST":
        services.kept_person(actor, person_id)
        try:
            services.change(actor, _change(request, person_id))
            messages.success(request, _("已改,从今天起。"))
            return HttpResponseRedirect(reverse("careteams:person", args=[person_id]))
        except (Conflict, Invalid) as refused:
            errors, status = [str(refused)], refused.status
    found = teams.team(actor, person_id)
    looking.team(actor, found)
    unit_no = found.row.unit_no
    keeps = actor.may(Permission.KEEP_CARE, unit_no)
    choices = services.choices(actor, person_id) if keeps else {}
    context = {
        "name": found.row.name, "unit": found.unit, "crumbs": words.crumbs(request, unit_no),
        "as_of": clock.now(), "errors": errors, "keeps": keeps,
        "seats": [
            {**words.seat(one), "act_id": uuid7(), "choices": choices.get(one.role, [])}
            for one in found.row.seats
        ],
        "past": [
            {"role": ROLE_NAMES.get(one.role, one.role), "name": one.name, "since": one.since,
             "until": one.until, "why": END_NAMES[one.ended_as]}
            for one in found.past
        ],
        "contacts": found.contacts, "last_contact": found.last_contact,
        "back_url": _back(found.row),
    }  # fmt: skip
    return render(request, "careteams/person.html", context, status=status)


def _back(row: teams.Row) -> str:
    url = reverse("careteams:people", args=[row.unit_no])
    return url if row.kind == "student" else f"{url}?kind=staff"


def _change(request: Asked, person_id: UUID) -> services.Change:
    given = valid(ChangeForm(request.POST)).cleaned_data
    carer = words.read_carer(given["carer"])
    return services.Change(given["act_id"], person_id, given["role"], carer, given["base"])


@page(Permission.KEEP_CARE, methods="POST")
def swap_page(request: Asked, unit_no: int) -> HttpResponse:
    """Two people of a class or a staff change their carers of a role."""
    coverage.require(request.actor, unit_no)
    if not request.actor.may(Permission.KEEP_CARE, unit_no):
        raise Forbidden
    is_staff = unit_no == school_of(unit_no)
    back = reverse("careteams:people", args=[unit_no]) + ("?kind=staff" if is_staff else "")
    try:
        services.swap(request.actor, _swap(request))
        messages.success(request, _("已对换,从今天起。"))
    except (Conflict, Invalid) as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(back)


def _swap(request: Asked) -> services.Swap:
    given = valid(
        SwapForm({"act_id": request.POST.get("act_id"), "role": request.POST.get("role")})
    )
    try:
        people = [UUID(text) for text in request.POST.getlist("person")]
    except ValueError:
        people = []
    if len(people) != 2:
        raise Invalid(_("请正好勾选两个人。"), {"person": "two"})
    return services.Swap(
        given.cleaned_data["act_id"], given.cleaned_data["role"], (people[0], people[1])
    )
