"""The school at a glance for its doctor and principal: who has not reported, who is ill, urge, excuse."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.screening import forms, queries
from xiaoan.screening import services as screening
from xiaoan.screening.pages import words
from xiaoan.screening.pages.address import SLOTS, address, read_day
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_DUTIES)
def school_home_page(request: Asked) -> HttpResponse:
    """To the school of the first role held inside one."""
    for lo, hi in request.actor.reach(Permission.SEE_DUTIES):
        if hi - lo <= numbering.SCHOOL:
            return HttpResponseRedirect(reverse("screening:school", args=[numbering.school_of(lo)]))
    return HttpResponseRedirect(reverse("overview:board"))


@page(Permission.SEE_DUTIES)
def school_page(request: Asked, school_no: int) -> HttpResponse:
    """One school, one day, one slot: every class with its state, teacher and exceptions."""
    place = directory.place(school_no)
    interval = _reach(request.actor, place)
    day = read_day(request.GET["day"]) if request.GET.get("day") else clock.today()
    slot = request.GET.get("slot", "")
    slot = slot if slot in SLOTS else _slot_now()
    context = _glance(request.actor, place, interval, day, slot)
    return render(request, "screening/school.html", context)


def _reach(actor: Actor, place: directory.Place) -> tuple[int, int]:
    """The part of a school the actor sees: all of it, or the grade they head."""
    if place.kind != "school":
        raise NotFound
    for lo, hi in actor.reach(Permission.SEE_DUTIES):
        if lo < place.end and hi > place.no:
            return max(lo, place.no), min(hi, place.end)
    raise NotFound


def _slot_now() -> str:
    hour = clock.now().hour
    return "morning" if hour < 12 else "noon" if hour < 17 else "evening"


def _glance(
    actor: Actor, place: directory.Place, interval: tuple[int, int], day: dt.date, slot: str
) -> dict[str, Any]:
    due = duty_queries.duties_on(actor, interval, day, slot)
    calls = queries.on_day(actor, interval, day, slot)
    found = queries.exceptions_in(actor, interval, day, slot)
    people = {who for d in due for who in (d.assignee_id, d.deputy_id) if who}
    names, numbers = accounts.names(actor, people), accounts.phones(actor, people)
    places = {p.no: p for p in directory.places_inside(interval, "class", "grade")}
    rows = [_class_row(d, places, calls, found, names, numbers) for d in due]
    reported = [row for row in rows if row["reported"]]
    return {
        "unit": {"name": place.name, "no": place.no},
        "day": day,
        "slot": slot,
        "slot_label": queries.SLOT_NAMES[slot],
        "slots": [{"code": s, "label": queries.SLOT_NAMES[s], "current": s == slot} for s in SLOTS],
        "as_of": clock.now(),
        "grades": _by_grade(rows, places),
        "progress": {
            "reported": len(reported),
            "due": len([r for r in rows if r["counts_as_due"]]),
        },
        "totals": _totals(rows),
        "missing": [row for row in rows if row["status"] in ("due", "missed")],
        "exceptions": [row for row in rows if row["exceptions"]],
        "may_urge": actor.may(Permission.URGE, place.no) or actor.may(Permission.URGE, interval[0]),
        "urge_url": reverse("screening:urge", args=[place.no]),
        "may_excuse": actor.may(Permission.EXCUSE, place.no),
    }


def _class_row(
    due: duty_queries.Due,
    places: dict[int, directory.Place],
    calls: dict[int, Any],
    found: dict[int, list[queries.Exceptional]],
    names: dict[UUID, str],
    numbers: dict[UUID, str],
) -> dict[str, Any]:
    call = calls.get(due.unit_no)
    who, deputy = due.assignee_id, due.deputy_id
    args = [due.unit_no, due.day.isoformat(), due.slot]
    return {
        "duty_id": str(due.id),
        "no": due.unit_no,
        "grade_no": places[due.unit_no].parent_no if due.unit_no in places else None,
        "name": places[due.unit_no].name if due.unit_no in places else "",
        "status": due.status,
        "counts_as_due": due.status != "excused",
        "reported": call is not None,
        "zero": call is not None and not call.absent_sick and not found.get(due.unit_no),
        "people": due.people,
        "enrolled": call.enrolled if call else due.people,
        "present": call.present if call else None,
        "absent_sick": call.absent_sick if call else None,
        "absent_other": (call.enrolled - call.present - call.absent_sick) if call else None,
        "time": call.submitted_at.astimezone(clock.ZONE).strftime("%H:%M") if call else "",
        "due_text": due.due_at.astimezone(clock.ZONE).strftime("%H:%M"),
        "version": call.version if call else 0,
        "on_behalf": due.on_behalf,
        "level": due.level,
        "urged": due.urged,
        "teacher": words.contact(
            names.get(who, "") if who else "", numbers.get(who, "") if who else ""
        ),
        "deputy": words.contact(names.get(deputy, ""), numbers.get(deputy, "")) if deputy else None,
        "url": reverse("screening:receipt" if call else "screening:rollcall", args=args),
        "excuse_url": reverse("screening:excuse", args=[due.unit_no, due.day.isoformat()]),
        "exceptions": [_exception(e) for e in found.get(due.unit_no, [])],
    }


def _exception(found: queries.Exceptional) -> dict[str, Any]:
    return {
        "name": found.name,
        "kind": found.kind,
        "kind_label": queries.KIND_NAMES[found.kind],
        "symptoms": [queries.SYMPTOM_NAMES[code] for code in found.symptoms],
        "onset": found.onset,
        "temperature": found.temperature,
        "method_label": queries.METHOD_NAMES.get(found.method, ""),
        "fever": found.fever,
    }


def _by_grade(
    rows: list[dict[str, Any]], places: dict[int, directory.Place]
) -> list[dict[str, Any]]:
    grades: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        grades.setdefault(row["grade_no"] or 0, []).append(row)
    return [
        {"name": places[no].name if no in places else "", "classes": found}
        for no, found in sorted(grades.items())
    ]


def _totals(rows: list[dict[str, Any]]) -> dict[str, int]:
    """Enrolled = reported + not reported: silence is not a zero."""
    due = [row for row in rows if row["counts_as_due"]]
    reported = [row for row in due if row["reported"]]
    return {
        "enrolled": sum(row["enrolled"] for row in due),
        "reported": sum(row["enrolled"] for row in reported),
        "not_reported": sum(row["enrolled"] for row in due if not row["reported"]),
        "present": sum(row["present"] for row in reported),
        "absent_sick": sum(row["absent_sick"] for row in reported),
        "absent_other": sum(row["absent_other"] for row in reported),
        "symptomatic": sum(len(row["exceptions"]) for row in reported),
    }


@page(Permission.URGE, methods="POST")
def urge_page(request: Asked, school_no: int) -> HttpResponse:
    """Urge the classes that were ticked (or all that are missing)."""
    try:
        ids = [UUID(text) for text in request.POST.getlist("duty")]
    except ValueError:
        raise NotFound from None
    urged = duties.urge(request.actor, ids)
    query = f"?day={request.POST.get('day', '')}&slot={request.POST.get('slot', '')}&urged={urged}"
    return HttpResponseRedirect(reverse("screening:school", args=[school_no]) + query)


@page(Permission.EXCUSE, methods="GET POST")
def excuse_page(request: Asked, unit_no: int, day: str) -> HttpResponse:
    """A class on an outing, or closed: not due, with the reason on record."""
    where = address(request.actor, unit_no, day, "morning", (Permission.EXCUSE,))
    form = forms.ExcuseForm(request.POST or None)
    errors: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            screening.excuse_class(
                request.actor, unit_no, where.day, given["slot"], given["reason"], given["note"]
            )
            return HttpResponseRedirect(reverse("screening:school", args=[where.place.school_id]))
        except Invalid as refused:
            errors = [str(refused)]
    context = {
        **words.place(where),
        "slots": [("", ""), *queries.SLOT_NAMES.items()],
        "reasons": list(queries.EXCUSE_NAMES.items()),
        "given": form.data,
        "errors": errors + [str(e) for found in form.errors.values() for e in found],
        "back": reverse("screening:school", args=[where.place.school_id]),
        "action": request.path,
    }
    status = 422 if context["errors"] else 200
    return render(request, "screening/excuse.html", context, status=status)


@page(Permission.SEE_CHILD)
def children_page(request: Asked) -> HttpResponse:
    """A guardian's own children: how each was seen at school today."""
    today = clock.today()
    roll = directory.enrolments(request.actor, request.actor.people, today)
    classes = directory.classes_of_people(request.actor, request.actor.people, today)
    children = [
        _child(request.actor, person_id, roll[person_id], classes[person_id], today)
        for person_id in request.actor.people
        if person_id in roll
    ]
    return render(
        request, "screening/child.html", {"children": children, "day": today, "as_of": clock.now()}
    )


def _child(
    actor: Actor, person_id: UUID, pupil: directory.Pupil, unit_no: int, day: dt.date
) -> dict[str, Any]:
    marks = {mark.slot: mark for mark in queries.of_child(actor, person_id, day)}
    slots = []
    for slot in SLOTS[:2] if not pupil.boarder else SLOTS:
        reported = queries.current_roll_call(actor, unit_no, day, slot) is not None
        mark = marks.get(slot)
        state = "unknown" if not reported else "marked" if mark else "present"
        slots.append(
            {
                "label": queries.SLOT_NAMES[slot],
                "state": state,
                "mark": _exception(mark) if mark else None,
            }
        )
    return {"name": pupil.name, "place": directory.full_name(unit_no), "slots": slots}
