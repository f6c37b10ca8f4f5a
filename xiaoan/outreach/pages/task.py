"""One family: who it is about, whom to call, what came of it; posted with `?act=`."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.outreach import queries, rules, services
from xiaoan.outreach.pages.lists import row
from xiaoan.outreach.queries import reasons
from xiaoan.outreach.queries.words import OUTCOME_NAMES, STAGE_NAMES, WAY_NAMES, WHY_NAMES
from xiaoan.photos import queries as photos
from xiaoan.photos.services.evidence import Shot
from xiaoan.web import pictures, reading
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_OUTREACH, methods="GET POST")
def task_page(request: Asked, task_id: UUID) -> HttpResponse:
    """A family's task; posted: taken, called, visited, decided."""
    if request.method != "POST":
        return _show(request, task_id, "", None)
    act = request.GET.get("act", "")
    if act not in _ACTS:
        raise NotFound
    try:
        said = _ACTS[act](request, task_id)
    except (Invalid, Conflict) as refused:
        return _show(request, task_id, act, refused)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("outreach:task", args=[task_id]))


def _take(request: Asked, task_id: UUID) -> str:
    services.take(request.actor, task_id)
    return _("这一家现在由您联系,别人会看到。")


def _call(request: Asked, task_id: UUID) -> str:
    stage = services.call(request.actor, services.NewCall(**_said(request, task_id)))
    return _told(stage)


def _visit(request: Asked, task_id: UUID) -> str:
    second = reading.read_optional_id(request.POST.get("second", ""))
    shots = tuple(Shot(one.content, one.taken_at) for one in pictures.read(request))
    new = services.NewVisit(**_said(request, task_id), second_id=second, photos=shots)
    return _told(services.visit(request.actor, new))


def _lead(request: Asked, task_id: UUID) -> str:
    return _told(services.lead(request.actor, services.NewLead(**_said(request, task_id))))


_ACTS: dict[str, Callable[[Asked, UUID], str]] = {
    "take": _take, "call": _call, "visit": _visit, "lead": _lead,
}  # fmt: skip


def _told(stage: str) -> str:
    return _("已记下。现在:%(stage)s。") % {"stage": STAGE_NAMES[stage]}


def _said(request: Asked, task_id: UUID) -> dict[str, Any]:
    """A button says outcome and why at once: "reached.ill"."""
    said = request.POST
    outcome, _dot, why = said.get("answer", "").partition(".")
    return {
        "id": reading.read_id(said.get("submission_id", "")), "task_id": task_id,
        "outcome": outcome, "why": why or said.get("why", ""), "who": said.get("who", ""),
        "note": said.get("note", ""), "promise": reading.read_date(said, "promise"),
    }  # fmt: skip


def _show(
    request: Asked, task_id: UUID, act: str, refused: Invalid | Conflict | None
) -> HttpResponse:
    actor = request.actor
    found = services.see(actor, task_id)
    task = found.task
    visits = found.may_call and task.stage in ("visit", "waiting")
    context = {
        "found": found, "task": task, "row": row(found.row), "as_of": clock.now(), "act": act,
        "is_open": task.closed_at is None, "error": str(refused or ""),
        "fields": getattr(refused, "fields", {}), "typed": request.POST if act else {},
        "lines": [_line(request, task.unit_no, one) for one in found.lines],
        "told": [_try(one, task_id) for one in found.told],
        "widget": pictures.widget(request.POST if act == "visit" else None),
        "whys": list(WHY_NAMES.items()),
        "may_take": found.may_call and not found.has_it and task.stage in ("call", "visit", "waiting"),
        "hides_phones": not accounts.sees_family_phones(actor), "may_visit": visits,
        "companions": queries.companions(actor, task) if visits else [],
        "visits": [(code, OUTCOME_NAMES[code]) for code in rules.VISIT_OUTCOMES],
        "leads": [
            (code, OUTCOME_NAMES[code])
            for code in rules.LEAD_OUTCOMES if code != "township" or task.stage != "township"
        ],
        "form_ids": {name: uuid7() for name in _ACTS}
        | ({act: request.POST.get("submission_id")} if act else {}),
        "ill_url": _ill(request, found), "refer_url": _refer(request, found),
        "back_url": reverse("outreach:home"),
    }  # fmt: skip
    return render(request, "outreach/task.html", context, status=refused.status if refused else 200)


def _ill(request: Asked, found: queries.Detail) -> str:
    """The family has said that the child is ill: where that is put on record, for whoever may."""
    said = found.told and found.told[0].why == "ill"
    may = request.actor.may(Permission.TRACE, found.task.unit_no)
    return reverse("illness:open", args=[found.task.unit_no]) if said and may else ""


def _refer(request: Asked, found: queries.Detail) -> str:
    """The family has said that the child has lost heart: where a counsellor is told, for whoever may."""
    said = found.told and found.told[0].why == "lost_heart"
    may = request.actor.may(Permission.REFER, found.task.unit_no)
    return reverse("counselling:refer") if said and may else ""


def _line(request: Asked, unit_no: int, one: Any) -> dict[str, Any]:
    url = reasons.link_for(request.actor, unit_no, one.reason, one.about_id)
    return {"one": one, "label": reasons.label_of(one.reason), "url": url}


def _try(one: queries.Told, task_id: UUID) -> dict[str, Any]:
    return {
        "one": one, "way": WAY_NAMES[one.way], "outcome": OUTCOME_NAMES[one.outcome],
        "why": WHY_NAMES.get(one.why, ""),
        "photos": [reverse("outreach:photo", args=[task_id, pk]) for pk in one.photos],
    }  # fmt: skip


@page(Permission.SEE_OUTREACH)
def photo_page(request: Asked, task_id: UUID, photo_id: UUID) -> HttpResponse:
    """A picture of a visit of a family in sight; any other is not there."""
    if not queries.photo_is_of(request.actor, task_id, photo_id):
        raise NotFound
    return pictures.answer(photos.picture(photo_id))
