"""The picture of an event: curve, attack rates, seating, chain."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.investigations import queries, services
from xiaoan.investigations.pages import words
from xiaoan.investigations.pages.cases import frame
from xiaoan.investigations.queries.picture import BY_NAMES, Curve, LinkRow, Picture, Place, Rate
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page
from xiaoan.web.templatetags.web_tags import day as day_words

KIND_NAMES = {
    "class": _l("班级"), "grade": _l("年级"), "dormitory": _l("宿舍"), "sex": _l("性别(所涉班级)"),
    "bus": _l("校车"), "canteen": _l("餐桌"),
}  # fmt: skip
# The drawing's own units: a bar, the space above and below, the width of the scale.
_BAR, _HEIGHT, _LEFT, _TOP, _FOOT = 34, 160, 30, 14, 34


@page(Permission.SEE_EVENTS)
def picture_page(request: Asked, event_id: UUID) -> HttpResponse:
    """What an outbreak looks like; every drawing has its table."""
    actor = request.actor
    by = request.GET.get("by", "")
    by = by if by in BY_NAMES else "class"
    head = queries.event(actor, event_id)
    found = services.see_picture(actor, event_id, by)
    context = frame(actor, head, "picture") | {
        "by": by, "bys": list(BY_NAMES.items()), "curve": _curve(found.curve),
        "rates": _rates(found.rates), "roll_day": found.roll_day,
        "classes": [_place(one) for one in found.places if one.kind == "class"],
        "groups": [_place(one) for one in found.places if one.kind != "class"],
        "chain": _chain(found, event_id), "serial": found.serial,
    }  # fmt: skip
    return render(request, "investigations/picture.html", context)


def _curve(curve: Curve) -> dict[str, Any]:
    """Bars from zero, stacked, and the table that says the same."""
    totals = curve.totals
    most = max(totals, default=0)
    unit = _HEIGHT / most if most else 0
    return {
        "title": _curve_title(curve), "guessed": curve.guessed, "unknown": curve.unknown,
        "names": [{"name": name, "shade": i, "n": sum(counts)}
                  for i, (name, counts) in enumerate(curve.series)],
        "bars": list(_bars(curve, unit)), "width": _LEFT + _BAR * len(curve.days) + 8,
        "height": _TOP + _HEIGHT + _FOOT, "base": _TOP + _HEIGHT, "left": _LEFT,
        "labels": [
            {"x": _LEFT + _BAR * i + _BAR / 2, "text": f"{day.month}/{day.day}"}
            for i, day in enumerate(curve.days)
        ],
        "scale": [
            {"y": round(_TOP + _HEIGHT - n * unit, 1), "n": n} for n in sorted({0, (most + 1) // 2, most})
        ],
        "rows": [
            {"day": day, "cells": [counts[i] for _name, counts in curve.series], "total": totals[i]}
            for i, day in enumerate(curve.days)
        ],
    }  # fmt: skip


def _bars(curve: Curve, unit: float) -> Any:
    for i in range(len(curve.days)):
        top = float(_TOP + _HEIGHT)
        for shade, (_name, counts) in enumerate(curve.series):
            tall = counts[i] * unit
            top -= tall
            if tall:
                yield {
                    "x": _LEFT + _BAR * i + 3, "y": round(top, 1), "w": _BAR - 6,
                    "h": round(tall, 1), "shade": shade,
                }  # fmt: skip


def _curve_title(curve: Curve) -> str:
    totals = curve.totals
    if not totals:
        return _("还没有知道发病日期的病例")
    most = max(totals)
    told = {
        "n": sum(totals), "first": day_words(curve.days[0]), "last": day_words(curve.days[-1]),
        "peak": day_words(curve.days[totals.index(most)]), "most": most,
    }  # fmt: skip
    return _("%(first)s 到 %(last)s 共 %(n)s 例,%(peak)s 最多,%(most)s 例") % told


def _rates(rates: tuple[Rate, ...]) -> list[dict[str, Any]]:
    return [
        {"kind": KIND_NAMES[kind], "rows": [one for one in rates if one.kind == kind]}
        for kind in ("class", "grade", "dormitory", "sex")
        if any(one.kind == kind for one in rates)
    ]


def _place(one: Place) -> dict[str, Any]:
    return {
        "kind": KIND_NAMES[one.kind], "name": one.name, "people": one.people,
        "ill": len(one.cases),
        "cases": [{"no": c.no, "name": c.name, "onset": c.onset} for c in one.cases],
        "seats": [
            {"seat": seat, "name": name, "no": c.no if c else None,
             "onset": c.onset if c else None}
            for seat, name, c in one.seats
        ],
    }  # fmt: skip


def _chain(found: Picture, event_id: UUID) -> dict[str, Any]:
    """A row per case at its day, a line from whoever infected it; the table says the same."""
    rows = [one for one in found.chain if one.case.onset]
    if not rows:
        return {"rows": [_link(one, event_id) for one in found.chain]}
    first = min(one.case.onset for one in rows if one.case.onset)
    at = {
        one.case.id: (_LEFT + 40 * (one.case.onset - first).days, 18 + 22 * i)
        for i, one in enumerate(rows)
        if one.case.onset
    }
    lines = [
        {"x1": at[one.by.id][0], "y1": at[one.by.id][1], "x2": at[one.case.id][0], "y2": at[one.case.id][1]}
        for one in rows
        if one.by and one.by.id in at
    ]  # fmt: skip
    return {
        "rows": [_link(one, event_id) for one in found.chain],
        "lines": lines,
        "points": [
            {"x": at[one.case.id][0], "y": at[one.case.id][1], "no": one.case.no,
             "tx": at[one.case.id][0] + 9, "ty": at[one.case.id][1] + 4}
            for one in rows
        ],
        "width": max(x for x, _y in at.values()) + 60, "height": 22 * len(rows) + 14,
        "links": len(lines),
    }  # fmt: skip


def _link(one: LinkRow, event_id: UUID) -> dict[str, Any]:
    told = words.case(one.case, event_id)
    return {
        "no": one.case.no, "name": one.case.name, "class_name": one.case.class_name,
        "onset": one.case.onset, "url": told["url"],
        "by": f"{one.by.no} {one.by.name}" if one.by else "",
        "hints": _("、").join(f"{c.no} {c.name}" for c in one.hints),
    }  # fmt: skip
