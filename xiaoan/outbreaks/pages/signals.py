"""Signals: the list, one signal, and that a named person has seen it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.outbreaks import queries
from xiaoan.outbreaks import services as outbreaks
from xiaoan.outbreaks.pages import words
from xiaoan.outbreaks.queries import beside
from xiaoan.outbreaks.queries import watch as watching
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

SPANS = {"": _l("全部时间"), "1": _l("今天"), "7": _l("近 7 天"), "30": _l("近 30 天")}
PAGE = 100
# Who is told of a signal: the school's doctor and principal, and the bureau (issue of the
# statutory rule).
TOLD = ("school_doctor", "principal", "bureau_officer")


@page(Permission.SEE_SIGNALS)
def signals_page(request: Asked) -> HttpResponse:
    """All signals a person may see, those that need somebody first."""
    actor = request.actor
    place = directory.place(max(actor.reach(Permission.SEE_SIGNALS), key=lambda r: r[1] - r[0])[0])
    state, days = request.GET.get("state", ""), request.GET.get("days", "")
    offset = whole(request.GET.get("offset", ""))
    total, still_open, shown = queries.page_of_signals(actor, _asked(state, days), offset, PAGE)
    knows = _told(actor, {row.school_id for row in shown})
    context = {
        "unit": {"name": place.name},
        "crumbs": crumbs(actor, place.no),
        "as_of": clock.now(),
        "state": state,
        "states": list(queries.STATE_NAMES.items()),
        "days": days,
        "spans": list(SPANS.items()),
        "clear_url": reverse("outbreaks:signals") if state or days else "",
        "total": total,
        "open_total": still_open,
        "rules_url": reverse("outbreaks:rules"),
        "rows": [_row(row, knows.get(row.school_id, [])) for row in shown],
        "pager": pager(request, total, offset, PAGE),
    }
    return render(request, "outbreaks/signals.html", context)


def _asked(state: str, days: str) -> queries.Wanted:
    known = (state,) if state in queries.STATE_NAMES else ()
    span = int(days) if days and days in SPANS else 0
    since = clock.today() - dt.timedelta(days=span - 1) if span else None
    return queries.Wanted(states=known, since=since)


def _told(actor: Actor, school_ids: set[int]) -> dict[int, list[accounts.Holder]]:
    """Who is told, by school; the bureau's people for every school."""
    units = school_ids | {numbering.ancestors(no)[-1] for no in school_ids}
    found = accounts.holders(actor, TOLD, units, clock.today())
    county = [holder for holder in found if holder.role == "bureau_officer"]
    return {no: [holder for holder in found if holder.unit_no == no] + county for no in school_ids}


def _row(row: queries.SignalRow, knows: Sequence[accounts.Holder]) -> dict[str, Any]:
    return {
        **_common(row),
        "url": reverse("outbreaks:signal", args=[row.id]),
        "knows": [holder.name for holder in knows],
    }


def _common(row: queries.SignalRow) -> dict[str, Any]:
    overdue = row.minutes_left is not None and row.minutes_left < 0
    return {
        "state": row.state,
        "unit": row.place,
        "school": row.school,
        "rule": row.rule,
        "rule_text": row.rule_text,
        "rendering": words.rendering(row),
        "syndrome_label": words.what(row),
        "cases": row.cases,
        "day": row.last_day,
        "raised_at": row.raised_at,
        "deadline_at": row.deadline_at,
        "left_text": words.left(row),
        "overdue": overdue,
        "used": _used(row),
        "unconfirmed": not row.confirmed,
        "acknowledged_by": row.acknowledged_by,
        "acknowledged_at": row.acknowledged_at,
    }


def _used(row: queries.SignalRow) -> int | None:
    """The share of the clock that is gone, in per cent."""
    if row.deadline_at is None or row.minutes_left is None:
        return None
    whole = (row.deadline_at - row.raised_at).total_seconds() / 60
    return min(100, max(0, round(100 * (1 - row.minutes_left / whole)))) if whole else 100


@page(Permission.SEE_SIGNALS)
def signal_page(request: Asked, signal_id: UUID) -> HttpResponse:
    """One signal: who is counted, by which rule, how complete, how long is left."""
    actor = request.actor
    if watching.is_watched(actor, signal_id):
        return HttpResponseRedirect(reverse("outbreaks:watch_one", args=[signal_id]))
    found = outbreaks.see(actor, signal_id)
    row = found.row
    context = {
        "crumbs": crumbs(actor, row.unit_no),
        "as_of": clock.now(),
        "signal": _told_of(found),
        "people": [_person(one) for one in found.people],
        **_days(found),
        "rules_url": reverse("outbreaks:rules"),
        "links": beside.links(actor, signal_id),
        "beside": _beside(found.unspecified),
        "knows": [
            {"name": h.name, "role_label": accounts.ROLE_NAMES[h.role], "at": None}
            for h in _told(actor, {row.school_id})[row.school_id]
        ],
        "may_acknowledge": row.state == "open" and actor.may(Permission.ACKNOWLEDGE, row.unit_no),
        "acknowledge_url": reverse("outbreaks:acknowledge", args=[signal_id]),
        "related": [
            {"title": words.title(one), "url": reverse("outbreaks:signal", args=[one.id])}
            for one in found.related
        ],
    }
    return render(request, "outbreaks/signal.html", context)


def _told_of(found: queries.SignalDetail) -> dict[str, Any]:
    row = found.row
    return {
        **_common(row),
        "title": words.title(row),
        "level_label": queries.LEVEL_NAMES[row.level],
        "window_from": row.window_from,
        "rule_version": row.rule_version,
        "basis": row.basis,
        "sources": list(row.sources),
        "why": words.why(found),
        "to": list(row.to),
        "is_at_once": row.deadline_at == row.raised_at,
        "left": list(found.left),
        "source": row.source,
        "reported_by": row.reported_by,
        "words": found.words,
        "status_label": _("已核对两份文本") if row.confirmed else _("待核"),
        "verified": row.confirmed,
        "days_reported": row.days_reported,
        "days_due": row.days_due,
        "complete": row.days_reported >= row.days_due,
    }


def _person(one: queries.CountedPerson) -> dict[str, Any]:
    return {
        "name": one.name,
        "unit": one.place,
        "dormitory": one.dormitory,
        "onset": one.onset,
        "onset_known": one.onset_known,
        "symptoms_text": _("、").join(one.symptoms),
        "diagnosis": _diagnosis(one),
        "url": "",
    }


def _diagnosis(one: queries.CountedPerson) -> str:
    if not one.diagnosis:
        return ""
    what = queries.DIAGNOSIS_NAMES.get(one.diagnosis, one.diagnosis)
    return f"{what} · {queries.CERTAINTY_NAMES[one.certainty]}"


def _days(found: queries.SignalDetail) -> dict[str, Any]:
    """New onsets a day in this unit and group, from a week before the window; silence is no zero."""
    onsets = found.onsets
    first = found.row.window_from - dt.timedelta(days=7)
    rows = [
        {"day": day, "n": onsets[day], "reported": found.reported.get(day, "excused")}
        for day in clock.days(first, found.row.last_day)
    ]
    return {"days": rows, "days_max": max(onsets.values(), default=0)}


def _beside(unspecified: int) -> str:
    if not unspecified:
        return ""
    return _("另有 %(n)s 人因病缺勤,症状还没填,没有计入。") % {"n": unspecified}


@page(Permission.SEE_SIGNALS, methods="POST")
def acknowledge_page(request: Asked, signal_id: UUID) -> HttpResponse:
    """A named person has seen it; somebody else having been faster is no error."""
    try:
        outbreaks.acknowledge(request.actor, signal_id)
    except Conflict:
        pass
    except Forbidden as refused:
        raise Forbidden(_("您可以看这个信号,确认知悉由学校或教育局经办人来做。")) from refused
    return HttpResponseRedirect(reverse("outbreaks:signal", args=[signal_id]))
