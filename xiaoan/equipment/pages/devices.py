"""Devices: the list of a unit; one with its history; each act on a phone page of its own."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import school_of
from xiaoan.equipment import forms, queries, rules, services
from xiaoan.equipment.pages import words
from xiaoan.equipment.queries.words import (
    ACT_NAMES,
    FAULT_NAMES,
    STATE_NAMES,
    STEP_NAMES,
    VALIDITY_NAMES,
    source_words,
)
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.supplies.queries.words import item_name
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager


@page(Permission.KEEP_DEVICES, Permission.KEEP_SUPPLIES)
def faults_page(request: Asked) -> HttpResponse:
    """What was reported faulty at the actor's own unit."""
    actor = request.actor
    reach = actor.reach(Permission.KEEP_DEVICES) or actor.reach(Permission.KEEP_SUPPLIES)
    [first, *_others] = reach
    return _list(request, directory.place(first[0]), queries.Filter(state="fault"))


@page(Permission.USE_DEVICES)
def devices_page(request: Asked, unit_no: int) -> HttpResponse:
    """The devices of a unit, what is due for calibration first."""
    actor = request.actor
    place = directory.places([unit_no]).get(unit_no)
    if place is None or not actor.may(Permission.USE_DEVICES, unit_no):
        raise NotFound
    asked = queries.Filter(
        _known(request, "state", STATE_NAMES), _known(request, "item", rules.DEVICE_KINDS),
        _known(request, "validity", VALIDITY_NAMES),
    )  # fmt: skip
    return _list(request, place, asked)


def _list(request: Asked, place: directory.Place, asked: queries.Filter) -> HttpResponse:
    actor, unit_no = request.actor, place.no
    offset = whole(request.GET.get("offset", ""))
    total, found = queries.devices(actor, place.interval, asked, offset, words.PAGE)
    names = queries.names(actor, [pk for one in found for pk in (one.keeper_id, one.lent_to_id)])
    context = {
        "unit": place, "crumbs": words.crumbs(request, unit_no), "as_of": clock.now(),
        "total": total, "pager": pager(request, total, offset, words.PAGE),
        "rows": [words.device(one, names) for one in found], "asked": asked,
        "states": list(STATE_NAMES.items()), "validities": list(VALIDITY_NAMES.items()),
        "items": [(item, item_name(item)) for item in rules.DEVICE_KINDS],
        "keeps": place.kind in queries.UNIT_KINDS and queries.keeps(actor, unit_no),
        "sees": place.kind in queries.UNIT_KINDS and actor.may(Permission.SEE_SUPPLIES, unit_no),
    }  # fmt: skip
    return render(request, "equipment/devices.html", context)


def _known(request: Asked, name: str, among: Any) -> str:
    found = request.GET.get(name, "")
    return found if found in among else ""


@page(Permission.USE_DEVICES)
def device_page(request: Asked, device_id: UUID) -> HttpResponse:
    """One device: how it stands, what may be done with it, its history, its label's code."""
    actor = request.actor
    one = queries.device(actor, device_id)
    steps = queries.history(actor, device_id)
    names = queries.names(
        actor,
        [one.keeper_id, one.lent_to_id, *(pk for step in steps for pk in (step.by_id, step.to_id))],
    )
    keeps = queries.keeps(actor, one.unit_no)
    kind = rules.DEVICE_KINDS[one.item]
    context = {
        "one": words.device(one, names), "school": directory.place(one.school_no), "as_of": clock.now(),
        "kind": kind, "source": source_words(kind.source), "is_ours": kind.confidence in ("L", "MEM"),
        "acts": [
            (reverse("equipment:act", args=[device_id, act]), ACT_NAMES[act])
            for act, states in rules.ACTS.items()
            if one.state in states and (keeps or act in rules.OF_USERS) and act != "fault"
        ],
        "fault_url": reverse("equipment:act", args=[device_id, "fault"])
        if one.state in rules.ACTS["fault"] else "",
        "steps": [_step(step, names, one.calibrated) for step in steps],
        "list_url": reverse("equipment:devices", args=[one.unit_no]),
        "back_url": reverse("equipment:devices", args=[one.unit_no]),
    }  # fmt: skip
    return render(request, "equipment/device.html", context)


def _step(step: Any, names: dict[UUID, str], newest: dt.date | None) -> dict[str, Any]:
    is_paper = step.what in ("certify", "added") and step.day is not None
    parts = [
        _("%(day)s 校准") % {"day": step.day.isoformat()} if is_paper else "",
        _("有更新的证书,只存档") if is_paper and newest is not None and step.day < newest else "",
        names.get(step.to_id, "") if step.to_id else "",
        FAULT_NAMES[step.number] if step.what == "fault" else step.number,
        step.maker,
        _("量得 %(own)s ℃,另一支 %(other)s ℃") % {"own": step.own, "other": step.other}
        if step.own is not None else "",
        _("有效至 %(day)s") % {"day": step.until.isoformat()}
        if step.until and step.what in ("certify", "added") else "",
        _("%(day)s 前还") % {"day": step.until.isoformat()} if step.what == "lend" else "",
        step.note,
    ]  # fmt: skip
    return {
        "at": step.at, "what": STEP_NAMES[step.what], "by": words.who(step.by_id, names),
        "told": " · ".join(str(part) for part in parts if part),
    }  # fmt: skip


@page(Permission.USE_DEVICES, methods="GET POST")
def act_page(request: Asked, device_id: UUID, act: str) -> HttpResponse:
    """The form of an act; posted: the act, or what is wrong beside its field."""
    one = queries.device(request.actor, device_id)
    if act not in rules.ACTS:
        raise NotFound
    if act not in rules.OF_USERS and not queries.keeps(request.actor, one.unit_no):
        raise Forbidden
    if request.method != "POST":
        return _show(request, one, act, _form(request, one, act, None), [], 200)
    form = _form(request, one, act, request.POST)
    status, errors = 422, []
    if form.is_valid():
        try:
            services.act(request.actor, _act(device_id, act, form.cleaned_data))
            messages.success(request, _said(request, device_id, act, form.cleaned_data))
            return HttpResponseRedirect(reverse("equipment:device", args=[device_id]))
        except Invalid as refused:
            errors = forms.put(form, refused.fields, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    return _show(request, one, act, form, errors, status)


def _said(request: Asked, device_id: UUID, act: str, given: dict[str, Any]) -> str:
    newest = queries.device(request.actor, device_id).calibrated
    if act == "certify" and newest is not None and given["day"] < newest:
        return _("已存档。已有 %(day)s 的证书,有效期以较新的为准。") % {"day": newest.isoformat()}
    return _("已记下:%(what)s。") % {"what": ACT_NAMES[act]}


def _form(
    request: Asked, one: queries.Device, act: str, data: QueryDict | None
) -> forms.DeviceForm:
    initial = {
        "day": clock.today(),
        "place_no": str(one.unit_no),
        "who_id": str(one.keeper_id or ""),
    }
    keeping = act in ("assign", "lend")
    return forms.DeviceForm(
        data, what=act, initial=initial if act != "lend" else {},
        places=words.places_of(one.school_no) if act == "assign" else [],
        people=words.people_of(request.actor, one.school_no) if keeping else [],
    )  # fmt: skip


def _act(device_id: UUID, act: str, given: dict[str, Any]) -> services.DeviceAct:
    said = {
        name: given[name]
        for name in ("place", "day", "until", "number", "maker", "own", "other", "fault", "note")
        if given.get(name)
    }
    return services.DeviceAct(
        given["act_id"], device_id, act, place_no=whole(given.get("place_no", "")),
        who_id=forms.as_id(given.get("who_id", "")), **said,
    )  # fmt: skip


def _show(
    request: Asked, one: queries.Device, act: str, form: forms.DeviceForm, errors: list[str], status: int
) -> HttpResponse:  # fmt: skip
    names = queries.names(request.actor, [one.keeper_id, one.lent_to_id])
    context = {
        "title": ACT_NAMES[act], "one": words.device(one, names), "act": act, "errors": errors,
        "fields": list(forms.shown(form)), "act_id": form["act_id"].value() or uuid7(),
        "limit": rules.DOUBTFUL_ABOVE, "back_url": reverse("equipment:device", args=[one.id]),
        "faults": list(FAULT_NAMES.items()), "school": directory.place(school_of(one.unit_no)),
    }  # fmt: skip
    return render(request, "equipment/act.html", context, status=status)
