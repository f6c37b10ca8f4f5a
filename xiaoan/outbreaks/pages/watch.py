"""The watch list: what the statistical layers found unusual, why, and what a person does about it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.outbreaks import queries
from xiaoan.outbreaks import services as outbreaks
from xiaoan.outbreaks.queries import watch
from xiaoan.outbreaks.services import statistics
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager
from xiaoan.web.templatetags.web_tags import day as day_label

PAGE = 50
PART_NAMES = {
    "list": _l("名单上"),
    "over": _l("名单外(当天名额之外)"),
    "done": _l("已放下或已并入"),
}


@page(Permission.SEE_SIGNALS)
def watch_page(request: Asked) -> HttpResponse:
    """The list of the last days by rank, what is kept below it, and what was laid aside."""
    actor = request.actor
    place = directory.place(max(actor.reach(Permission.SEE_SIGNALS), key=lambda r: r[1] - r[0])[0])
    part = request.GET.get("part", "list")
    part = part if part in watch.PARTS else "list"
    offset = whole(request.GET.get("offset", ""))
    total, rows = watch.page_of(actor, part, offset, PAGE)
    new = watch.unseen(actor, rows) if part == "list" else set()
    passed_over = watch.passed_over(rows) if part == "list" else set()
    context = {
        "unit": {"name": place.name},
        "crumbs": crumbs(actor, place.no),
        "as_of": clock.now(),
        "part": part,
        "parts": list(PART_NAMES.items()),
        "total": total,
        "rows": [
            {**_row(row), "is_new": row.id in new, "is_passed_over": row.id in passed_over}
            for row in rows
        ],
        "no_space": place.kind == "county" and not watch.has_positions(),
        "pager": pager(request, total, offset, PAGE),
    }
    return render(request, "outbreaks/watch.html", context)


def _row(row: watch.Watched) -> dict[str, Any]:
    return {
        "url": reverse("outbreaks:watch_one", args=[row.id]),
        "rank": row.rank or "",
        "tier": row.tier,
        "state": row.state,
        "unit": row.place,
        "school": row.school if row.level == "class" else "",
        "level_label": watch.LEVEL_NAMES[row.level],
        "syndrome_label": queries.SYNDROME_NAMES.get(row.syndrome, row.syndrome),
        "why": why(row),
        "day": row.day,
        "told": row.told,
        "owed": row.owed,
        "complete": row.told >= row.owed,
        "beside_url": reverse("outbreaks:signal", args=[row.beside_id]) if row.beside_id else "",
        "reason": row.reason,
        "dismissed_by": row.dismissed_by,
    }


def why(row: watch.Watched) -> str:
    """One sentence that a principal understands."""
    words = {"n": row.observed, "d": row.days, "e": _few(row.expected), "m": len(row.schools)}
    if row.level == "area":
        return (
            _("相邻 %(m)s 所学校近 %(d)s 个上课日新发病 %(n)s 人,按各校往常约 %(e)s 人。") % words
        )
    if row.days == 1:
        one = {
            "class": _("本班这一天新发病 %(n)s 人,通常一天 %(e)s 人。"),
            "school": _("本校这一天新发病 %(n)s 人,通常一天 %(e)s 人。"),
            "township": _("本乡镇这一天新发病 %(n)s 人,通常一天 %(e)s 人。"),
        }
        return one[row.level] % words
    many = {
        "class": _("本班近 %(d)s 个上课日新发病 %(n)s 人,通常 %(e)s 人。"),
        "school": _("本校近 %(d)s 个上课日新发病 %(n)s 人,通常 %(e)s 人。"),
        "township": _("本乡镇近 %(d)s 个上课日新发病 %(n)s 人,通常 %(e)s 人。"),
    }
    return many[row.level] % words


def _few(expected: float) -> str:
    return _("不到 0.1") if expected < 0.1 else f"{expected:.1f}"


@page(Permission.SEE_SIGNALS)
def watch_one_page(request: Asked, signal_id: UUID) -> HttpResponse:
    """One entry: the sentence, the curve with its table, the people, how complete, by which method."""
    actor = request.actor
    row = watch.entry(actor, signal_id)
    found = outbreaks.see(actor, signal_id)
    outbreaks.glance(actor, signal_id, row.unit_no)
    running = row.state in ("open", "acknowledged")
    may = actor.may(Permission.ACKNOWLEDGE, row.unit_no)
    context = {
        "crumbs": crumbs(actor, row.unit_no),
        "as_of": clock.now(),
        "signal": {**_row(row), **_method(row), "title": _title(row)},
        "seen_by": found.row.acknowledged_by,
        "seen_at": found.row.acknowledged_at,
        "dismissed_at": row.dismissed_at,
        "people": [_person(one) for one in found.people],
        "schools": row.schools,
        "trend": _trend(row),
        "also": [_also(one) for one in row.also],
        "may_acknowledge": may and row.state == "open",
        "may_dismiss": may and running and row.tier != "beside",
        "may_open": running and row.tier != "beside" and row.level in ("class", "school")
        and actor.may(Permission.INVESTIGATE, row.unit_no),
        "acknowledge_url": reverse("outbreaks:acknowledge", args=[signal_id]),
        "dismiss_url": reverse("outbreaks:dismiss", args=[signal_id]),
        "open_url": reverse("investigations:open_from_signal", args=[signal_id]),
    }  # fmt: skip
    return render(request, "outbreaks/watch_one.html", context)


def _title(row: watch.Watched) -> str:
    return _("%(place)s:%(what)s比往常多") % {
        "place": row.place,
        "what": queries.SYNDROME_NAMES.get(row.syndrome, row.syndrome),
    }


def _method(row: watch.Watched) -> dict[str, Any]:
    return {
        "method_label": watch.METHOD_NAMES.get(row.method, row.method),
        "since": row.since,
        "observed": row.observed,
        "expected": _few(row.expected),
        "upper": "" if row.upper is None else f"{row.upper:g}",
        "chance": _chance(row),
    }


def _chance(row: watch.Watched) -> str:
    """How rare it is without an outbreak, as people say it."""
    if row.recurrence is not None:
        return _("碰巧这样,约 %(n)s 天才有一次") % {"n": f"{row.recurrence:.0f}"}
    if row.p is None:
        return ""
    if row.p < 1e-6:
        return _("碰巧这样的机会不到百万分之一")
    return _("碰巧这样的机会约 %(n)s 分之一") % {"n": f"{1 / row.p:,.0f}"}


def _person(one: queries.CountedPerson) -> dict[str, Any]:
    return {
        "name": one.name,
        "unit": one.place,
        "onset": one.onset,
        "onset_known": one.onset_known,
        "symptoms_text": _("、").join(one.symptoms),
    }


def _trend(row: watch.Watched) -> dict[str, Any]:
    """People newly ill a day, what was expected and what would still be usual; silence is a gap."""
    series: Sequence[tuple[Any, int]] = [(_("新发病"), 1), (_("通常"), 2), (_("通常的上限"), 3)]
    shown = [
        (name, at)
        for name, at in series
        if at == 1 or any(point[at] is not None for point in row.curve)
    ]
    return {
        "title": _("每个上课日新发病的人数"),
        "unit": "",
        "days": [str(day_label(dt.date.fromisoformat(point[0]))) for point in row.curve],
        "series": [
            {
                "name": name,
                "values": [point[at] for point in row.curve],
                "texts": [_said(point[at]) for point in row.curve],
            }
            for name, at in shown
        ],
    }


def _said(value: str | float | None) -> str:
    return _("不知道") if value is None else str(value)


def _also(one: dict[str, Any]) -> str:
    return _("%(level)s %(place)s(%(what)s):%(n)s 人,通常 %(e)s 人;%(how)s") % {
        "level": watch.LEVEL_NAMES[one["level"]],
        "place": one["place"],
        "what": queries.SYNDROME_NAMES.get(one["syndrome"], one["syndrome"]),
        "n": one["observed"],
        "e": _few(one["expected"]),
        "how": watch.METHOD_NAMES.get(one["method"], one["method"]),
    }


@page(Permission.SEE_SIGNALS, methods="POST")
def dismiss_page(request: Asked, signal_id: UUID) -> HttpResponse:
    """Lay an entry aside, with why; somebody else having been faster is no error."""
    here = HttpResponseRedirect(reverse("outbreaks:watch_one", args=[signal_id]))
    try:
        statistics.dismiss(request.actor, signal_id, request.POST.get("reason", ""))
    except Invalid as wrong:
        messages.error(request, str(wrong))
        return here
    except Conflict:
        return here
    except Forbidden as refused:
        raise Forbidden(_("您可以看这个信号,放下它由学校或教育局经办人来做。")) from refused
    messages.success(request, _("已放下。人数明显再多时会重新出现。"))
    return HttpResponseRedirect(reverse("outbreaks:watch"))
