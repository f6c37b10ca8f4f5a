"""A plan: read, changed line by line, handed in, decided, compared, printed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.directory import queries as directory
from xiaoan.duties.queries.levels import LEVEL_NAMES
from xiaoan.hygiene import services
from xiaoan.hygiene.forms import ActForm, put, shown
from xiaoan.hygiene.forms.plans import DecideForm, EditForm
from xiaoan.hygiene.pages import words
from xiaoan.hygiene.queries import load, places, plans, units
from xiaoan.hygiene.queries.guideline_words import FIELD_NAMES, turn
from xiaoan.hygiene.queries.words import AGENT_NAMES, METHOD_NAMES, PLACE_NAMES, TASK_NAMES
from xiaoan.hygiene.services import handing
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page


@page(Permission.PLAN_HYGIENE, methods="POST")
def draft_page(request: Asked, school_no: int) -> HttpResponse:
    """Begin a plan, or go on with the one that is being written."""
    form = ActForm(request.POST)
    units.school(request.actor, school_no, Permission.PLAN_HYGIENE)
    if not form.is_valid():
        raise Invalid(_("请刷新后重试。"), {"submission_id": "missing"})
    try:
        plan_id = services.draft(request.actor, form.cleaned_data["submission_id"], school_no)
    except (Conflict, Invalid) as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("hygiene:unit", args=[school_no]))
    return HttpResponseRedirect(reverse("hygiene:plan", args=[plan_id]))


@page(Permission.APPROVE_HYGIENE)
def approvals_page(request: Asked) -> HttpResponse:
    """Plans that wait for the actor; of one, straight to it."""
    found = plans.waiting(request.actor)
    if len(found) == 1:
        return HttpResponseRedirect(reverse("hygiene:plan", args=[found[0].id]))
    names = words.plan_names(request.actor, *found)
    schools = directory.places(one.school_no for one in found)
    rows = [{**words.plan(one, names), "school": schools[one.school_no].name} for one in found]
    return render(request, "hygiene/approvals.html", {"rows": rows})


@page(Permission.SEE_HYGIENE)
def plan_page(request: Asked, plan_id: UUID) -> HttpResponse:
    """One version, kind by kind, with what is still missing and what each level would ask."""
    return show(request, plans.plan(request.actor, plan_id), None, [], 200)


def show(
    request: Asked, one: plans.PlanOf, form: DecideForm | None, errors: list[str], status: int
) -> HttpResponse:
    actor, school_no = request.actor, one.school_no
    lines = plans.lines_of(one.id)
    names = words.line_names(actor, lines)
    may_plan = actor.may(Permission.PLAN_HYGIENE, school_no)
    decides = actor.may(Permission.APPROVE_HYGIENE, school_no) and one.state == "waiting"
    own = decides and handing.is_own(one, actor)
    if decides and form is None:
        form = DecideForm(own=own, initial={"since": clock.today(), "edit": one.edit})
    context = {
        "unit": directory.place(school_no), "crumbs": words.crumbs(request, school_no),
        "plan": words.plan(one, words.plan_names(actor, one)), "as_of": clock.now(), "edit": one.edit,
        "kinds": _kinds(one, lines, names), "writes": may_plan and one.is_written,
        "takes_back": may_plan and one.state == "waiting", "decides": decides, "own": own,
        "fields": list(shown(form)) if form is not None else [], "errors": errors,
        "submission_id": uuid7(), "missing": _missing(one), "excused": _excused(school_no),
        "levels": load.levels(actor, school_no, lines), "donts": words.donts(), "others": _others(actor, one),
    }  # fmt: skip
    return render(request, "hygiene/plan.html", context, status=status)


def _missing(one: plans.PlanOf) -> list[dict[str, Any]]:
    if not one.is_open:
        return []
    return [words.place(each) for each in handing.missing(one.id, one.school_no, clock.today())]


def _excused(school_no: int) -> list[dict[str, Any]]:
    found = places.places_of([school_no])
    return [words.place(one) for one in found if one.stand == places.EXCUSED]


def _others(actor: Any, one: plans.PlanOf) -> list[dict[str, Any]]:
    found = [each for each in plans.versions(actor, one.school_no) if each.id != one.id]
    return [{"id": each.id, "version": each.version} for each in found]


def _kinds(
    one: plans.PlanOf, lines: list[plans.LineOf], names: dict[UUID, str]
) -> list[dict[str, Any]]:
    """Kind by kind its tasks: what the places have in common, and those that are set apart."""
    found: dict[str, dict[str, Any]] = {}
    for group in plans.groups(lines):
        kind = found.setdefault(
            group.kind,
            {"code": group.kind, "name": PLACE_NAMES[group.kind], "tasks": [], "places": set()},
        )
        kind["places"] |= {line.place_id for line in group.lines}
        kind["tasks"].append(
            {
                **words.line(group.common, names), "n": len(group.lines), "alone": group.common.apart,
                "apart": [
                    {**words.line(each, names), "place_id": each.place_id,
                     "url": _line_url(one, group, each)}
                    for each in group.apart
                    if each is not group.common or len(group.lines) == 1
                ],
                "url": _line_url(one, group, None),
                "places": [(line.place, _line_url(one, group, line)) for line in group.lines],
            }
        )  # fmt: skip
    return [{**kind, "places": len(kind["places"])} for kind in found.values()]


def _line_url(one: plans.PlanOf, group: plans.Group, line: plans.LineOf | None) -> str:
    base = reverse("hygiene:line", args=[one.id, group.kind, group.task, group.slot])
    return f"{base}?place={line.place_id}" if line is not None else base


@page(Permission.PLAN_HYGIENE, methods="POST")
def hand_in_page(request: Asked, plan_id: UUID) -> HttpResponse:
    """To the principal; what is missing is said on the plan's page."""
    one, form = plans.plan(request.actor, plan_id), EditForm(request.POST)
    units.school(request.actor, one.school_no, Permission.PLAN_HYGIENE)
    if not form.is_valid():
        raise Invalid(_("请刷新后重试。"), {"edit": "missing"})
    given = form.cleaned_data
    try:
        services.hand_in(request.actor, given["submission_id"], plan_id, given["edit"])
    except (Conflict, Invalid) as refused:
        return show(
            request, plans.plan(request.actor, plan_id), None, [str(refused)], refused.status
        )
    messages.success(request, _("已送审,等校长批准。"))
    return HttpResponseRedirect(reverse("hygiene:plan", args=[plan_id]))


@page(Permission.PLAN_HYGIENE, methods="POST")
def take_back_page(request: Asked, plan_id: UUID) -> HttpResponse:
    """Back from the principal, to be changed."""
    one, form = plans.plan(request.actor, plan_id), ActForm(request.POST)
    units.school(request.actor, one.school_no, Permission.PLAN_HYGIENE)
    if not form.is_valid():
        raise Invalid(_("请刷新后重试。"), {"submission_id": "missing"})
    try:
        services.take_back(request.actor, form.cleaned_data["submission_id"], plan_id)
    except Conflict as refused:
        return show(
            request, plans.plan(request.actor, plan_id), None, [str(refused)], refused.status
        )
    messages.success(request, _("已撤回,可以修改。"))
    return HttpResponseRedirect(reverse("hygiene:plan", args=[plan_id]))


@page(Permission.APPROVE_HYGIENE, methods="POST")
def decide_page(request: Asked, plan_id: UUID) -> HttpResponse:
    """The principal's word: `approve` or `send_back`."""
    one = plans.plan(request.actor, plan_id)
    units.school(request.actor, one.school_no, Permission.APPROVE_HYGIENE)
    form = DecideForm(request.POST, own=handing.is_own(one, request.actor))
    if not form.is_valid():
        return show(request, one, form, [_("有几处要改,见各栏。")], 422)
    given, approve = form.cleaned_data, "approve" in request.POST
    try:
        services.decide(
            request.actor,
            services.Decision(
                given["submission_id"], plan_id, approve, given["note"], given["since"],
                given["edit"], given.get("alone", False),
            ),
        )  # fmt: skip
    except Invalid as refused:
        return show(request, one, form, put(form, refused.fields, str(refused)), refused.status)
    except (Conflict, Forbidden) as refused:
        if not str(refused):
            raise
        return show(
            request, plans.plan(request.actor, plan_id), None, [str(refused)], refused.status
        )
    messages.success(request, _("已批准。") if approve else _("已退回修改。"))
    return HttpResponseRedirect(reverse("hygiene:plan", args=[plan_id]))


@page(Permission.SEE_HYGIENE)
def compare_page(request: Asked, plan_id: UUID) -> HttpResponse:
    """What this version says otherwise than another (`with`: its number; none: the one before)."""
    one = plans.plan(request.actor, plan_id)
    versions = plans.versions(request.actor, one.school_no)
    wanted = request.GET.get("with", "")
    others = [each for each in versions if each.id != one.id]
    earlier = next((each for each in others if str(each.version) == wanted), None) or next(
        (each for each in others if each.version < one.version), None
    )
    if earlier is None:
        raise NotFound
    before, after = plans.lines_of(earlier.id), plans.lines_of(one.id)
    names = words.line_names(request.actor, [*before, *after])
    context = {
        "unit": directory.place(one.school_no), "crumbs": words.crumbs(request, one.school_no),
        "plan": words.plan(one, {}), "earlier": words.plan(earlier, {}),
        "others": [words.plan(each, {}) for each in others],
        "rows": [_change(each, names) for each in plans.compare(before, after)],
    }  # fmt: skip
    return render(request, "hygiene/compare.html", context)


def _change(one: plans.Change, names: dict[UUID, str]) -> dict[str, Any]:
    line = one.line
    return {
        "what": one.what, "place": line.place, "kind": PLACE_NAMES[line.kind],
        "where": words.where(line.building, line.floor), "task": TASK_NAMES[line.task],
        "way": words.way(line),
        "fields": [
            {"name": FIELD_NAMES[field], "before": _said(field, one.before, names),
             "after": _said(field, one.after, names)}
            for field in one.fields
        ],
    }  # fmt: skip


def _said(field: str, line: plans.LineOf | None, names: dict[UUID, str]) -> str:
    """A field of a line as a person reads it."""
    value = getattr(line, field)
    if field == "frequency":
        return _(";").join(f"{one['level']} {one['words']}" for one in words.often(value))
    if field in ("who_id", "deputy_id"):
        return words.who(value, names) if value else "–"
    if field == "left_out":
        return _("不做") if value else _("做")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    named: dict[str, Any] = {
        "agent": AGENT_NAMES,
        "method": METHOD_NAMES,
        "post": ROLE_NAMES,
        "deputy": ROLE_NAMES,
    }
    return str(named[field].get(value, "–") if field in named else value or "–")


@page(Permission.SEE_HYGIENE)
def print_page(request: Asked, plan_id: UUID) -> HttpResponse:
    """The plan in the usual form (消毒方案), to print on A4 across."""
    one = plans.plan(request.actor, plan_id)
    lines = plans.lines_of(one.id)
    names = words.line_names(request.actor, lines)
    rows = []
    for group in plans.groups(lines):
        for line, where in _printed(group):
            rows.append(
                {
                    **words.line(line, names), "kind": PLACE_NAMES[line.kind], "places": where,
                    "often": [turn(line.frequency[level]) for level in LEVEL_NAMES]
                    if not line.left_out else [],
                }
            )  # fmt: skip
    context = {
        "unit": directory.place(one.school_no), "plan": words.plan(one, words.plan_names(request.actor, one)),
        "rows": rows, "excused": _excused(one.school_no), "as_of": clock.now(),
        "levels": list(LEVEL_NAMES.values()),
        "link": request.build_absolute_uri(reverse("hygiene:plan", args=[one.id])),
    }  # fmt: skip
    return render(request, "hygiene/print.html", context)


def _printed(group: plans.Group) -> list[tuple[plans.LineOf, str]]:
    """Lines that say the same are one row, with the names of their places."""
    found: dict[str, list[plans.LineOf]] = {}
    for line in group.lines:
        found.setdefault(str((line.said, line.people, line.reason)), []).append(line)
    return [(alike[0], _("、").join(one.place for one in alike)) for alike in found.values()]
