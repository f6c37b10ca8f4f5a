"""What of the big screen is news each second: a line for every page, the first tiles and the map. Asked
for with a ticket, past the gate; rendered once for all screens of a unit, when something has come in."""

import datetime as dt
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.indicators import queries as indicators
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.scope import acting_as
from xiaoan.overview import queries as overview
from xiaoan.overview.queries import pulse
from xiaoan.situation.pages import drawn, kept, tickets, words
from xiaoan.situation.pages.tickets import Ticket
from xiaoan.situation.queries import deadlines
from xiaoan.situation.rules import tiles
from xiaoan.web.gate import Asked, public_page

# Seconds between two looks of a screen.
REFRESH = 1
# The line that stands on every page; what is not on record today is not in it.
LINE = ("rollcall.classes", "noon.classes", "rollcall.sick", "rollcall.fever")


@transaction.non_atomic_requests
@public_page
def live_page(request: Asked, unit_no: int) -> HttpResponse:
    """The fragment, or 204 where it is as `seen`. Without a good ticket it is not there, and the screen says
    that its figures stand still, until the gate gives it the next one."""
    ticket = tickets.read(request, request.GET.get("t", ""))
    if ticket is None or ticket.unit_no != unit_no:
        raise NotFound
    part = fragment(ticket)
    same = request.GET.get("seen", "") == part.digest
    answer = HttpResponse(status=HTTPStatus.NO_CONTENT) if same else HttpResponse(
        wrapped(ticket.unit_no, part)
    )  # fmt: skip
    answer.headers["X-As-Of"] = f"{clock.now().astimezone(clock.ZONE):%H:%M:%S}"
    return answer


def fragment(ticket: Ticket, actor: Actor | None = None) -> kept.Fragment:
    """What everybody with the same rights sees of a unit now. `actor`: who stands in their own scope; else
    whoever renders is looked up anew, with the grants of this moment. Raises NotFound."""
    day = clock.today()
    key = ("live", ticket.unit_no, day, ticket.language, ticket.may)
    return kept.live(
        key, lambda: _rendered(ticket, day, actor), lambda: _pulse(ticket.unit_no, day, actor),
        (ticket.unit_no, day),
    )  # fmt: skip


def wrapped(unit_no: int, part: kept.Fragment) -> SafeString:
    """With the address that asks for it again, if it is not as it is now; the script adds the ticket."""
    url = f"{reverse('situation:live', args=[unit_no])}?seen={part.digest}"
    return render_to_string(
        "situation/_part.html", {"id": "live", "url": url, "refresh": REFRESH, "html": part.html}
    )


def _rendered(ticket: Ticket, day: dt.date, actor: Actor | None) -> SafeString:
    if actor is not None:
        return _html(actor, ticket, day)
    with transaction.atomic(), translation.override(ticket.language):
        return _html(accounts.actor_of_job(UUID(ticket.user_id)), ticket, day)


def _html(actor: Actor, ticket: Ticket, day: dt.date) -> SafeString:
    place = indicators.place_seen(actor, ticket.unit_no)
    return render_to_string("situation/_live.html", _context(actor, place, day))


def _pulse(unit_no: int, day: dt.date, actor: Actor | None) -> tuple[int, ...]:
    """Numbers of the whole unit, which leave here only as "something has come in"."""
    if actor is not None:
        return pulse.pulse(directory.place(unit_no).interval, day)
    with acting_as(system("situation")):
        return pulse.pulse(directory.place(unit_no).interval, day)


def _context(actor: Actor, place: Place, day: dt.date) -> dict[str, Any]:
    about, waits = indicators.described(tiles.FIRST), deadlines.waits(day)
    figures = indicators.of_unit(actor, place.no, day, {*tiles.SCREEN, *LINE})
    return {
        "line": [tile(figures[key]) for key in LINE if _is_news(figures[key], day)],
        "tiles": [tile(figures[key], waits=waits.of(place, key)) for key in tiles.SCREEN],
        "map": drawn.of(actor, place, about, day) if place.kind != "school" else None,
        "about": about,
    }  # fmt: skip


def _is_news(figure: indicators.Figure, day: dt.date) -> bool:
    """Something is due of it; of noon, from when it opens."""
    opened = figure.key != "noon.classes" or bool(figure.num) or overview.slot_now(day) == "noon"
    return bool(figure.den) and opened


def tile(figure: indicators.Figure, *, waits: bool = False) -> dict[str, Any]:
    """A figure as the screen shows it. Without the time of what is read at once: that would be news each
    time."""
    about = indicators.described(figure.key)
    return {
        "key": figure.key, "name": about.name, "value": words.value(figure, about.kind),
        **words.state(figure, waits=waits),
        "num": figure.num, "den": figure.den, "is_share": about.kind == "share",
        "apart": words.apart(about, figure), "as_of": figure.as_of if not about.live else None,
    }  # fmt: skip
