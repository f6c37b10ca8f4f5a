"""Plans of an office, and one of them: what it achieves beside equal shares, its decision, its progress."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.allocation import forms, queries, rules, services
from xiaoan.allocation.pages import words
from xiaoan.directory import queries as directory
from xiaoan.duties.queries.levels import LEVEL_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page, require
from xiaoan.web.paging import pager

_NAMED = 5
_ACTS = ("ask", "approve", "withdraw", "reweigh")


@page(Permission.DECIDE_ALLOCATION)
def plans_page(request: Asked) -> HttpResponse:
    """The plans of the offices somebody sees, the newest first."""
    actor, offset = request.actor, whole(request.GET.get("offset", ""))
    total, found = queries.plans(actor, offset, words.PAGE)
    names = words.names({one.unit_no for one in found})
    context = {
        "as_of": clock.now(), "total": total, "pager": pager(request, total, offset, words.PAGE),
        "rows": [words.head(one, names[one.unit_no]) for one in found],
        "offices": [
            {"name": place.name, "url": reverse("allocation:new", args=[place.no])}
            for place in _offices(actor)
        ],
        "ways": [
            {"name": place.name, "url": reverse("allocation:roads", args=[place.no])}
            for place in _offices(actor)
        ],
    }  # fmt: skip
    return render(request, "allocation/plans.html", context)


def _offices(actor: Actor) -> list[directory.Place]:
    """Where somebody plans for: their own office, not each below it."""
    own = {lo for lo, _hi in actor.reach(Permission.KEEP_SUPPLIES)}
    found = directory.places(own)
    return [one for one in found.values() if one.kind in ("county", "township")]


@page(Permission.DECIDE_ALLOCATION, methods="GET POST")
def plan_page(request: Asked, plan_id: UUID) -> HttpResponse:
    """One plan; posted with `act`: asked for, approved and sent, withdrawn, reckoned with other weights."""
    head = queries.plan(request.actor, plan_id)
    reweighs = request.method == "POST" and request.GET.get("act") == "reweigh"
    if reweighs:
        require(request.actor, Permission.KEEP_SUPPLIES, head.unit_no)
    form = forms.WeightsForm(
        request.POST if reweighs else None,
        initial={f"weight_{name}": f"{value:g}" for name, value in head.weights.items()},
    )
    status, errors = 200, []
    if request.method == "POST":
        status = 422
        try:
            if not reweighs or form.is_valid():
                messages.success(request, _act(request, head, form))
                return HttpResponseRedirect(reverse("allocation:plan", args=[plan_id]))
        except Invalid as refused:
            errors = forms.put(form, refused.fields, str(refused)) if reweighs else [str(refused)]
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
        head = queries.plan(request.actor, plan_id)
    return _show(request, head, form, errors, status)


def _act(request: Asked, head: queries.PlanHead, form: forms.WeightsForm) -> str:
    act, actor = request.GET.get("act", ""), request.actor
    if act not in _ACTS:
        raise NotFound
    edits = whole(request.POST.get("base", ""))
    if act == "ask":
        services.ask(actor, head.id, edits)
        return _("已提交,由另一人批准。")
    if act == "approve":
        sent = services.approve(actor, head.id, edits)
        return _("已批准,发出 %(n)s 批调拨。") % {"n": sent}
    if act == "reweigh":
        services.reweigh(actor, head.id, edits, form.weights())
        return _("已按新权重重新计算。")
    services.withdraw(actor, head.id)
    return _("已撤回。")


def _show(
    request: Asked, head: queries.PlanHead, form: forms.WeightsForm, errors: list[str], status: int
) -> HttpResponse:
    actor = request.actor
    place = directory.place(head.unit_no)
    items = _worst_first(head)
    item = request.GET.get("item", "")
    item = item if item in head.packs else items[0]
    found = queries.towns(queries.shares(head, item=item))
    keeps = actor.may(Permission.KEEP_SUPPLIES, head.unit_no)
    progress = queries.progress(actor, head) if head.state == "approved" else None
    context = {
        "row": words.head(head, place.name), "unit": place, "as_of": clock.now(), "errors": errors,
        "items": [words.item_row(head, one) for one in items], "item": item,
        "chart": words.chart(item, found, words.names(one.town_no for one in found)),
        "measures": head.measures, "gap": words.percent(head.measures["gap"]),
        "base": head.edits, "level": LEVEL_NAMES[head.level], "keep": f"{head.keep:g}",
        "stores": _stores(head),
        "across": head.across, "least": head.least, "room": head.room,
        "fields": list(forms.shown(form)) if keeps and head.state == "draft" else [],
        "weights": [
            {
                "name": str(field.label),
                "value": f"{head.weights.get(name.removeprefix('weight_'), 0):g}",
            }
            for name, field in form.fields.items()
        ],
        "journeys": words.journeys(asdict(queries.journeys(head))),
        "equal_journeys": words.journeys(head.measures.get("equal")),
        **_ways(head, keeps=keeps),
        "km_as_journey": f"{rules.KM_AS_JOURNEY:g}",
        "progress": progress, "people": _people(actor, head),
        "may_ask": keeps and head.state == "draft",
        "may_approve": head.state == "asked"
        and actor.user_id not in (head.asked_by_id, *head.written_by)
        and actor.may(Permission.DECIDE_ALLOCATION, head.unit_no),
        "may_withdraw": keeps and head.state in ("draft", "asked"),
        "export_url": reverse("allocation:export", args=[head.id]),
    }  # fmt: skip
    return render(request, "allocation/plan.html", context, status=status)


def _ways(head: queries.PlanHead, *, keeps: bool) -> dict[str, Any]:
    """How lengths are known, and where they are entered."""
    known = head.known_roads
    return {
        "known_sites": len(head.sites) + len(known.of), "entered": len(known.of),
        "factor": f"{known.factor:g}", "speed": f"{known.speed:g}",
        "roads_url": reverse("allocation:roads", args=[head.unit_no]) if keeps else "",
    }  # fmt: skip


def _worst_first(head: queries.PlanHead) -> list[str]:
    """The items, that of which most is missing before the others: by the worst share of a standard, then
    by what all schools miss."""
    found = {one: of["before"] for one, of in head.measures["items"].items()}
    return sorted(
        head.packs, key=lambda one: (-found[one]["worst_all"], -found[one]["weighted"], one)
    )


def _stores(head: queries.PlanHead) -> str:
    """Who gives: the first few by name, the county's store before the others."""
    names = list(words.names(sorted(int(no) for no in head.spare)).values())
    shown = "、".join(names[:_NAMED])
    if len(names) <= _NAMED:
        return shown
    return _("%(names)s 等 %(n)s 个单位") % {"names": shown, "n": len(names)}


def _people(actor: Actor, head: queries.PlanHead) -> list[dict[str, Any]]:
    """Who did what of the plan, and when."""
    steps = (
        (_("编制"), head.made_by_id, head.made_at), (_("提交"), head.asked_by_id, head.asked_at),
        (_("批准"), head.decided_by_id, head.decided_at),
    )  # fmt: skip
    names = accounts.names(actor, {who for _what, who, _at in steps if who})
    return [
        {"what": what, "who": names.get(who, "") if who else "", "at": at}
        for what, who, at in steps
        if at
    ]
