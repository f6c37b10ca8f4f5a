"""A class's contacts on a phone: all well but those named; and which classes nobody has answered for."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.investigations.queries import contact_sheets as queries
from xiaoan.investigations.queries.words import CONTACT_SLOTS, LEVEL_NAMES
from xiaoan.investigations.rules import contacts as rules
from xiaoan.investigations.services import contact_sheets as sheets
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.registry.services import looks
from xiaoan.screening.queries import METHOD_NAMES, SYMPTOM_NAMES, read_celsius
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page


@page(Permission.FOLLOW_CONTACTS, methods="GET POST")
def sheet_page(request: Asked, unit_no: int, day: str, slot: str) -> HttpResponse:
    """One class on one day: whoever is not named was reached and is well."""
    actor, on = request.actor, _day(day)
    if slot not in rules.SLOTS:
        raise NotFound
    queries.owed(actor, unit_no, on, slot)
    message, status = "", 200
    if request.method == "POST":
        try:
            done = sheets.submit(actor, _sent(request.POST, unit_no, on, slot))
            messages.success(request, _said(done.people, done.ill, done.unreached))
            return HttpResponseRedirect(
                reverse("investigations:contact_sheet", args=[unit_no, day, slot])
            )
        except (Invalid, Conflict) as refused:
            message, status = str(refused), refused.status
    found = queries.sheet(actor, unit_no, on, slot)
    looks.in_health_list(actor, ((one.person_id, unit_no) for one in found.people))
    context = _context(actor, found, request.POST) | {"message": message}
    return render(request, "investigations/contact_sheet.html", context, status=status)


def _day(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise NotFound from None
    if len(text) != 10 or not clock.FIRST_DAY <= day <= clock.LAST_DAY:
        raise NotFound
    return day


def _sent(post: Any, unit_no: int, day: dt.date, slot: str) -> sheets.Sheet:
    try:
        key, base = UUID(post.get("id", "")), int(post.get("base", "0")[:4])
        chosen = [UUID(text) for text in post.getlist("person")]
    except ValueError:
        raise Invalid(_("请刷新页面后重新提交。"), {"id": "invalid"}) from None
    return sheets.Sheet(
        id=key, unit_no=unit_no, day=day, slot=slot, base=base,
        exceptions={who: said for who in chosen if (said := _unwell(post, who))},
    )  # fmt: skip


def _unwell(post: Any, who: UUID) -> sheets.Unwell | None:
    """What was said of one; nothing: well."""
    symptoms = tuple(post.getlist(f"symptoms-{who}"))
    typed, onset = post.get(f"celsius-{who}", "").strip(), post.get(f"onset-{who}", "")
    if post.get(f"unreached-{who}"):
        return sheets.Unwell(reached=False)
    if not symptoms and not typed:
        return None
    try:
        since = dt.date.fromisoformat(onset) if onset else None
    except ValueError:
        raise Invalid(_("请把日期写成 2026-11-23 这样。"), {"onset": "invalid"}) from None
    celsius: Decimal | None = read_celsius(typed) if typed else None
    return sheets.Unwell(True, symptoms, celsius, post.get("method", "axillary"), since)


def _said(people: int, ill: int, unreached: int) -> str:
    words = {"n": people, "ill": ill, "away": unreached}
    if not ill and not unreached:
        return _("已报:%(n)s 名接触者都联系到,均无异常。") % words
    return _("已报:%(n)s 名接触者,有症状 %(ill)s 人,没联系上 %(away)s 人。") % words


def _context(actor: Actor, found: queries.ClassSheet, post: Any) -> dict[str, Any]:
    names = accounts.names(actor, {found.by} if found.by else set())
    return {
        "sheet": found, "sent_by": names.get(found.by, "") if found.by else "",
        "slot": CONTACT_SLOTS[found.slot], "as_of": clock.now(),
        "late": clock.now() > found.due_at,
        # Nothing was stored of what was refused; what is sent after it is a sheet of its own.
        "id": str(uuid7()),
        "people": [_person(one, post) for one in found.people],
        "symptoms": list(SYMPTOM_NAMES.items()), "methods": list(METHOD_NAMES.items()),
        "method": post.get("method", "axillary"), "today": clock.today(),
        "back_url": reverse("duties:today"),
    }  # fmt: skip


def _person(one: queries.OnSheet, post: Any) -> dict[str, Any]:
    """As sent; as typed, if that was refused."""
    key = one.person_id
    typed = bool(post.get("id"))
    symptoms = post.getlist(f"symptoms-{key}") if typed else list(one.symptoms)
    celsius = post.get(f"celsius-{key}", "") if typed else one.celsius
    unreached = bool(post.get(f"unreached-{key}")) if typed else not one.reached
    onset = post.get(f"onset-{key}", "") if typed else (one.onset.isoformat() if one.onset else "")
    return {
        "key": key, "name": one.name, "seat": one.seat, "level": LEVEL_NAMES[one.level],
        "until": one.until, "symptoms": symptoms, "celsius": celsius, "unreached": unreached,
        "onset": onset, "open": bool(symptoms or celsius or unreached),
    }  # fmt: skip


@page(Permission.SEE_EVENTS)
def unfollowed_page(request: Asked) -> HttpResponse:
    """Classes with contacts today, those first for which nobody has answered in full."""
    actor = request.actor
    found = queries.unfollowed(actor, clock.today())
    names = accounts.names(actor, {one.carer_id for one in found if one.carer_id})
    place = directory.place(max(actor.reach(Permission.SEE_EVENTS), key=lambda r: r[1] - r[0])[0])
    context = {
        "crumbs": crumbs(actor, place.no), "as_of": clock.now(), "place": place,
        "people": sum(one.people for one in found), "reached": sum(one.reached for one in found),
        "rows": [
            {
                "one": one, "carer": names.get(one.carer_id, "") if one.carer_id else "",
                "url": reverse(
                    "investigations:contact_sheet",
                    args=[one.unit_no, clock.today().isoformat(), "day"],
                )
                if actor.may(Permission.FOLLOW_CONTACTS, one.unit_no)
                else "",
            }
            for one in found
        ],
    }  # fmt: skip
    return render(request, "investigations/unfollowed.html", context)
