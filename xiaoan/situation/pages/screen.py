"""The big screen: pages that turn by themselves and are read at six metres; the wall of the morning is one of
them. Refreshed a part at a time (figures that come in: `live`); what has not changed is not sent again."""

import datetime as dt
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries import Place
from xiaoan.indicators import queries as indicators
from xiaoan.investigations.queries.words import STATE_NAMES, STATE_SHAPES
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.situation.pages import kept, live, tickets, words
from xiaoan.situation.queries import screen as reading
from xiaoan.situation.rules import order, tiles
from xiaoan.web.gate import Asked, page

# Seconds: a part is asked for again; a page stays (own choice: as long as six lines are read aloud).
REFRESH, TURN = 5, 15
PAGES = {
    "map": _l("地图"), "morning": _l("晨检进度"), "curve": _l("走势"), "events": _l("事件与时限"),
    "supplies": _l("物资与消毒"), "texts": _l("公告"),
}  # fmt: skip
_SHOWS = (Permission.SEE_EVENTS, Permission.SEE_REPORTS)
_LONGEST = 90
# Minutes: two days.
_DAYS_FROM = 2880


@page(Permission.SEE_BOARD)
def screen_page(request: Asked, unit_no: int) -> HttpResponse:
    """The whole screen; `part`: what changes slowly of it, or 204 where it is as `seen`. Either way with a
    new ticket for what is news each second."""
    actor = request.actor
    place = indicators.place_seen(actor, unit_no)
    names = _pages(place)
    shown = request.GET.get("page", "") or next(iter(names))
    if shown not in names:
        raise NotFound
    language = get_language() or ""
    may = tuple(actor.may(p, place.no) for p in _SHOWS)
    ticket = tickets.Ticket(str(actor.user_id), place.no, language, may)
    part = kept.fragment(
        (place.no, clock.today(), language, may),
        lambda: render_to_string("situation/_screen.html", _slow(actor, place, language)),
    )
    at = clock.now()
    if "part" in request.GET:
        same = request.GET.get("seen", "") == part.digest
        answer = HttpResponse(status=HTTPStatus.NO_CONTENT) if same else HttpResponse(
            _wrapped(place, part)
        )  # fmt: skip
        answer.headers["X-Ticket"] = tickets.give(request, ticket)
        return answer
    following = list(names)[(list(names).index(shown) + 1) % len(names)]
    context = {
        "heading": place.name, "day": clock.today(), "as_of": at, "page": shown,
        "pages": [{"code": code, "name": name, "url": f"?page={code}"} for code, name in names.items()],
        "next_url": f"?page={following}", "turn": TURN, "refresh": REFRESH,
        "part": _wrapped(place, part), "ticket": tickets.give(request, ticket),
        "live": live.wrapped(place.no, live.fragment(ticket, actor)),
        "wall_url": reverse("overview:wall", args=[place.no]),
        "back_url": words.board_url(place.no, clock.today()),
    }  # fmt: skip
    return render(request, "situation/screen.html", context)


def _pages(place: Place) -> dict[str, Any]:
    """A school has no units to draw."""
    return {code: name for code, name in PAGES.items() if code != "map" or place.kind != "school"}


def _wrapped(place: Place, part: kept.Fragment) -> SafeString:
    """With the address that asks for it again, if it is not as it is now."""
    url = f"{reverse('situation:screen', args=[place.no])}?part=1&seen={part.digest}"
    return render_to_string(
        "situation/_part.html", {"id": "part", "url": url, "refresh": REFRESH, "html": part.html}
    )


def _slow(actor: Actor, place: Place, language: str) -> dict[str, Any]:
    """What need not be news each second: events, supplies, announcements. Without the time."""
    day = clock.today()
    figures = indicators.of_unit(actor, place.no, day, _COUNTS)
    found = reading.outbreaks(actor, place)
    return {
        "unit": place,
        "counts": [live.tile(figures[key]) for key in _COUNTS],
        "events": None if found.events is None else [_event(one) for one in found.events],
        "reports": None if found.reports is None else [_report(one) for one in found.reports],
        "goods": _goods(actor, place, day), "texts": [_text(one) for one in reading.texts(language)],
    }  # fmt: skip


_COUNTS = ("signals.running", "events.running", "reports.late")


def _event(one: reading.Running) -> dict[str, Any]:
    return {
        "school": one.school, "what": one.what, "cases": one.cases, "state": STATE_NAMES[one.state],
        "shape": STATE_SHAPES[one.state], **_left(one.due_at),
    }  # fmt: skip


def _report(one: reading.Owed) -> dict[str, Any]:
    return {"school": one.school, "what": one.what, **_left(one.due_at)}


def _left(due_at: dt.datetime | None) -> dict[str, Any]:
    """How long until it is due, or since: in hours and minutes, from two days on in days and hours."""
    if due_at is None:
        return {"left": "", "is_over": False}
    minutes = int((due_at - clock.now()).total_seconds() // 60)
    if abs(minutes) >= _DAYS_FROM:
        span = {"d": abs(minutes) // 1440, "h": abs(minutes) % 1440 // 60}
        words_of = _("逾期 %(d)d 天 %(h)d 小时") if minutes < 0 else _("还剩 %(d)d 天 %(h)d 小时")
        return {"left": words_of % span, "is_over": minutes < 0}
    span = {"h": abs(minutes) // 60, "m": abs(minutes) % 60}
    words_of = _("逾期 %(h)d 小时 %(m)d 分") if minutes < 0 else _("还剩 %(h)d 小时 %(m)d 分")
    return {"left": words_of % span, "is_over": minutes < 0}


def _goods(actor: Actor, place: Place, day: dt.date) -> dict[str, Any]:
    """A table of units by share, the worst of the first column on top."""
    first = indicators.described(tiles.SUPPLIES[0])
    rows = reading.supplies(actor, place, day, tiles.SUPPLIES)
    ranked = order.worst_first(
        ((child, figures[first.key]) for child, figures in rows), first.kind, first.better
    )
    by_no = {child.no: figures for child, figures in rows}
    return {
        "heads": [indicators.described(key).name for key in tiles.SUPPLIES],
        "rows": [
            {
                "name": child.name,
                "cells": [_cell(by_no[child.no][key]) for key in tiles.SUPPLIES],
            }
            for child, _figure in ranked[:12]
        ],
        "more": max(0, len(ranked) - 12),
    }  # fmt: skip


def _cell(figure: indicators.Figure) -> dict[str, Any]:
    return {"value": words.value(figure, "share"), "figure": figure, **words.state(figure)}


def _text(one: Any) -> dict[str, Any]:
    body = " ".join(one.body.split())
    longest = 2 * _LONGEST if one.tag.startswith("en") else _LONGEST
    return {
        "title": one.title, "at": one.at, "phone": one.phone, "tag": one.tag,
        "body": body if len(body) <= longest else f"{body[:longest]}…",
    }  # fmt: skip
