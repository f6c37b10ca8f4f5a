"""A class's roll-call on a phone: fill in, receipt, earlier versions, two versions to choose from."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
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


def takes(slot: str) -> tuple[Permission, ...]:
    """What lets one fill in a slot: the dormitory keeper takes the evening, not the morning."""
    return TAKES if slot == "evening" else (TAKES[0], TAKES[2])


@page(*TAKES, methods="GET POST")
def roll_call_page(request: Asked, unit_no: int, day: str, slot: str) -> HttpResponse:
    """Fill in a class's roll-call, or correct it (`?correct=1`)."""
    where = address(request.actor, unit_no, day, slot, takes(slot))
    if request.method == "POST":
        return _submit(request, where)
    current = queries.current_roll_call(request.actor, unit_no, where.day, slot)
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
    typed = forms.read_marks(request.POST)
    marks = {who: forms.to_mark(who, found) for who, found in typed.items()}
    given: dict[str, Any] = {"head": head.data}
    if not head.is_valid() or None in marks.values():
        given["errors"] = words.form_errors(typed, _names(request.actor, where))
        return _form(request, where, typed, given, 422)
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
        found = words.doubts(asked.doubts, _names(request.actor, where))
        given |= {"contradictions": found, "refused": asked.is_refused}
        return _form(request, where, typed, given, 422)
    except Invalid as refused:
        given["errors"] = [{"text": str(refused), "enrolment_id": ""}]
        return _form(request, where, typed, given, 422)
    return HttpResponseRedirect(
        where.url("screening:conflict" if receipt.state == "conflict" else "screening:receipt")
    )


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
    current = queries.versions(request.actor, where.place.no, where.day, where.slot) if base else []
    context = {
        **words.place(where),
        "deadline": where.deadline,
        "pupils": pupils,
        "counts": _counts(pupils),
        "symptoms": list(queries.SYMPTOM_NAMES.items()),
        "methods": list(queries.METHOD_NAMES.items()),
        "lines": words.lines(),
        "base_version": base,
        "submission_id": given.get("submission_id") or head.get("submission_id") or uuid7(),
        "reason_required": base > 0,
        "reason": head.get("reason", ""),
        "version_note": words.version_note(current, where),
        "on_behalf": _on_behalf(request.actor, where),
        "today": where.day,
        "yesterday": where.day - dt.timedelta(days=1),
        "back_url": reverse("web:home"),
        **given,
    }
    return render(request, "screening/rollcall.html", context, status=status)


def _on_behalf(actor: Actor, where: Address) -> str:
    """Whose roll-call the office is entering; '' when it is one's own."""
    own = (Permission.TAKE_ROLL_CALL, Permission.TAKE_EVENING)
    if any(actor.may(permission, where.place.no) for permission in own):
        return ""
    found = accounts.holders(actor, ["class_teacher"], [where.place.no], where.day)
    return found[0].name if found else _("班主任")


def _number(text: Any) -> int:
    return int(text) if isinstance(text, str) and text.isdigit() and len(text) < 6 else 0


def _roll(actor: Actor, where: Address) -> list[directory.Pupil]:
    roll = directory.class_roll(actor, where.place.no, where.day)
    return [pupil for pupil in roll if pupil.boarder] if where.slot == "evening" else roll


def _names(actor: Actor, where: Address) -> dict[UUID, str]:
    return {pupil.enrolment_id: pupil.name for pupil in _roll(actor, where)}


def _pupil(pupil: directory.Pupil, typed: dict[Any, forms.Typed]) -> dict[str, Any]:
    found = typed.get(pupil.enrolment_id)
    return {
        "enrolment_id": str(pupil.enrolment_id),
        "seat": pupil.seat,
        "name": pupil.name,
        "boarder": pupil.boarder,
        "mark": words.typed_mark(found) if found else None,
        "errors": list(found.errors.values()) if found else [],
    }


def _counts(pupils: Iterable[dict[str, Any]]) -> dict[str, Any]:
    kinds = Counter(pupil["mark"]["kind"] if pupil["mark"] else "" for pupil in pupils)
    absent = sum(kinds[kind] for kind in rules.ABSENCES)
    return {
        "enrolled": kinds.total(),
        "expected": kinds.total() - kinds[rules.Kind.ABSENT_ISOLATION],
        "present": kinds.total() - absent,
        "absent": absent,
        "causes": " · ".join(
            f"{queries.KIND_NAMES[kind]} {kinds[kind]}"
            for kind in queries.KIND_NAMES
            if kinds[kind]
        ),
    }


@page(Permission.SEE_CHECKS)
def receipt_page(request: Asked, unit_no: int, day: str, slot: str) -> HttpResponse:
    """What was stored, when, by whom; earlier versions; the way to a correction."""
    actor = request.actor
    where = address(actor, unit_no, day, slot, (Permission.SEE_CHECKS,))
    found, names = _versions(actor, where)
    current = next((v for v in found if v.state == "current"), None)
    if current is None:
        raise NotFound
    conflict = any(v.state == "conflict" for v in found)
    may_take = any(actor.may(p, unit_no) for p in takes(slot))
    due = [d for d in duties.due_today(actor, clock.today()) if d.status in ("due", "missed")]
    context = {
        **words.place(where),
        "receipt": words.receipt(current, where, conflict=conflict),
        "counts": words.counted(current),
        "cases": [words.case(mark, names) for mark in current.marks],
        "versions": [words.version(v) for v in found],
        "correct_url": where.url("screening:rollcall") + "?correct=1" if may_take else "",
        "versions_url": where.url("screening:versions"),
        "conflict_url": where.url("screening:conflict") if may_take else "",
        "next": words.next_due(due),
        "home_url": reverse("web:home"),
        "back_url": reverse("web:home"),
    }
    return render(request, "screening/receipt.html", context)


def _versions(actor: Actor, where: Address) -> tuple[list[queries.Version], dict[UUID, str]]:
    """All versions, the newest first, and the names on the class's roll that day."""
    roll = directory.class_roll(actor, where.place.no, where.day)
    found = queries.versions(actor, where.place.no, where.day, where.slot)
    return found, {pupil.enrolment_id: pupil.name for pupil in roll}


@page(Permission.SEE_CHECKS)
def versions_page(request: Asked, unit_no: int, day: str, slot: str) -> HttpResponse:
    """Every version of a roll-call, side by side."""
    where = address(request.actor, unit_no, day, slot, (Permission.SEE_CHECKS,))
    found, names = _versions(request.actor, where)
    if not found:
        raise NotFound
    oldest_first = found[::-1]
    may_take = any(request.actor.may(p, unit_no) for p in takes(slot))
    context = {
        **words.place(where),
        "versions": [words.version(v) for v in oldest_first],
        "figures": words.figures_beside(oldest_first),
        "pupils": words.pupils_beside(oldest_first, names),
        "correct_url": where.url("screening:rollcall") + "?correct=1" if may_take else "",
        "back_url": where.url("screening:receipt"),
    }
    return render(request, "screening/versions.html", context)


@page(*TAKES, methods="GET POST")
def conflict_page(request: Asked, unit_no: int, day: str, slot: str) -> HttpResponse:
    """Two people reported differently: a person chooses, with a reason."""
    where = address(request.actor, unit_no, day, slot, takes(slot))
    found, names = _versions(request.actor, where)
    current = next((v for v in found if v.state == "current"), None)
    other = next((v for v in found if v.state == "conflict"), None)
    if current is None or other is None:
        return HttpResponseRedirect(where.url("screening:receipt"))
    keep, reason = request.POST.get("keep", ""), request.POST.get("reason", "")
    errors: list[str] = []
    if request.method == "POST":
        try:
            screening.resolve_conflict(request.actor, other.id, keep, reason)
            return HttpResponseRedirect(where.url("screening:receipt"))
        except Invalid as refused:
            errors = [str(refused)]
    context = {
        **words.place(where),
        "current": words.version(current),
        "other": words.version(other),
        "figures": words.figures_against(current, other),
        "pupils": words.pupils_against(current, other, names),
        "keep": keep,
        "reason": reason,
        "errors": errors,
        "back_url": where.url("screening:receipt"),
    }
    return render(request, "screening/conflict.html", context, status=422 if errors else 200)
