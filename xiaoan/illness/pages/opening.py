"""A sick child found in class or told of by phone; and what a county sets."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.illness import queries
from xiaoan.illness import services as illness
from xiaoan.illness.forms import OpenForm, SettingForm, shown
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.screening import queries as screening
from xiaoan.screening import services as screening_services
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page


@page(Permission.TRACE, Permission.CARE, methods="GET POST")
def open_page(request: Asked, unit_no: int) -> HttpResponse:
    """Add a sick child of a class by hand."""
    actor = request.actor
    place = directory.place(unit_no)
    if place.kind != "class" or not actor.sees(unit_no):
        raise NotFound
    if not (actor.may(Permission.TRACE, unit_no) or actor.may(Permission.CARE, unit_no)):
        raise Forbidden
    pupils = directory.class_roll(actor, unit_no, clock.today())
    screening_services.choices_seen(actor, unit_no)
    named: list[tuple[UUID, str]] = [(one.person_id, one.name) for one in pupils]
    form = OpenForm(request.POST if request.method == "POST" else None, pupils=named)
    errors: list[str] = []
    status = 200
    if request.method == "POST":
        status, errors = 422, [_("有几处要改,见下面。")]
        if form.is_valid():
            try:
                made = _opened(request, unit_no, form)
                messages.success(request, _("已加入关注名单。"))
                return HttpResponseRedirect(reverse("illness:child", args=[made]))
            except Conflict as late:
                status, errors = 409, [str(late)]
            except Invalid as refused:
                errors = [str(refused)]
    return render(request, "illness/open.html", _open_context(place, form, errors), status=status)


def _open_context(place: directory.Place, form: OpenForm, errors: list[str]) -> dict[str, Any]:
    typed = form["step_id"].value() if form.is_bound else ""
    return {
        "unit": place.name,
        "fields": list(shown(form)),
        "step_id": typed or uuid7(),
        "errors": errors,
        "back_url": reverse("illness:today"),
    }


def _opened(request: Asked, unit_no: int, form: OpenForm) -> UUID:
    given = form.cleaned_data
    codes = given["symptoms"]
    found = illness.Found(
        UUID(given["pupil"]), unit_no, given["where"] == "absent",
        int(screening.symptoms_of(codes)), "fever" in codes, given["onset"],
    )  # fmt: skip
    return illness.open_by_hand(request.actor, given["step_id"], found, given["note"])


@page(Permission.SET_ESCALATION, methods="GET POST")
def setting_page(request: Asked, unit_no: int) -> HttpResponse:
    """The profile of exclusion and the terms of a county."""
    now = queries.setting_of(request.actor, unit_no)
    form = SettingForm(request.POST if request.method == "POST" else None, initial=vars(now))
    errors: list[str] = []
    if request.method == "POST":
        errors = [_("有几处要改,见下面。")]
        if form.is_valid():
            illness.change_setting(request.actor, unit_no, queries.InForce(**form.cleaned_data))
            messages.success(request, _("已改。从现在起按新的办。"))
            return HttpResponseRedirect(reverse("illness:setting", args=[unit_no]))
    context = {
        "unit": directory.place(unit_no).name,
        "crumbs": crumbs(request.actor, unit_no),
        "fields": list(shown(form)),
        "errors": errors,
        "back_url": reverse("illness:list"),
    }
    return render(request, "illness/setting.html", context, status=422 if errors else 200)
