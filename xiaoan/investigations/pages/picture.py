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
from xiaoan.investigations.queries import drawings
from xiaoan.investigations.queries.picture import BY_NAMES, LinkRow, Picture, Place, Rate
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page

KIND_NAMES = {
    "class": _l("班级"), "grade": _l("年级"), "dormitory": _l("宿舍"), "sex": _l("性别(所涉班级)"),
    "bus": _l("校车"), "canteen": _l("餐桌"),
}  # fmt: skip
# The drawing's own units: where the first day of the chain stands.
_LEFT = 30


@page(Permission.SEE_EVENTS)
def picture_page(request: Asked, event_id: UUID) -> HttpResponse:
    """What an outbreak looks like; every drawing has its table."""
    actor = request.actor
    by = request.GET.get("by", "")
    by = by if by in BY_NAMES else "class"
    head = queries.event(actor, event_id)
    found = services.see_picture(actor, event_id, by)
    context = frame(actor, head, "picture") | {
        "by": by, "bys": list(BY_NAMES.items()), "curve": drawings.curve(found.curve),
        "rates": _rates(found.rates), "roll_day": found.roll_day,
        "classes": [_place(one) for one in found.places if one.kind == "class"],
        "groups": [_place(one) for one in found.places if one.kind != "class"],
        "chain": _chain(found, event_id), "serial": found.serial,
    }  # fmt: skip
    return render(request, "investigations/picture.html", context)


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
