"""The contacts of an event: figures and list, drawn from the roll, released when their period is over."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xiaoan.directory import queries as directory
from xiaoan.investigations import queries
from xiaoan.investigations.pages.cases import frame, require_edit
from xiaoan.investigations.queries import contacts as listing
from xiaoan.investigations.queries.drawing import Drawing, Wanted
from xiaoan.investigations.queries.words import (
    CONTACT_ENDS,
    CONTACT_STATES,
    LEVEL_NAMES,
    TERM_SOURCES,
    WAY_NAMES,
)
from xiaoan.investigations.rules.contacts import Term
from xiaoan.investigations.services import contact_ends, contacts
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.registry.services import looks
from xiaoan.web import sources
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

PAGE = 100
SHAPES = {
    "watching": "due", "case": "missed", "released": "done", "ended": "excused", "moved": "excused",
}  # fmt: skip


@page(Permission.SEE_EVENTS)
def contacts_page(request: Asked, event_id: UUID) -> HttpResponse:
    """The contacts of an event: figures by level with their denominators, then the list."""
    return _show(request, event_id, request.GET, "", 200)


def _show(request: Asked, event_id: UUID, typed: Any, message: str, status: int) -> HttpResponse:
    actor = request.actor
    head = queries.event(actor, event_id)
    which, offset = _which(typed), whole(request.GET.get("offset", ""))
    total, rows = listing.rows(actor, event_id, which, offset, PAGE)
    looks.in_health_list(actor, ((one.person_id, one.unit_no) for one in rows if one.name))
    view = listing.overview(actor, event_id)
    over, gaps = listing.to_release(event_id, which)
    around = frame(actor, head, "contacts")
    context = {
        **around,
        "errors": [message] if message else [],
        "levels": [_level(one) for one in view.levels],
        "outside": view.outside, "term": _term(view.term), "until": view.until,
        "may_draw": around["may_edit"], "over": over, "gaps": gaps,
        "rows": [_row(one) for one in rows], "total": total,
        "level": which.level, "level_names": list(LEVEL_NAMES.items()),
        "state": which.state, "states": list(CONTACT_STATES.items()),
        "unit": which.unit_no, "classes": listing.classes_of(actor, event_id),
        "clear_url": reverse("investigations:contacts", args=[event_id])
        if which != listing.Which() else "",
        "pager": pager(request, total, offset, PAGE),
        "draw_url": reverse("investigations:draw_contacts", args=[event_id]),
        "release_url": reverse("investigations:release_contacts", args=[event_id]),
        "reason": request.POST.get("reason", ""),
    }  # fmt: skip
    return render(request, "investigations/contacts.html", context, status=status)


def _which(typed: Any) -> listing.Which:
    level, state = typed.get("level", ""), typed.get("state", "")
    return listing.Which(
        level if level in LEVEL_NAMES else "",
        state if state in CONTACT_STATES else "",
        whole(typed.get("unit", "")),
    )


def _level(one: listing.LevelFigures) -> dict[str, Any]:
    return {"label": LEVEL_NAMES[one.level], "figures": one}


def _term(term: Term) -> dict[str, Any]:
    """For how many days, by what, from where."""
    by = _("按疾病") if term.of == "disease" else _("疾病未明,按症状类别")
    return {
        "days": term.days, "by": by, "ours": term.is_ours,
        "source": TERM_SOURCES.get(term.source) or sources.titles(term.source), "confidence": term.confidence,
    }  # fmt: skip


def _row(one: listing.ContactRow) -> dict[str, Any]:
    return {
        "one": one,
        "level": LEVEL_NAMES[one.level],
        "ways": _("、").join(
            f"{WAY_NAMES[way]}({one.activity})" if way == "activity" else str(WAY_NAMES[way])
            for way in one.ways
        ),
        "shape": SHAPES[one.state],
        "state": CONTACT_STATES[one.state],
        "end": CONTACT_ENDS.get(one.ended_as, ""),
        "owed": one.state == "watching" and one.until >= clock.today(),
    }


@page(Permission.INVESTIGATE, methods="GET POST")
def draw_page(request: Asked, event_id: UUID) -> HttpResponse:
    """Choose the ways of contact, see who that is, store them. Nothing is stored before it was shown."""
    actor = request.actor
    head = require_edit(actor, event_id)
    typed = request.POST if request.method == "POST" else request.GET
    found: Drawing | None = None
    message = ""
    if typed.getlist("way"):
        try:
            wanted = _wanted(actor, head, typed)
            if request.method == "POST":
                _say(request, contacts.draw(actor, wanted))
                return HttpResponseRedirect(reverse("investigations:contacts", args=[event_id]))
            found = contacts.preview(actor, wanted)
        except (Invalid, Conflict) as refused:
            message = str(refused)
    elif request.method == "POST":
        message = _("请至少选一种接触方式。")
    context = {
        **frame(actor, head, "contacts"),
        "errors": [message] if message else [],
        "ways": list(WAY_NAMES.items()), "chosen": typed.getlist("way") or ["class"],
        "cases": _case_choices(actor, event_id), "case_id": typed.get("case", ""),
        "last_exposed": typed.get("last_exposed") or _proposed(head).isoformat(),
        "today": clock.today(), "activity": typed.get("activity", ""),
        "numbers": typed.get("numbers", ""), "evening": bool(typed.get("evening")),
        "found": _found(found) if found else None,
        "back_url": reverse("investigations:contacts", args=[event_id]),
    }  # fmt: skip
    return render(
        request, "investigations/draw_contacts.html", context, status=422 if message else 200
    )


def _say(request: Asked, stored: tuple[int, int]) -> None:
    added, widened = stored
    said = ngettext("新增 %(n)d 名接触者。", "新增 %(n)d 名接触者。", added) % {"n": added}
    if widened:
        said += _("另有 %(n)d 人更新了接触方式或观察期。") % {"n": widened}
    messages.success(request, said)


def _proposed(head: queries.EventHead) -> dt.date:
    """The last day on which a case fell ill: afterwards it is at home, unless somebody knows better."""
    return min(head.last_onset or clock.today(), clock.today())


def _wanted(actor: Actor, head: queries.EventHead, typed: Any) -> Wanted:
    try:
        last_exposed = dt.date.fromisoformat(typed.get("last_exposed", ""))
        case_id = UUID(typed["case"]) if typed.get("case") else None
    except ValueError:
        raise Invalid(_("请把日期写成 2026-11-23 这样。"), {"last_exposed": "invalid"}) from None
    ways = frozenset(typed.getlist("way"))
    people = _people(actor, head, typed.get("numbers", "")) if "activity" in ways else frozenset()
    return Wanted(
        head.id, ways, last_exposed, case_id, typed.get("activity", "").strip(), people,
        bool(typed.get("evening")),
    )  # fmt: skip


def _people(actor: Actor, head: queries.EventHead, text: str) -> frozenset[UUID]:
    """Pupils of the school by number, one a line or with spaces between; an unknown one is named."""
    numbers = list(
        dict.fromkeys(text.replace("\0", "").replace(",", " ").replace("、", " ").split())
    )
    if len(numbers) > 500:
        raise Invalid(_("一次最多 500 个学号。"), {"numbers": "too_many"})
    found = directory.pupils_numbered(actor, head.school_id, numbers, clock.today())
    unknown = [one for one in numbers if one not in found]
    if unknown:
        shown = _("、").join(unknown[:5])
        raise Invalid(
            _("这些学号不在本校名单上:%(numbers)s。") % {"numbers": shown}, {"numbers": "unknown"}
        )
    return frozenset(one.person_id for one in found.values())


def _case_choices(actor: Actor, event_id: UUID) -> list[tuple[str, str]]:
    cases = queries.counted(actor, event_id)
    names = {
        pupil: one.name
        for pupil, one in directory.enrolments(
            actor, [one.person_id for one in cases], clock.today()
        ).items()
    }
    looks.in_health_list(
        actor, ((one.person_id, one.unit_no) for one in cases if one.person_id in names)
    )
    return [(str(one.id), names.get(one.person_id, "–")) for one in cases]


def _found(found: Drawing) -> dict[str, Any]:
    return {
        "ways": [
            {"label": WAY_NAMES[one.way], "level": LEVEL_NAMES[one.level], "count": one}
            for one in found.ways
        ],
        "levels": [(words, found.of_level(code)) for code, words in LEVEL_NAMES.items()],
        "new": found.new, "bases": found.bases, "gone": found.gone, "elsewhere": found.elsewhere,
        "term": _term(found.term), "until": found.until,
    }  # fmt: skip


@page(Permission.INVESTIGATE, methods="POST")
def release_page(request: Asked, event_id: UUID) -> HttpResponse:
    """Release everybody of the list whose observation is over; days without an answer are explained."""
    require_edit(request.actor, event_id)
    typed = request.POST
    given = contact_ends.Releasing(
        event_id, whole(typed.get("shown", "")), typed.get("reason", "").strip(), _which(typed)
    )
    try:
        n = contact_ends.release(request.actor, given)
    except (Invalid, Conflict) as refused:
        return _show(request, event_id, typed, str(refused), refused.status)
    said = ngettext("已解除 %(n)d 名接触者的观察。", "已解除 %(n)d 名接触者的观察。", n)
    messages.success(request, said % {"n": n} if n else _("没有观察期已满的接触者。"))
    return HttpResponseRedirect(reverse("investigations:contacts", args=[event_id]))
