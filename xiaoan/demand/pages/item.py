"""One item at a store: how long it lasts, what was used on which days, what will be wanted."""

import datetime as dt
from typing import Any
from uuid import UUID

import numpy as np
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.demand import forms, queries, rules
from xiaoan.demand.pages import words
from xiaoan.demand.queries import lasting, live, outlooks, scenarios, use
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.supplies import queries as supplies
from xiaoan.supplies.queries import using
from xiaoan.supplies.queries.words import amount, item_name, unit_name
from xiaoan.web.gate import Asked, page

_AHEAD = 30
_SHOWN = 90
# Quantiles of the fan: the outer two hold 95 %, the inner two 50 %.
_FAN = (0.975, 0.75, 0.5, 0.25, 0.025)


@page(Permission.SEE_SUPPLIES)
def item_page(request: Asked, store_no: int, item: str) -> HttpResponse:
    """Cover, use by day with its chart and by kind of day, and the forecast by calendar or scenario."""
    actor = request.actor
    place = supplies.store(actor, store_no)
    if item not in using.ITEMS:
        raise NotFound
    rows = [one for one in queries.cover(actor, store_no, own_only=True) if one.item == item]
    if not rows or live.changed(rows):
        rows = [one for one in live.covers(actor, store_no) if one.item == item]
    found = next(iter(rows), None)
    why = live.whys(rows).get((store_no, item), "")
    days = use.days(actor, store_no, item)
    sees = actor.may(Permission.SEE_EVENTS, store_no)
    context = {
        "unit": place, "crumbs": words.crumbs(request, store_no), "name": item_name(item),
        "item": item, "now": clock.now(),
        "cover": words.cover(found, link=False, why_code=why) if found else None,
        "kinds": [_kind(item, one, sees) for one in use.by_kind(days)],
        "used": _use_chart(item, days[-_SHOWN:], sees),
        "lost": amount(item, sum(one.lost for one in days)) if any(d.lost for d in days) else "",
        "span": len(days), "supplies_url": reverse("supplies:item", args=[store_no, item]),
        **_forecast(request, actor, store_no, item),
    }  # fmt: skip
    status = 422 if context["wrong"] else 200
    return render(request, "demand/item.html", context, status=status)


def _kind(item: str, one: use.KindUse, sees: bool) -> dict[str, Any]:
    said = words.kind_of_day(one.teaching, one.level, one.outbreak, sees_events=sees)
    return {
        "words": said, "days": one.days,
        "used": amount(item, one.used), "per_day": words.per_day(item, one.used / one.days),
        "people": one.people,
        "rate": f"{one.used / one.people * 1000:,.1f}" if one.people else "",
    }  # fmt: skip


def _use_chart(item: str, days: list[use.DayUse], sees: bool) -> dict[str, Any] | None:
    """Use by day; days of an outbreak and without teaching are told apart by their label in the table, and
    by a line of their own."""
    if not any(one.used for one in days):
        return None
    series = [
        {
            "name": name,
            "values": [one.used if pick(one) else None for one in days],
            "texts": [
                f"{one.used:,} "
                f"{words.kind_of_day(one.teaching, one.level, one.outbreak, sees_events=sees)}"
                if pick(one) else "" for one in days
            ],
        }
        for name, pick in (
            (_("用量"), lambda one: not one.outbreak),
            (words.heavier(sees)[1], lambda one: one.outbreak),
        )
        if any(pick(one) for one in days)
    ]  # fmt: skip
    total = sum(one.used for one in days)
    title = _("%(item)s 近 %(n)s 天共用 %(total)s") % {
        "item": item_name(item), "n": len(days), "total": amount(item, total),
    }  # fmt: skip
    return {"title": title, "days": [words.short_day(one.day) for one in days],
            "unit": f" {unit_name(item)}", "series": series}  # fmt: skip


def _forecast(request: Asked, actor: Actor, store_no: int, item: str) -> dict[str, Any]:
    """What will be wanted until a day; a wrong day or scenario is said at its field."""
    known = scenarios.scenarios(actor)
    choices = [(str(one.id), _("%(name)s(第 %(n)s 版)") % {"name": one.name, "n": one.version})
               for one in known]  # fmt: skip
    today = clock.today()
    until, chosen = today + dt.timedelta(days=_AHEAD - 1), None
    # The day that is reckoned with is in its field also where nobody has chosen one.
    sent = request.GET.copy()
    if not sent.get("until"):
        sent["until"] = until.isoformat()
    form = forms.WantedForm(sent, choices)
    latest = today + dt.timedelta(days=rules.HORIZON - 1)
    if form.is_valid():
        until = form.cleaned_data["until"] or until
        chosen = UUID(form.cleaned_data["scenario"]) if form.cleaned_data["scenario"] else None
        if not today <= until <= latest:
            form.add_error(
                "until", _("请选今天到 %(day)s 之间的一天。") % {"day": latest.isoformat()}
            )
            until = today + dt.timedelta(days=_AHEAD - 1)
    found = next(
        (one for one in outlooks.of_store(actor, store_no, chosen, [item]) if one.item == item),
        None,
    )
    length = (until - today).days + 1
    said = queries.wanted_of(found, until, length - 1) if found else None
    return {
        "fields": list(forms.shown(form)), "wrong": bool(form.errors), "until": until,
        "least": today, "latest": latest,
        "wanted": _wanted(said) if said else None,
        "fan": _fan(item, found, today, length) if found else None,
    }  # fmt: skip


def _wanted(said: queries.Wanted) -> dict[str, Any]:
    if said.low is None or said.high is None or said.median is None:
        return {}
    return {
        "median": amount(said.item, said.median), "basis": words.BASIS_NAMES[said.basis],
        "low": amount(said.item, said.low), "high": amount(said.item, said.high),
        "exact": said.low == said.high,
    }  # fmt: skip


def _fan(item: str, found: lasting.Outlook, today: dt.date, length: int) -> dict[str, Any]:
    """The sum from today to each day: median, and what 50 and 95 of 100 cases stay within."""
    lines = []
    if found.use is not None:
        names = (_("95% 上限"), _("50% 上限"), _("中位"), _("50% 下限"), _("95% 下限"))
        lines = [
            (name, rules.quantile(found.use, share)[0, :length])
            for name, share in zip(names, _FAN, strict=True)
        ]
    if found.standard is not None:
        lines.append((_("按标准"), found.standard[:length]))
    # Every day of a month, else every week: a table of half a year by day is nobody's to read.
    step = 1 if length <= 31 else 7
    picked = list(range(step - 1, length, step))
    days = [today + dt.timedelta(days=at) for at in picked]
    return {
        "title": _("从今天起累计要用的%(item)s") % {"item": item_name(item)},
        "days": [words.short_day(day) for day in days], "unit": f" {unit_name(item)}",
        "series": [
            {"name": name, "values": [round(float(v)) for v in np.asarray(line)[picked]],
             "texts": [f"{round(float(v)):,}" for v in np.asarray(line)[picked]]}
            for name, line in lines
        ],
    }  # fmt: skip
