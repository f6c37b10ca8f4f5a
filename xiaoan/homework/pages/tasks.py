"""Homework of a unit: its list, setting, taking back, how long marking takes, pictures."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.homework import forms, services
from xiaoan.homework.pages.shown import card
from xiaoan.homework.queries import guard, tasks, words
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web import fields, pictures
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page, require

_MONTH = dt.timedelta(days=27)


@page(Permission.SEE_HOMEWORK)
def unit_page(request: Asked, unit_no: int) -> HttpResponse:
    """The homework of a unit, or `?unmarked=1` what is left to mark."""
    place, unmarked = directory.place(unit_no), bool(request.GET.get("unmarked"))
    found = tasks.at_unit(request.actor, place, unmarked=unmarked)
    names = {one.no: one.name for one in directory.places({row.unit_no for row in found}).values()}
    context = {
        "unit": place, "rows": [card(row, names) for row in found], "unmarked": unmarked,
        "as_of": clock.now(), "sets": request.actor.may_anywhere(Permission.SET_HOMEWORK),
        "back_url": reverse("homework:home"),
    }  # fmt: skip
    return render(request, "homework/unit.html", context)


@page(Permission.SET_HOMEWORK, methods="GET POST")
def set_page(request: Asked) -> HttpResponse:
    """The form for one or several classes; posted: what the load would be is said where it is too much, then
    it is set."""
    classes = tasks.classes(request.actor)
    posted = request.method == "POST"
    initial = {
        "classes": [request.GET.get("class", "")] if len(classes) > 1 else [str(one.no) for one in classes],
        "due": clock.today() + dt.timedelta(days=1), "time": "18:00", "minutes": 20, "way": "online",
    }  # fmt: skip
    form = forms.SetForm(
        request.POST if posted else None, initial=initial,
        classes=[(str(one.no), one.name) for one in classes],
        subjects=[(one.code, directory.subject_name(one.code)) for one in directory.subjects()],
    )  # fmt: skip
    status, errors, photo_error, load = (422 if posted else 200), [], "", []
    if posted and form.is_valid():
        new = _new(request, form)
        load = guard.said(request.actor, new.unit_nos, form.due()[0], new.minutes)
        try:
            if not any(one.over for one in load) or request.POST.get("sure") == "1":
                services.set_homework(request.actor, new)
                messages.success(request, _("已布置。"))
                return HttpResponseRedirect(reverse("homework:home"))
        except Invalid as refused:
            status = refused.status
            photo_error = str(refused) if "photo" in refused.fields else ""
            errors = [] if photo_error else fields.put(form, refused.fields, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    context = {
        "fields": list(fields.shown(form, is_plain=True)), "errors": errors, "load": load,
        "asks": any(one.over for one in load), "photo_error": photo_error,
        "photo": pictures.widget(request.POST if posted else None),
        "submission_id": form["submission_id"].value() or uuid7(),
        "back_url": reverse("homework:home"),
    }  # fmt: skip
    return render(request, "homework/set.html", context, status=status)


def _new(request: Asked, form: forms.SetForm) -> services.NewTask:
    given = form.cleaned_data
    return services.NewTask(
        given["submission_id"], tuple(int(no) for no in given["classes"]), given["subject"],
        given["title"], given["text"], given["minutes"], given["way"], clock.at(*form.due()),
        tuple(each.content for each in pictures.read(request)),
    )  # fmt: skip


@page(Permission.SET_HOMEWORK, methods="GET POST")
def cancel_page(request: Asked, task_id: UUID) -> HttpResponse:
    """The reason; posted: nobody has to do it any more."""
    row = tasks.task(request.actor, task_id)
    require(request.actor, Permission.SET_HOMEWORK, row.unit_no)
    back = reverse("homework:task", args=[task_id])
    posted = request.method == "POST"
    form = forms.ReasonForm(request.POST if posted else None)
    status, errors = (422 if posted else 200), []
    if posted and form.is_valid():
        given = form.cleaned_data
        try:
            services.cancel(request.actor, given["submission_id"], task_id, given["reason"])
            messages.success(request, _("已取消。"))
            return HttpResponseRedirect(back)
        except Invalid as refused:
            status, errors = refused.status, fields.put(form, refused.fields, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    context = {
        "title": _("取消作业"), "sub": row.title, "button": _("取消作业"), "errors": errors,
        "note": _("取消后不用再交,不计入任何数字;已经交的还看得到。"), "back_url": back,
        "fields": list(fields.shown(form, is_plain=True)),
        "submission_id": form["submission_id"].value() or uuid7(),
    }  # fmt: skip
    return render(request, "homework/reason.html", context, status=status)


@page(Permission.SEE_HOMEWORK)
def turnaround_page(request: Asked, unit_no: int) -> HttpResponse:
    """How long marking takes, teacher by teacher, over four weeks back."""
    place, today = directory.place(unit_no), clock.today()
    if place.kind in ("county", "township"):
        raise NotFound
    rows = tasks.turnaround(request.actor, place, today - _MONTH, today)
    context = {
        "unit": place, "crumbs": crumbs(request.actor, unit_no), "since": today - _MONTH,
        "as_of": clock.now(), "rows": [_row(one) for one in rows],
        "waiting": sum(one.waiting for one in rows), "pieces": sum(one.pieces for one in rows),
        "back_url": reverse("homework:unit", args=[unit_no]),
    }  # fmt: skip
    return render(request, "homework/turnaround.html", context)


def _row(one: tasks.Turnaround) -> dict[str, Any]:
    return {
        "name": one.name, "marked": one.marked, "pieces": one.pieces, "waiting": one.waiting,
        "median": words.hours(one.median), "ninetieth": words.hours(one.ninetieth),
    }  # fmt: skip


@page(Permission.SEE_HOMEWORK, Permission.HAND_IN)
def photo_page(request: Asked, task_id: UUID, photo_id: UUID) -> HttpResponse:
    return pictures.answer(tasks.picture(request.actor, task_id, photo_id))
