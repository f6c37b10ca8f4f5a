"""One directive: its tasks with a preview of the units, issuing, changing, withdrawing, closing; `?act=`."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directives import services
from xiaoan.directives.pages import words
from xiaoan.directives.pages.register import FIELDS, choices, fault_of, new_directive
from xiaoan.directives.queries import addressing, offices, origins, register
from xiaoan.directives.queries.words import LEVEL_NAMES, SECRECY_NAMES
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page

# What is proposed as a deadline.
_WEEK = dt.timedelta(days=7)


@page(Permission.SEE_DIRECTIVES, methods="GET POST")
def directive_page(request: Asked, directive_id: UUID) -> HttpResponse:
    """A directive; posted with `?act=`: what the office does with it."""
    found = register.detail(request.actor, directive_id)
    if request.method != "POST":
        return _show(request, found, "", "", 200)
    act = request.GET.get("act", "")
    if act not in _ACTS:
        raise NotFound
    if found.directive.unit_no not in offices(request.actor):
        raise Forbidden
    try:
        messages.success(request, _ACTS[act](request, directive_id))
        return HttpResponseRedirect(reverse("directives:directive", args=[directive_id]))
    except (Invalid, Conflict) as refused:
        found = register.detail(request.actor, directive_id)
        fields = getattr(refused, "fields", {})
        fault = {"faults": {act: fields}, **(fault_of(refused) if act == "amend" else {})}
        return _show(request, found, act, str(refused), refused.status, fault)


def _id(request: Asked) -> UUID:
    return reading.read_id(request.POST.get("submission_id", ""))


def _put(request: Asked, directive_id: UUID) -> str:
    services.put_task(request.actor, new_task(request, directive_id))
    return _("已添加任务。请核对下面的单位数。")


def new_task(request: Asked, directive_id: UUID) -> services.NewTask:
    """A task as its form sends it."""
    said = request.POST
    return services.NewTask(
        id=_id(request), directive_id=directive_id, text=said.get("text", ""),
        evidence=said.get("evidence", ""), needs_file=said.get("needs_file") == "1",
        due_at=reading.read_moment(said, "due_at"),
        checker_id=reading.read_optional_id(said.get("checker_id", "")), level=said.get("level", ""),
        units=reading.read_numbers(said, "units"), stages=said.getlist("stages"),
    )  # fmt: skip


def _task_id(request: Asked, directive_id: UUID) -> UUID:
    """A task of this directive."""
    found = reading.read_id(request.POST.get("task_id", ""))
    row = register.head(request.actor, directive_id)
    if found not in {one.id for one in register.tasks_of(request.actor, row)}:
        raise NotFound
    return found


def _amend(request: Asked, directive_id: UUID) -> str:
    new = replace(new_directive(request), id=directive_id)
    services.amend(request.actor, new, request.POST.get("base", ""))
    return _("已更正。")


def _take_away(request: Asked, directive_id: UUID) -> str:
    try:
        services.take_away(request.actor, _task_id(request, directive_id))
    except NotFound:  # it is gone already: pressed twice
        return _("已删去这项任务。")
    return _("已删去这项任务。")


def _unit_due(request: Asked, directive_id: UUID) -> str:
    said = request.POST
    services.set_unit_due(
        request.actor, _task_id(request, directive_id), whole(said.get("unit_no", "")),
        reading.read_moment(said, "unit_due_at"), said.get("why", ""),
    )  # fmt: skip
    return _("已改这个单位的期限。")


def _issue(request: Asked, directive_id: UUID) -> str:
    parts = whole(request.POST.get("parts", ""))
    n = services.issue(request.actor, services.Issue(_id(request), directive_id, parts))
    return _("已下发 %(n)s 份,各单位的今日待办里已有签收和办理。") % {"n": n}


def _change(request: Asked, directive_id: UUID) -> str:
    said = request.POST
    n = services.change(
        request.actor,
        services.Change(
            _id(request), directive_id, whole(said.get("base", "")),
            said.get("title", ""), said.get("text", ""), said.get("reason", ""),
        ),
    )  # fmt: skip
    return _("已变更为第 %(n)s 版,已签收的单位要重新签收。") % {"n": n}


def _end(request: Asked, directive_id: UUID) -> services.End:
    return services.End(_id(request), directive_id, request.POST.get("why", ""))


def _withdraw(request: Asked, directive_id: UUID) -> str:
    services.withdraw(request.actor, _end(request, directive_id))
    return _("已撤回。")


def _close(request: Asked, directive_id: UUID) -> str:
    services.close(request.actor, _end(request, directive_id))
    return _("已办结。")


_ACTS: dict[str, Callable[[Asked, UUID], str]] = {
    "amend": _amend, "put": _put, "take_away": _take_away, "unit_due": _unit_due, "issue": _issue,
    "change": _change, "withdraw": _withdraw, "close": _close,
}  # fmt: skip


def _whence(request: Asked, directive_id: UUID) -> list[dict[str, str]]:
    return [
        {"url": reverse(address, args=[pk]), "words": said}
        for address, pk, said in origins.whence(request.actor, directive_id)
    ]


def _show(
    request: Asked, found: register.HeadDetail, act: str, error: str, status: int,
    fault: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    row = found.directive
    is_office = row.unit_no in offices(request.actor)
    tasks = [_task(one, request.POST if act == "unit_due" else {}) for one in found.tasks]
    context = {
        "as_of": clock.now(), "row": words.head(found.row), "text": row.text,
        "secrecy": SECRECY_NAMES[row.secrecy], "dated_on": row.dated_on, "directive": row,
        "by": found.by, "meeting": found.meeting, "whence": _whence(request, row.pk),
        "meeting_url": reverse("directives:meeting", args=[row.meeting_id])
        if found.meeting
        else "",
        "papers": words.papers(found.papers), "tasks": tasks,
        "preview": sum(len(one.units) for one in found.tasks), "versions": found.versions,
        "targets_url": f"{reverse('directives:targets')}?directive={row.pk}", "act": act,
        "error": error, "typed": request.POST if act else {},
        "form_ids": {name: uuid7() for name in _ACTS}, "is_office": is_office,
        "is_draft": is_office and row.state == "registered", **(fault or {}),
        "may_change": is_office and row.state == "issued",
        "may_withdraw": is_office and row.state in ("registered", "issued"),
        "left": found.row.parts - found.row.settled, "back_url": reverse("directives:register"),
        **(task_form(request, row.unit_no, act == "put") if is_office else {}),
        **(_amending(request, found, act == "amend") if is_office else {}),
    }  # fmt: skip
    return render(request, "directives/directive.html", context, status=status)


def _amending(request: Asked, found: register.HeadDetail, is_again: bool) -> dict[str, Any]:
    """The form to put right what was registered; what was sent and refused stays filled in."""
    row = found.directive
    said = request.POST if is_again else None
    values = {
        name: said.get(name, "") if said else str(getattr(row, name, "") or "") for name in FIELDS
    }
    values["not_secret"] = said.get("not_secret", "") if said else ""
    base = said.get("base", "") if said else services.as_shown(row)
    return {
        "values": values, **choices(row.unit_no), "amend_base": base,
        "is_again": is_again and bool(request.FILES),
    }  # fmt: skip


def _task(one: register.TaskRow, said: Mapping[str, str]) -> dict[str, Any]:
    """`is_again`: a unit's own deadline was sent for this task, and refused."""
    again = said.get("task_id") == str(one.id)
    return {**one.__dict__, "level_words": LEVEL_NAMES[one.level], "is_again": again}


def task_form(request: Asked, office_no: int, is_again: bool) -> dict[str, Any]:
    """What a new task can be chosen from; what was sent and refused stays filled in."""
    said = request.POST if is_again else None
    week = clock.at(clock.today() + _WEEK, dt.time(18))
    typed = {
        name: said.get(name, "") if said else ""
        for name in ("text", "evidence", "needs_file", "checker_id", "level", "due_at")
    }
    if said is None:
        typed["due_at"] = f"{week:%Y-%m-%dT%H:%M}"
        typed["checker_id"] = str(request.actor.user_id)
    return {
        "task_typed": typed,
        "tree": words.unit_tree(office_no, reading.read_numbers(said, "units") if said else ()),
        "stages": list(directory.STAGE_NAMES.items()),
        "chosen_stages": said.getlist("stages") if said else (),
        "levels": [
            pair for pair in LEVEL_NAMES.items()
            if pair[0] == "school" or directory.place(office_no).kind == "county"
        ],
        "checkers": [(str(pk), name) for pk, name in addressing.checkers(request.actor, office_no)],
    }  # fmt: skip
