"""The school calendar: a month at a glance, where days, terms and times are set from."""

import datetime as dt
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import CALENDAR_UNITS
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page

SEEING = (Permission.SEE_BOARD, Permission.SET_CALENDAR)
# What a day is → the shape and the word it is shown with.
KINDS = {
    "school": ("day-on", _l("上学")),
    "weekend": ("excused", _l("周末")),
    "vacation": ("day-out", _l("学期外")),
    "holiday": ("flag", _l("放假")),
    "make_up": ("plus", _l("调休上课")),
    "own_closed": ("star", _l("本校停课")),
    "own_open": ("star-open", _l("本校上学")),
}
MONTHS = (dt.date(2000, 1, 1), dt.date(2100, 12, 1))
MOST_EXCEPTIONS = 100


@page(*SEEING)
def calendar_home_page(request: Asked) -> HttpResponse:
    """To the calendar of the unit asked for, or of the widest one the actor's roles are held at."""
    reach = [one for permission in SEEING for one in request.actor.reach(permission)]
    wanted = request.GET.get("unit", "")
    widest = max(reach, key=lambda one: one[1] - one[0])[0]
    unit_no = whole(wanted, widest)
    month = request.GET.get("month", "")
    query = f"?{urlencode({'month': month})}" if month else ""
    return HttpResponseRedirect(reverse("screening:calendar", args=[unit_no]) + query)


@page(*SEEING)
def calendar_page(request: Asked, unit_no: int) -> HttpResponse:
    """One month of a unit: every day a school day or not, and why."""
    actor = request.actor
    place = place_seen(actor, unit_no)
    first = _month(request.GET.get("month", ""))
    last = _next(first) - dt.timedelta(days=1)
    dates = directory.calendar_dates(unit_no, first, last)
    below = directory.days_named_inside(place.interval, first, last)
    places = directory.places(
        {row.unit_no for row in below} | {one.named.unit_no for one in dates if one.named}
    )
    may_set = actor.may(Permission.SET_CALENDAR, unit_no)
    cells = [_cell(one, place, may_set) for one in dates]
    context = {
        "unit": {"name": place.name, "no": place.no, "kind": place.kind},
        "crumbs": crumbs(actor, unit_no),
        "month": first,
        "weeks": _weeks(cells),
        "legend": _legend(place),
        "school_days": sum(_is_school(cell["kind"]) for cell in cells),
        "special": _special(dates, cells, places),
        "exceptions": [_exception(row, places, actor) for row in below[:MOST_EXCEPTIONS]],
        "exceptions_total": len(below),
        **_terms(place, first, last),
        **_ways(actor, place, first),
    }  # fmt: skip
    return render(request, "screening/calendar.html", context)


def place_seen(actor: Actor, unit_no: int) -> directory.Place:
    """A unit that has a calendar, if the actor may look at it; else as if it were not there."""
    if not any(actor.may(permission, unit_no) for permission in SEEING):
        raise NotFound
    place = directory.place(unit_no)
    if place.kind not in CALENDAR_UNITS:
        raise NotFound
    return place


def day_kind(one: directory.CalendarDate, place: directory.Place) -> str:
    """The kind as this unit sees it: what a school has named itself is its own exception."""
    if place.kind == "school" and one.named and one.named.unit_no == place.no:
        return "own_open" if one.named.is_school_day else "own_closed"
    return one.kind


def shown(kind: str) -> dict[str, Any]:
    """The shape and the word of a kind of day."""
    shape, words = KINDS[kind]
    return {"kind": kind, "shape": shape, "words": words}


def _is_school(kind: str) -> bool:
    return kind in ("school", "make_up", "own_open")


def _cell(one: directory.CalendarDate, place: directory.Place, may_set: bool) -> dict[str, Any]:
    url = reverse("screening:calendar_day", args=[place.no, one.day.isoformat()])
    return {
        **shown(day_kind(one, place)),
        "day": one.day,
        "note": one.named.note if one.named else "",
        "today": one.day == clock.today(),
        "url": url if may_set else "",
    }


def _weeks(cells: list[dict[str, Any]]) -> list[list[dict[str, Any] | None]]:
    """Monday to Sunday, with nothing before the first and after the last day of the month."""
    before: list[dict[str, Any] | None] = [None] * cells[0]["day"].weekday()
    after: list[dict[str, Any] | None] = [None] * (6 - cells[-1]["day"].weekday())
    line = [*before, *cells, *after]
    return [line[at : at + 7] for at in range(0, len(line), 7)]


def _legend(place: directory.Place) -> list[dict[str, Any]]:
    own = place.kind == "school"
    return [shown(kind) for kind in KINDS if own or not kind.startswith("own_")]


def _special(
    dates: list[directory.CalendarDate],
    cells: list[dict[str, Any]],
    places: dict[int, directory.Place],
) -> list[dict[str, Any]]:
    """The days that somebody has named; days in a row that are alike stand in one line."""
    found: list[dict[str, Any]] = []
    for one, cell in zip(dates, cells, strict=True):
        if one.named is None:
            continue
        by = places.get(one.named.unit_no)
        line = {**cell, "last": one.day, "source": one.named.source, "by": by.name if by else ""}
        before = found[-1] if found else None
        if before and _follows(before, line):
            before["last"] = one.day
        else:
            found.append(line)
    return found


def _follows(before: dict[str, Any], line: dict[str, Any]) -> bool:
    same = all(before[name] == line[name] for name in ("kind", "note", "source", "by"))
    return same and line["day"] - before["last"] == dt.timedelta(days=1)


def _exception(
    row: directory.NamedDay, places: dict[int, directory.Place], actor: Actor
) -> dict[str, Any]:
    place = places.get(row.unit_no)
    args = [row.unit_no, row.day.isoformat()]
    may_set = actor.may(Permission.SET_CALENDAR, row.unit_no)
    return {
        "name": place.name if place else "",
        "day": row.day,
        "note": row.note,
        "is_school_day": row.is_school_day,
        "url": reverse("screening:calendar_day", args=args) if may_set else "",
    }


def _terms(place: directory.Place, first: dt.date, last: dt.date) -> dict[str, Any]:
    """The terms in force, and what the page says when the month lies in none."""
    terms = directory.terms_at(place.no)
    return {
        "terms": [
            {
                "name": term.name,
                "since": term.since,
                "until": term.until,
                "current": term.since <= clock.today() <= term.until,
            }
            for term in terms
        ],
        "in_no_term": not any(term.since <= last and first <= term.until for term in terms),
    }


def _ways(actor: Actor, place: directory.Place, first: dt.date) -> dict[str, Any]:
    """Where one goes from here: other months, other schools, terms and times."""
    here = reverse("screening:calendar", args=[place.no])
    may_set = actor.may(Permission.SET_CALENDAR, place.no)
    before, after = (first - dt.timedelta(days=1)).replace(day=1), _next(first)
    schools = (
        directory.places_inside(place.interval, "township", "school")
        if place.kind != "school"
        else []
    )
    return {
        "prev": {"month": before, "url": f"{here}?month={before:%Y-%m}"}
        if before >= MONTHS[0]
        else None,
        "next": {"month": after, "url": f"{here}?month={after:%Y-%m}"}
        if after <= MONTHS[1]
        else None,
        "now_url": "" if first == clock.today().replace(day=1) else here,
        "schools": [one for one in schools if one.no != place.no],
        "home_url": reverse("screening:calendar_home"),
        "may_set": may_set,
        "today_url": reverse("screening:calendar_day", args=[place.no, clock.today().isoformat()]),
        "terms_url": reverse("screening:terms", args=[place.no])
        if may_set and place.kind == "county"
        else "",
        "times_url": reverse("screening:slot_times", args=[place.no]),
        "bells_url": reverse("screening:bells", args=[place.no]),
    }


def _month(text: str) -> dt.date:
    """The first day of a month as it stands in an address (2026-11); of this month for none."""
    if not text:
        return clock.today().replace(day=1)
    try:
        first = dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        raise NotFound from None
    if not MONTHS[0] <= first <= MONTHS[1]:
        raise NotFound
    return first


def _next(first: dt.date) -> dt.date:
    """The first day of the month after."""
    return (first + dt.timedelta(days=31)).replace(day=1)
