"""The response level: what is in force, what is asked for and waits for a second person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.duties import rules
from xiaoan.duties import services as duties
from xiaoan.duties.queries import levels
from xiaoan.duties.queries.words import VALUE_NAMES, shown
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page
from xiaoan.web.templatetags.web_tags import moment


@page(Permission.MY_DUTIES)
def standing_page(request: Asked) -> HttpResponse:
    """The gravest level that concerns whoever asks, for the head of every page; "" on an ordinary day."""
    found = levels.in_force(request.actor)
    said = ""
    if found:
        one = found[0]
        said = _("%(place)s %(level)s · 自 %(since)s") % {
            "place": one.name, "level": one.words, "since": moment(one.since),
        }  # fmt: skip
    return JsonResponse({"level": found[0].level if found else "", "words": said})


@page(Permission.SEE_DUTIES, methods="GET POST")
def levels_page(request: Asked) -> HttpResponse:
    """What is in force and why, what was before; the leader asks for another level here."""
    actor, given, error = request.actor, {}, ""
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in ("unit", "level", "reason", "basis")}
        try:
            _ask(request, given)
            messages.success(request, _("已提出。请另一位领导或教育局经办人确认,确认后生效。"))
            return HttpResponseRedirect(reverse("duties:levels"))
        except (Invalid, Conflict) as refused:
            error = str(refused)
    context = {
        "in_force": levels.in_force(actor),
        "rows": [_row(actor, one) for one in levels.switches(actor)],
        "units": _units(actor),
        "levels": list(levels.LEVEL_NAMES.items()),
        "given": given,
        "error": error,
        "response_id": uuid7(),
        "as_of": clock.now(),
        "gives": _gives(),
    }
    return render(request, "duties/levels.html", context, status=422 if error else 200)


def _ask(request: Asked, given: dict[str, str]) -> None:
    text = given["unit"]
    unit_no = whole(text)
    if unit_no not in {no for no, _name in _units(request.actor)}:
        if not _units(request.actor):
            raise Forbidden
        raise Invalid(_("请选全县或一个乡镇,并选响应级别。"), {"unit": "unknown"})
    try:
        pk = UUID(request.POST.get("response_id", ""))
    except ValueError:
        pk = uuid7()
    words = levels.Grounds(given["reason"], given["basis"])
    duties.ask_level(request.actor, unit_no, given["level"], words, pk)


def _units(actor: Actor) -> list[tuple[int, str]]:
    """The county and its townships, where the actor switches their level."""
    found = []
    for interval in actor.reach(Permission.SWITCH_LEVEL):
        places = directory.places_inside(interval, *levels.HELD_AT)
        found += [(one.no, one.name) for one in sorted(places, key=lambda place: place.no)]
    return found


def _row(actor: Actor, one: levels.Switch) -> dict[str, Any]:
    asked = one.state == "asked"
    confirms = actor.may(Permission.CONFIRM_LEVEL, one.unit_no)
    return {
        "one": one,
        "words": levels.LEVEL_NAMES[one.level],
        "state": levels.STATE_NAMES[one.state],
        "may_confirm": asked and confirms and not one.is_own,
        "may_refuse": asked and (confirms or one.is_own),
        "url": reverse("duties:level", args=[one.id]),
    }


def _gives() -> list[dict[str, Any]]:
    """What each level asks for by the catalogue, side by side."""
    return [
        {"value": value, "name": VALUE_NAMES[path], "steps": [shown(value, n) for n in value.steps]}
        for path, value in rules.VALUES.items()
        if len(set(value.steps)) > 1
    ]


@page(Permission.SWITCH_LEVEL, Permission.CONFIRM_LEVEL, methods="POST")
def level_page(request: Asked, response_id: UUID) -> HttpResponse:
    """The second person confirms or refuses; who asked takes it back."""
    confirmed = request.POST.get("what") == "confirm"
    moved = duties.decide_level(request.actor, response_id, confirmed=confirmed)
    said = _("已生效。%(n)s 件未到期的待办改按新级别升级。") if confirmed else _("没有生效。")
    messages.success(request, said % {"n": moved} if confirmed else said)
    return HttpResponseRedirect(reverse("duties:levels"))
