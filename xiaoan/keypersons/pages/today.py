"""The carer's phone: today's follow-ups, one after the other."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.keypersons import services
from xiaoan.keypersons.forms import FollowForm
from xiaoan.keypersons.pages.words import options, valid
from xiaoan.keypersons.queries import labels, person
from xiaoan.keypersons.queries import today as queries
from xiaoan.keypersons.services import looking
from xiaoan.screening.queries import METHOD_NAMES, SYMPTOM_NAMES
from xiaoan.web.gate import Asked, page


@page(Permission.MY_DUTIES)
def today_page(request: Asked) -> HttpResponse:
    """Whom the actor has still to ask after: the first with its form, the others below."""
    found = queries.today(request.actor)
    looking.listed(request.actor, ((one.person_id, one.unit_no, one.kind) for one in found.left))
    left = [_brief(one) for one in found.left]
    context: dict[str, Any] = {
        "left": left[1:],
        "count": len(left),
        "done": found.done,
        "day": clock.today(),
        "as_of": clock.now(),
        "back_url": reverse("duties:today"),
    }
    if found.left:
        context |= _card(request, found.left[0])
    return render(request, "keypersons/today.html", context)


@page(Permission.MY_DUTIES, methods="GET POST")
def follow_page(request: Asked, line_id: UUID) -> HttpResponse:
    """One follow-up; then the next one that is due."""
    actor, message, status, ended = request.actor, "", 200, False
    if request.method == "POST":
        try:
            done = services.follow_up(actor, _sent(request, line_id))
            messages.success(request, _said(done))
            return HttpResponseRedirect(reverse("keypersons:today"))
        except (Conflict, Invalid) as refused:
            message, status = str(refused), refused.status
            ended = isinstance(refused, Conflict)
    try:
        one = queries.to_follow(actor, line_id)
    except NotFound:
        if not ended:
            raise
        # Somebody has ended it meanwhile: there is nothing left to fill in.
        messages.error(request, message)
        return HttpResponseRedirect(reverse("keypersons:today"))
    looking.seen(actor, person.Who(one.person_id, one.kind, one.name, one.unit_no, one.unit))
    context = {
        **_card(request, one),
        "message": message,
        "left": [],
        "count": 1,
        "done": queries.done_today(actor),
        "day": clock.today(),
        "as_of": clock.now(),
        "back_url": reverse("keypersons:today"),
    }
    return render(request, "keypersons/today.html", context, status=status)


def _brief(one: queries.ToFollow) -> dict[str, Any]:
    return {
        "name": one.name,
        "unit": one.unit,
        "category": str(labels.CATEGORY_NAMES.get(one.category, one.category)),
        "state": "missed" if one.overdue else "due",
        "state_label": _("逾期") if one.overdue else _("今天"),
        "deputy": not one.mine,
        "url": reverse("keypersons:follow", args=[one.line_id]),
    }


def _card(request: Asked, one: queries.ToFollow) -> dict[str, Any]:
    """The one who is asked after now, with the form."""
    actor, post = request.actor, request.POST
    return {
        "one": {
            **_brief(one),
            "where": str(labels.WHEREABOUTS_NAMES[one.whereabouts]),
            "isolated": one.isolated, "since": one.since, "until": one.until,
            "person_url": reverse("keypersons:person", args=[one.person_id])
            if actor.may_anywhere(Permission.SEE_KEY_PERSONS)
            else "",
        },
        "contacts": person.contacts_of(actor, one.person_id),
        "phones_hidden": person.phones_hidden(actor),
        "last": _last(queries.last_of(actor, one.line_id)),
        "typed": {
            "id": post.get("id") or str(uuid7()),
            "reached": post.get("reached") or ("guardian" if one.kind == "student" else "person"),
            "whereabouts": post.get("whereabouts") or one.whereabouts,
            "temperature": post.get("temperature", ""), "method": post.get("method", "axillary"),
            "symptoms": post.getlist("symptoms"), "remark": post.get("remark", ""),
        },
        "reached": options(labels.REACHED_NAMES),
        "places": options(labels.WHEREABOUTS_NAMES),
        "methods": options(METHOD_NAMES),
        "symptoms": options(SYMPTOM_NAMES),
        "today": clock.today(),
    }  # fmt: skip


def _last(last: queries.Last | None) -> str:
    if last is None:
        return ""
    parts = [str(labels.REACHED_NAMES[last.reached]), last.temperature]
    parts.append(_("、").join(str(SYMPTOM_NAMES[code]) for code in last.symptoms))
    if last.reached != "nobody" and not last.symptoms and not last.fever:
        parts.append(_("无异常"))
    return " · ".join(filter(None, [last.day.isoformat(), *parts]))


def _sent(request: Asked, line_id: UUID) -> services.NewFollowUp:
    """What was noted. "无异常": nothing but whom was reached counts."""
    asked = valid(FollowForm(request.POST)).cleaned_data
    if request.POST.get("what") == "normal":
        reached = asked["reached"] if asked["reached"] != "nobody" else "guardian"
        return services.NewFollowUp(asked["id"], line_id, asked["day"], reached)
    return services.NewFollowUp(
        id=asked["id"], line_id=line_id, day=asked["day"], reached=asked["reached"],
        whereabouts=asked["whereabouts"], temperature=asked["temperature"],
        method=asked["method"], symptoms=tuple(asked["symptoms"]), remark=asked["remark"],
    )  # fmt: skip


def _said(done: services.Followed) -> str:
    if done.fever:
        return _("已记录。腋温达到发热标准:请联系家长就医,并告诉校医。")
    return _("已记录。") if done.is_new else _("这次随访已经记录过,没有重复记。")
