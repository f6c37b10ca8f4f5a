"""Days without power or network: the sheet on paper, and what stands on it typed in afterwards."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import school_of
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.screening import forms, queries
from xiaoan.screening import services as screening
from xiaoan.screening.pages import words
from xiaoan.screening.pages.address import SLOTS, Address, address
from xiaoan.screening.pages.rollcall import TAKES, takes
from xiaoan.web.context import crumbs
from xiaoan.web.days import read_day
from xiaoan.web.gate import Asked, page

# The symptoms that have a column of their own on the class form of the 2006 norm; the rest is written out.
COLUMNS = (
    "fever", "rash", "diarrhoea", "vomiting", "jaundice", "red_eyes", "parotid", "cough",
)  # fmt: skip
KINDS = ("class", "grade", "school")


@page(*TAKES)
def paper_page(request: Asked, unit_no: int, day: str, slot: str) -> HttpResponse:
    """The empty sheet of a class, or of every class of a grade or school, to be printed."""
    actor, place = request.actor, _place(request.actor, unit_no, slot)
    date = read_day(day)
    classes = directory.places_inside(place.interval, "class", day=date)
    rolls = directory.class_rolls(actor, [one.no for one in classes], date)
    rooms = directory.places(
        {p.dormitory_no for roll in rolls.values() for p in roll if p.dormitory_no is not None}
    )
    sheets: list[dict[str, Any]] = []
    named: dict[UUID, int] = {}
    for one in classes:
        pupils = [p for p in rolls.get(one.no, []) if p.boarder or slot != "evening"]
        named |= {p.person_id: one.no for p in pupils}
        sheets.append({"name": one.name, "pupils": [_line(p, rooms) for p in pupils]})
    screening.sick_seen(actor, unit_no, named, "paper")
    context = {
        "unit": {"name": place.name, "school": directory.place(school_of(unit_no)).name},
        "crumbs": crumbs(actor, unit_no),
        "day": date,
        "slot_label": queries.SLOT_NAMES[slot],
        "columns": [queries.SYMPTOM_NAMES[code] for code in COLUMNS],
        "sheets": [sheet for sheet in sheets if sheet["pupils"]],
    }
    return render(request, "screening/paper.html", context)


def _place(actor: Actor, unit_no: int, slot: str) -> directory.Place:
    if slot not in SLOTS or not actor.sees(unit_no):
        raise NotFound
    place = directory.place(unit_no)
    if place.kind not in KINDS:
        raise NotFound
    if not any(actor.may(permission, unit_no) for permission in takes(slot)):
        raise Forbidden
    return place


def _line(pupil: directory.Pupil, rooms: dict[int, directory.Place]) -> dict[str, Any]:
    room = rooms.get(pupil.dormitory_no) if pupil.dormitory_no else None
    return {
        "seat": pupil.seat, "name": pupil.name, "sex": pupil.sex, "room": room.name if room else "",
    }  # fmt: skip


@page(*TAKES, methods="GET POST")
def typed_page(request: Asked, unit_no: int, day: str, slot: str) -> HttpResponse:
    """A sheet of paper typed in by seat numbers; what was understood is shown in the form."""
    where = address(request.actor, unit_no, day, slot, takes(slot))
    text, faults = request.POST.get("text", ""), []
    if request.method == "POST":
        try:
            return _understood(request, where, text)
        except Invalid as refused:
            faults = str(refused).split("\n")
    context = {
        **words.place(where),
        "text": text,
        "errors": faults,
        "back_url": where.url("screening:rollcall"),
        "paper_url": where.url("screening:paper"),
    }
    return render(request, "screening/typed.html", context, status=422 if faults else 200)


def _understood(request: Asked, where: Address, text: str) -> HttpResponse:
    actor, place = request.actor, where.place
    roll = directory.class_roll(actor, place.no, where.day)
    asked = [pupil for pupil in roll if pupil.boarder or where.slot != "evening"]
    found: dict[UUID, forms.Typed] = forms.read_paper(text, asked)
    current = queries.current_roll_call(actor, place.no, where.day, where.slot)
    post = forms.as_post(found)
    post["submission_id"], post["base_version"] = (
        str(uuid7()),
        str(current.version if current else 0),
    )
    kept = queries.KeptSheet(post.urlencode(), "")
    pk = screening.keep_sheet(actor, place.no, where.day, where.slot, kept)
    query = {**({"correct": "1"} if current else {}), "sheet": str(pk)}
    here = reverse("screening:rollcall", args=[place.no, where.day.isoformat(), where.slot])
    return HttpResponseRedirect(f"{here}?{urlencode(query)}")
