"""Briefings: the newest of a unit and those before it, one with its evidence, its paper."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from xiaoan.briefings import queries, services
from xiaoan.briefings.queries import telling
from xiaoan.briefings.queries.kept import Briefing
from xiaoan.directory import queries as directory
from xiaoan.indicators import queries as indicators
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web import official, papers, reading, waiting
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page

P = Permission


@page(P.SEE_BRIEFINGS)
def home_page(request: Asked) -> HttpResponse:
    """To the widest unit of the actor."""
    lo, _hi = max(request.actor.reach(P.SEE_BRIEFINGS), key=lambda one: one[1] - one[0])
    return HttpResponseRedirect(reverse("briefings:unit", args=[lo]))


@page(P.SEE_BRIEFINGS, methods="GET POST")
def unit_page(request: Asked, unit_no: int) -> HttpResponse:
    """The briefings of a county or township; posted: one of now."""
    actor = request.actor
    place = queries.place_seen(actor, unit_no)
    if request.method == "POST":
        made = reading.read_id(request.POST.get("submission_id", ""))
        services.make(actor, made, unit_no)
        messages.success(request, _("简报已按现在的记录生成。"))
        return HttpResponseRedirect(reverse("briefings:briefing", args=[made]))
    rows = queries.of_unit(actor, unit_no)
    below = directory.places_inside(place.interval, "township") if place.kind == "county" else []
    context = {
        "unit": place, "crumbs": crumbs(actor, unit_no), "as_of": clock.now(),
        "newest": _said(actor, rows[0]) if rows else None, "rows": rows[1:],
        "may_make": actor.may(P.WRITE_BRIEFINGS, unit_no), "submission_id": uuid7(),
        "below": [
            {"name": one.name, "url": reverse("briefings:unit", args=[one.no])} for one in below
        ],
    }  # fmt: skip
    return render(request, "briefings/unit.html", context)


def _said(actor: Actor, row: Briefing) -> dict[str, Any]:
    """A briefing as it is read: each item with its evidence, as far as the reader may open it."""
    parts = telling.parts(row.content)
    for part in parts:
        for item in part["lines"]:
            item["url"] = _evidence(actor, row, part["code"], item["one"])
    return {
        "row": row, "parts": parts, "title": telling.title(row.content),
        "under": telling.under(row.content), "by": queries.made_by(actor, row),
        "url": reverse("briefings:briefing", args=[row.pk]),
    }  # fmt: skip


def _evidence(actor: Actor, row: Briefing, code: str, one: dict[str, Any]) -> str:
    if code == "decisions":
        kind = next((k for k in waiting.kinds() if k.address == one["address"]), None)
        return reverse(kind.address) if kind and actor.may_anywhere(kind.permission) else ""
    if code == "risks" and one["kind"] == "clock":
        return reverse("statutory:reports") if actor.may_anywhere(P.SEE_REPORTS) else ""
    if code == "risks" and one["kind"] == "open":
        return reverse("investigations:events") if actor.may_anywhere(P.SEE_EVENTS) else ""
    try:
        day = dt.date.fromisoformat(one["now"]["day"])
        return indicators.link(actor, one["key"], row.unit_no, day)
    except KeyError:  # a figure that the catalogue has no more
        return ""


@page(P.SEE_BRIEFINGS, methods="GET POST")
def briefing_page(request: Asked, briefing_id: UUID) -> HttpResponse:
    """One briefing as it was made; posted: words added to it."""
    actor, said = request.actor, request.POST
    row = queries.seen(actor, briefing_id)
    error, status = "", 200
    fields: dict[str, str] = {}
    if request.method == "POST":
        try:
            given = reading.read_id(said.get("submission_id", ""))
            services.comment(actor, given, briefing_id, said.get("text", ""))
            messages.success(request, _("已补充,简报原文不变。"))
            return HttpResponseRedirect(reverse("briefings:briefing", args=[briefing_id]))
        except (Invalid, Conflict) as refused:
            error, status = str(refused), refused.status
            fields = getattr(refused, "fields", {})
    context = {
        **_said(actor, row), "crumbs": crumbs(actor, row.unit_no), "error": error, "fields": fields,
        "typed": said, "comments": queries.comments(actor, row),
        "may_write": actor.may(P.WRITE_BRIEFINGS, row.unit_no), "submission_id": uuid7(),
        "back_url": reverse("briefings:unit", args=[row.unit_no]),
    }  # fmt: skip
    return render(request, "briefings/briefing.html", context, status=status)


@page(P.SEE_BRIEFINGS)
def paper_page(request: Asked, briefing_id: UUID) -> HttpResponse:
    """On paper, in the reader's language; `?file=docx` or `pdf` to take away."""
    actor = request.actor
    row = queries.seen(actor, briefing_id)
    told = _said(actor, row) | {"comments": queries.comments(actor, row)}
    mark = _("%(name)s 打印于 %(at)s") % {
        "name": actor.name, "at": f"{clock.now().astimezone(clock.ZONE):%Y-%m-%d %H:%M}",
    }  # fmt: skip
    name = f"{told['title']} {row.day.isoformat()}"
    language = translation.get_language() or "zh-hans"
    taken = papers.take_away(
        official_paper(told, mark), name, request.GET.get("file", ""), language
    )
    if taken.response is not None:
        return taken.response
    context = {
        **told, "crumbs": crumbs(actor, row.unit_no), "mark": mark, "back_url": told["url"],
        "here": request.build_absolute_uri(request.path), "language": language, "pdf_fault": taken.fault,
    }  # fmt: skip
    return render(request, "briefings/paper.html", context, status=taken.status)


def official_paper(told: dict[str, Any], mark: str) -> official.Paper:
    """The one-pager in the layout of official documents."""
    blocks: list[official.Block] = []
    for part in told["parts"]:
        lines = [f"{n}. {item['text']}" for n, item in enumerate(part["lines"], 1)]
        blocks += [official.Heading(part["title"]), official.Lines(lines or [part["none"]])]
    if told["comments"]:
        blocks += [
            official.Heading(_("补充")),
            official.Lines([f"{one.text}({one.by})" for one in told["comments"]]),
        ]
    unit = told["row"].content["unit"]
    foot = f"{mark} · SHA-256 {told['row'].digest}"
    signed = (unit, told["row"].day.isoformat())
    return official.Paper(told["title"], told["under"], blocks, signed, foot)
