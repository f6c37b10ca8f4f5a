"""One suspension: what was asked, who decided upon what, and its course; each act is posted with `?act=`."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.investigations import queries as investigations
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.measures import rules, services
from xiaoan.measures.forms import SUSPENSION_FORMS, StepForm, point_at, shown
from xiaoan.measures.pages import words
from xiaoan.measures.pages.advice import advised
from xiaoan.measures.queries import suspensions
from xiaoan.measures.queries.words import STEP_NAMES
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page


def _needs(act: str) -> Permission:
    return Permission.ORDER_MEASURES if act == "withdraw" else Permission.DECIDE_SUSPENSION


@page(Permission.SEE_MEASURES, methods="GET POST")
def suspension_page(request: Asked, suspension_id: UUID) -> HttpResponse:
    """One suspension; posted: what somebody does with it."""
    actor = request.actor
    found = suspensions.find(actor, suspension_id)
    if request.method != "POST":
        return _show(request, suspension_id, None, "", [], 200)
    act = request.GET.get("act", "")
    if act not in SUSPENSION_FORMS:
        raise NotFound
    if not actor.may(_needs(act), found.unit_no):
        raise Forbidden
    form = SUSPENSION_FORMS[act](request.POST, prefix=act)
    status, errors = 422, [_("有几处要改,见下面。")]
    if form.is_valid():
        try:
            _done(actor, act, suspension_id, form.cleaned_data)
            messages.success(request, _("已记下:%(what)s。") % {"what": STEP_NAMES[act]})
            return HttpResponseRedirect(reverse("measures:suspension", args=[suspension_id]))
        except (Conflict, Invalid) as refused:
            status, errors = refused.status, [str(refused)]
            if isinstance(refused, Invalid):
                point_at(form, refused)
    return _show(request, suspension_id, form, act, errors, status)


def _done(actor: Actor, act: str, suspension_id: UUID, given: dict[str, Any]) -> None:
    told = services.Decision(given["step_id"], suspension_id, given["base"], given["reason"])
    if act == "decide":
        paper = services.Assessment(
            given["cdc_person"], given["cdc_office"], given["paper_no"], given["paper_on"]
        )
        services.decide(actor, told, paper, given["since"], given["until"])
    elif act == "extend":
        services.extend(actor, told, given["until"])
    elif act == "reopen":
        services.reopen(actor, told, given["back_on"])
    elif act == "refuse":
        services.refuse(actor, told)
    else:
        services.withdraw_proposal(actor, told)


def _show(
    request: Asked,
    suspension_id: UUID,
    form: StepForm | None,
    act: str,
    errors: list[str],
    status: int,
) -> HttpResponse:
    actor = request.actor
    row, steps = suspensions.one(actor, suspension_id)
    offered = [
        name
        for name, state in rules.ACTS.items()
        if state == row.state and actor.may(_needs(name), row.unit_no)
    ]
    head = investigations.event(actor, row.event_id)
    context = {
        "crumbs": crumbs(actor, row.school_id), "as_of": clock.now(), "errors": errors,
        "row": words.suspension(row),
        "advice": advised(actor, row.school_id) if row.state == "proposed" else [],
        "event": words.event(head),
        "event_url": reverse("measures:event", args=[row.event_id]),
        "acts": [_act(name, row, form if name == act else None) for name in offered],
        "steps": [
            {
                "title": STEP_NAMES[one.kind], "at": one.at, "by": one.by or _("系统"),
                "reason": one.reason, "since": one.days.get("since"),
                "until": one.days.get("until"), "back_on": one.days.get("back_on"),
            }
            for one in reversed(steps)
        ],
    }  # fmt: skip
    return render(request, "measures/suspension.html", context, status=status)


def _act(name: str, row: suspensions.Row, form: StepForm | None) -> dict[str, Any]:
    is_answer = form is not None
    today = clock.today()
    initial = {
        "since": max(row.since, today), "until": max(row.until, today), "paper_on": today,
        "back_on": today,
    }  # fmt: skip
    form = form or SUSPENSION_FORMS[name](prefix=name, initial=initial)
    return {
        "name": name, "title": STEP_NAMES[name], "url": f"?act={name}",
        "fields": list(shown(form)),
        # Overtaken, it is about what is new; to be mended, about what it was made from.
        "base": (form["base"].value() if form.errors else "") or row.steps, "is_answer": is_answer,
        "step_id": (form["step_id"].value() if is_answer else "") or uuid7(),
    }  # fmt: skip
