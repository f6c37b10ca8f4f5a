"""今日态势: the board of a county, township or school."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory.queries import Place
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds
from xiaoan.indicators import queries as indicators
from xiaoan.indicators.queries import checks
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.situation.pages import asking, words
from xiaoan.situation.queries import board as reading
from xiaoan.situation.queries import deadlines, home
from xiaoan.situation.queries.needs import Needs, needs
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_BOARD)
def home_page(request: Asked) -> HttpResponse:
    """The board of the widest unit of the actor's; of whoever has a grade or class, the figures of that."""
    if not indicators.units_seen(request.actor):
        return HttpResponseRedirect(reverse("overview:board"))
    return _show(request, home.of(request.actor).no)


@page(Permission.SEE_BOARD)
def board_page(request: Asked, unit_no: int) -> HttpResponse:
    """What needs somebody now, then the tiles by group."""
    return _show(request, unit_no)


@page(Permission.SEE_BOARD)
def needs_page(request: Asked, unit_no: int) -> HttpResponse:
    """What needs the actor now: a part of the board, asked for when that is there, for it counts in every
    app. Without the script: the due list."""
    place = indicators.place_seen(request.actor, unit_no)
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(reverse("duties:today"))
    found = _needs(needs(request.actor, place), place)
    return render(request, "situation/_needs.html", {"needs": found, "unit": place})


def _show(request: Asked, unit_no: int) -> HttpResponse:
    actor = request.actor
    day, error = asking.day_of(request)
    keys, is_chosen = reading.tiles_of(actor)
    found = reading.board(actor, unit_no, day, keys)
    place, waits = found.place, deadlines.waits(day)
    today = clock.today()
    context = {
        "unit": place, "day": day, "today": today, "is_today": day == today,
        "errors": [error] if error else [], "typed_day": request.GET.get("day", "") if error else day,
        "crumbs": asking.crumbs(actor, place.no, day), "others": words.others(actor, place.no, day),
        "tiles": [tile(actor, found, one, waits) for one in found.tiles],
        "as_of": clock.now(), "is_chosen": is_chosen,
        "needs_url": reverse("situation:needs", args=[place.no]) if day == today else "",
        "tiles_url": reverse("situation:tiles"), "map_url": _map(place),
        "screen_url": reverse("situation:screen", args=[place.no]),
        "checked": next(iter(checks.recent(actor, 1)), None), "checks_url": reverse("situation:checks"),
        "link": request.build_absolute_uri(words.board_url(place.no, day)),
    }  # fmt: skip
    return render(request, "situation/board.html", context, status=422 if error else 200)


def _map(place: Place) -> str:
    return reverse("situation:map", args=[place.no]) if place.kind != "school" else ""


def tile(
    actor: Actor, found: reading.Board, one: reading.Tile, waits: deadlines.Waits
) -> dict[str, Any]:
    """A tile as the board shows it."""
    about, figure, no = one.indicator, one.figure, found.place.no
    waiting = waits.of(found.place, about.key)
    return {
        "key": about.key, "name": about.name, "group": about.group_name,
        "source": about.source, "as_of": figure.as_of,
        "value": words.value(figure, about.kind), "parts": words.parts(about, figure),
        "apart": words.apart(about, figure),
        **words.state(figure, waits=waiting), "closed": words.closed(about, figure),
        # A day that still runs is not held against one that is over; what cannot be compared says nothing.
        "changes": []
        if waiting
        else words.changes(one.changes, about.kind, found.day, found.before),
        "spark": words.spark(about, one.days), "url": words.one_url(no, about.key, found.day),
        "rows_url": indicators.link(actor, about.key, no, found.day),
        "worst": _worst(one, found) if one.worst else None, "own": words.person(one.own),
    }  # fmt: skip


def _worst(one: reading.Tile, found: reading.Board) -> dict[str, Any] | None:
    if one.worst is None:
        return None
    return {
        "name": one.worst.place.name,
        "value": words.value(one.worst.figure, one.indicator.kind),
        "url": words.one_url(one.worst.place.no, one.indicator.key, found.day),
        "person": words.person(one.worst.person),
    }


def _needs(found: Needs, place: Place) -> dict[str, Any]:
    return {
        "mine": [
            {
                "title": f"{found.places[due.unit_no].name} {kinds.title_of(due)}",
                "shape": "missed" if due.status == "missed" else "due",
                "state": kinds.state_words(due), "due": _due(due), "url": kinds.url_of(due),
            }
            for due in found.mine
        ],
        "more": found.total - len(found.mine), "all_url": reverse("duties:today"),
        "waiting": found.waiting, "overdue": found.overdue,
        "overdue_url": f"{reverse('duties:blind_spots')}?unit={place.no}",
        "nothing": not (found.mine or found.waiting or found.overdue),
    }  # fmt: skip


def _due(due: duties.Due) -> str:
    at = due.due_at.astimezone(clock.ZONE)
    day = f"{at:%m-%d} " if at.date() != clock.today() else ""
    return _("%(at)s 前") % {"at": f"{day}{at:%H:%M}"}
