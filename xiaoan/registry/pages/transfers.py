"""Transfers: what waits, asking for a pupil, offering one, answering."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.rules import identity
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.registry.forms.fields import said, shown
from xiaoan.registry.forms.transfers import AskForm, OfferForm
from xiaoan.registry.pages.people import act_form, kept
from xiaoan.registry.queries import lives
from xiaoan.registry.queries import transfers as queries
from xiaoan.registry.services import looks, transfers
from xiaoan.registry.services.transfers import Sought
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page


@page(Permission.KEEP_ROLL)
def transfers_page(request: Asked) -> HttpResponse:
    """Every transfer of one's school, what waits first."""
    found = queries.transfers(request.actor)
    looks.transfers_seen(request.actor, _school(request.actor), found)
    context = {
        "school": directory.place(_school(request.actor)).name,
        "rows": [_row(one) for one in found],
        "waiting": sum(one.may_answer for one in found),
        "ask_url": reverse("registry:transfer_ask"),
    }
    return render(request, "registry/transfers.html", context)


def _school(actor: Actor) -> int:
    """The school whose roll the actor keeps; the first, if there are several."""
    return numbering.school_of(actor.reach(Permission.KEEP_ROLL)[0][0])


def _row(one: queries.Moving) -> dict[str, Any]:
    return {
        **vars(one),
        "url": reverse("registry:transfer", args=[one.id]),
        "state_label": queries.STATES[one.state],
        "way": _("转出") if one.leaves else _("转入"),
        "other": one.to_school if one.leaves else one.from_school,
    }


@page(Permission.KEEP_ROLL, methods="GET POST")
def ask_page(request: Asked) -> HttpResponse:
    """The receiving school asks for a pupil by name and ID number."""
    school_no = _school(request.actor)
    form = AskForm(
        request.POST if request.method == "POST" else None,
        classes=lives.choices(school_no, "class"),
    )
    errors: list[str] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        sought = Sought(given["name"], _tidy(given["id_number"]))
        try:
            pk = transfers.ask_for(request.actor, int(given["unit"]), sought, form.when())
            return HttpResponseRedirect(reverse("registry:transfer", args=[pk]))
        except Invalid as refused:
            errors = [str(refused)]
    context = {
        "crumbs": crumbs(request.actor, school_no),
        "title": _("申请转入"),
        "who": "",
        "says": _("申请会送到这名学生现在的学校。对方同意后,从这天起在本校点名。"),
        "fields": list(shown(form)),
        "errors": errors,
        "back_url": reverse("registry:transfers"),
    }
    status = 422 if errors or form.errors else 200
    return render(request, "registry/act.html", context, status=status)


def _tidy(number: str) -> str:
    """The form under which a number is on record; an impossible one is found nowhere anyway."""
    found = identity.read_id(identity.guess_kind(number), number, invented=True)
    return number.strip().upper() if isinstance(found, identity.Fault) else found.number


@page(Permission.KEEP_ROLL, methods="GET POST")
def offer_page(request: Asked, person_id: UUID) -> HttpResponse:
    """The school of the pupil offers them to another school of the county."""
    life = kept(request.actor, person_id)
    form = OfferForm(
        request.POST if request.method == "POST" else None, schools=_schools(life.school.no)
    )
    errors: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            school_no = int(form.cleaned_data["school"])
            pk = transfers.offer(request.actor, person_id, school_no, form.when())
            return HttpResponseRedirect(reverse("registry:transfer", args=[pk]))
        except Invalid as refused:
            errors = [str(refused)]
    says = _("对方学校同意并选好班级后,从这天起在那边点名;本校的记录保留。")
    return act_form(request, form, _("转学"), says, life, errors)


def _schools(but: int) -> list[tuple[str, str]]:
    county = directory.county()
    found = directory.places_inside(county.interval, "school")
    return [(str(place.no), place.name) for place in found if place.no != but and not place.closed]


@page(Permission.KEEP_ROLL, methods="GET POST")
def transfer_page(request: Asked, transfer_id: UUID) -> HttpResponse:
    """One transfer: who, from where, from when; agree, refuse, take back."""
    actor = request.actor
    errors: list[str] = []
    if request.method == "POST":
        try:
            _answer(request, transfer_id)
            return HttpResponseRedirect(reverse("registry:transfer", args=[transfer_id]))
        except Invalid as refused:
            errors = [str(refused)]
    one = queries.one_transfer(actor, transfer_id)
    looks.transfers_seen(actor, _school(actor), [one])
    chooses = one.may_answer and one.arrives
    context = {
        "one": _row(one),
        "sex_label": _("男") if one.sex == "M" else _("女"),
        "classes": lives.choices(one.to_school_no, "class") if chooses else [],
        "chooses": chooses,
        "errors": errors,
        "answer": request.POST.get("answer", ""),
        "life_url": reverse("registry:life", args=[one.life_id]) if one.life_id else "",
        "back_url": reverse("registry:transfers"),
    }
    return render(request, "registry/transfer.html", context, status=422 if errors else 200)


def _answer(request: Asked, transfer_id: UUID) -> None:
    what, unit = request.POST.get("what", ""), request.POST.get("unit", "")
    if what == "accept":
        unit_no = whole(unit) or None
        transfers.accept(request.actor, transfer_id, unit_no)
    elif what == "refuse":
        transfers.refuse(request.actor, transfer_id, said(request.POST.get("answer", "")))
    elif what == "withdraw":
        transfers.withdraw(request.actor, transfer_id)
    else:
        queries.one_transfer(request.actor, transfer_id)
        raise Invalid(_("没有这项操作,请刷新后再试。"), {"what": "unknown"})
