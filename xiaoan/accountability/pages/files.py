"""Case files for whoever keeps them: the list, opening one, its steps, taking it away sealed."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accountability import queries, rules, services
from xiaoan.accountability.forms import STEP_FORMS, AskForm, OpenForm, StepForm, shown
from xiaoan.accountability.queries import files, words
from xiaoan.accountability.services.exporting import said_facts, take_file
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

# Whose hand a step may not be in: written and confirmed by two, an appeal decided by a third.
_NOT_BY_PROPOSER = ("return", "confirm", "measure", "decide")


@page(Permission.KEEP_FILES)
def files_page(request: Asked) -> HttpResponse:
    """The files that the actor keeps, the newest first."""
    text, state = request.GET.get("offset", ""), request.GET.get("state", "")
    offset = whole(text)
    total, rows = files.page_of(request.actor, state, offset)
    context = {
        "as_of": clock.now(), "state": state, "states": list(words.STATE_NAMES.items()),
        "total": total, "rows": [_line(one) for one in rows], "clear_url": "?" if state else "",
        "pager": pager(request, total, offset, files.PAGE),
        "open_url": reverse("accountability:home"),
    }  # fmt: skip
    return render(request, "accountability/files.html", context)


def _line(one: files.Row) -> dict[str, Any]:
    return {
        **one.__dict__, "state_words": words.STATE_NAMES[one.state],
        "shape": words.STATE_SHAPES[one.state], "url": reverse("accountability:file", args=[one.id]),
    }  # fmt: skip


@page(Permission.KEEP_FILES, methods="GET POST")
def open_page(request: Asked, unit_no: int) -> HttpResponse:
    """A new file about a unit."""
    actor, place = request.actor, queries.seen_place(request.actor, unit_no)
    if not actor.may(Permission.KEEP_FILES, place.no):
        raise Forbidden
    form = OpenForm(request.POST or None)
    status, errors = 200, []
    if request.method == "POST":
        status, errors = 422, [_("有几处要改,见下面。")]
        if form.is_valid():
            given = form.cleaned_data
            try:
                new = services.NewFile(given["step_id"], place.no, given["question"])
                found = services.open_file(actor, new)
                return HttpResponseRedirect(reverse("accountability:file", args=[found]))
            except (Conflict, Invalid) as refused:
                status, errors = refused.status, [str(refused)]
    context = {
        "crumbs": crumbs(actor, unit_no), "place": place, "errors": errors,
        "fields": list(shown(form)), "step_id": request.POST.get("step_id") or uuid7(),
    }  # fmt: skip
    return render(request, "accountability/open.html", context, status=status)


@page(Permission.KEEP_FILES, methods="GET POST")
def file_page(request: Asked, file_id: UUID) -> HttpResponse:
    """One file; posted with `?act=`: a step."""
    actor = request.actor
    files.find(actor, file_id)
    act = request.GET.get("act", "")
    if request.method != "POST":
        return _show(request, file_id, None, "", [], 200)
    if act not in STEP_FORMS:
        raise NotFound
    form = _form(actor, act, file_id, request.POST)
    status, errors = 422, [_("有几处要改,见下面。")]
    if form.is_valid():
        try:
            _done(actor, act, file_id, form.cleaned_data)
            messages.success(request, _("已记下:%(what)s。") % {"what": words.STEP_NAMES[act]})
            return HttpResponseRedirect(reverse("accountability:file", args=[file_id]))
        except (Conflict, Invalid) as refused:
            status, errors = refused.status, [str(refused)]
    return _show(request, file_id, form, act, errors, status)


def _form(actor: Actor, act: str, file_id: UUID, data: Any) -> StepForm:
    if act == "ask":
        people = files.people_of(actor, files.find(actor, file_id).unit_no)
        return AskForm(data, prefix=act, people=[(str(one), name) for one, name in people])
    return STEP_FORMS[act](data, prefix=act)


def _done(actor: Actor, act: str, file_id: UUID, given: dict[str, Any]) -> None:
    sent = services.Sent(given["step_id"], file_id, given["base"], given["text"])
    if act == "ask":
        concerned = given["concerned"] == "1"
        services.ask(actor, sent, UUID(given["user_id"]), concerned=concerned)
    elif act == "propose":
        services.propose(actor, sent, given["verdict"], given["about"], given["laws"])
    elif act == "measure":
        services.measure(actor, sent, given["measure"])
    elif act == "decide":
        services.decide_appeal(actor, sent, given["outcome"])
    elif act == "return":
        services.send_back(actor, sent)
    elif act == "confirm":
        services.confirm(actor, sent)
    else:
        services.close(actor, sent)


def _show(
    request: Asked, file_id: UUID, form: StepForm | None, act: str, errors: list[str], status: int
) -> HttpResponse:
    actor = request.actor
    detail = services.see_file(actor, file_id)
    row = detail.row
    offered = [name for name in STEP_FORMS if _offers(actor, detail, name)]
    context = {
        "crumbs": crumbs(actor, row.unit_no), "as_of": clock.now(), "errors": errors,
        "row": _line(row), "steps": said_steps(detail), "parties": _parties(detail),
        "acts": [_act(actor, one, detail, form if one == act else None) for one in offered],
        "catalogue": rules.catalogue(),
        "pick_url": _pick_url(detail) if row.state == "open" else "",
        "sealed_url": reverse("accountability:sealed", args=[file_id]),
    }  # fmt: skip
    return render(request, "accountability/file.html", context, status=status)


def _offers(actor: Actor, detail: files.Detail, act: str) -> bool:
    if not rules.may_follow(act, detail.row.state):
        return False
    if act in _NOT_BY_PROPOSER and actor.user_id == detail.proposed_by_id:
        return False
    if act == "close":
        return _may_close(actor, detail)
    if act == "measure" and (detail.verdict != "fault" or not detail.concerned):
        return False
    return not (act == "decide" and actor.user_id == detail.found_by_id)


def _may_close(actor: Actor, detail: files.Detail) -> bool:
    row = detail.row
    if row.state == "open":
        return actor.user_id != detail.opened_by_id
    return not (detail.concerned and rules.may_appeal_yet(row.state, row.found_on, clock.today()))


def _parties(detail: files.Detail) -> list[dict[str, Any]]:
    return [
        {"name": detail.names.get(one, "?"), "is_concerned": one in detail.concerned}
        for one in detail.parties
    ]


def said_steps(detail: files.Detail) -> list[dict[str, Any]]:
    """The steps as pages say them, the oldest first."""
    return [
        {
            "no": one.no, "title": words.STEP_NAMES[one.kind], "at": one.at, "by": one.by,
            "text": one.text, "lines": said_facts(one.facts, detail.names),
            "digest": one.digest[:10],
        }
        for one in detail.steps
    ]  # fmt: skip


def _pick_url(detail: files.Detail) -> str:
    row = detail.row
    day = row.opened_at.astimezone(clock.ZONE).date()
    here = reverse("accountability:course", args=[row.unit_no])
    return f"{here}?file={row.id}&until={day.isoformat()}"


def _act(actor: Actor, name: str, detail: files.Detail, form: StepForm | None) -> dict[str, Any]:
    is_answer = form is not None
    form = form or _form(actor, name, detail.row.id, None)
    return {
        "name": name, "title": words.STEP_NAMES[name], "url": f"?act={name}",
        "fields": list(shown(form)), "base": detail.row.steps, "is_answer": is_answer,
        "step_id": (form["step_id"].value() if is_answer else "") or uuid7(),
    }  # fmt: skip


@page(Permission.KEEP_FILES)
def sealed_page(request: Asked, file_id: UUID) -> HttpResponse:
    """The file with the journal's excerpt and a signature, to be checked by an outsider."""
    name, content = take_file(request.actor, file_id)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
