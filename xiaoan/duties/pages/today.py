"""Today's due list of a person."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.duties import queries, rules
from xiaoan.duties import services as duties
from xiaoan.duties.queries import asking, kinds, levels, starts
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.web import waiting
from xiaoan.web.gate import Asked, kept, page
from xiaoan.web.notices import own_notices
from xiaoan.web.templatetags.web_tags import day as day_words


@page(Permission.MY_DUTIES)
def today_page(request: Asked) -> HttpResponse:
    """What I answer for today: what is due first, then what is done."""
    due = queries.due_today(request.actor, clock.today())
    places = directory.places({n for d in due for n in (d.unit_no, d.school_id)})
    people = {who for d in due for who in (d.assignee_id, d.for_id, d.done_by_id) if who}
    names = accounts.names(request.actor, people)
    whom = kinds.about(request.actor, due)
    duties.names_seen(request.actor, whom.values())
    about = {pk: one.words for pk, one in whom.items()}
    due.sort(key=lambda d: _reading_order(d, about))
    items = [_item(d, places, names, about, request.actor) for d in due]
    asked, own = asking.waiting_for(request.actor), asking.own(request.actor)
    open_now = [item for item in items if item["state"] in ("due", "missed") and item["url"]]
    later = [item for item in items if item["state"] in ("due", "missed") and not item["url"]]
    rest = [item for item in items if item["state"] not in ("due", "missed")]
    groups = [
        {"title": _("待办"), "items": open_now},
        {"title": _("稍后"), "items": later},
        {"title": _("已办"), "items": rest},
    ]
    context = {
        "groups": [group for group in groups if group["items"]],
        "first": open_now[0] if open_now else None,
        "next_text": _("下一项:%(title)s,%(due)s")
        % {"title": later[0]["title"], "due": later[0]["due_text"]}
        if later
        else "",
        "day": clock.today(),
        "as_of": clock.now(),
        "notices": own_notices(request.actor),
        "waiting": waiting.lines(request.actor),
        "starts": starts.lines(request.actor),
        "asked": _askings(request.actor, asked),
        "own": _askings(request.actor, own),
        "standing": levels.in_force(request.actor),
    }
    return kept(request, render(request, "duties/today.html", context))


def _reading_order(due: queries.Due, about: dict[UUID, str]) -> tuple[Any, ...]:
    """What is due first; of one moment the weightiest, then by place and kind, then whom it is about: the
    same at each look."""
    whom, kind = due.about_id, rules.CATALOGUE.kinds.get(due.kind)
    weight = kind.weight if kind else 0
    return (
        due.due_at,
        -weight,
        due.unit_no,
        due.kind,
        about.get(whom, "") if whom else "",
        str(due.id),
    )


def _item(
    due: queries.Due,
    places: dict[int, directory.Place],
    names: dict[UUID, str],
    about: dict[UUID, str],
    actor: Actor,
) -> dict[str, Any]:
    said = _("%(at)s 前") % {"at": _moment(due.due_at)}
    early = due.opens_at is not None and clock.now() < due.opens_at
    if due.done_at:
        said = _hour(due.done_at)
    elif early:
        said = _("%(from)s 到 %(until)s") % {
            "from": _hour(due.opens_at),
            "until": _moment(due.due_at),
        }
    other = due.for_id if due.assignee_id == actor.user_id else due.assignee_id
    return {
        "title": f"{places[due.unit_no].name} {kinds.title_of(due)}",
        "about": about.get(due.about_id, "") if due.about_id else "",
        "place": places[due.school_id or due.unit_no].name,
        "slot_label": kinds.title_of(due),
        "due_text": said,
        "state": due.status,
        "state_label": kinds.state_words(due),
        "url": "" if early else kinds.url_of(due),
        "keep": "" if early or due.done_at else kinds.kept_url(due),
        "urged": due.urged,
        "more_url": reverse("duties:ask", args=[due.id])
        if due.state == "open" and not due.elsewhere
        else "",
        "person": names.get(other, "") if other else "",
        "done_by": names.get(due.done_by_id, "")
        if due.done_by_id and due.done_by_id != actor.user_id
        else "",
    }


def _askings(actor: Actor, found: list[asking.Asked]) -> list[dict[str, Any]]:
    """What is asked of the actor, or what they asked, each with what may be answered."""
    places = directory.places({one.due.unit_no for one in found})
    people = {who for one in found for who in (one.from_id, one.answered_by_id) if who}
    names = accounts.names(actor, people)
    return [
        {
            "one": one,
            "title": f"{places[one.due.unit_no].name} {kinds.title_of(one.due)}",
            "due_text": _moment(one.due.due_at),
            "from": names.get(one.from_id, ""),
            "by": names.get(one.answered_by_id, "") if one.answered_by_id else "",
            "steps_url": reverse("duties:steps", args=[one.due.id]),
            "url": reverse("duties:answer", args=[one.id]),
            "excusable": asking.is_excusable(one.due.kind),
            "is_open": one.answer == "" and one.due.state == "open",
        }
        for one in found
    ]


def _hour(at: dt.datetime | None) -> str:
    return at.astimezone(clock.ZONE).strftime("%H:%M") if at else ""


def _moment(at: dt.datetime) -> str:
    """The hour; of another day with the day."""
    local = at.astimezone(clock.ZONE)
    hour = local.strftime("%H:%M")
    return hour if local.date() == clock.today() else f"{day_words(local.date())} {hour}"
