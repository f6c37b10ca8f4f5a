"""What a unit has to read: assigned, how far it is, which questions are most missed."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.materials import forms, queries, rules, services
from xiaoan.materials.pages import words
from xiaoan.materials.queries import assigned, results
from xiaoan.materials.queries.words import AUDIENCE_NAMES, text
from xiaoan.web import fields
from xiaoan.web.gate import Asked, page

_WEEK = dt.timedelta(days=7)


@page(Permission.SEE_READING)
def unit_home_page(request: Asked) -> HttpResponse:
    """To the widest unit of the actor."""
    lo, _hi = max(request.actor.reach(Permission.SEE_READING), key=lambda one: one[1] - one[0])
    return HttpResponseRedirect(reverse("materials:unit", args=[lo]))


def _place(request: Asked, unit_no: int) -> directory.Place:
    place = directory.place(unit_no)
    assigned.require(request.actor, unit_no)
    return place


@page(Permission.SEE_READING)
def unit_page(request: Asked, unit_no: int) -> HttpResponse:
    """The assignments that concern a unit; those that run, or `?all=1` of a year."""
    place, all_ = _place(request, unit_no), bool(request.GET.get("all"))
    found = assigned.at_unit(request.actor, place, all_=all_)
    names = {one.no: one.name for one in directory.places({one.unit_no for one in found}).values()}
    context = {
        "unit": place, "crumbs": words.crumbs(request, unit_no), "all": all_, "as_of": clock.now(),
        "rows": [_row(one, place, names) for one in found],
        "assigns": request.actor.may(Permission.ASSIGN_READING, unit_no)
        and place.kind in ("county", "township", "school", "grade", "class"),
    }  # fmt: skip
    return render(request, "materials/unit.html", context)


def _row(one: assigned.Assigned, place: directory.Place, names: dict[int, str]) -> dict[str, Any]:
    # Of what was assigned above the page leads to this unit's own part.
    at = max(place.no, one.unit_no)
    return {
        "url": reverse("materials:results", args=[one.id, at]), "title": text(one.title),
        "audience": AUDIENCE_NAMES[one.audience], "where": names.get(one.unit_no, ""),
        "since": one.since, "until": one.until, "questions": one.questions, **_state(one),
    }  # fmt: skip


def _state(one: assigned.Assigned) -> dict[str, Any]:
    if one.cancelled_at is not None:
        return {"shape": "excused", "words": _("已取消")}
    if one.is_open_on(clock.today()):
        return {"shape": "due", "words": _("进行中")}
    return {"shape": "done", "words": _("已截止")}


@page(Permission.ASSIGN_READING, methods="GET POST")
def assign_page(request: Asked, unit_no: int) -> HttpResponse:
    """The form; posted: first how many are meant is said, then it is assigned."""
    place = services.place_for(request.actor, unit_no)
    titles = queries.titles()
    audiences = [
        (code, said) for code, said in AUDIENCE_NAMES.items()
        if code in rules.FAMILIES or place.kind not in ("class", "grade")
    ]  # fmt: skip
    code = request.GET.get("code", "")
    initial = {
        "code": code if code in titles else "",
        "questions": 3,
        "until": clock.today() + _WEEK,
    }
    form = forms.AssignForm(
        request.POST if request.method == "POST" else None, initial=initial,
        materials=list(titles.items()), audiences=audiences,
    )  # fmt: skip
    status, errors, meant = (422 if request.method == "POST" else 200), [], None
    if request.method == "POST" and form.is_valid():
        try:
            return _assigned(request, place, form)
        except services.Unsure as asked:
            meant, status = asked.meant, asked.status
        except Invalid as refused:
            errors, status = forms.put(form, refused.fields, str(refused)), refused.status
        except Conflict as refused:
            errors, status = [str(refused)], refused.status
    context = {
        "unit": place, "crumbs": words.crumbs(request, unit_no), "errors": errors, "meant": meant,
        "fields": list(fields.shown(form, is_plain=True)), "act_id": form["act_id"].value() or uuid7(),
        "for_families": form["audience"].value() in rules.FAMILIES,
        "back_url": reverse("materials:unit", args=[unit_no]),
    }  # fmt: skip
    return render(request, "materials/assign.html", context, status=status)


def _assigned(request: Asked, place: directory.Place, form: forms.AssignForm) -> HttpResponse:
    given = form.cleaned_data
    new = services.NewAssignment(
        given["act_id"], place.no, given["code"], given["audience"], given["until"],
        given["questions"], given["note"], sure=request.POST.get("sure") == "1",
    )  # fmt: skip
    found = services.assign(request.actor, new)
    messages.success(request, _("已布置。"))
    return HttpResponseRedirect(reverse("materials:results", args=[found, place.no]))


@page(Permission.SEE_READING)
def assigned_page(request: Asked, assignment_id: UUID) -> HttpResponse:
    """To the part of an assignment that the actor sees."""
    one = assigned.seen(request.actor, assignment_id)
    for lo, hi in sorted(request.actor.reach(Permission.SEE_READING), key=lambda at: at[0] - at[1]):
        if lo < one.unit_end and hi > one.unit_no:
            at = max(lo, one.unit_no)
            return HttpResponseRedirect(reverse("materials:results", args=[assignment_id, at]))
    raise NotFound


@page(Permission.SEE_READING)
def results_page(request: Asked, assignment_id: UUID, unit_no: int) -> HttpResponse:
    """Read and answered of how many, unit by unit, and the questions most missed; no person."""
    one = assigned.seen(request.actor, assignment_id)
    place = _place(request, unit_no)
    if not (one.unit_no < place.end and place.no < one.unit_end):
        raise NotFound
    held = queries.version(one.version_id)
    rows = results.figures(request.actor, one, place)
    whole = sum((row.figures for row in rows), results.Figures())
    missed = results.missed(request.actor, one, held, place) if whole.shows else []
    actor = request.actor
    context = {
        "unit": place, "crumbs": words.crumbs(request, unit_no), "as_of": clock.now(),
        "one": one, "title": text(one.title), "audience": AUDIENCE_NAMES[one.audience],
        "state": _state(one), "whole": whole, "families": one.is_for_families,
        "rows": [_figures(request, one, row, place) for row in rows],
        "missed": [_missed(each) for each in missed], "fewest": rules.FEWEST,
        "finding": _finding(missed, whole), "halted": held.halted,
        "cancel_url": reverse("materials:cancel", args=[one.id])
        if one.cancelled_at is None and actor.may(Permission.ASSIGN_READING, one.unit_no) else "",
        "back_url": reverse("materials:unit", args=[place.no]),
    }  # fmt: skip
    return render(request, "materials/results.html", context)


def _figures(
    request: Asked, one: assigned.Assigned, row: results.Row, place: directory.Place
) -> dict[str, Any]:
    opens = row.unit_no != place.no and request.actor.may(Permission.SEE_READING, row.unit_no)
    return {
        "name": row.name, "figures": row.figures,
        "url": reverse("materials:results", args=[one.id, row.unit_no]) if opens else "",
    }  # fmt: skip


def _missed(one: results.Missed) -> dict[str, Any]:
    return {
        **words.question(one.question), "asked": one.asked, "wrong": one.wrong,
    }  # fmt: skip


def _finding(missed: Sequence[results.Missed], whole: results.Figures) -> str:
    """The title of the chart says what it shows."""
    if not missed or not missed[0].wrong:
        return _("%(n)s 份答卷,还没有答错的题") % {"n": whole.answered} if missed else ""
    return _("错得最多:%(text)s") % {"text": text(missed[0].question.text)}


@page(Permission.ASSIGN_READING, methods="GET POST")
def cancel_page(request: Asked, assignment_id: UUID) -> HttpResponse:
    """The reason; posted: nobody has to read it any more."""
    one = assigned.seen(request.actor, assignment_id)
    if not request.actor.may(Permission.ASSIGN_READING, one.unit_no):
        raise Forbidden
    back = reverse("materials:results", args=[one.id, one.unit_no])
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    status, errors = (422 if request.method == "POST" else 200), []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.cancel(request.actor, given["act_id"], one.id, given["reason"])
            messages.success(request, _("已取消,读过和答过的还在。"))
            return HttpResponseRedirect(back)
        except Invalid as refused:
            errors, status = forms.put(form, refused.fields, str(refused)), refused.status
        except Conflict as refused:
            errors, status = [str(refused)], refused.status
    context = {
        "title": _("取消这次布置"), "sub": text(one.title), "errors": errors, "button": _("取消布置"),
        "note": _("取消后,还没有读的不用再读。"), "fields": list(fields.shown(form, is_plain=True)),
        "act_id": form["act_id"].value() or uuid7(), "back_url": back,
    }  # fmt: skip
    return render(request, "materials/form.html", context, status=status)
