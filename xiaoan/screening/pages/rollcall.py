"""A class's roll-call on a phone: fill in, receipt, earlier versions, two versions to choose from."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.screening import forms, queries, rules
from xiaoan.screening import services as screening
from xiaoan.screening.pages import words
from xiaoan.screening.pages.address import Address, address
from xiaoan.screening.services import Doubtful
from xiaoan.web.gate import Asked, page

TAKES = (Permission.TAKE_ROLL_CALL, Permission.TAKE_EVENING, Permission.ENTER_FOR_OTHERS)


@page(*TAKES, methods="GET POST")
def roll_call_page(request: Asked, unit_no: int, day: str, slot: str) -> HttpResponse:
    """Fill in a class's roll-call, or correct it (`?correct=1`)."""
    where = address(request.actor, unit_no, day, slot, TAKES)
    current = queries.current_roll_call(request.actor, unit_no, where.day, slot)
    if request.method == "POST":
        return _submit(request, where)
    if current and "correct" not in request.GET:
        return HttpResponseRedirect(where.url("screening:receipt"))
    marks = queries.marks_of(request.actor, current) if current else _carried(request.actor, where)
    typed = {mark.person: forms.from_mark(mark) for mark in marks}
    base = current.version if current else 0
    return _form(request, where, typed, {"base_version": base, "submission_id": uuid7()})


def _carried(actor: Actor, where: Address) -> list[rules.Mark]:
    """Who was absent earlier the same day is still absent unless the teacher says otherwise."""
    for slot in reversed(where.earlier_slots):
        row = queries.current_roll_call(actor, where.place.no, where.day, slot)
        if row:
            return [m for m in queries.marks_of(actor, row) if m.kind in rules.ABSENCES]
    return []


def _submit(request: Asked, where: Address) -> HttpResponse:
    head = forms.HeadForm(request.POST)
    roll = [pupil.enrolment_id for pupil in _roll(request.actor, where)]
    typed = forms.read_marks(request.POST, roll)
    marks = {who: forms.to_mark(who, found) for who, found in typed.items()}
    context: dict[str, Any] = {"head": head.data, "errors": []}
    if not head.is_valid() or None in marks.values():
        context["errors"] = [_("有内容需要修改,已标出。您填的都还在。")]
        return _form(request, where, typed, context, 422)
    sent = screening.Submission(
        id=head.cleaned_data["submission_id"],
        unit_no=where.place.no,
        day=where.day,
        slot=where.slot,
        base=head.cleaned_data["base_version"],
        marks=tuple(mark for mark in marks.values() if mark),
        notes=tuple((who, found.note) for who, found in typed.items() if found.note),
        reason=head.cleaned_data["reason"],
        confirmed=head.cleaned_data["confirmed"],
    )
    try:
        receipt = screening.submit_roll_call(request.actor, sent)
    except Doubtful as asked:
        names = {p.enrolment_id: p.name for p in _roll(request.actor, where)}
        context["contradictions"] = words.doubts(asked.doubts, names)
        context["must_mend"] = asked.is_refused
        return _form(request, where, typed, context, 422)
    except Invalid as refused:
        context["errors"] = [str(refused)]
        return _form(request, where, typed, context, 422)
    name = "screening:conflict" if receipt.state == "conflict" else "screening:receipt"
    return HttpResponseRedirect(where.url(name) + (f"?id={receipt.id}" if "conf" in name else ""))


def _form(
    request: Asked,
    where: Address,
    typed: dict[Any, forms.Typed],
    given: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    head = given.pop("head", None) or {}
    base = int(given.get("base_version", 0) or _number(head.get("base_version")))
    pupils = [_pupil(pupil, typed) for pupil in _roll(request.actor, where)]
    context = {
        "unit": {"name": where.place.name, "school": where.school_name, "no": where.place.no},
        "day": where.day,
        "slot": where.slot,
        "slot_label": queries.SLOT_NAMES[where.slot],
        "pupils": pupils,
        "counts": _counts(pupils),
        "symptoms": list(queries.SYMPTOM_NAMES.items()),
        "kinds": list(queries.KIND_NAMES.items()),
        "methods": list(queries.METHOD_NAMES.items()),
        "base_version": base,
        "submission_id": given.get("submission_id") or head.get("submission_id") or uuid7(),
        "reason_required": base > 0,
        "reason": head.get("reason", ""),
        "today": where.day.isoformat(),
        "yesterday": (where.day - dt.timedelta(days=1)).isoformat(),
        "action": request.path,
        "back": reverse("duties:today"),
        "lines": words.lines(),
        "contradictions": [],
        "errors": [],
        "must_mend": False,
        **given,
    }
    return render(request, "screening/rollcall.html", context, status=status)


def _number(text: Any) -> int:
    return int(text) if isinstance(text, str) and text.isdigit() and len(text) < 6 else 0


def _roll(actor: Actor, where: Address) -> list[directory.Pupil]:
    roll = directory.class_roll(actor, where.place.no, where.day)
    return [pupil for pupil in roll if pupil.boarder] if where.slot == "evening" else roll


def _pupil(pupil: directory.Pupil, typed: dict[Any, forms.Typed]) -> dict[str, Any]:
    found = typed.get(pupil.enrolment_id)
    return {
        "enrolment_id": str(pupil.enrolment_id),
        "seat": pupil.seat,
        "name": pupil.name,
        "boarder": pupil.boarder,
        "mark": found.__dict__ if found else None,
        "label": words.short(found) if found else "",
        "errors": found.errors if found else {},
    }


def _counts(pupils: Iterable[dict[str, Any]]) -> dict[str, int]:
    kinds = [pupil["mark"]["kind"] if pupil["mark"] else "" for pupil in pupils]
    absent = sum(kind in rules.ABSENCES for kind in kinds)
    isolated = sum(kind == rules.Kind.ABSENT_ISOLATION for kind in kinds)
    enrolled = len(kinds)
    return {
        "enrolled": enrolled,
        "expected": enrolled - isolated,
        "present": enrolled - absent,
        "absent": absent,
        "sick": sum(kind == rules.Kind.ABSENT_SICK for kind in kinds),
    }


@page(Permission.SEE_CHECKS)
def receipt_page(request: Asked, unit_no: int, day: str, slot: str) -> HttpResponse:
    """What was stored, when, by whom; earlier versions; the way to a correction."""
    where = address(request.actor, unit_no, day, slot, (Permission.SEE_CHECKS,))
    found = queries.versions(request.actor, unit_no, where.day, slot)
    current = next((v for v in found if v.state == "current"), None)
    if current is None:
        raise NotFound
    roll = {p.enrolment_id: p.name for p in directory.class_roll(request.actor, unit_no, where.day)}
    due = [
        d for d in duties.due_today(request.actor, clock.today()) if d.status in ("due", "missed")
    ]
    context = {
        **words.place(where),
        "current": words.version(current, roll),
        "versions": [words.version(v, roll) for v in found],
        "conflicts": [words.version(v, roll) for v in found if v.state == "conflict"],
        "conflict_url": where.url("screening:conflict"),
        "may_correct": any(request.actor.may(p, unit_no) for p in TAKES),
        "correct_url": where.url("screening:rollcall") + "?correct=1",
        "versions_url": where.url("screening:versions"),
        "next_due": words.next_due(due),
        "back": reverse("duties:today"),
    }
    return render(request, "screening/receipt.html", context)


@page(Permission.SEE_CHECKS)
def versions_page(request: Asked, unit_no: int, day: str, slot: str) -> HttpResponse:
    """Every version of a roll-call, side by side."""
    where = address(request.actor, unit_no, day, slot, (Permission.SEE_CHECKS,))
    roll = {p.enrolment_id: p.name for p in directory.class_roll(request.actor, unit_no, where.day)}
    found = queries.versions(request.actor, unit_no, where.day, slot)
    if not found:
        raise NotFound
    context = {
        **words.place(where),
        "versions": [words.version(v, roll) for v in found],
        "back": where.url("screening:receipt"),
    }
    return render(request, "screening/versions.html", context)


@page(*TAKES, methods="GET POST")
def conflict_page(request: Asked, unit_no: int, day: str, slot: str) -> HttpResponse:
    """Two people reported differently: a person chooses, with a reason."""
    where = address(request.actor, unit_no, day, slot, TAKES)
    message = ""
    if request.method == "POST":
        try:
            other = UUID(request.POST.get("other", ""))
            keep, reason = request.POST.get("keep", ""), request.POST.get("reason", "")
            screening.resolve_conflict(request.actor, other, keep, reason)
            return HttpResponseRedirect(where.url("screening:receipt"))
        except ValueError:
            raise NotFound from None
        except Invalid as refused:
            message = str(refused)
    roll = {p.enrolment_id: p.name for p in directory.class_roll(request.actor, unit_no, where.day)}
    found = queries.versions(request.actor, unit_no, where.day, slot)
    current = next((v for v in found if v.state == "current"), None)
    other_version = next((v for v in found if v.state == "conflict"), None)
    if current is None or other_version is None:
        return HttpResponseRedirect(where.url("screening:receipt"))
    context = {
        **words.place(where),
        "current": words.version(current, roll),
        "other": words.version(other_version, roll),
        "graver": words.graver(current, other_version, roll),
        "message": message,
        "action": request.path,
        "back": where.url("screening:receipt"),
    }
    return render(request, "screening/conflict.html", context, status=422 if message else 200)
