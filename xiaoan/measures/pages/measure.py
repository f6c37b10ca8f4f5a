"""One measure, for the phone: what is asked, and what became of it, posted with `?act=`."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.duties.queries import evidence
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.measures import queries, services
from xiaoan.measures.forms import MEASURE_FORMS, ActForm, now_initial, point_at, shown
from xiaoan.measures.pages import words
from xiaoan.photos.queries import evidence as shown_files
from xiaoan.photos.services.evidence import Evidence, NewPaper, Shot
from xiaoan.web import pictures
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
        return _show(request, found, None, [], 200)
    act = request.GET.get("act", "")
    if act not in MEASURE_FORMS:
        raise NotFound
    if act not in may(request.actor, found):
        raise Forbidden
    form = MEASURE_FORMS[act](request.POST, prefix=act)
    status, errors, fields = 422, [_("有几处要改,见下面。")], {}
    if form.is_valid():
        try:
            _ACTS[act](request.actor, _answer(request, measure_id, form))
            messages.success(request, _("已记下:%(what)s。") % {"what": TITLES[act]})
            return HttpResponseRedirect(reverse("measures:measure", args=[measure_id]))
        except (Conflict, Invalid) as refused:
            status, errors = refused.status, [str(refused)]
            if isinstance(refused, Invalid):
                point_at(form, refused)
                fields = dict.fromkeys(refused.fields, str(refused))
    found = queries.row(request.actor, measure_id)
    return _show(request, found, Sent(act, form, fields), errors, status)


@page(Permission.SEE_MEASURES, Permission.CARRY_OUT)
def file_page(request: Asked, measure_id: UUID, file_id: UUID) -> HttpResponse:
    """A photo or paper of a measure in sight; any other is not there."""
    one = queries.row(request.actor, measure_id)
    name, content = shown_files.file_of(file_id, one.photo_ids, one.paper_ids)
    return pictures.paper(name, content) if name else pictures.answer(content)


@dataclass(frozen=True)
class Sent:
    """A form that is shown again: which act, and what is wrong with what it brought along."""

    act: str
    form: ActForm
    faults: dict[str, str]


def may(actor: Actor, one: queries.Row) -> list[str]:
    """What the actor may do with a measure that nobody has ended."""
    orders = actor.may(Permission.ORDER_MEASURES, one.unit_no)
    carries = actor.may(Permission.CARRY_OUT, one.unit_no)
    owns = carries and queries.answers_for(actor, one)
    allowed = {"done": owns or (carries and orders), "declined": owns, "withdrawn": orders}
    return [act for act, is_allowed in allowed.items() if is_allowed]


def _answer(request: Asked, measure_id: UUID, form: ActForm) -> services.Answer:
    given = form.cleaned_data
    files = Evidence(
        tuple(Shot(one.content, one.taken_at) for one in pictures.read(request)),
        tuple(NewPaper(*one) for one in pictures.read_papers(request)),
    )
    at = dt.datetime.combine(given["day"], given["time"], clock.ZONE) if "day" in given else None
    return services.Answer(
        given["step_id"], measure_id, given["told"], at, given.get("evidence", ""), files
    )


def _show(
    request: Asked, one: queries.Row, sent: Sent | None, errors: list[str], status: int
) -> HttpResponse:
    offered = may(request.actor, one) if one.state == "ordered" else []
    context = {
        "row": words.measure(one), "as_of": clock.now(), "errors": errors,
        "acts": [
            _act(request, name, sent if sent and name == sent.act else None) for name in offered
        ],
        "asked": evidence.words(queries.DO, one.unit_no),
        "evidence": shown_files.shown(
            one.photo_ids, one.paper_ids, lambda pk: reverse("measures:file", args=[one.id, pk])
        ),
        "event_url": reverse("measures:event", args=[one.event_id])
        if request.actor.may(Permission.SEE_MEASURES, one.unit_no)
        else "",
        "back_url": reverse("measures:mine")
        if one.owner_id == request.actor.user_id
        else reverse("measures:measures"),
    }  # fmt: skip
    return render(request, "measures/measure.html", context, status=status)


def _act(request: Asked, name: str, sent: Sent | None) -> dict[str, Any]:
    form = sent.form if sent else MEASURE_FORMS[name](prefix=name, initial=now_initial())
    faults = sent.faults if sent else {}
    return {
        "name": name, "title": TITLES[name], "url": f"?act={name}", "fields": list(shown(form)),
        "step_id": (form["step_id"].value() if sent else "") or uuid7(),
        "is_answer": sent is not None or name == "done",
        "photo": pictures.widget(request.POST if sent else None) if name == "done" else None,
        "photo_error": faults.get("photo", ""), "paper_error": faults.get("paper", ""),
    }  # fmt: skip
