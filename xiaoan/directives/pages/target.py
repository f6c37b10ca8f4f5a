"""A unit's part of a task, for the phone: acknowledge, report, ask, hand on; check; posted with `?act=`."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directives import forms, rules, services
from xiaoan.directives.pages import words
from xiaoan.directives.pages.directive import new_task, task_form
from xiaoan.directives.pages.register import sent_files
from xiaoan.directives.queries import addressing, targets
from xiaoan.directives.queries.words import REPORTED, STAGE_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_DIRECTIVES, Permission.ANSWER_DIRECTIVES, methods="GET POST")
def target_page(request: Asked, target_id: UUID) -> HttpResponse:
    """A unit's part; posted: what the unit or its checker does with it."""
    found = targets.detail(request.actor, target_id)
    if request.method != "POST":
        return _show(request, found, "", "", 200)
    act = request.GET.get("act", "")
    if act not in _ACTS:
        raise NotFound
    try:
        said = _ACTS[act](request, target_id)
        if act == "split" and not said:  # only looked at: how many units, before they get it
            return _show(request, found, "split", "", 200)
        messages.success(request, said)
        return HttpResponseRedirect(reverse("directives:target", args=[target_id]))
    except (Invalid, Conflict) as refused:
        found = targets.detail(request.actor, target_id)
        return _show(request, found, act, str(refused), refused.status, refused)


def _id(request: Asked) -> UUID:
    return reading.read_id(request.POST.get("submission_id", ""))


def _acknowledge(request: Asked, target_id: UUID) -> str:
    services.acknowledge(request.actor, target_id)
    return _("已签收。")


def _report(request: Asked, target_id: UUID) -> str:
    said = request.POST
    services.report(
        request.actor,
        services.Report(
            _id(request),
            target_id,
            said.get("stage", ""),
            said.get("text", ""),
            sent_files(request),
            said.get("adds") == "1",
        ),
    )
    return str(REPORTED[said["stage"]])


def _ask(request: Asked, target_id: UUID) -> str:
    due_at = reading.read_moment(request.POST, "due_at")
    services.ask(
        request.actor,
        services.Ask(_id(request), target_id, due_at, request.POST.get("text", "")),
    )
    return _("已申请延期。答复之前仍按原期限。")


def _check(request: Asked, target_id: UUID) -> services.Check:
    said = request.POST
    return services.Check(
        _id(request), target_id, whole(said.get("base", "")), said.get("text", ""),
        forms.read_ids(said.getlist("children")), reading.read_moment(said, "due_at"),
    )  # fmt: skip


def _accept(request: Asked, target_id: UUID) -> str:
    services.accept(request.actor, _check(request, target_id))
    return _("核验通过。")


def _return(request: Asked, target_id: UUID) -> str:
    services.give_back(request.actor, _check(request, target_id))
    return _("已退回,期限不变。")


def _let_off(request: Asked, target_id: UUID) -> str:
    services.let_off(request.actor, _check(request, target_id))
    return _("已免办,理由记录在案。")


def _grant(request: Asked, target_id: UUID) -> str:
    services.decide(request.actor, _check(request, target_id), grant=True)
    return _("已同意延期。")


def _refuse(request: Asked, target_id: UUID) -> str:
    services.decide(request.actor, _check(request, target_id), grant=False)
    return _("已答复:不同意延期。")


def _split(request: Asked, target_id: UUID) -> str:
    """First how many units it would be; "" until that has been looked at."""
    found = targets.detail(request.actor, target_id)
    if "split" not in targets.acts(request.actor, found):
        raise Forbidden
    task = new_task(request, found.directive.pk)
    parts = whole(request.POST.get("parts", ""))
    given = services.Split(target_id, task, parts)
    if request.POST.get("look") == "1":
        services.look_at_split(request.actor, given)
        return ""
    n = services.split(request.actor, given)
    return _("已分解到 %(n)s 所学校。") % {"n": n}


_ACTS: dict[str, Callable[[Asked, UUID], str]] = {
    "acknowledge": _acknowledge, "report": _report, "ask": _ask, "split": _split, "accept": _accept,
    "return": _return, "let_off": _let_off, "grant": _grant, "refuse": _refuse,
}  # fmt: skip


def _show(
    request: Asked, found: targets.Detail, act: str, error: str, status: int,
    refused: Refusal | None = None,
) -> HttpResponse:  # fmt: skip
    row, offered = found.row, targets.acts(request.actor, found)
    said = request.POST if act else {}
    context = {
        "as_of": clock.now(), "row": words.target(row), "detail": found,
        "directive": found.directive, "number": row.number,
        "directive_url": reverse("directives:directive", args=[row.directive_id]),
        "entries": [words.entry(one) for one in found.entries],
        "children": [words.target(one) for one in found.children], "offered": offered, "act": act,
        "error": error, "fields": getattr(refused, "fields", {}),
        "faults": {act: getattr(refused, "fields", {})},
        "is_again": act == "report" and bool(request.FILES), "typed": said,
        "stages_of": _stages(row.state),
        "needs_ack": found.seen_version < found.directive.version,
        "form_ids": {name: uuid7() for name in _ACTS},
        "back_url": reverse("directives:targets"),
        **(_splitting(request, found, act == "split", status) if "split" in offered else {}),
    }  # fmt: skip
    return render(request, "directives/target.html", context, status=status)


def _stages(state: str) -> list[tuple[str, Any]]:
    """What can be reported next: never back from where the part stands."""
    left = rules.STAGES[rules.STAGES.index(state) :] if state in rules.STAGES else ()
    return [(code, STAGE_NAMES[code]) for code in left]


def _splitting(
    request: Asked, found: targets.Detail, is_again: bool, status: int
) -> dict[str, Any]:
    """The form to hand on, with the units it would go to once they were chosen."""
    form = task_form(request, found.row.unit_no, is_again)
    typed = form["task_typed"]
    if not is_again:
        local = found.row.due_at.astimezone(clock.ZONE)
        typed |= {"text": found.text, "evidence": found.evidence, "level": "school"}
        typed["due_at"] = f"{local:%Y-%m-%dT%H:%M}"
        return form
    if status == Invalid.status:  # said above already; what cannot go out is not offered
        return form
    said = request.POST
    chosen = rules.Chosen(
        "school", reading.read_numbers(said, "units"), tuple(said.getlist("stages"))
    )
    try:
        units = addressing.units_of(found.row.unit_no, chosen)
    except Invalid as refused:
        return {**form, "split_fault": str(refused)}
    return {**form, "split_units": units, "split_id": said.get("submission_id", "")}
