"""One drill: planned, running, over, assessed; its record to print. Posted with `?act=`."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.drills import queries, rules, services
from xiaoan.drills.queries import choices
from xiaoan.drills.queries.words import (
    ACT_NAMES,
    DIAGNOSES,
    FORM_NAMES,
    RESULT_NAMES,
    RESULT_SHAPES,
    SIGNS,
    STATE_NAMES,
    STATE_SHAPES,
    VERDICT_NAMES,
    VERDICT_SHAPES,
)
from xiaoan.inspections.queries.words import SEVERITY_NAMES
from xiaoan.inspections.queries.words import STATE_NAMES as FINDING_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked, kept, page
from xiaoan.web.pressed import pressed_at

P = Permission
_FINDING_SHAPES = {"open": "missed", "answered": "late", "closed": "done"}


@page(P.SEE_DRILLS, P.MY_DUTIES, methods="GET POST")
def drill_page(request: Asked, drill_id: UUID) -> HttpResponse:
    """A drill, for whoever sees those of the school or plays a part in it."""
    if request.method != "POST":
        return kept(request, _show(request, drill_id, "", None))
    act = request.GET.get("act", "")
    if act not in _ACTS:
        raise NotFound
    try:
        messages.success(request, _ACTS[act](request, drill_id))
    except (Invalid, Conflict) as refused:
        return _show(request, drill_id, act, refused)
    return HttpResponseRedirect(reverse("drills:drill", args=[drill_id]))


def _id(request: Asked) -> UUID:
    return reading.read_id(request.POST.get("submission_id", ""))


def _count(request: Asked, name: str) -> int | None:
    """A whole number; None: nothing, or what is no number."""
    text = request.POST.get(name, "").strip()
    return whole(text) if text.isascii() and text.isdigit() else None


def _said(request: Asked, drill_id: UUID) -> services.Said:
    said = request.POST
    at = None
    if said.get("pressed", ""):
        at = pressed_at(said.get("pressed", ""), request.headers.get("X-Outbox-Now", ""))
    return services.Said(
        _id(request),
        drill_id,
        said.get("code", ""),
        said.get("text", ""),
        at,
        said.get("sure") == "1",
    )


def _begin(request: Asked, drill_id: UUID) -> str:
    services.begin(request.actor, _said(request, drill_id))
    return _("演练开始,开始计时。")


def _done(request: Asked, drill_id: UUID) -> str:
    services.done(request.actor, _said(request, drill_id))
    return _("已记下这一步。")


def _skip(request: Asked, drill_id: UUID) -> str:
    services.skip(request.actor, _said(request, drill_id))
    return _("已记为免做,理由留在记录里。")


def _undo(request: Asked, drill_id: UUID) -> str:
    services.undo(request.actor, _said(request, drill_id))
    return _("已撤回。")


def _move(request: Asked, drill_id: UUID) -> str:
    at = reading.read_moment(request.POST, "planned_at")
    services.move(
        request.actor, services.Move(_id(request), drill_id, at, request.POST.get("why", ""))
    )
    return _("已改期。")


def _cancel(request: Asked, drill_id: UUID) -> str:
    services.cancel(
        request.actor, services.Cancel(_id(request), drill_id, request.POST.get("why", ""))
    )
    return _("已取消。")


def _inject(request: Asked, drill_id: UUID) -> str:
    said = request.POST
    services.inject(
        request.actor,
        services.Inject(
            _id(request), drill_id, said.get("label", ""), said.get("signs", ""),
            said.get("diagnosis", ""), _count(request, "onset_days"),
        ),
    )  # fmt: skip
    return _("已加一名虚拟学生。")


def _end(request: Asked, drill_id: UUID) -> str:
    services.end(
        request.actor,
        services.End(
            _id(request), drill_id, _count(request, "staff"), _count(request, "pupils"),
            request.POST.get("text", ""),
        ),
    )  # fmt: skip
    return _("演练结束,等评估人评估。")


def _find(request: Asked, drill_id: UUID) -> str:
    said = request.POST
    services.find(
        request.actor,
        services.NewFinding(
            _id(request), drill_id, said.get("code", ""), said.get("text", ""),
            said.get("severity", ""), reading.read_optional_id(said.get("owner", "")),
        ),
    )  # fmt: skip
    return _("已记下问题,责任人会收到待办。")


def _conclude(request: Asked, drill_id: UUID) -> str:
    said = request.POST
    services.conclude(
        request.actor,
        services.Conclusion(_id(request), drill_id, said.get("verdict", ""), said.get("text", "")),
    )
    return _("评估已保存。")


_ACTS: dict[str, Callable[[Asked, UUID], str]] = {
    "begin": _begin, "done": _done, "skip": _skip, "undo": _undo, "move": _move, "cancel": _cancel,
    "inject": _inject, "end": _end, "finding": _find, "conclude": _conclude,
}  # fmt: skip


def _show(
    request: Asked, drill_id: UUID, act: str, refused: Invalid | Conflict | None
) -> HttpResponse:
    actor, said = request.actor, request.POST
    found = queries.detail(actor, drill_id)
    row = found.drill
    context = {
        **_shown(found), "act": act, "error": str(refused or ""), "typed": said,
        "fields": getattr(refused, "fields", {}), "offered": _offered(found),
        "ids": {name: uuid7() for name in _ACTS} | ({act: said.get("submission_id")} if act else {}),
        "signs": list(SIGNS.items()), "diagnoses": list(DIAGNOSES.items()),
        "severities": list(SEVERITY_NAMES.items()),
        "menders": choices.staff(row.unit_no) if found.keeps or found.assesses else [],
        "verdicts": list(VERDICT_NAMES.items()),
        "record_url": reverse("drills:record", args=[row.pk]) if row.ended_at else "",
        "again_url": _again(found),
        "other_day": row.planned_at.astimezone(clock.ZONE).date() != clock.today(),
        "back_url": reverse("drills:unit", args=[row.unit_no])
        if actor.may(P.SEE_DRILLS, row.unit_no) else reverse("drills:mine"),
    }  # fmt: skip
    return render(request, "drills/drill.html", context, status=refused.status if refused else 200)


def _again(found: queries.Detail) -> str:
    row = found.drill
    if (
        not found.keeps
        or row.verdict != "again"
        or row.pk not in dict(choices.to_repeat(row.unit_no))
    ):
        return ""
    return reverse("drills:new", args=[row.unit_no]) + f"?scenario={row.scenario}&again={row.pk}"


def _offered(found: queries.Detail) -> set[str]:
    """What the actor may do with it now."""
    moves = set(rules.MOVES[found.drill.state])
    own = {"done"} if any(one.mine for one in found.steps) else set()
    kept_ = moves - {"conclude"} if found.keeps else moves & own
    if found.assesses:
        kept_ |= moves & {"finding", "conclude"}
    return kept_


def _shown(found: queries.Detail) -> dict[str, Any]:
    """What the page and the printed record say of a drill."""
    row = found.drill
    return {
        "found": found, "row": row, "as_of": clock.now(), "form": FORM_NAMES[row.form],
        "state": VERDICT_NAMES.get(row.verdict) or STATE_NAMES[row.state],
        "shape": VERDICT_SHAPES.get(row.verdict) or STATE_SHAPES[row.state],
        "steps": [
            {
                "one": one, "words": RESULT_NAMES[one.result], "shape": RESULT_SHAPES[one.result],
                "is_open": one.result in ("waiting", "overdue"),
                "ids": {name: uuid7() for name in ("done", "skip", "undo")},
            }
            for one in found.steps
        ],
        "cases": [
            {
                "one": one, "signs": SIGNS.get(one.signs, ""),
                "diagnosis": DIAGNOSES.get(one.diagnosis, ""),
            }
            for one in found.cases
        ],
        "findings": [
            {
                "one": one, "words": FINDING_NAMES[one.state], "shape": _FINDING_SHAPES[one.state],
                "url": reverse("inspections:finding", args=[one.id]),
            }
            for one in found.findings
        ],
        "told": [{"one": one, "words": ACT_NAMES[one.what]} for one in found.told],
    }  # fmt: skip


@page(P.SEE_DRILLS)
def record_page(request: Asked, drill_id: UUID) -> HttpResponse:
    """The record of a drill that is over, to print: day, scenario, who took part, times, what was wrong."""
    found = queries.detail(request.actor, drill_id)
    if found.drill.ended_at is None:
        raise NotFound
    link = request.build_absolute_uri(reverse("drills:drill", args=[drill_id]))
    context = {**_shown(found), "link": link, "back_url": reverse("drills:drill", args=[drill_id])}
    return render(request, "drills/record.html", context)
