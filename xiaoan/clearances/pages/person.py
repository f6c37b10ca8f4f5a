"""One pupil: what stands and where each ends, the check of a paper, letting in by two."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.clearances import rules, services
from xiaoan.clearances.pages import forms
from xiaoan.clearances.pages.lists import day_asked
from xiaoan.clearances.queries import person as queries
from xiaoan.clearances.queries.words import (
    FAULT_NAMES,
    KIND_NAMES,
    NEED_NAMES,
    ONLINE_NAMES,
    OUTCOME_NAMES,
    OVERRIDE_NAMES,
    REASON_NAMES,
    STATE_NAMES,
    STATE_SHAPES,
)
from xiaoan.directory.services import looking
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.photos import queries as photos
from xiaoan.web import pictures, reading
from xiaoan.web.gate import Asked, page

P = Permission


@page(P.SEE_CLEARANCES, methods="GET POST")
def person_page(request: Asked, person_id: UUID) -> HttpResponse:
    """Posted with ?act=: "paper", "contact", "ask", "grant" or "refuse"."""
    refused: Invalid | Conflict | None = None
    act, actor, (on, _fault) = request.GET.get("act", ""), request.actor, day_asked(request)
    found = queries.detail(actor, person_id, on)
    if request.method == "POST":
        if not (found.may_contact if act == "contact" else found.may_check):
            raise Forbidden
        try:
            return _done(request, person_id, act)
        except (Invalid, Conflict) as error:
            refused = error
    if found.unit_no not in actor.own_classes:
        looking.pupils_seen(actor, found.unit_no, {person_id: found.unit_no}, "due_list")
    context = {
        "found": found, "day": on, "as_of": clock.now(), "act": act, "typed": request.POST,
        "shape": STATE_SHAPES[found.standing.state], "words": STATE_NAMES[found.standing.state],
        **_forms(request, found, act, refused), **_course(actor, found),
        "back_url": reverse("clearances:unit", args=[found.unit_no]),
    }  # fmt: skip
    return render(
        request, "clearances/person.html", context, status=refused.status if refused else 200
    )


def _forms(
    request: Asked, found: queries.Detail, act: str, refused: Invalid | Conflict | None
) -> dict[str, Any]:
    """What may be done, with what was typed and what was wrong with it."""
    fields, today = getattr(refused, "fields", {}), clock.today()
    kept = found.standing.state == rules.NOT_CLEARED
    typed = request.POST if act == "paper" else None
    return {
        "error": str(refused or ""), "fields": fields,
        "paper": forms.paper_form(request, found, fields if act == "paper" else {}, str(refused or "")),
        "may_ask": found.may_check and found.standing.state != rules.CLEARED
        and not any(one.row.state == "asked" for one in found.overrides),
        "may_contact": found.may_contact and kept and found.on == today,
        "heard_today": any(
            one.row.day == today and one.row.outcome in rules.REACHED for one in found.contacts
        ),
        "outcomes": list(OUTCOME_NAMES.items()), "contact_id": _again(request, "contact", act),
        "most": rules.MOST_DAYS, "today": today, "paper_id": _again(request, "paper", act),
        "ask_id": _again(request, "ask", act), "photo": pictures.widget(typed, most=1),
        "photo_error": str(refused) if "photo" in fields else "",
    }  # fmt: skip


def _course(actor: Actor, found: queries.Detail) -> dict[str, Any]:
    """What stands, and what was said, checked and decided."""
    return {
        "grounds": [_ground(one) for one in found.grounds],
        "papers": [_paper(one) for one in found.papers],
        "overrides": [
            {"one": one, "words": OVERRIDE_NAMES[one.row.state], "may_decide": found.may_check
             and one.row.state == "asked" and one.row.asked_by_id != actor.user_id}
            for one in found.overrides
        ],
        "contacts": [
            {"one": one, "words": OUTCOME_NAMES[one.row.outcome], "online": ONLINE_NAMES[one.row.online]
             if one.row.outcome in rules.REACHED else ""}
            for one in found.contacts
        ],
    }  # fmt: skip


def _again(request: Asked, of: str, act: str) -> object:
    """The id of a form that is shown again stays."""
    return request.POST.get("submission_id") or uuid7() if act == of else uuid7()


def _ground(one: queries.Standing) -> dict[str, Any]:
    return {
        "one": one, "words": REASON_NAMES[one.row.code], "need": NEED_NAMES[one.need],
        "url": _where(one), "until": one.row.until,
    }  # fmt: skip


def _where(one: queries.Standing) -> str:
    """Where the ground ends, if not here."""
    if one.is_own:
        return ""
    if one.row.code == "ill":
        return reverse("illness:child", args=[one.row.about_id])
    return reverse("keypersons:person", args=[one.row.person_id])


def _paper(one: queries.PaperRow) -> dict[str, Any]:
    faults: list[Any] = [tuple(text.split("=", 1)) for text in one.row.faults]
    return {
        "one": one, "kind": KIND_NAMES[one.row.kind], "reason": REASON_NAMES[one.row.code],
        "faults": [FAULT_NAMES[fault] for fault in faults],
        "photo_url": reverse("clearances:photo", args=[one.row.pk]) if one.row.photo_id else "",
    }  # fmt: skip


def _done(request: Asked, person_id: UUID, act: str) -> HttpResponse:
    actor, said = request.actor, request.POST
    here = HttpResponseRedirect(reverse("clearances:person", args=[person_id]))
    if act in ("grant", "refuse"):
        services.decide(actor, reading.read_id(said.get("row", "")), grant=act == "grant")
        messages.success(request, _("已记下您的决定。"))
        return here
    if act == "ask":
        services.ask(actor, _override(request, person_id))
        messages.success(request, _("已提出,等另一个人决定。"))
        return here
    if act == "contact":
        is_done = services.contact(actor, _contact(request, person_id))
        if is_done:
            messages.success(request, _("已记下今天的联系。"))
        else:
            messages.warning(request, _("已记下。没有联系上,今天还要再联系。"))
        return here
    if act != "paper":
        raise NotFound
    judged = services.check_paper(actor, forms.read_paper(request))
    if judged.accepted:
        messages.success(request, _("查验通过,已记下。"))
    else:
        faults = " ".join(str(FAULT_NAMES[fault]) for fault in judged.faults.items())
        messages.warning(request, _("这张证明不能用,已记下:%(why)s") % {"why": faults})
    return here


def _override(request: Asked, person_id: UUID) -> services.NewOverride:
    said = request.POST
    first, last = reading.read_date(said, "first"), reading.read_date(said, "last")
    if first is None or last is None:
        raise Invalid(_("请填从哪天到哪天放行。"), {"last" if first else "first": "missing"})
    return services.NewOverride(
        reading.read_id(said.get("submission_id", "")),
        person_id,
        first,
        last,
        said.get("reason", ""),
    )


def _contact(request: Asked, person_id: UUID) -> services.NewContact:
    said = request.POST
    online = {"yes": True, "no": False}.get(said.get("online", ""))
    return services.NewContact(
        reading.read_id(said.get("submission_id", "")), person_id, said.get("outcome", ""), online,
        said.get("words", ""),
    )  # fmt: skip


@page(P.SEE_CLEARANCES)
def photo_page(request: Asked, paper_id: UUID) -> HttpResponse:
    """The picture of a paper."""
    return pictures.answer(photos.picture(queries.photo_of(request.actor, paper_id)))
