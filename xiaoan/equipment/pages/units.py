"""How a unit stands: devices in use and calibrated, kits complete; of a county by school."""

from collections import Counter
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.equipment import queries
from xiaoan.equipment.pages import words
from xiaoan.equipment.queries import kits
from xiaoan.equipment.queries.words import KIT_NAMES, PER_NAMES, source_words
from xiaoan.equipment.rules import KIT_KINDS
from xiaoan.kernel import clock
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.supplies.queries import beside
from xiaoan.supplies.queries.words import BASIS_NAMES, amount, item_name
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
    offset = whole(request.GET.get("offset", ""))
    own = kits.kits_of(unit_no)
    context = {
        "unit": place, "crumbs": words.crumbs(request, unit_no), "as_of": clock.now(),
        "is_school": place.kind == "school",
        "rows": [_row(one, shares.get(one.no)) for one in order[offset : offset + words.PAGE]],
        "total": len(order), "pager": pager(request, len(order), offset, words.PAGE),
        "sums": _sums(ready, shares), "kinds": _kinds(),
        "by_kind": [_of_kind(one) for one in ready[0].kinds] if place.kind == "school" and ready else [],
        "keeps": queries.keeps(request.actor, unit_no), "own": _own(place, shares),
        "kits": [words.kit(one) for one in own], "own_kits": _own_kits(own),
        "ask": beside.links(request.actor, unit_no) if own else [],
    }  # fmt: skip
    return render(request, "equipment/unit.html", context)


def _own(place: directory.Place, shares: dict[int, queries.Share]) -> queries.Share | None:
    """An office's own devices; those of its schools are told school by school."""
    return None if place.kind == "school" else shares.get(place.no)


def _own_kits(own: list[kits.Filled]) -> dict[str, Any]:
    """An office's own kits: each that it has set up is due, and what they lack together."""
    lacks: Counter[str] = Counter()
    for one in own:
        lacks.update(one.missing)
    return {
        "due": len(own), "complete": sum(one.is_complete for one in own),
        "lacks": "、".join(f"{item_name(item)} {amount(item, n)}" for item, n in lacks.items()),
    }  # fmt: skip


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


def _of_kind(one: kits.OfKind) -> dict[str, Any]:
    """A school's kits of one kind: what is due by which places, what is known and what is not."""
    per, more = PER_NAMES[KIT_KINDS[one.code].per], (one.due or 0) - one.there
    if one.due is None:
        due = _("%(per)s未登记,应有几套不明") % {"per": per}
    elif KIT_KINDS[one.code].per == "school":
        due = _("每校 1 套")
    else:
        due = _("登记的%(per)s %(n)s 处,应有 %(n)s 套") % {"per": per, "n": one.due}
    shape = "unknown" if one.due is None else "done" if one.complete >= one.due else "missed"
    return {
        "name": KIT_NAMES[one.code], "due": due, "shape": shape,
        "words": _("%(there)s 套里 %(n)s 套齐全") % {"there": one.there, "n": one.complete}
        if one.there else _("还没有建立"),
        "more": _("还要建立 %(n)s 套") % {"n": more} if one.due is not None and more > 0 else "",
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
        {"name": KIT_NAMES[code], "per": BASIS_NAMES[one.per], "source": source_words(one.source)}
        for code, one in KIT_KINDS.items()
    ]
