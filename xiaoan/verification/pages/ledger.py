"""The ledger: verified of declared, part by part, with names where they may be seen; spot checks."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.surveys.queries import ledger
from xiaoan.verification import queries, services
from xiaoan.verification.pages.asked import PAGE, asked_id, asked_place, asked_round
from xiaoan.verification.queries import words
from xiaoan.verification.services import looking
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager
from xiaoan.web.templatetags.web_tags import percent

SHAPES = {"untrue": "missed", "late": "late", "missed": "missed", "changed": "unknown"}


@page(Permission.SEE_VERIFICATION)
def ledger_page(request: Asked) -> HttpResponse:
    """What leaders see: verified truth first, the share of answers after it."""
    actor = request.actor
    place = asked_place(actor, request.GET.get("unit", ""))
    one, rounds = asked_round(actor, request.GET.get("round", ""))
    context: dict[str, Any] = {
        "unit": {"name": place.name, "no": place.no},
        "crumbs": crumbs(actor, place.no),
        "as_of": clock.now(),
        "rounds": [(str(r.id), r.title, r.opened_at) for r in rounds],
        "round": one,
        "may_draw": actor.may(Permission.CHECK_ANSWERS, place.no),
    }
    if one:
        parts = queries.truths(
            actor, one.id, place.interval, place.kind, is_over=clock.now() > one.due_at
        )
        context |= _shown(place, one, parts)
    return render(request, "verification/ledger.html", context)


def _shown(
    place: directory.Place, one: ledger.RoundAt, parts: list[queries.Truth]
) -> dict[str, Any]:
    whole = queries.total(parts, place.no)
    places = directory.places(part.unit_no for part in parts)
    return {
        "whole": whole,
        "figures": _figures(whole, one, place.no),
        "chart": _chart(parts, places, whole) if len(parts) > 1 else None,
        "parts": [_part(part, places, one) for part in parts],
    }


def _figures(whole: queries.Truth, one: ledger.RoundAt, unit_no: int) -> list[dict[str, Any]]:
    """Verified first; how many answered comes after it, and what went wrong last."""
    figures: list[tuple[str, int, int | None, str, str, str]] = [
        (_("已核实"), whole.verified, whole.declared, "", "done", _("有两个互不依赖的来源的申报")),
        (_("核过,还不独立"), whole.checked, whole.declared, "", "late", _("只问过申报人自己")),
        (_("已申报"), whole.declared, whole.on_roll, "", "", _("有人答过,不等于属实")),
    ]
    notes = {
        "untrue": _("核实后与申报不符,改报以后也不销去"),
        "late": _("过了截止时间才报"),
        "missed": _("到截止没有报,或被名单查出没有报"),
        "changed": _("后来改过申报"),
    }
    figures += [
        (
            str(words.LAPSES[what]), whole.counts[what], None, _names_url(what, one, unit_no),
            SHAPES[what] if whole.counts[what] else "", notes[what],
        )
        for what in queries.WHATS
    ]  # fmt: skip
    return [
        {
            "label": label, "value": value, "of": of, "note": "", "url": url, "state": state,
            "definition": note,
        }
        for label, value, of, url, state, note in figures
    ]  # fmt: skip


def _names_url(what: str, one: ledger.RoundAt, unit_no: int) -> str:
    """Who it is, by name; who is silent past the deadline is named by the survey, with who answers."""
    if what == "missed" and clock.now() > one.due_at:
        return f"{reverse('surveys:people', args=[one.id, unit_no])}?state=unknown"
    return f"{reverse('verification:names', args=[what])}?unit={unit_no}&round={one.id}"


def _chart(
    parts: list[queries.Truth], places: dict[int, directory.Place], whole: queries.Truth
) -> dict[str, Any]:
    """Verified share of each part, the highest first, the finding in the title."""
    last = min(parts, key=lambda part: (part.share, part.unit_no))
    name = places[last.unit_no].name if last.unit_no in places else ""
    return {
        "title": _("已核实 %(share)s,最低的是%(name)s %(low)s")
        % {
            "share": percent(whole.verified, whole.declared),
            "name": name,
            "low": percent(last.verified, last.declared),
        },
        "bars": [
            {"name": places[p.unit_no].name if p.unit_no in places else "", "truth": p}
            for p in sorted(parts, key=lambda part: (-part.share, part.unit_no))
        ],
    }


def _part(
    part: queries.Truth, places: dict[int, directory.Place], one: ledger.RoundAt
) -> dict[str, Any]:
    place = places.get(part.unit_no)
    is_class = place is not None and place.kind == "class"
    address = f"{reverse('verification:ledger')}?unit={part.unit_no}&round={one.id}"
    return {
        "name": place.name if place else "",
        "url": "" if is_class else address,
        "truth": part,
        "counts": [
            (part.counts[what], _names_url(what, one, part.unit_no)) for what in queries.WHATS
        ],
    }


@page(Permission.SEE_VERIFICATION)
def names_page(request: Asked, what: str) -> HttpResponse:
    """Who was untrue, late, missed or changed an answer, by name."""
    if what not in queries.WHATS:
        raise Http404
    actor = request.actor
    place = asked_place(actor, request.GET.get("unit", ""))
    one, _rounds = asked_round(actor, request.GET.get("round", ""))
    offset = whole(request.GET.get("offset", ""))
    total, rows = (
        queries.named(actor, one.id, place.interval, what, offset, PAGE) if one else (0, [])
    )
    looking.listed(actor, ((row.person_id, row.unit_no, row.kind) for row in rows))
    places = directory.places({row.unit_no for row in rows})
    schools = directory.places({p.school_id for p in places.values() if p.school_id})
    context = {
        "unit": {"name": place.name},
        "crumbs": crumbs(actor, place.no),
        "as_of": clock.now(),
        "what": words.LAPSES[what],
        "shape": SHAPES[what],
        "round": one,
        "total": total,
        "back_url": f"{reverse('verification:ledger')}?unit={place.no}",
        "rows": [_named(row, places, schools) for row in rows],
        "pager": pager(request, total, offset, PAGE),
    }
    return render(request, "verification/names.html", context)


def _named(
    row: queries.Named, places: dict[int, directory.Place], schools: dict[int, directory.Place]
) -> dict[str, Any]:
    place = places.get(row.unit_no)
    school = schools.get(place.school_id) if place else None
    return {
        "name": row.name,
        "url": reverse("verification:person", args=[row.person_id]),
        "place": place.name if place else "",
        "school": school.name if school else "",
        "at": row.at,
    }


@page(Permission.SEE_VERIFICATION, methods="GET POST")
def samples_page(request: Asked) -> HttpResponse:
    """Draw answers at random for spot checks; what was drawn before, and how far it is."""
    actor = request.actor
    said = request.POST if request.method == "POST" else request.GET
    place = asked_place(actor, said.get("unit", ""))
    one, rounds = asked_round(actor, said.get("round", ""))
    message = ""
    if request.method == "POST":
        try:
            if one is None:
                raise Conflict(_("还没有摸排,没有可抽的。"))
            _draw(request, place, one.id)
            address = f"{reverse('verification:samples')}?unit={place.no}"
            return HttpResponseRedirect(address)
        except (Invalid, Conflict) as refused:
            message = str(refused)
    context = {
        "unit": {"name": place.name, "no": place.no},
        "crumbs": crumbs(actor, place.no),
        "rounds": [(str(r.id), r.title, r.opened_at) for r in rounds],
        "round": one,
        "may_draw": one is not None and actor.may(Permission.CHECK_ANSWERS, place.no),
        "message": message,
        "wanted": said.get("wanted", "10"),
        "act_id": said.get("id") or str(uuid7()),
        "rows": _samples(actor, place),
    }
    return render(request, "verification/samples.html", context, status=422 if message else 200)


def _draw(request: Asked, place: directory.Place, round_id: UUID) -> None:
    said = request.POST
    made = asked_id(said.get("id", "")) or uuid7()
    drawn = services.draw(request.actor, made, round_id, place.no, whole(said.get("wanted", "")))
    messages.success(request, _("已抽 %(n)s 人,任务已派给班主任。") % {"n": len(drawn.answer_ids)})


def _samples(actor: Actor, place: directory.Place) -> list[dict[str, Any]]:
    found = queries.samples(actor, place.no, place.end)
    by = accounts.names(actor, {one.by_id for one in found if one.by_id})
    places = directory.places({one.unit_no for one in found})
    return [
        {
            "one": one,
            "place": places[one.unit_no].name if one.unit_no in places else "",
            "by": by.get(one.by_id, "") if one.by_id else "",
        }
        for one in found
    ]
