"""Adding somebody by hand: find the person, say why; returns announced ahead, and their day."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.keypersons import queries, services
from xiaoan.keypersons.forms import AddForm, AnswerForm, TravelForm
from xiaoan.keypersons.pages.words import journey_words, options, valid
from xiaoan.keypersons.queries import labels, person
from xiaoan.keypersons.services import looking
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page, require


@page(Permission.KEEP_KEY_PERSONS, methods="GET POST")
def add_page(request: Asked) -> HttpResponse:
    """Find the person to add. Posted: a name in an address would end up in logs."""
    message, found = "", []
    if request.method == "POST":
        try:
            found = looking.find_people(request.actor, request.POST.get("q", "")[:64])
        except Invalid as refused:
            message = str(refused)
    rows = [
        {
            "name": one.name,
            "unit": one.unit,
            "staff": one.kind != "student",
            "categories": _("、").join(map(queries.category_name, one.categories)),
            "url": reverse("keypersons:add_person", args=[one.person_id]),
            "travel_url": reverse("keypersons:announce", args=[one.person_id]),
        }
        for one in found
    ]
    context = {
        "q": request.POST.get("q", ""), "message": message, "rows": rows,
        "searched": request.method == "POST" and not message, "limit": looking.LIMIT,
    }  # fmt: skip
    return render(request, "keypersons/add.html", context, status=422 if message else 200)


@page(Permission.KEEP_KEY_PERSONS, methods="GET POST")
def add_person_page(request: Asked, person_id: UUID) -> HttpResponse:
    """Why somebody is followed, since when, where they are."""
    actor, message = request.actor, ""
    who = person.who(actor, person_id, Permission.KEEP_KEY_PERSONS)
    if request.method == "POST":
        try:
            asked = valid(AddForm(request.POST)).cleaned_data
            made = services.open_key_person(
                actor, services.NewKeyPerson(person_id=person_id, **asked)
            )
            messages.success(request, _added(made))
            return HttpResponseRedirect(reverse("keypersons:person", args=[person_id]))
        except (Conflict, Invalid) as refused:
            message = str(refused)
    looking.seen(actor, who)
    pack = queries.pack_in_force(actor, clock.today())
    context = {
        "who": who,
        "crumbs": crumbs(actor, who.unit_no),
        "message": message,
        "typed": _typed(request, {"since": clock.today().isoformat(), "whereabouts": "home"}),
        "pack": pack,
        "places": options(labels.WHEREABOUTS_NAMES),
        "back_url": reverse("keypersons:add"),
    }
    return render(request, "keypersons/add_person.html", context, status=422 if message else 200)


def _added(made: services.Opened) -> str:
    if made.is_new:
        return _("已列为重点人员。")
    return _("这个人已因同样的原因在跟踪,没有重复登记。")


def _typed(request: Asked, first: dict[str, str]) -> dict[str, Any]:
    """What the form shows: what was typed, with the id of this very form."""
    typed = request.POST.dict() if request.method == "POST" else first
    key = typed.get("source_id") or typed.get("id") or str(uuid7())
    return {**typed, "id": key, "source_id": key}


@page(Permission.KEEP_KEY_PERSONS, methods="GET POST")
def announce_page(request: Asked, person_id: UUID) -> HttpResponse:
    """A return to the county, announced ahead."""
    actor, message = request.actor, ""
    who = person.who(actor, person_id, Permission.KEEP_KEY_PERSONS)
    if request.method == "POST":
        try:
            asked = valid(TravelForm(request.POST)).cleaned_data
            services.announce(actor, services.NewTravel(person_id=person_id, **asked))
            messages.success(request, _("已登记返县;到那天会提醒确认是否到达。"))
            return HttpResponseRedirect(reverse("keypersons:person", args=[person_id]))
        except (Conflict, Invalid) as refused:
            message = str(refused)
    looking.seen(actor, who)
    context = {
        "who": who,
        "crumbs": crumbs(actor, who.unit_no),
        "message": message,
        "typed": _typed(request, {"announced_by": "guardian"}),
        "today": clock.today(),
        "transports": options(labels.TRANSPORT_NAMES),
        "announcers": options(labels.ANNOUNCER_NAMES),
        "back_url": reverse("keypersons:person", args=[person_id]),
    }
    return render(request, "keypersons/announce.html", context, status=422 if message else 200)


@page(Permission.SEE_KEY_PERSONS, methods="GET POST")
def travel_page(request: Asked, travel_id: UUID) -> HttpResponse:
    """Whether they have arrived."""
    actor, message = request.actor, ""
    who, journey = person.one_journey(actor, travel_id)
    looking.seen(actor, who)
    if request.method == "POST":
        require(actor, Permission.KEEP_KEY_PERSONS, who.unit_no)
        try:
            messages.success(request, _answer(request, travel_id))
            return HttpResponseRedirect(reverse("keypersons:person", args=[who.person_id]))
        except (Invalid, Conflict) as refused:
            message = str(refused)
    context = {
        "who": who,
        "journey": journey_words(journey),
        "contacts": person.contacts_of(actor, who.person_id),
        "phones_hidden": person.phones_hidden(actor),
        "message": message,
        "typed": request.POST,
        "today": clock.today(),
        "tomorrow": clock.today() + dt.timedelta(days=1),
        "may_keep": actor.may(Permission.KEEP_KEY_PERSONS, who.unit_no),
        "back_url": reverse("keypersons:today"),
    }
    return render(request, "keypersons/travel.html", context, status=422 if message else 200)


def _answer(request: Asked, travel_id: UUID) -> str:
    asked = valid(AnswerForm(request.POST)).cleaned_data
    actor, what = request.actor, request.POST.get("what", "")
    if what == "arrived":
        services.arrived(actor, travel_id, asked["day"] or clock.today())
        return _("已确认到达。")
    if what == "withdraw":
        services.withdraw_travel(actor, travel_id, asked["note"])
        return _("已取消返县。")
    if what != "not_arrived" or asked["day"] is None:
        raise Invalid(_("请填新的到达日期。"), {"day": "missing"})
    services.not_arrived(actor, travel_id, asked["day"], asked["note"])
    return _("已记下没有到达;到新的日期再提醒。")
