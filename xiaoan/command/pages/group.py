"""The leadership group of a unit: its document, who is in it, who was; posted with `?act=`."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.command import rules, services
from xiaoan.command.pages import words
from xiaoan.command.queries import groups, people, units
from xiaoan.command.queries.words import FIELD_NAMES, RANK_NAMES
from xiaoan.directory.queries import Place
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page, require
from xiaoan.web.templatetags.web_tags import day as day_words


@page(Permission.SEE_COMMAND, methods="GET POST")
def group_page(request: Asked, unit_no: int) -> HttpResponse:
    """The group today and before; posted: set up, a place named, a place ended."""
    actor = request.actor
    require(actor, Permission.SEE_COMMAND, unit_no)
    place = units.require(actor, unit_no)
    keeps = actor.may(Permission.KEEP_COMMAND, unit_no)
    errors, status, asks = [], 200, None
    if request.method == "POST":
        if not keeps:
            raise Forbidden
        try:
            asks = _asks(request, place)
            if asks is None:
                messages.success(request, _act(request, unit_no))
                return HttpResponseRedirect(reverse("command:group", args=[unit_no]))
        except (Conflict, Invalid) as refused:
            errors, status = [str(refused)], refused.status
    status = Conflict.status if asks else status
    today = clock.today()
    found = groups.members([place], today).get(place.no, [])
    ahead = [one for one in found if one.is_vacant]
    context = {
        "unit": place, "crumbs": words.crumbs(actor, unit_no), "as_of": clock.now(),
        "errors": errors, "keeps": keeps, "links": words.links(request, unit_no),
        "first": words.first(groups.firsts([place], today)[place.no]),
        "rows": [words.placed(one) for one in found], "vacant": len(ahead),
        "missing": [
            name for code, name in RANK_NAMES.items()
            if code in ("head", "deputy") and code not in {one.rank for one in found}
        ],
        "coming": [words.placed(one) for one in groups.coming(place, today)], "asks": asks,
        "past": [words.placed(one) for one in groups.past(unit_no, today)],
        "papers": groups.papers(unit_no), "typed": request.POST, "today": today,
        "typed_fields": request.POST.getlist("fields"), "act_id": request.POST.get("id") or uuid7(),
        "ranks": list(RANK_NAMES.items()), "fields": list(FIELD_NAMES.items()),
        "people": people.candidates(place, today) if keeps else [],
    }  # fmt: skip
    return render(request, "command/group.html", context, status=status)


def _asks(request: Asked, place: Place) -> dict[str, Any] | None:
    """Whoever would lose the place by this: asked about once, by name, before anything is done."""
    if request.GET.get("act") != "name":
        return None
    given, today = _member(request, place.no), clock.today()
    known = {one.user_id for day in (today, given.since) for one in people.candidates(place, day)}
    found = groups.replaced(place, given.rank, today)
    if found is None or given.user_id not in known - {found[0]}:
        return None
    if request.POST.get("sure") == str(found[0]):
        return None
    return {
        "user_id": found[0], "name": found[1], "rank": RANK_NAMES[given.rank],
        "since": given.since, "is_later": given.since > today,
    }  # fmt: skip


def _member(request: Asked, unit_no: int) -> services.NewMember:
    sent = request.POST
    fields = tuple(code for code in rules.FIELDS if code in sent.getlist("fields"))
    return services.NewMember(
        words.uuid(sent.get("id", "")), unit_no, sent.get("rank", ""),
        words.uuid(sent.get("user_id", ""), "user_id"), fields,
        words.day(sent.get("since", ""), "since"),
    )  # fmt: skip


def _named(request: Asked, *, replaces: bool) -> str:
    """What was done, with the days: whoever is named for later ends nobody before that day."""
    since = words.day(request.POST.get("since", ""), "since")
    if not replaces:
        return _("已任命。")
    if since <= clock.today():
        return _("已任命。原来的人从今天起不再担任,记录保留。")
    return _("已任命,从%(day)s起就任。在那以前仍由原来的人担任,记录保留。") % {
        "day": day_words(since)
    }


def _act(request: Asked, unit_no: int) -> str:
    sent, act = request.POST, request.GET.get("act", "")
    act_id = words.uuid(sent.get("id", ""))
    if act == "found":
        services.found(
            request.actor,
            services.NewFounding(
                act_id, unit_no, sent.get("document_no", ""),
                words.day(sent.get("set_up_on", ""), "set_up_on"),
            ),
        )  # fmt: skip
        return _("已记下成立文件。")
    if act == "name":
        replaces = services.name(request.actor, _member(request, unit_no))
        return _named(request, replaces=replaces)
    if act == "end":
        services.end(request.actor, act_id, unit_no, words.uuid(sent.get("member_id", "")))
        return _("已免去。记录保留。")
    raise NotFound
