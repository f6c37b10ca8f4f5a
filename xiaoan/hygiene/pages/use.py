"""What was used to the square metre against the plan, by school; what was too much, in litres and yuan."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.hygiene.pages import watching, words
from xiaoan.hygiene.queries import use
from xiaoan.hygiene.rules import donts
from xiaoan.hygiene.rules.using import Use
from xiaoan.kernel import clock
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

_WIDE = ("county", "township", "school")


@page(Permission.SEE_HYGIENE)
def use_page(request: Asked, unit_no: int) -> HttpResponse:
    """Use of a stretch of days by school, those that used most against the plan first."""
    place = watching.unit_of(request.actor, unit_no)
    if place.kind not in _WIDE:
        raise NotFound
    first, last = watching.period(request)
    rows = use.by_school(place, first, last)
    offset = whole(request.GET.get("offset", ""))
    total = sum((one.use for one in rows), Use())
    priced = [one for one in rows if one.waste_fen is not None]
    context = {
        "unit": place, "crumbs": words.crumbs(request, unit_no), "as_of": clock.now(),
        "tabs": watching.tabs(request.actor, place, "use"), "first": first, "last": last, "total": total,
        "records": sum(one.records for one in rows), "schools": len(rows),
        "per_m2": _per(total.used_ml, total.m2), "planned": _per(total.wanted_ml, total.m2),
        "waste": _litres(total.waste_ml), "yuan": _yuan(sum(one.waste_fen or 0 for one in priced)),
        "priced": len(priced), "ml": donts.USE_ML, "stock": donts.USE_STOCK,
        "source": words.source(donts.USE_SOURCE[0]),
        "rows": [_row(one) for one in rows[offset : offset + watching.PAGE]],
        "pager": pager(request, len(rows), offset, watching.PAGE), "one_school": place.kind == "school",
    }  # fmt: skip
    return render(request, "hygiene/use.html", context)


def _per(ml: int, m2: int) -> str:
    return f"{ml / m2:.2f}" if m2 else ""


def _litres(ml: int) -> str:
    return f"{ml / 1000:.1f}"


def _yuan(fen: float) -> str:
    return f"{fen / 100:.2f}"


def _row(one: use.SchoolUse) -> dict[str, Any]:
    planned = one.planned_per_m2
    price = ""
    if one.price is not None:
        price = _("%(yuan)s 元/升") % {"yuan": _yuan(1000 * one.price.fen / one.price.size)}
    return {
        "name": one.name, "url": reverse("hygiene:dose", args=[one.no]), "records": one.records,
        "use": one.use, "per_m2": _per(one.use.used_ml, one.use.m2),
        "planned": _per(one.use.wanted_ml, one.use.m2),
        "times": f"{one.per_m2 / planned:.2f}" if one.per_m2 is not None and planned else "",
        "high": bool(planned and one.per_m2 is not None and one.per_m2 > 1.5 * planned),
        "compared": [f"{value:.2f}" for value in one.compared] if one.compared else [],
        "compared_with": one.compared_with, "waste": _litres(one.use.waste_ml) if one.use.records else "",
        "yuan": _yuan(one.waste_fen) if one.waste_fen is not None and one.use.records else "",
        "price": price, "price_day": one.price.day if one.price else None, "borrowed": one.borrowed,
    }  # fmt: skip
