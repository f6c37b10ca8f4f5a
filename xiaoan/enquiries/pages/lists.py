"""What lies at one's desk; what was answered in time, by desk and unit, with the list below."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.enquiries import queries
from xiaoan.enquiries.pages import words
from xiaoan.enquiries.queries import figures
from xiaoan.enquiries.queries.words import DESK_NAMES, STATE_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager
from xiaoan.web.templatetags.web_tags import percent


@page(Permission.ANSWER_ENQUIRIES)
def desk_page(request: Asked) -> HttpResponse:
    """What waits at one's own desk, the soonest due first."""
    state = request.GET.get("state", "waiting")
    context = {
        **_list(request, "at_desk", state),
        "tabs": words.tabs(request.actor, "desk"),
        "state": state,
    }
    return render(request, "enquiries/desk.html", context)


@page(Permission.SEE_ENQUIRIES)
def figures_page(request: Asked) -> HttpResponse:
    """Answered in time, of a unit in sight; below it the questions, masked where another's."""
    actor, place = request.actor, _place(request)
    desks, units = figures.of(actor, place)
    state = request.GET.get("state", "waiting")
    context = {
        **_list(request, "watched", state, place.interval), "tabs": words.tabs(actor, "figures"),
        "state": state, "place": place, "days": figures.DAYS,
        "figures": _figures(figures.whole(desks), place.no),
        "desks": [(name, desks.get(code, figures.Counts())) for code, name in DESK_NAMES.items()],
        "units": [
            (one.name, f"?unit={one.no}", units.get(one.no, figures.Counts()))
            for one in figures.below(place)
        ],
    }  # fmt: skip
    return render(request, "enquiries/figures.html", context)


def _list(
    request: Asked, which: str, state: str, interval: Interval | None = None
) -> dict[str, Any]:
    every = {"at_desk": queries.at_desk, "watched": queries.watched}[which]
    rows = queries.listed(every(request.actor), state, interval)
    offset = whole(request.GET.get("offset", ""))
    total = rows.count()
    found = queries.rows_of(request.actor, rows[offset : offset + words.PAGE])
    return {
        "as_of": clock.now(), "total": total, "rows": [words.row(one) for one in found],
        "states": [
            ("waiting", STATE_NAMES["waiting"]), ("overdue", _("逾期未答复")),
            ("answered", STATE_NAMES["answered"]), ("late", _("迟答复过")),
            ("closed", STATE_NAMES["closed"]), ("all", _("全部")),
        ],
        "pager": pager(request, total, offset, words.PAGE),
    }  # fmt: skip


def _place(request: Asked) -> directory.Place:
    """The unit of the address, else where the actor's sight begins; out of sight it is not there."""
    unit_no = whole(request.GET.get("unit", ""))
    if not unit_no:
        return figures.tops(request.actor)[0]
    place = directory.places([unit_no]).get(unit_no)
    if place is None or not request.actor.may(Permission.SEE_ENQUIRIES, unit_no):
        raise NotFound
    return place


def _figures(one: figures.Counts, unit_no: int) -> list[dict[str, Any]]:
    at = f"{reverse('enquiries:figures')}?unit={unit_no}&state="
    return [
        {"label": _("按期答复"), "value": one.in_time, "of": one.due, "url": f"{at}answered",
         "note": percent(one.in_time, one.due), "state": "done"},
        {"label": _("迟答复"), "value": one.late, "of": one.due, "url": f"{at}late",
         "note": percent(one.late, one.due), "state": "late"},
        {"label": _("逾期未答复"), "value": one.overdue, "of": one.due, "url": f"{at}overdue",
         "note": percent(one.overdue, one.due), "state": "missed"},
        {"label": _("待答复,未到期"), "value": one.waiting, "of": None, "url": f"{at}waiting", "note": "",
         "state": "due"},
    ]  # fmt: skip
