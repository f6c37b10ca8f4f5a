"""The desk at the gate: who is it, may this child come in, with which temperature. Works without a network
(desk.js)."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xiaoan.arrivals import forms, services
from xiaoan.arrivals.pages import address
from xiaoan.arrivals.queries import boards, checks, desk, gates
from xiaoan.arrivals.queries.words import (
    METHOD_NAMES,
    RESULT_NAMES,
    RESULT_SHAPES,
    STANDING_NAMES,
    STANDING_SHAPES,
    TIMING_NAMES,
    WHY_NAMES,
)
from xiaoan.arrivals.rules import desk as rules
from xiaoan.directory import queries as directory
from xiaoan.directory.queries.people import person_names
from xiaoan.directory.services import looking
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.screening import queries as screening
from xiaoan.web import reading
from xiaoan.web.gate import Asked, kept, page, with_camera
from xiaoan.web.pressed import pressed_at


@page(Permission.RECEIVE_ARRIVALS)
def gates_page(request: Asked, school_no: int) -> HttpResponse:
    """At which gate; each desk's page is kept on the phone."""
    place = address.school(request.actor, school_no, Permission.RECEIVE_ARRIVALS)
    found = gates.of_today(school_no, clock.today())
    context = {
        "place": place, "gates": [
            {"name": name, "url": reverse("arrivals:desk", args=[school_no, no])}
            for no, name in enumerate(found)
        ],
        "today": clock.today(), "back_url": reverse("arrivals:board", args=[school_no]),
    }  # fmt: skip
    return render(request, "arrivals/gates.html", context)


@page(Permission.RECEIVE_ARRIVALS, methods="GET POST")
def desk_page(request: Asked, school_no: int, gate: int) -> HttpResponse:
    """Look a child up (`token`, `person`, or `class` and `seat`; `q`: by name); posted: what became of it."""
    actor, error, status = request.actor, "", 200
    fields: dict[str, str] = {}
    place = address.school(actor, school_no, Permission.RECEIVE_ARRIVALS)
    names = gates.of_today(school_no, clock.today())
    if gate >= len(names):
        raise NotFound
    said = request.POST if request.method == "POST" else request.GET
    if request.method == "POST":
        try:
            return _noted(request, school_no, gate, names[gate])
        except (Invalid, Conflict) as refused:
            error, fields, status = str(refused), getattr(refused, "fields", {}), refused.status
    whom, missing = _looked_up(request, school_no)
    listed = _named(request, school_no)
    carried = desk.carried(actor, school_no, clock.today())
    today = clock.today()
    context = {
        "place": place, "gate": names[gate], "today": today, "as_of": clock.now(),
        "error": error or missing, "fields": fields, "typed": said, "whom": whom, "found": listed,
        "classes": directory.places_inside(place.interval, "class"), "carried": carried,
        "slot_words": [
            f"{one.begins:%H:%M}–{one.ends:%H:%M} {one.gate_name}" for one in carried.slots
        ],
        "done": _done(request), "methods": list(METHOD_NAMES.items()), "why": list(WHY_NAMES.items()),
        "submission_id": request.POST.get("submission_id") or uuid7(),
        "gates_url": reverse("arrivals:gates", args=[school_no]),
        "queue": [one for one in boards.by_slot(actor, school_no, today) if one.is_now]
        if actor.may(Permission.SEE_ARRIVALS, school_no) else [],
        "back_url": reverse("arrivals:gates", args=[school_no]), "short": desk.SHORT_LENGTH,
    }  # fmt: skip
    response = with_camera(render(request, "arrivals/desk.html", context, status=status))
    # What names a child is not kept: only the empty desk is, which opens in its place.
    if request.GET or status != 200:
        return response
    return kept(request, response, today=True, stands_for=request.path)


def _asked(request: Asked) -> desk.Asked:
    said = request.POST if request.method == "POST" else request.GET
    return desk.Asked(
        said.get("token", "").strip(), forms.optional_id(said.get("person", "")),
        forms.small(said, "class"), forms.small(said, "seat"),
    )  # fmt: skip


def _noted(request: Asked, school_no: int, gate: int, gate_name: str) -> HttpResponse:
    said, asked = request.POST, _asked(request)
    at = pressed_at(said.get("pressed", ""), request.headers.get("X-Outbox-Now", ""))
    sent = services.Noted(
        reading.read_id(said.get("submission_id", "")), school_no, gate_name, said.get("result", ""),
        at, asked.token, asked.person_id, asked.class_no, asked.seat, _celsius(said.get("celsius", "")),
        said.get("method", "forehead"), _celsius(said.get("retest", ""), "retest"), said.get("why", "")
        if said.get("result") == rules.TURNED else "", said.get("note", ""), said.get("waited") == "1",
    )  # fmt: skip
    kept_as = services.note(request.actor, sent)
    here = reverse("arrivals:desk", args=[school_no, gate])
    again = "&was_in=1" if kept_as.was_in else ""
    return HttpResponseRedirect(f"{here}?done={kept_as.first}{again}")


def _celsius(text: str, name: str = "celsius") -> Decimal | None:
    if not text.strip():
        return None
    try:
        return screening.read_celsius(text)
    except Invalid as wrong:
        raise Invalid(str(wrong), {name: "unreadable"}) from None


def _looked_up(request: Asked, school_no: int) -> tuple[dict[str, Any] | None, str]:
    """Who is before the desk; and why nobody was found."""
    asked = _asked(request)
    if not (asked.token or asked.person_id or asked.class_no):
        return None, ""
    try:
        found = desk.find(request.actor, school_no, clock.now(), asked)
    except Invalid as wrong:
        return None, str(wrong)
    if request.method == "GET" and not asked.token:
        # A pass is held out by the child; who goes through seats or names leaves a trace.
        seen = {found.person_id: found.class_no}
        looking.pupils_seen(request.actor, school_no, seen, "search")
    checks = desk.today_of(found.person_id, clock.today())
    last = checks[0] if checks else None
    detail = desk.detail_of(last) if last else {}
    # Of whoever is in: as it was then, not as late as it is now.
    is_in = last is not None and last.result == rules.IN
    timing = (
        last.timing
        if last and is_in
        else rules.timing(found.due, clock.now().astimezone(clock.ZONE))
    )
    return {
        "one": found, "last": last, "last_words": RESULT_NAMES[last.result] if last else "",
        "rested": bool(last and last.result == rules.RESTING), "first": detail.get("celsius", ""),
        "is_in": is_in, "timing": TIMING_NAMES[timing],
        "is_odd": timing != rules.ON_TIME, "standing": STANDING_NAMES[found.standing],
        "shape": STANDING_SHAPES[found.standing], "barred": found.standing == "not_cleared",
    }, ""  # fmt: skip


def _named(request: Asked, school_no: int) -> list[dict[str, Any]] | None:
    text = request.GET.get("q", "").strip()[:40]
    if not text:
        return None
    found = desk.named(request.actor, school_no, text)
    pupils = {one["id"]: one["unit_no"] for one in found}
    looking.pupils_seen(request.actor, school_no, pupils, "search")
    return found


def _done(request: Asked) -> dict[str, Any] | None:
    """What was just noted at this desk."""
    row = checks.check(forms.optional_id(request.GET.get("done", "")))
    if row is None or (row.by_id != request.actor.user_id and "was_in" not in request.GET):
        return None
    day = row.at.astimezone(clock.ZONE)
    return {
        "row": row, "name": person_names(request.actor, [row.person_id]).get(row.person_id, ""),
        "place": directory.place(row.unit_no).name, "words": RESULT_NAMES[row.result],
        "shape": RESULT_SHAPES[row.result], "timing": TIMING_NAMES[row.timing],
        "is_odd": row.timing != rules.ON_TIME, "was_in": "was_in" in request.GET,
        "rest_until": day + dt.timedelta(minutes=10) if row.result == rules.RESTING else None,
    }  # fmt: skip
