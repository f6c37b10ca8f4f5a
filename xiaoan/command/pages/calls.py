"""Spot calls of a unit: the lot, what came of each call, the unit's answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.command import rules, services
from xiaoan.command.pages import words
from xiaoan.command.queries import calls, roster, shifts, units
from xiaoan.command.queries.words import RESULT_NAMES
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page, require
from xiaoan.web.paging import pager

_MOST_SHOWN = 20
_MAY = (Permission.CALL_DUTY, Permission.KEEP_COMMAND)


@page(*_MAY, methods="GET POST")
def calls_page(request: Asked, unit_no: int) -> HttpResponse:
    """Calls inside a unit; posted: the lot (`?act=draw`), or what came of a call (`?act=record`)."""
    actor = request.actor
    if not any(actor.may(one, unit_no) for one in _MAY):
        require(actor, Permission.CALL_DUTY, unit_no)
    place = units.require(actor, unit_no)
    may_call = actor.may(Permission.CALL_DUTY, unit_no)
    errors, status = [], 200
    if request.method == "POST":
        if not may_call:
            raise Forbidden
        try:
            messages.success(request, _act(request, unit_no))
            return HttpResponseRedirect(reverse("command:calls", args=[unit_no]))
        except (Conflict, Invalid) as refused:
            errors, status = [str(refused)], refused.status
    offset = whole(request.GET.get("offset", ""))
    total, made = calls.page_of(actor, place, offset)
    drawn = calls.last_draw(actor, unit_no)
    context = {
        "unit": place, "crumbs": words.crumbs(actor, unit_no), "as_of": clock.now(),
        "errors": errors, "links": words.links(request, unit_no), "may_call": may_call,
        "drawn": drawn, "open": _rows(actor, list(drawn.open), drawn.removed) if drawn else [],
        **_on_duty(actor, place), "results": list(RESULT_NAMES.items()), "typed": request.POST,
        "rows": [_made(one) for one in made], "total": total, "most": rules.MOST_DRAWN,
        "pager": pager(request, total, offset, calls.PAGE), "draw_id": uuid7(),
    }  # fmt: skip
    return render(request, "command/calls.html", context, status=status)


def _on_duty(actor: Actor, place: directory.Place) -> dict[str, Any]:
    """Who may be called now; of a whole county the lot chooses, and nobody has to be looked for."""
    seats = [one for one in calls.on_duty(place, clock.now()) if one.user_id != actor.user_id]
    shown = shifts.opened(seats[:_MOST_SHOWN], clock.now())
    return {"on_duty": _rows(actor, shown), "on_duty_total": len(seats)}


def _rows(
    actor: Actor, found: list[roster.Sitting], removed: frozenset[UUID] = frozenset()
) -> list[dict[str, Any]]:
    places = directory.places({one.unit_no for one in found})
    phones = accounts.phones(actor, {one.user_id for one in found})
    return [
        {**words.sitting(one), "unit": places[one.unit_no].name, "call_id": uuid7(),
         "has_phone": one.user_id in phones, "is_removed": one.id in removed,
         "phone_url": reverse("command:unit", args=[one.unit_no])}
        for one in found
    ]  # fmt: skip


def _made(one: calls.Made) -> dict[str, Any]:
    return {
        "url": reverse("command:call", args=[one.id]), "unit": one.unit, "name": one.name,
        "at": one.at, "by": one.by, "is_drawn": one.is_drawn, "answered": one.answered,
        **words.result(one.result),
    }  # fmt: skip


def _act(request: Asked, unit_no: int) -> str:
    sent, act = request.POST, request.GET.get("act", "")
    row_id = words.uuid(sent.get("id", ""))
    if act == "draw":
        count = whole(sent.get("count", ""))
        drawn = services.draw(request.actor, services.NewDraw(row_id, unit_no, count))
        return _("抽中 %(n)s 人。请逐个打电话,记下结果。") % {"n": drawn}
    if act == "record":
        draw_id = sent.get("draw_id", "")
        services.record(
            request.actor,
            services.NewCall(
                row_id, words.uuid(sent.get("seat_id", "")), sent.get("result", ""),
                sent.get("note", ""), words.uuid(draw_id) if draw_id else None,
            ),
        )  # fmt: skip
        return _("已记下查岗结果,本单位看得到。")
    raise NotFound


@page(Permission.STAND_DUTY, *_MAY, methods="GET POST")
def call_page(request: Asked, call_id: UUID) -> HttpResponse:
    """One call; posted: what the unit, or whoever was called, has to say to it."""
    actor, errors, status = request.actor, [], 200
    found = calls.made(actor, call_id)
    if request.method == "POST":
        try:
            services.answer(actor, call_id, request.POST.get("answer", ""))
            messages.success(request, _("已写入说明。"))
            return HttpResponseRedirect(reverse("command:call", args=[call_id]))
        except (Conflict, Invalid) as refused:
            errors, status = [str(refused)], refused.status
    said = found.own_answer if found.user_id == actor.user_id else found.answer
    context = {
        "row": found, **words.result(found.result), "errors": errors, "as_of": clock.now(),
        "may_answer": calls.may_answer(actor, found) and not said, "typed": request.POST,
        "longest": rules.LONGEST, "back_url": reverse("command:mine"),
    }  # fmt: skip
    return render(request, "command/call.html", context, status=status)
