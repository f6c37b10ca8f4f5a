"""How long events took from step to step, and how many reports were late; a chart with its table."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.illness.queries.words import DISEASE_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.permission import Permission
from xiaoan.outbreaks.queries import SYNDROME_NAMES
from xiaoan.statutory import rules
from xiaoan.statutory.pages import listing
from xiaoan.statutory.pages.reports import place_of
from xiaoan.statutory.pages.words import span as hours
from xiaoan.statutory.queries import delays as queries
from xiaoan.statutory.queries.words import BY_NAMES, DELAY_NAMES
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

YEAR = dt.timedelta(days=365)
# Shorter than this it is told in hours.
_HOURS = dt.timedelta(days=2)
# The chart leaves closing out: it takes weeks where the others take hours.
_DRAWN = ("onset", "reported", "ordered")


@page(Permission.SEE_REPORTS)
def delays_page(request: Asked) -> HttpResponse:
    """Median and quartiles of each step of a unit's events, sorted as asked."""
    actor, asked = request.actor, request.GET
    place = place_of(actor, asked.get("unit", ""))
    quarters = rules.quarters_until(clock.today(), queries.QUARTERS)[::-1]
    spans = {"": _("近一年"), **{f"{y}-{n}": _quarter((y, n)) for y, n in quarters}}
    chosen = asked.get("span", "")
    chosen = chosen if chosen in spans else ""
    ways = _ways(place)
    by = asked.get("by", "")
    by = by if by in ways else next(iter(ways))
    found = queries.delays(actor, place, _span(chosen), by)
    offset = listing.offset_of(request)
    shown = found.groups[offset : offset + listing.PAGE]
    names = _names(by, shown)
    context = {
        "unit": place, "crumbs": crumbs(actor, place.no), "as_of": clock.now(),
        "span": chosen, "spans": list(spans.items()), "by": by, "ways": list(ways.items()),
        "by_name": ways[by], "heads": list(DELAY_NAMES.values()), "whole": _row(found.whole, _("合计"), ""),
        "rows": [_row(one, names[one.key], _url(place, by, chosen, one)) for one in shown],
        "trend": _trend(found.quarters),
        "waived_url": f"{reverse('statutory:reports')}?"
        + urlencode({"unit": place.no, "state": "waived", "days": ""}),
        "reports_url": f"{reverse('statutory:reports')}?unit={place.no}",
        "pager": pager(request, len(found.groups), offset, listing.PAGE),
    }  # fmt: skip
    return render(request, "statutory/delays.html", context)


def _ways(place: directory.Place) -> dict[str, Any]:
    """By what a unit's events can be sorted: a school has no units with events of their own."""
    left_out = {"county": (), "township": ("township",)}.get(place.kind, ("township", "school"))
    return {code: name for code, name in BY_NAMES.items() if code not in left_out}


def _span(chosen: str) -> queries.Span:
    if not chosen:
        today = clock.today()
        return queries.Span(today - YEAR, today + dt.timedelta(days=1))
    year, no = chosen.split("-")
    return queries.Span(*rules.quarter_days((int(year), int(no))))


def _quarter(quarter: tuple[int, int]) -> str:
    return _("%(year)s年第%(n)s季度") % {"year": quarter[0], "n": quarter[1]}


def _names(by: str, groups: list[queries.Group]) -> dict[Any, str]:
    keys = [one.key for one in groups]
    if by == "quarter":
        return {key: _quarter(key) for key in keys}
    if by == "disease":
        return {key: _disease(*key) for key in keys}
    places = directory.places(set(keys))
    return {key: places[key].name if key in places else "" for key in keys}


def _disease(is_unknown: bool, code: str) -> str:
    if not is_unknown:
        return str(DISEASE_NAMES.get(code, code))
    return _("疾病未明:%(what)s") % {"what": SYNDROME_NAMES.get(code, code)}


def _url(place: directory.Place, by: str, chosen: str, one: queries.Group) -> str:
    """A unit below leads to its own page."""
    if by not in ("township", "school") or one.key == place.no:
        return ""
    return f"?{urlencode({'unit': one.key, 'span': chosen})}"


def _row(one: queries.Group, name: str, url: str) -> dict[str, Any]:
    return {
        "name": name, "url": url, "events": one.events,
        "cells": [_cell(one.spreads[code]) for code in DELAY_NAMES],
        "behind": one.late + one.missing, "due": one.due, "missing": one.missing, "waived": one.waived,
    }  # fmt: skip


def _cell(found: rules.Spread | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "median": _length(found.median), "lower": _length(found.lower),
        "upper": _length(found.upper), "n": found.n,
    }  # fmt: skip


def _length(took: dt.timedelta) -> str:
    if took < dt.timedelta(0):
        return _("早 %(time)s") % {"time": _length(-took)}
    if took < _HOURS:
        return hours(took)
    return _("%(n)s 天") % {"n": f"{round(took / dt.timedelta(days=1), 1):g}"}


def _trend(quarters: list[queries.Group]) -> dict[str, Any] | None:
    """Medians by quarter, in days; a quarter without events is a gap."""
    drawn = [code for code in _DRAWN if any(one.spreads[code] for one in quarters)]
    if not drawn:
        return None
    last = next(one for one in reversed(quarters) if any(one.spreads[code] for code in drawn))
    told = [
        _("%(what)s %(time)s") % {"what": DELAY_NAMES[code], "time": _length(found.median)}
        for code in drawn
        if (found := last.spreads[code])
    ]
    title = _("%(quarter)s的中位数:%(told)s") % {
        "quarter": _quarter(last.key), "told": _("、").join(told),
    }  # fmt: skip
    return {
        "title": title, "unit": _(" 天"), "days": [_quarter(one.key) for one in quarters],
        "series": [
            {"name": str(DELAY_NAMES[code]), "values": [_days(one.spreads[code]) for one in quarters],
             "texts": [_text(one.spreads[code]) for one in quarters]}
            for code in drawn
        ],
    }  # fmt: skip


def _days(found: rules.Spread | None) -> float | None:
    return round(found.median / dt.timedelta(days=1), 2) if found else None


def _text(found: rules.Spread | None) -> str:
    if found is None:
        return _("没有")
    return _("%(time)s(%(n)s 起)") % {"time": _length(found.median), "n": found.n}
