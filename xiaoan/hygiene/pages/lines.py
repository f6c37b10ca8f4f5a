"""The lines of a kind of place, or of one place apart: changed, added, taken out."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.hygiene import rules, services
from xiaoan.hygiene.forms import ActForm, put, shown
from xiaoan.hygiene.forms.plans import LineForm
from xiaoan.hygiene.pages import words
from xiaoan.hygiene.queries import guideline_words, plans, units
from xiaoan.hygiene.queries.words import AGENT_NAMES, METHOD_NAMES, PLACE_NAMES, TASK_NAMES
from xiaoan.hygiene.rules.guideline import Said, task_of, usual
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page


def _plan(request: Asked, plan_id: UUID) -> plans.PlanOf:
    one = plans.plan(request.actor, plan_id)
    units.school(request.actor, one.school_no, Permission.PLAN_HYGIENE)
    return one


def _lines(
    one: plans.PlanOf, kind: str, task: str, slot: str, place_id: UUID | None
) -> list[plans.LineOf]:
    found = [
        line for line in plans.lines_of(one.id)
        if (line.kind, line.task, line.slot) == (kind, task, slot)
        and place_id in (None, line.place_id)
    ]  # fmt: skip
    if not found:
        raise NotFound
    return found


def _place(request: Asked) -> UUID | None:
    text = request.GET.get("place", "")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound from None


@page(Permission.PLAN_HYGIENE, methods="GET POST")
def line_page(request: Asked, plan_id: UUID, kind: str, task: str, slot: str) -> HttpResponse:
    """What the lines of a kind, task and slot say (`?place=`: of one place), beside the guideline. Posted:
    they say so, or what is wrong at its field."""
    one, place_id = _plan(request, plan_id), _place(request)
    lines = _lines(one, kind, task, slot, place_id)
    group = plans.Group(kind, task, slot, tuple(lines))
    like = group.common
    doers = units.doers(request.actor, one.school_no)
    apart = len(group.apart) if place_id is None and len(group.apart) < len(lines) else 0
    form = LineForm(
        request.POST if request.method == "POST" else None, doers=doers, now=tuple(like.frequency.values()),
        initial=_initial(like, group), apart=apart,
    )  # fmt: skip
    status, errors, flags = 200, [], _flags(kind, like.said)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.said(task)
            flags = _flags(kind, said)
            given = form.cleaned_data
            setting = services.Setting(
                given["submission_id"], plan_id, kind, slot, said, form.people(), given["anchor"],
                given["reason"], place_id, given.get("too", False), given["base"],
            )  # fmt: skip
            try:
                n = services.set_lines(request.actor, setting)
                messages.success(request, _("已改 %(n)s 处。") % {"n": n})
                return _back(one)
            except Invalid as refused:
                errors = put(form, refused.fields, str(refused)) or [str(refused)]
            except Conflict as refused:
                errors, status = [str(refused)], refused.status
    return _show(
        request, one, form, errors, status, kind=kind, task=task, flags=flags,
        lines=lines, place=like if place_id else None, extra=_extra(one, lines),
    )  # fmt: skip


def _back(one: plans.PlanOf) -> HttpResponse:
    return HttpResponseRedirect(reverse("hygiene:plan", args=[one.id]))


def _initial(like: plans.LineOf, group: plans.Group) -> dict[str, Any]:
    return {
        "method": like.method, "agent": like.agent, "strength": like.strength, "contact": like.contact,
        "rinse": like.rinse, "absent": like.absent, "slot": like.slot, "left_out": like.left_out,
        **like.frequency, "anchor": like.anchor, "post": str(like.who_id or f"post:{like.post}"),
        "deputy": str(like.deputy_id or (f"post:{like.deputy}" if like.deputy else "")),
        "reason": like.reason, "base": group.base,
    }  # fmt: skip


def _flags(kind: str, said: Said) -> list[dict[str, Any]]:
    """What is said otherwise than the guideline, or may not be said at all."""
    found = [
        {"words": guideline_words.difference(one), "excess": one.excess}
        for one in rules.differences(kind, said)
    ]
    banned = [
        {"words": guideline_words.forbidden(one), "excess": True}
        for one in rules.forbidden(kind, said)
    ]
    return banned + found


def _extra(one: plans.PlanOf, lines: list[plans.LineOf]) -> bool:
    """May be taken out: the guideline does not ask for it, or it is there at another time of the day too."""
    line = lines[0]
    if task_of(line.kind, line.task) is None:
        return True
    slots = {
        each.slot
        for each in plans.lines_of(one.id)
        if (each.kind, each.task) == (line.kind, line.task)
    }
    return len(slots) > 1


@page(Permission.PLAN_HYGIENE, methods="GET POST")
def add_page(request: Asked, plan_id: UUID, kind: str) -> HttpResponse:
    """One thing more for all places of a kind."""
    one = _plan(request, plan_id)
    if kind not in rules.PLACE_KINDS:
        raise NotFound
    doers = units.doers(request.actor, one.school_no)
    like = rules.PLACE_KINDS[kind]
    first = usual(like.tasks[0])
    form = LineForm(
        request.POST if request.method == "POST" else None, doers=doers, adds=True, tasks=rules.TASKS,
        now=tuple(first.frequency.values()),
        initial={
            "task": first.task, "method": first.method, "agent": first.agent, "strength": first.strength,
            "contact": first.contact, "rinse": first.rinse, "absent": first.absent, "slot": "noon",
            **first.frequency, "post": f"post:{like.post}", "deputy": f"post:{like.deputy}",
        },
    )  # fmt: skip
    status, errors, flags = 200, [], []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given, said = form.cleaned_data, form.said("")
            flags = _flags(kind, said)
            setting = services.Setting(
                given["submission_id"], plan_id, kind, "", said, form.people(), given["anchor"],
                given["reason"],
            )  # fmt: skip
            try:
                n = services.set_lines(request.actor, setting)
                messages.success(request, _("已给 %(n)s 处加上。") % {"n": n})
                return _back(one)
            except Invalid as refused:
                errors = put(form, refused.fields, str(refused)) or [str(refused)]
            except Conflict as refused:
                errors, status = [str(refused)], refused.status
    return _show(
        request, one, form, errors, status, kind=kind, task="", flags=flags, lines=[], place=None,
        extra=False,
    )  # fmt: skip


@page(Permission.PLAN_HYGIENE, methods="POST")
def remove_page(request: Asked, plan_id: UUID, kind: str, task: str, slot: str) -> HttpResponse:
    """Take lines out that the guideline does not ask for."""
    one, form = _plan(request, plan_id), ActForm(request.POST)
    lines = _lines(one, kind, task, slot, _place(request))
    if not form.is_valid():
        raise Invalid(_("请刷新后重试。"), {"submission_id": "missing"})
    try:
        n = services.remove(
            request.actor, form.cleaned_data["submission_id"], plan_id, [line.id for line in lines],
            request.POST.get("base", ""),
        )  # fmt: skip
        messages.success(request, _("已去掉 %(n)s 处。") % {"n": n})
    except (Conflict, Invalid) as refused:
        messages.error(request, str(refused))
    return _back(one)


@page(Permission.PLAN_HYGIENE, methods="POST")
def as_kind_page(request: Asked, plan_id: UUID, place_id: UUID) -> HttpResponse:
    """A place that was set apart says again what its kind says."""
    one, form = _plan(request, plan_id), ActForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("请刷新后重试。"), {"submission_id": "missing"})
    try:
        services.as_kind(request.actor, form.cleaned_data["submission_id"], plan_id, place_id)
        messages.success(request, _("已改回与同类一样。"))
    except Conflict as refused:
        messages.error(request, str(refused))
    return _back(one)


def _show(
    request: Asked, one: plans.PlanOf, form: LineForm, errors: list[str], status: int, *, kind: str,
    task: str, flags: list[dict[str, Any]], lines: list[plans.LineOf], place: plans.LineOf | None,
    extra: bool,
) -> HttpResponse:  # fmt: skip
    rule = task_of(kind, task) if task else None
    context = {
        "unit": directory.place(one.school_no), "crumbs": words.crumbs(request, one.school_no),
        "plan": words.plan(one, {}), "kind": PLACE_NAMES[kind], "task": TASK_NAMES.get(task, ""),
        "errors": errors, "fields": list(shown(form)), "flags": flags, "n": len(lines),
        "submission_id": form["submission_id"].value() or uuid7(), "base": form["base"].value() or "",
        "guideline": _guideline(rule) if rule else None, "place": place, "extra": extra,
        "apart": bool(place and place.apart), "is_bound": bool(form.is_bound),
        "names": [line.place for line in lines], "writes": one.is_written, "remove_id": uuid7(),
        "remove_url": reverse("hygiene:line_remove", args=[one.id, kind, task, lines[0].slot])
        if extra else "",
        "as_kind_url": reverse("hygiene:as_kind", args=[one.id, place.place_id]) if place else "",
        "back_url": reverse("hygiene:plan", args=[one.id]),
    }  # fmt: skip
    return render(request, "hygiene/line.html", context, status=status)


def _guideline(rule: rules.Task) -> dict[str, Any]:
    """What the guideline has, with its source."""
    said = usual(rule)
    bounds = (
        f"{rule.least}–{rule.most} {rules.AGENTS[rule.agent].unit}"
        if rule.least is not None
        else ""
    )
    parts = [
        METHOD_NAMES[said.method],
        AGENT_NAMES[said.agent] if said.agent != "none" else "", bounds,
        _("%(n)s 分钟") % {"n": said.contact} if said.contact else "",
        _("清水擦净") if said.rinse else "", _("无人时") if said.absent else "",
    ]  # fmt: skip
    return {
        "way": " · ".join(str(part) for part in parts if part), "often": words.often(said.frequency),
        "source": words.source(rule.source), "confidence": rule.confidence,
    }  # fmt: skip
