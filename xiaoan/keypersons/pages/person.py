"""One person: the lines, the history, and what is done about them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.keypersons import services
from xiaoan.keypersons.forms import IsolationForm, UntilForm, WhereForm
from xiaoan.keypersons.pages.lines import read_release
from xiaoan.keypersons.pages.words import (
    apart_words,
    entry_words,
    journey_words,
    list_url,
    options,
    paper_words,
    valid,
)
from xiaoan.keypersons.queries import labels
from xiaoan.keypersons.queries import person as queries
from xiaoan.keypersons.services import looking
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_KEY_PERSONS)
def person_page(request: Asked, person_id: UUID) -> HttpResponse:
    """All lines of a person, and what happened, newest first."""
    return _shown(request, queries.person_page(request.actor, person_id))


def _shown(request: Asked, found: queries.PersonPage, message: str = "") -> HttpResponse:
    actor, who = request.actor, found.who
    looking.seen(actor, who)
    may_keep = actor.may(Permission.KEEP_KEY_PERSONS, who.unit_no)
    context = {
        "who": who,
        "crumbs": crumbs(actor, who.unit_no),
        "message": message,
        "typed": request.POST if message else {},
        "contacts": found.contacts,
        "phones_hidden": queries.phones_hidden(actor),
        "lines": [_line(one) for one in found.lines],
        "journeys": [journey_words(one) for one in found.journeys],
        "entries": [entry_words(one) for one in found.entries],
        "may_keep": may_keep,
        "may_release": actor.may(Permission.RELEASE, who.unit_no),
        "new_id": str(uuid7()),
        "today": clock.today(),
        "places": options(labels.WHEREABOUTS_NAMES),
        "isolations": options(labels.ISOLATION_NAMES),
        "bases": options(labels.BASIS_NAMES),
        "papers": options(labels.PAPER_NAMES),
        "list_url": list_url(who.unit_no),
        "add_url": reverse("keypersons:add_person", args=[who.person_id]) if may_keep else "",
        "travel_url": reverse("keypersons:announce", args=[who.person_id]) if may_keep else "",
    }
    return render(request, "keypersons/person.html", context, status=422 if message else 200)


def _line(one: queries.OwnLine) -> dict[str, Any]:
    row = one.row
    return {
        "id": str(row.pk),
        "category": str(labels.CATEGORY_NAMES.get(row.category, row.category)),
        "is_open": row.state == "open",
        "state": {"open": "due", "released": "done"}.get(row.state, "excused"),
        "state_label": str(
            labels.STATE_NAMES[row.state] if row.state == "open" else labels.END_NAMES[row.ended_as]
        ),
        "where": str(labels.WHEREABOUTS_NAMES[row.whereabouts]),
        "place": one.place,
        "source": str(labels.SOURCE_NAMES[row.source]),
        "since": row.since,
        "until": row.until,
        "expired": row.state == "open" and row.until is not None and row.until <= clock.today(),
        "carer": one.carer,
        "carer_phone": one.carer_phone,
        "last_at": row.last_at,
        "next_due": row.next_due,
        "ended_on": row.ended_on,
        "early": row.ended_early,
        "isolated": row.isolated,
        "needs_paper": row.needs_paper or row.isolated,
        "isolations": [apart_words(each) for each in one.isolations],
        "paper": paper_words(one.paper),
        "act_url": reverse("keypersons:line", args=[row.pk]),
        "follow_url": reverse("keypersons:follow", args=[row.pk]),
    }


@page(Permission.KEEP_KEY_PERSONS, Permission.RELEASE, methods="POST")
def line_page(request: Asked, line_id: UUID) -> HttpResponse:
    """Change or end one line; back to the person."""
    person_id = queries.person_of(request.actor, line_id)
    act = _ACTS.get(request.POST.get("what", ""))
    if act is None:
        raise Invalid(_("请选择要做什么。"), {"what": "unknown"})
    try:
        said = act(request.actor, line_id, request.POST)
    except (Invalid, Conflict) as refused:
        return _shown(request, queries.person_page(request.actor, person_id), str(refused))
    messages.success(request, said)
    return HttpResponseRedirect(reverse("keypersons:person", args=[person_id]))


def _where(actor: Actor, line_id: UUID, post: Any) -> str:
    asked = valid(WhereForm(post)).cleaned_data
    services.set_whereabouts(actor, line_id, asked["whereabouts"], asked["place"])
    return _("去向已改。")


def _until(actor: Actor, line_id: UUID, post: Any) -> str:
    asked = valid(UntilForm(post)).cleaned_data
    services.extend(actor, line_id, asked["until"], asked["note"])
    return _("预计结束日期已改。")


def _isolate(actor: Actor, line_id: UUID, post: Any) -> str:
    asked = valid(IsolationForm(post)).cleaned_data
    services.isolate(
        actor,
        services.NewIsolation(
            asked["id"], line_id, asked["kind"], asked["since"], asked["until"], asked["basis"]
        ),
    )
    return _("已登记隔离;解除前,点名不会直接记为到校。")


def _end(actor: Actor, line_id: UUID, post: Any) -> str:
    wanted = read_release(post, [line_id])
    if wanted.paper is None:
        raise Invalid(_("请填证明的种类、开具单位和日期。"), {"paper": "missing"})
    services.end_isolation(actor, line_id, wanted.paper, wanted.note)
    return _("隔离已解除,随访继续。")


def _release(actor: Actor, line_id: UUID, post: Any) -> str:
    services.release(actor, read_release(post, [line_id]))
    return _("已解除跟踪。")


def _withdraw(actor: Actor, line_id: UUID, post: Any) -> str:
    services.withdraw(actor, line_id, post.get("note", ""))
    return _("已撤销登记,记录保留。")


_ACTS: dict[str, Callable[[Actor, UUID, Any], str]] = {
    "where": _where, "until": _until, "isolate": _isolate, "end": _end, "release": _release,
    "withdraw": _withdraw,
}  # fmt: skip
