"""The call list, and the figures."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory.services import looking
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.outreach import queries, rules
from xiaoan.outreach.queries import figures, reasons
from xiaoan.outreach.queries.words import STAGE_NAMES, STAGE_SHAPES, WHY_NAMES
from xiaoan.web.gate import Asked, page

_DAYS = (1, 7, 30)


@page(Permission.SEE_OUTREACH)
def home_page(request: Asked) -> HttpResponse:
    """Families to be called, visited or decided about; above a school the figures."""
    actor = request.actor
    if not queries.has_list(actor):
        return HttpResponseRedirect(reverse("outreach:figures"))
    stage = request.GET.get("stage", "")
    if stage and stage not in rules.STAGES:
        raise NotFound
    rows = queries.open_tasks(actor, stage=stage)
    _leave_trace(actor, rows)
    context = {
        "rows": [row(one) for one in rows], "as_of": clock.now(), "stage": stage,
        "stages": [(code, STAGE_NAMES[code]) for code in rules.STAGES if code != "closed"],
        "calls": sum(one.stage == "call" for one in rows),
    }  # fmt: skip
    return render(request, "outreach/home.html", context)


def _leave_trace(actor: Actor, rows: list[queries.Row]) -> None:
    """The class teacher's own class is the day's work."""
    others = {one.person_id: one.unit_no for one in rows if one.unit_no not in actor.own_classes}
    if others:
        looking.pupils_seen(actor, min(others.values()), others, "due_list")


def row(one: queries.Row) -> dict[str, Any]:
    """A family as the list says it."""
    return {
        "one": one, "url": reverse("outreach:task", args=[one.id]),
        "words": STAGE_NAMES[one.stage], "shape": STAGE_SHAPES[one.stage],
        "reasons": [
            {"label": label, "n": n}
            for label, n in _counted([reasons.label_of(code) for code, _about in one.reasons])
        ],
    }  # fmt: skip


def _counted(labels: list[str]) -> list[tuple[str, int]]:
    return [(label, labels.count(label)) for label in dict.fromkeys(labels)]


@page(Permission.SEE_OUTREACH)
def figures_page(request: Asked) -> HttpResponse:
    """Asked, reached, why not, how fast: of the units below one, of some days."""
    actor = request.actor
    own = min(lo for lo, _hi in actor.reach(Permission.SEE_OUTREACH))
    unit, days = request.GET.get("unit", ""), request.GET.get("days", "7")
    if (unit and not unit.isdecimal()) or not days.isdecimal() or int(days) not in _DAYS:
        raise NotFound
    found = figures.figures(actor, int(unit or own), int(days))
    context = {
        "found": found, "as_of": clock.now(), "days": int(days), "unit": found.place.no,
        "choices": [(n, _("今天") if n == 1 else _("最近 %(n)s 天") % {"n": n}) for n in _DAYS],
        "gaps": [(WHY_NAMES[code], n) for code, n in found.gaps if code in WHY_NAMES],
        "goes_down": found.place.kind in ("county", "township"),
        "shows_list": queries.has_list(actor),
    }  # fmt: skip
    return render(request, "outreach/figures.html", context)
