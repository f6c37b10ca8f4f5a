"""Scenarios of the county: list, one with its parts and versions, new versions."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.demand import forms, rules, services
from xiaoan.demand.queries import ahead, scenarios
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import STAGE_NAMES
from xiaoan.duties.queries.levels import LEVEL_NAMES
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.supplies.queries.words import item_name, unit_name
from xiaoan.web.gate import Asked, page, require


def _grades() -> list[str]:
    return ahead.grade_names([directory.county().interval])


@page(Permission.SEE_SUPPLIES, methods="GET POST")
def scenarios_page(request: Asked) -> HttpResponse:
    """What is supposed; posted: a new one with its first part."""
    actor, county = request.actor, directory.county().no
    posted = request.method == "POST"
    if posted:
        require(actor, Permission.SET_STANDARD, county)
    data = request.POST if posted else None
    head, form = forms.NameForm(data), forms.PartForm(data, _grades())
    status, errors = (422, []) if posted else (200, [])
    if posted and head.is_valid() and form.is_valid():
        wanted = services.NewScenario(
            form.cleaned_data["submission_id"], head.cleaned_data["name"], 0, (form.part(),)
        )
        try:
            found = services.set_scenario(actor, wanted)
            messages.success(request, _("已记下。"))
            return HttpResponseRedirect(reverse("demand:scenario", args=[found]))
        except Invalid as refused:
            errors = _put((head, form), refused)
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    context = {
        "errors": errors, "rows": [_row(one) for one in scenarios.scenarios(actor)],
        "may": actor.may(Permission.SET_STANDARD, county),
        "head_fields": list(forms.shown(head)), "fields": list(forms.shown(form)),
        "submission_id": form["submission_id"].value() or uuid7(),
    }  # fmt: skip
    return render(request, "demand/scenarios.html", context, status=status)


def _put(bound: tuple[Any, ...], refused: Invalid) -> list[str]:
    """The sentence of a refusal at the field it is about; what is about none stands on top."""
    for form in bound:
        for field in refused.fields:
            if field in form.fields:
                form.add_error(field, str(refused))
                return []
    return [str(refused)]


def _row(one: scenarios.Supposed) -> dict[str, Any]:
    return {
        "name": one.name, "version": one.version, "at": one.at, "n": len(one.parts),
        "url": reverse("demand:scenario", args=[one.id]), "standing": one.standing,
    }  # fmt: skip


def _part(at: int, one: rules.Part) -> dict[str, Any]:
    outbreak = {None: _("照现在"), True: _("有疫情"), False: _("没有疫情")}[one.outbreak]
    return {
        "at": at, "stages": "、".join(str(STAGE_NAMES[s]) for s in one.stages) or _("全部学校"),
        "grades": "、".join(one.grades) or _("全部年级"), "reopens": one.reopens, "share": one.share,
        "level": LEVEL_NAMES[one.level] if one.level else _("照现在"), "outbreak": outbreak,
        "submission_id": uuid7(),
        "extra": [
            {"name": item_name(more.item), "amount": f"{more.per_pupil * 1000:,.1f} {unit_name(more.item)}"}
            for more in one.extra
        ],
    }  # fmt: skip


@page(Permission.SEE_SUPPLIES, methods="GET POST")
def scenario_page(request: Asked, scenario_id: UUID) -> HttpResponse:
    """One version with those before it; posted with `act`: a part added or removed, or given up."""
    actor, county = request.actor, directory.county().no
    posted = request.method == "POST"
    if posted:  # before it is looked for: whoever may not learns nothing of it
        require(actor, Permission.SET_STANDARD, county)
    found = scenarios.scenario(actor, scenario_id)
    adding = posted and request.GET.get("act") == "add"
    form = forms.PartForm(request.POST if adding else None, _grades())
    status, errors = (422, []) if posted else (200, [])
    if posted and (not adding or form.is_valid()):
        try:
            made = services.set_scenario(actor, _wanted(request, found, form))
            messages.success(request, _("已记下。"))
            return HttpResponseRedirect(reverse("demand:scenario", args=[made]))
        except Invalid as refused:
            errors = _put((form,) if adding else (), refused)
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    olds = scenarios.versions(actor, found.name)
    names = accounts.names(actor, {one.by_id for one in olds if one.by_id})
    context = {
        "errors": errors, "one": _row(found), "is_last": olds[0].id == found.id,
        "parts": [_part(at, one) for at, one in enumerate(found.parts)],
        "versions": [{**_row(one), "by": names.get(one.by_id, "") if one.by_id else ""}
                     for one in olds],
        "may": actor.may(Permission.SET_STANDARD, county), "fields": list(forms.shown(form)),
        "submission_id": form["submission_id"].value() or uuid7(), "end_id": uuid7(),
    }  # fmt: skip
    return render(request, "demand/scenario.html", context, status=status)


def _wanted(
    request: Asked, found: scenarios.Supposed, form: forms.PartForm
) -> services.NewScenario:
    act = request.GET.get("act", "")
    plain = services.NewScenario(_sent_id(request), found.name, found.version, found.parts)
    if act == "add":
        return replace(plain, parts=(*found.parts, form.part()))
    if act == "remove":
        at = whole(request.POST.get("at", ""))
        return replace(plain, parts=tuple(p for n, p in enumerate(found.parts) if n != at))
    if act == "end":
        return replace(plain, standing=False)
    raise NotFound


def _sent_id(request: Asked) -> UUID:
    try:
        return UUID(request.POST.get("submission_id", ""))
    except ValueError:
        raise Invalid(_("页面已过期,请刷新后重试。")) from None
