"""Case files for those who are named in one: what is asked, a statement in one's own name, an appeal."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accountability import rules, services
from xiaoan.accountability.forms import StepForm, shown
from xiaoan.accountability.pages.files import said_steps
from xiaoan.accountability.queries import files, words
from xiaoan.accountability.services.looking import see_as_party
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page


@page(Permission.MY_DUTIES)
def mine_page(request: Asked) -> HttpResponse:
    """The files in which one is named."""
    rows = [
        {
            **one.__dict__, "state_words": words.STATE_NAMES[one.state],
            "shape": words.STATE_SHAPES[one.state],
            "url": reverse("accountability:own_file", args=[one.id]),
        }
        for one in files.mine(request.actor)
    ]  # fmt: skip
    return render(request, "accountability/mine.html", {"rows": rows, "as_of": clock.now()})


@page(Permission.MY_DUTIES, methods="GET POST")
def own_file_page(request: Asked, file_id: UUID) -> HttpResponse:
    """One of them; posted with `?act=state` or `?act=appeal`."""
    act = request.GET.get("act", "")
    if request.method != "POST":
        return _show(request, file_id, None, "", [], 200)
    if act not in rules.OF_PARTIES:
        raise NotFound
    files.as_party(request.actor, file_id)
    form = StepForm(request.POST, prefix=act)
    status, errors = 422, [_("有几处要改,见下面。")]
    if form.is_valid():
        given = form.cleaned_data
        sent = services.Sent(given["step_id"], file_id, given["base"], given["text"])
        try:
            (services.state if act == "state" else services.appeal)(request.actor, sent)
            messages.success(request, _("已记下:%(what)s。") % {"what": words.STEP_NAMES[act]})
            return HttpResponseRedirect(reverse("accountability:own_file", args=[file_id]))
        except (Conflict, Invalid) as refused:
            status, errors = refused.status, [str(refused)]
    return _show(request, file_id, form, act, errors, status)


def _show(
    request: Asked, file_id: UUID, form: StepForm | None, act: str, errors: list[str], status: int
) -> HttpResponse:
    detail = see_as_party(request.actor, file_id)
    row = detail.row
    offered = [one for one in rules.OF_PARTIES if _offers(row, one)]
    context = {
        "row": {
            **row.__dict__, "state_words": words.STATE_NAMES[row.state],
            "shape": words.STATE_SHAPES[row.state],
        },
        "steps": said_steps(detail), "errors": errors, "as_of": clock.now(),
        "acts": [_act(one, detail, form if one == act else None) for one in offered],
        "catalogue": rules.catalogue(), "awaited_until": _awaited(request, detail),
    }  # fmt: skip
    return render(request, "accountability/own_file.html", context, status=status)


def _awaited(request: Asked, detail: files.Detail) -> dt.datetime | None:
    """Until when a finding waits for the one who looks; None where it does not."""
    mine = request.actor.user_id
    if detail.row.state != "open" or any(
        s.kind == "state" and s.by_id == mine for s in detail.steps
    ):
        return None
    asked = [s.at for s in detail.steps if s.facts.get("user_id") == str(mine)]
    return rules.statement_until(asked[-1]) if asked else None


def _offers(row: files.Row, act: str) -> bool:
    if not rules.may_follow(act, row.state):
        return False
    in_time = row.appeal_until is None or clock.today() <= row.appeal_until
    return act == "state" or (row.is_concerned and in_time)


def _act(name: str, detail: files.Detail, form: StepForm | None) -> dict[str, Any]:
    is_answer = form is not None
    form = form or StepForm(prefix=name)
    return {
        "name": name, "title": words.STEP_NAMES[name], "url": f"?act={name}",
        "fields": list(shown(form)), "base": detail.row.steps, "is_answer": is_answer,
        "step_id": (form["step_id"].value() if is_answer else "") or uuid7(),
    }  # fmt: skip
