"""One school's plan: chapters, what is missing, the next act; how it is begun."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.schoolplans import forms, rules, services
from xiaoan.schoolplans.pages import words as said
from xiaoan.schoolplans.queries import openings, plans, template_words, templates, versions, words
from xiaoan.web import fields
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page, require

_DONE = {
    "submit": _l("已提交审核。"), "take_back": _l("已撤回,可以接着改。"), "return": _l("已退回学校修改。"),
    "approve": _l("已批准。"), "publish": _l("已发布,每项任务都进了责任人的待办。"),
    "change": _l("可以修订了。现行的一版在新版发布前一直有效。"), "own_opening": _l("已保存。"),
}  # fmt: skip


@page(Permission.SEE_SCHOOL_PLANS, methods="GET POST")
def plan_page(request: Asked, school_no: int) -> HttpResponse:
    """A plan; posted `act`: the next step on its way."""
    actor = request.actor
    school = plans.school_of(actor, school_no, Permission.SEE_SCHOOL_PLANS)
    plan = plans.plan_of(school_no)
    if plan is None:
        if request.method == "POST":
            require(actor, Permission.WRITE_SCHOOL_PLAN, school_no)
        return render(request, "schoolplans/empty.html", _empty(request, school))
    errors, status = [], 200
    if request.method == "POST":
        try:
            act = _posted(request, school_no)
            messages.success(request, str(_DONE[act]))
            return HttpResponseRedirect(reverse("schoolplans:plan", args=[school_no]))
        except (Invalid, Conflict) as refused:
            errors, status = [str(refused)], refused.status
        plan.refresh_from_db()
    whole = plans.whole(plan, school)
    context = {**_context(request, whole), "errors": errors}
    return render(request, "schoolplans/plan.html", context, status=status)


def _empty(request: Asked, school: Place) -> dict[str, Any]:
    may = request.actor.may(Permission.WRITE_SCHOOL_PLAN, school.no)
    return {
        "school": school, "crumbs": crumbs(request.actor, school.no),
        "start_url": reverse("schoolplans:start", args=[school.no]) if may else "",
    }  # fmt: skip


def _posted(request: Asked, school_no: int) -> str:
    """Do what was pressed; gives which act it was."""
    form, act, actor = forms.ActForm(request.POST), request.POST.get("act", ""), request.actor
    if not form.is_valid() or act not in _DONE:
        raise Invalid(_("页面已过期,请刷新后重试。"))
    act_id, said_of = form.cleaned_data["submission_id"], request.POST
    if act == "return":
        services.give_back(actor, act_id, school_no, said_of.get("why", ""))
    elif act == "change":
        services.begin_change(actor, act_id, school_no, said_of.get("reason", ""))
    elif act == "approve":
        version = said_of.get("version", "")
        number = int(version) if version.isascii() and version.isdigit() and len(version) < 6 else 0
        services.approve(actor, act_id, school_no, number)
    elif act == "own_opening":
        opening = forms.StartForm(request.POST)
        if not opening.is_valid():
            raise Invalid(_("日期请写成 2026-11-24 这样。"))
        services.set_own_opening(actor, act_id, school_no, opening.cleaned_data["own_opening"])
    else:
        {"submit": services.submit, "take_back": services.take_back, "publish": services.publish}[
            act
        ](actor, act_id, school_no)
    return act


def _context(request: Asked, whole: plans.Whole) -> dict[str, Any]:
    actor, plan, no = request.actor, whole.plan, whole.school.no
    comments = plans.comments_of(plan)
    last = next((one for one in plans.steps_of(plan) if one.what == "return"), None)
    writes, decides = (
        actor.may(one, no) for one in (Permission.WRITE_SCHOOL_PLAN, Permission.APPROVE_SCHOOL_PLAN)
    )
    done = [row for row in whole.rows.values() if row.turn]
    hidden = versions.is_hidden(actor, plan)
    return {
        "school": whole.school, "crumbs": crumbs(actor, no), "plan": plan, "as_of": clock.now(),
        "state": said.state(plan.state), "opening": whole.opening, "is_decided": bool(whole.decided),
        "stage": directory.STAGE_NAMES[plan.kind],
        "needs": [words.NEED_NAMES[code] for code in plan.needs], "missing": len(whole.missing),
        "chapters": [_chapter(one, whole, comments, hidden) for one in whole.chapters],
        "unanswered": sum(one.answered_at is None for one in comments),
        "has_paper": plan.version or versions.writes(actor, plan), "is_hidden": hidden,
        "steps": said.steps(plans.steps_of(plan)), "writes": writes, "decides": decides,
        "writable": writes and plan.state in rules.WRITABLE, "ids": [uuid7() for _n in range(6)],
        "returned": last.text if last and plan.state == "returned" else "",
        "owed": len(done), "done": sum(row.done_at is not None for row in done),
        "why": request.POST.get("why", ""), "reason": request.POST.get("reason", ""),
    }  # fmt: skip


def _chapter(one: Any, whole: plans.Whole, comments: list[Any], hidden: bool) -> dict[str, Any]:
    """How much is missing; what, in the words of what is being written, for those who may read that."""
    tasks = [row for row in whole.tasks if row.chapter == one.code]
    missing = said.missing(whole.missing, one.code)
    return {
        "title": template_words.said(one.title),
        "url": reverse("schoolplans:chapter", args=[whole.school.no, one.code]),
        "tasks": len(tasks), "missing": len(missing), "gaps": [] if hidden else missing,
        "comments": sum(c.chapter == one.code and c.answered_at is None for c in comments),
    }  # fmt: skip


@page(Permission.WRITE_SCHOOL_PLAN, methods="GET POST")
def start_page(request: Asked, school_no: int) -> HttpResponse:
    """What the school has; posted: the plan is begun."""
    school = plans.school_of(request.actor, school_no, Permission.WRITE_SCHOOL_PLAN)
    posted = request.method == "POST"
    form = forms.StartForm(request.POST if posted else None, initial=_initial(school))
    errors, status = [], 422 if posted else 200
    if posted and form.is_valid():
        given = form.cleaned_data
        try:
            services.start(
                request.actor,
                services.NewPlan(
                    given["submission_id"], school_no, tuple(given["needs"]), given["own_opening"]
                ),
            )
            messages.success(request, _("方案已建好,先补齐各章缺的内容。"))
            return HttpResponseRedirect(reverse("schoolplans:plan", args=[school_no]))
        except Invalid as refused:
            status, errors = refused.status, fields.put(form, refused.fields, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    template = templates.in_force()
    context = {
        "school": school, "crumbs": crumbs(request.actor, school_no), "errors": errors,
        "template_no": template.no, "stage": directory.STAGE_NAMES[school.stage],
        "opening": openings.first_day(school),
        "fields": list(fields.shown(form, is_plain=True)),
        "submission_id": form["submission_id"].value() or uuid7(),
        "back_url": reverse("schoolplans:plan", args=[school_no]),
    }  # fmt: skip
    return render(request, "schoolplans/start.html", context, status=status)


def _initial(school: Place) -> dict[str, Any]:
    """What the tree knows: rooms of boarders, canteens, buses."""
    kinds = {"dormitory": "boarding", "canteen": "canteen", "bus": "bus"}
    found = {one.kind for one in directory.places_inside(school.interval, *kinds)}
    return {"needs": [need for kind, need in kinds.items() if kind in found]}
