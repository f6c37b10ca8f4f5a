"""One measure, for the phone: what is asked, and what became of it, posted with `?act=`."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.duties.queries import evidence, kinds
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.measures import queries, services
from xiaoan.measures.forms import MEASURE_FORMS, ActForm, now_initial, point_at, shown
from xiaoan.measures.pages import words
from xiaoan.web.gate import Asked, page

TITLES = {"done": _l("办好了"), "declined": _l("办不了"), "withdrawn": _l("撤回")}
_ACTS = {
    "done": services.carry_out, "declined": services.decline, "withdrawn": services.withdraw,
}  # fmt: skip


@page(Permission.SEE_MEASURES, Permission.CARRY_OUT, methods="GET POST")
def measure_page(request: Asked, measure_id: UUID) -> HttpResponse:
    """One measure; posted: what became of it."""
    found = queries.row(request.actor, measure_id)
    if request.method != "POST":
        return _show(request, found, None, "", [], 200)
    act = request.GET.get("act", "")
    if act not in MEASURE_FORMS:
        raise NotFound
    if act not in may(request.actor, found):
        raise Forbidden
    form = _required(MEASURE_FORMS[act](request.POST, prefix=act), found.unit_no)
    status, errors = 422, [_("有几处要改,见下面。")]
    if form.is_valid():
        try:
            _ACTS[act](request.actor, _answer(measure_id, form))
            messages.success(request, _("已记下:%(what)s。") % {"what": TITLES[act]})
            return HttpResponseRedirect(reverse("measures:measure", args=[measure_id]))
        except (Conflict, Invalid) as refused:
            status, errors = refused.status, [str(refused)]
            if isinstance(refused, Invalid):
                point_at(form, refused)
    return _show(request, queries.row(request.actor, measure_id), form, act, errors, status)


def may(actor: Actor, one: queries.Row) -> list[str]:
    """What the actor may do with a measure that nobody has ended."""
    orders = actor.may(Permission.ORDER_MEASURES, one.unit_no)
    carries = actor.may(Permission.CARRY_OUT, one.unit_no)
    owns = carries and queries.answers_for(actor, one)
    allowed = {"done": owns or (carries and orders), "declined": owns, "withdrawn": orders}
    return [act for act, is_allowed in allowed.items() if is_allowed]


def _answer(measure_id: UUID, form: ActForm) -> services.Answer:
    given = form.cleaned_data
    at = dt.datetime.combine(given["day"], given["time"], clock.ZONE) if "day" in given else None
    return services.Answer(
        given["step_id"], measure_id, given["told"], at, given.get("evidence", "")
    )


def _show(
    request: Asked, one: queries.Row, form: ActForm | None, act: str, errors: list[str], status: int
) -> HttpResponse:
    offered = may(request.actor, one) if one.state == "ordered" else []
    context = {
        "row": words.measure(one), "as_of": clock.now(), "errors": errors,
        "acts": [_act(name, form if name == act else None, one.unit_no) for name in offered],
        "event_url": reverse("measures:event", args=[one.event_id])
        if request.actor.may(Permission.SEE_MEASURES, one.unit_no)
        else "",
        "back_url": reverse("measures:mine")
        if one.owner_id == request.actor.user_id
        else reverse("measures:measures"),
    }  # fmt: skip
    return render(request, "measures/measure.html", context, status=status)


def _required(form: ActForm, unit_no: int) -> ActForm:
    """What the county asks for besides has to be filled in."""
    if "evidence" in form.fields:
        form.fields["evidence"].required = kinds.PAPER in evidence.asked(queries.DO, unit_no)
    return form


def _act(name: str, form: ActForm | None, unit_no: int) -> dict[str, Any]:
    is_answer = form is not None
    form = form or _required(MEASURE_FORMS[name](prefix=name, initial=now_initial()), unit_no)
    return {
        "name": name, "title": TITLES[name], "url": f"?act={name}", "fields": list(shown(form)),
        "step_id": (form["step_id"].value() if is_answer else "") or uuid7(),
        "is_answer": is_answer or name == "done",
    }  # fmt: skip
