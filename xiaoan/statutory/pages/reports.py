"""Reports: the list with its figures, and one report with all that can be done about it."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.statutory import forms, queries, rules
from xiaoan.statutory import services as statutory
from xiaoan.statutory.pages import listing, words
from xiaoan.statutory.queries import drafting
from xiaoan.web import reading
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

SPANS = {"7": _l("近 7 天"), "30": _l("近 30 天"), "120": _l("近 120 天"), "": _l("全部时间")}
_ACTING = (Permission.SEND_REPORTS, Permission.RECEIVE_REPORTS)
_BELOW = {"county": ("township",), "township": ("school",), "school": ("school",)}


@page(Permission.SEE_REPORTS)
def reports_page(request: Asked) -> HttpResponse:
    """Reports of a unit: what is owed by its deadline first; how many were in time."""
    actor, asked = request.actor, request.GET
    place = place_of(actor, asked.get("unit", ""))
    shape, kind = asked.get("state", ""), asked.get("kind", "")
    days = asked.get("days", "30")
    days = days if days in SPANS else "30"
    since = clock.today() - dt.timedelta(days=int(days) - 1) if days else None
    wanted = queries.Wanted(
        place.interval, shape if shape in words.FILTERS else "",
        kind if kind in rules.KINDS else "", since,
    )  # fmt: skip
    offset = listing.offset_of(request)
    total, rows = queries.page_of_reports(actor, wanted, offset, listing.PAGE)
    children = directory.places_inside(place.interval, *_BELOW[place.kind])
    context = {
        "unit": place,
        "crumbs": crumbs(actor, place.no),
        "as_of": clock.now(),
        "state": wanted.shape, "states": list(words.FILTERS.items()),
        "kind": wanted.kind, "kinds": list(words.KINDS.items()),
        "days": days, "spans": list(SPANS.items()),
        "clear_url": f"?unit={place.no}" if wanted.shape or wanted.kind else "",
        "figures": queries.figures(actor, children, wanted),
        "below": place.kind != "school",
        "delays_url": f"{reverse('statutory:delays')}?unit={place.no}",
        "rows": [words.row(one) for one in rows],
        "total": total,
        "pager": pager(request, total, offset, listing.PAGE),
    }  # fmt: skip
    return render(request, "statutory/reports.html", context)


def place_of(actor: Actor, text: str) -> directory.Place:
    """The unit that was asked for, else the widest the actor sees reports of."""
    reach = actor.reach(Permission.SEE_REPORTS)
    no = whole(text) or max(reach, key=lambda one: one[1] - one[0])[0]
    found = directory.place(no)
    if found.kind not in _BELOW or not actor.may(Permission.SEE_REPORTS, no):
        raise NotFound
    return found


@page(Permission.SEE_REPORTS, methods="GET POST")
def report_page(request: Asked, report_id: UUID) -> HttpResponse:
    """One report: its clock, the draft, what was sent and received, and what can be done now."""
    refused: Invalid | Conflict | None = None
    if request.method == "POST":
        _may_act(request.actor, report_id)
        act = _ACTS.get(request.POST.get("act", ""))
        try:
            if act is None:
                raise Invalid(_("请选择要做什么。"))
            act(request, report_id)
            return HttpResponseRedirect(reverse("statutory:report", args=[report_id]))
        except (Invalid, Conflict) as why:
            refused = why
    status = refused.status if refused else 200
    context = _context(request, report_id, refused)
    return render(request, "statutory/report.html", context, status=status)


def _may_act(actor: Actor, report_id: UUID) -> None:
    """Who may do nothing about a report is told so before what is missing."""
    row = queries.seen(actor, report_id)
    if not any(actor.may(one, row.unit_no) for one in _ACTING):
        raise Forbidden


def _context(request: Asked, report_id: UUID, refused: Invalid | Conflict | None) -> dict[str, Any]:
    actor = request.actor
    row, draft = statutory.see(actor, report_id)
    found, versions = queries.report(actor, report_id)
    typed = request.POST if refused else None
    sends = actor.may(Permission.SEND_REPORTS, row.unit_no) and row.state != "replaced"
    newest = versions[0] if versions else None
    return {
        "crumbs": crumbs(actor, row.unit_no),
        "as_of": clock.now(),
        "row": words.row(found),
        "withdrawn": row.state == "due" and queries.signals_are_gone(actor, row.event_id),
        "paper": words.paper(drafting.shown(actor, row, draft)),
        "versions": [words.version(one, report_id) for one in versions],
        "error": str(refused) if refused else "",
        "fields": getattr(refused, "fields", {}) if refused else {},
        "said": [
            (
                code,
                name,
                typed.get(code, "") if typed else draft.words.get(code, ""),
                draft.words.get(code, "") if isinstance(refused, Conflict) else "",
            )
            for code, name in words.WORDS.items()
        ],
        "typed": {name: typed.get(name, "") for name in _FIELDS} if typed else {},
        "office": words.RECIPIENTS.get(row.recipient, row.recipient),
        "means": list(words.MEANS.items()),
        "may_send": sends,
        "corrects": bool(row.versions),
        "may_waive": sends and row.state == "due",
        "may_receive": _may_receive(actor, found, newest),
        "by_recipient": row.recipient == rules.BUREAU,
        "newest": newest,
        **_made_from(row.versions, draft, request.POST if isinstance(refused, Invalid) else None),
        "back_url": f"{reverse('statutory:reports')}?unit={row.school_id}",
        "draft_url": reverse("statutory:paper", args=[report_id, 0]),
    }


def _made_from(versions: int, draft: drafting.Draft, kept: QueryDict | None) -> dict[str, str]:
    """What the form is made from. One that comes back to be mended (`kept`) stays as it was made: what has
    changed meanwhile is found out when it is sent. One that was overtaken has been told so, with what is new.
    """
    now = {
        "base": str(versions), "seen": draft.digest, "submission_id": str(uuid7()),
        "words_base": statutory.mark_of(draft.words),
    }  # fmt: skip
    return {name: kept.get(name) or value if kept else value for name, value in now.items()}


_FIELDS = ("means", "to_name", "to_office", "sent_at", "why", "reason", "name", "at", "number")


def _may_receive(actor: Actor, row: queries.ReportRow, newest: queries.VersionRow | None) -> bool:
    if newest is None or newest.receipt or row.state not in rules.SENT:
        return False
    is_bureau = row.recipient == rules.BUREAU
    needed = Permission.RECEIVE_REPORTS if is_bureau else Permission.SEND_REPORTS
    return actor.may(needed, row.school_id)


def _save(request: Asked, report_id: UUID) -> None:
    said = request.POST
    words_base = said.get("words_base", "")
    statutory.keep_words(request.actor, report_id, forms.read_words(said), words_base)
    messages.success(request, _("已保存草稿,还没有发送。"))


def _send(request: Asked, report_id: UUID) -> None:
    said = request.POST
    given = statutory.Sending(
        id=reading.read_id(said.get("submission_id", "")), report_id=report_id,
        base=whole(said.get("base", "")), seen=said.get("seen", ""),
        means=said.get("means", ""), to_name=said.get("to_name", ""),
        to_office=said.get("to_office", ""), sent_at=reading.read_moment(said, "sent_at"),
        why=said.get("why", ""), words=forms.read_words(said), words_base=said.get("words_base", ""),
    )  # fmt: skip
    statutory.send(request.actor, given)
    messages.success(request, _("已登记报出,内容已按原样保存。"))


def _waive(request: Asked, report_id: UUID) -> None:
    statutory.waive(request.actor, report_id, request.POST.get("reason", ""))
    messages.success(request, _("已登记不需报告。原因和登记人大家都能看到。"))


def _receive(request: Asked, report_id: UUID) -> None:
    said = request.POST
    given = statutory.Receiving(
        reading.read_id(said.get("version", "")), reading.read_moment(said, "at"),
        said.get("name", ""), said.get("number", ""),
    )  # fmt: skip
    statutory.receive(request.actor, given)
    messages.success(request, _("已登记收到。"))


_ACTS: dict[str, Callable[[Asked, UUID], None]] = {
    "save": _save, "send": _send, "waive": _waive, "receive": _receive,
}  # fmt: skip
