"""How a unit stands: devices in use and calibrated, kits complete; of a county by school."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xiaoan.equipment import queries
from xiaoan.equipment.pages import words
from xiaoan.equipment.queries import kits
from xiaoan.equipment.queries.words import KIT_NAMES, PER_NAMES
from xiaoan.equipment.rules import KIT_KINDS
from xiaoan.kernel import clock
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager


@page(Permission.SEE_SUPPLIES, Permission.USE_DEVICES)
def home_page(request: Asked) -> HttpResponse:
    """Whoever sees supplies: their unit. A class teacher: the devices of the class."""
    actor = request.actor
    seen = actor.reach(Permission.SEE_SUPPLIES)
    if seen:
        return HttpResponseRedirect(reverse("equipment:unit", args=[seen[0][0]]))
    used = actor.reach(Permission.USE_DEVICES)
    if not used:
        raise NotFound
    return HttpResponseRedirect(reverse("equipment:devices", args=[used[0][0]]))


@page(Permission.SEE_SUPPLIES)
def unit_page(request: Asked, unit_no: int) -> HttpResponse:
    """A unit's schools, what is not ready first; of one school with its kits and where to go on."""
    place = queries.unit(request.actor, unit_no, Permission.SEE_SUPPLIES)
    shares, ready = queries.shares(place.interval), kits.schools(request.actor, place)
    order = sorted(ready, key=lambda one: (one.ready.complete - one.ready.due, one.no))
    offset = words.number(request.GET.get("offset", ""))
    context = {
        "unit": place, "crumbs": words.crumbs(request, unit_no), "as_of": clock.now(),
        "is_school": place.kind == "school",
        "rows": [_row(one, shares.get(one.no)) for one in order[offset : offset + words.PAGE]],
        "total": len(order), "pager": pager(request, len(order), offset, words.PAGE),
        "sums": _sums(ready, shares), "kinds": _kinds(),
        "keeps": request.actor.may(Permission.KEEP_DEVICES, unit_no) and place.kind == "school",
        "kits": [words.kit(one) for one in kits.kits_of(unit_no)] if place.kind == "school" else [],
    }  # fmt: skip
    return render(request, "equipment/unit.html", context)


def _row(one: kits.School, share: queries.Share | None) -> dict[str, Any]:
    lacking = [f"{KIT_NAMES[code]} ×{n}" for code, n in one.lacking.items()]
    return {
        "no": one.no, "name": one.name, "url": reverse("equipment:unit", args=[one.no]),
        "complete": one.ready.complete, "due": one.ready.due,
        "unknown": "、".join(str(PER_NAMES[KIT_KINDS[code].per]) for code in one.ready.unknown),
        "incomplete": "、".join(one.incomplete), "lacking": "、".join(lacking),
        "not_ready": one.ready.due - one.ready.complete, "share": share,
        "list_url": reverse("equipment:devices", args=[one.no]),
    }  # fmt: skip


def _sums(ready: list[kits.School], registered: dict[int, queries.Share]) -> dict[str, int]:
    """Over the schools: what nobody has entered is counted apart."""
    shares = [registered[one.no] for one in ready if one.no in registered]
    return {
        "complete": sum(one.ready.complete for one in ready),
        "due": sum(one.ready.due for one in ready),
        "unknown": sum(bool(one.ready.unknown) for one in ready),
        "in_use": sum(one.in_use for one in shares), "held": sum(one.held for one in shares),
        "over": sum(one.over for one in shares), "timed": sum(one.timed for one in shares),
        "no_record": sum(one.unknown for one in shares),
        "unregistered": len(ready) - len(shares),
    }  # fmt: skip


def _kinds() -> list[dict[str, Any]]:
    """Of what a school is to have one, and where that comes from."""
    return [
        {"name": KIT_NAMES[code], "per": PER_NAMES[one.per], "source": one.source}
        for code, one in KIT_KINDS.items()
    ]
