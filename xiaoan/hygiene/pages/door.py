"""One place, as the code on its door opens it: what is due now, what was done today, what was told of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xiaoan.directory import queries as directory
from xiaoan.hygiene import services
from xiaoan.hygiene.pages import round_words as words
from xiaoan.hygiene.pages.rounds import one_done, said
from xiaoan.hygiene.queries import days, doors
from xiaoan.hygiene.queries.days import Place
from xiaoan.hygiene.queries.words import PLACE_NAMES
from xiaoan.hygiene.services import signing
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.photos import queries as photos
from xiaoan.web import pictures
from xiaoan.web.days import read_day
from xiaoan.web.gate import Asked, kept, page

_SEES = (Permission.DISINFECT, Permission.SEE_HYGIENE)


def door_of(request: HttpRequest) -> str:
    """What was scanned: the code behind the address, kept through the forms of the page."""
    return request.POST.get("door", "") or request.GET.get("code", "")[:40]


@page(*_SEES, methods="GET POST")
def place_page(request: Asked, place_id: UUID) -> HttpResponse:
    """What is to be done here today and what was; posted: one of it done as planned."""
    place = days.place(request.actor, place_id)
    if request.method != "POST":
        return _show(request, place, {}, 200)
    if not request.actor.may(Permission.DISINFECT, place.unit_no):
        raise Forbidden
    try:
        messages.success(request, said(one_done(request)))
        return HttpResponseRedirect(reverse("hygiene:place", args=[place_id]))
    except services.Doubtful as asked:
        again = {
            "questions": words.questions(asked.questions, {}, {}),
            "due": request.POST.get("due", ""), "pressed": request.POST.get("pressed", ""),
            "submission_id": request.POST.get("submission_id", ""),
        }  # fmt: skip
        return _show(request, place, again, asked.status)
    except (Conflict, Invalid) as refused:
        return _show(request, place, {"errors": [str(refused)]}, refused.status)


def _show(request: Asked, place: Place, again: dict[str, Any], status: int) -> HttpResponse:
    actor, today = request.actor, clock.today()
    day = read_day(request.GET["day"]) if request.GET.get("day") else today
    found = days.to_do_at(actor, place.pk, day)
    door = door_of(request)
    context = {
        "place": place, "name": words.place_name(place), "kind": PLACE_NAMES[place.kind],
        "school": directory.place(place.school_id).name, "day": day, "is_today": day == today,
        "as_of": clock.now(), "rows": [words.to_do(one) for one in found],
        "records": words.records(days.records_at(actor, place.pk, day)),
        "may": actor.may(Permission.DISINFECT, place.unit_no) and place.closed is None,
        "door": door, "at_door": bool(door) and doors.is_at_door(place.pk, door),
        "hint": signing.hint(actor), "back_url": reverse("hygiene:today"),
        "extra_url": reverse("hygiene:record", args=[place.pk]),
        "incident_url": f"{reverse('hygiene:incident_new')}?place={place.pk}", **again,
    }  # fmt: skip
    shown = render(request, "hygiene/door.html", context, status=status)
    return kept(request, shown, today=True) if status == 200 and day == today else shown


@page(*_SEES)
def record_of_page(request: Asked, record_id: UUID) -> HttpResponse:
    """A record with every word of it, the newest first."""
    found = days.chain(request.actor, record_id)
    row = found[0].row
    place = days.place(request.actor, row.place_id)
    context = {
        "name": words.place_name(place), "school": directory.place(place.school_id).name,
        "day": row.day, "records": words.records(found),
        "back_url": f"{reverse('hygiene:place', args=[place.pk])}?day={row.day}",
    }  # fmt: skip
    return render(request, "hygiene/records.html", context)


@page(*_SEES)
def record_photo(request: Asked, record_id: UUID) -> HttpResponse:
    """The picture of a record."""
    row = days.record(request.actor, record_id)
    if row.photo_id is None:
        raise NotFound
    return pictures.answer(photos.picture(row.photo_id))
