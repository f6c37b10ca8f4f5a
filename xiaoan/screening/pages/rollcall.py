"""A class's roll-call on a phone: fill in, receipt, earlier versions, two versions to choose from."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.screening import forms, queries, rules
from xiaoan.screening import services as screening
from xiaoan.screening.pages import changed, slips, words
from xiaoan.screening.pages.address import Address, address
from xiaoan.screening.services import Doubtful
from xiaoan.web.gate import Asked, asks, kept, page

TAKES = (Permission.TAKE_ROLL_CALL, Permission.TAKE_EVENING, Permission.ENTER_FOR_OTHERS)


def takes(slot: str) -> tuple[Permission, ...]:
    """What lets one fill in a slot: the dormitory keeper takes the evening, not the morning."""
    return TAKES if slot == "evening" else (TAKES[0], TAKES[2])


@page(*TAKES, methods="GET POST")
def roll_call_page(request: Asked, unit_no: int, day: str, slot: str) -> HttpResponse:
    """Fill in a class's roll-call, or correct it (`?correct=1`); what is asked about it (`?sheet=`)."""
    where = address(request.actor, unit_no, day, slot, takes(slot))
    if request.method == "POST":
        return _submit(request, where)
    sheet = _kept(request, where)
    if sheet:
        return _answer(request, where, QueryDict(sheet.post), sheet.said)
    current = queries.current_roll_call(request.actor, unit_no, where.day, slot)
    if current and "correct" not in request.GET:
        return HttpResponseRedirect(where.url("screening:receipt"))
    closed = words.not_due(where.duty(request.actor), where)
    if closed:
        context = {**words.place(where), "message": closed, "back_url": reverse("web:home")}
        return render(request, "screening/not_due.html", context)
    typed = _stored(request.actor, current) if current else _carried(request.actor, where)
    base = current.version if current else 0
    given = {"base_version": base, "submission_id": uuid7(), "seen": _seen(request.actor, where)}
    return _form(request, where, typed, given)


def _seen(actor: Actor, where: Address) -> str:
    """Of whom something was noted since the last roll-call; said, and never written over anything."""
    noted = queries.proposals(actor, where.place.no, where.day)
    names = _names(actor, where) if noted else {}
    return _("、").join(name for who, name in names.items() if who in noted)


def _stored(actor: Actor, current: queries.RollCall) -> dict[Any, forms.Typed]:
    """What a correction starts from."""
    notes: dict[rules.Person, str] = dict(queries.notes_of(actor, current).items())
    return {
        mark.person: forms.from_mark(mark, notes.get(mark.person, ""))
        for mark in queries.marks_of(actor, current)
    }


def _carried(actor: Actor, where: Address) -> dict[Any, forms.Typed]:
    """Who was absent earlier the same day, or is held back, is so unless the teacher says otherwise; what
    was seen since the last roll-call is proposed where nothing else is said.
    """
    seen = {
        who: words.proposed(found)
        for who, found in queries.proposals(actor, where.place.no, where.day).items()
    }
    held = queries.held_back(actor, where.place.no, where.day, where.slot)
    absent = {who: words.held(found) for who, found in held.items()}
    for slot in reversed(where.earlier_slots):
        row = queries.current_roll_call(actor, where.place.no, where.day, slot)
        if row:
            marks = queries.marks_of(actor, row)
            before = {m.person: forms.from_mark(m) for m in marks if m.kind in rules.ABSENCES}
            return {**seen, **absent, **before}
    return {**seen, **absent}


def _submit(request: Asked, where: Address) -> HttpResponse:
    read, said = _read(request.POST, where), ""
    if read.is_readable:
        try:
            receipt = _send(request, read.sent)
        except Doubtful:
            pass  # what is asked is found out again by the page that asks it
        except Invalid as refused:
            said = str(refused)
        else:
            if "sheet" in request.GET:
                screening.drop_sheet(request.actor, where.place.no, where.day, where.slot)
            to = "screening:conflict" if receipt.state == "conflict" else "screening:receipt"
            return HttpResponseRedirect(where.url(to))
    if {"submission_id", "base_version"} & set(read.head.errors):  # no form of ours
        return _answer(request, where, request.POST, said)
    return _ask_at(request, where, said)


def _ask_at(request: Asked, where: Address, said: str) -> HttpResponse:
    """Onwards to the page that asks: an answer to a post would be posted again on the way back."""
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    kept = queries.KeptSheet(typed.urlencode(), said)
    pk = screening.keep_sheet(request.actor, where.place.no, where.day, where.slot, kept)
    query = {**({"correct": "1"} if "correct" in request.GET else {}), "sheet": str(pk)}
    return asks(HttpResponseRedirect(f"{where.url('screening:rollcall')}?{urlencode(query)}"))


def _kept(request: Asked, where: Address) -> queries.KeptSheet | None:
    try:
        pk = UUID(request.GET.get("sheet", ""))
    except ValueError:
        return None
    return queries.kept_sheet(request.actor, pk, where.place.no, where.day, where.slot)


def _answer(request: Asked, where: Address, post: QueryDict, said: str) -> HttpResponse:
    """The form as it was filled in, with everything that is wrong or asked about it."""
    read, names = _read(post, where), _names(request.actor, where)
    faults = words.form_errors(read.typed, names) + words.head_errors(read.head)
    given: dict[str, Any] = {"head": read.head.data, "errors": faults}
    if said:
        given["errors"] = [{"text": said, "enrolment_id": ""}]
    else:
        given |= _questions(_doubts(request.actor, read.sent, read.typed), names)
    return _form(request, where, read.typed, given, 422)


@dataclass(frozen=True)
class _Read:
    """A posted form: its head, what was typed about each pupil, and the sheet it makes."""

    head: forms.HeadForm
    typed: dict[UUID, forms.Typed]
    sent: screening.Submission

    @property
    def is_readable(self) -> bool:
        # The reason alone is missed by the service too, after the id was looked up.
        return not self.head.errors and len(self.sent.marks) == len(self.typed)


def _read(post: QueryDict, where: Address) -> _Read:
    head, typed = forms.HeadForm(post), forms.read_marks(post)
    marks = [mark for who, found in typed.items() if (mark := forms.to_mark(who, found))]
    head.is_valid()
    return _Read(head, typed, _sheet(where, head, typed, marks))


def _sheet(
    where: Address,
    head: forms.HeadForm,
    typed: dict[UUID, forms.Typed],
    marks: list[rules.Mark],
) -> screening.Submission:
    return screening.Submission(
        id=head.cleaned_data.get("submission_id") or uuid7(),
        unit_no=where.place.no,
        day=where.day,
        slot=where.slot,
        base=head.cleaned_data.get("base_version") or 0,
        marks=tuple(marks),
        notes=tuple((who, found.note) for who, found in typed.items() if found.note),
        reason=head.cleaned_data.get("reason", ""),
        confirmed=head.cleaned_data.get("confirmed", False),
    )


def _send(request: Asked, sent: screening.Submission) -> screening.Receipt:
    """Submit; what is confirmed is what was asked, not what a later change brought up."""
    answered = request.POST.getlist("asked")
    if not sent.confirmed or not answered:
        return screening.submit_roll_call(request.actor, sent)
    try:
        return screening.submit_roll_call(request.actor, replace(sent, confirmed=False))
    except Doubtful as asked:
        if not {words.doubt_key(doubt) for doubt in asked.doubts} <= set(answered):
            raise
    return screening.submit_roll_call(request.actor, sent)


def _doubts(
    actor: Actor, sent: screening.Submission, typed: dict[UUID, forms.Typed]
) -> list[rules.Doubt]:
    """Questions about the marks that can be read; those about others come when they can be."""
    unread = {who for who, found in typed.items() if found.errors}
    return [
        doubt
        for doubt in screening.doubts_about(actor, sent)
        if doubt.person not in unread
        and not (unread and doubt.code is rules.Contradiction.ALL_SUDDENLY_WELL)
    ]


def _questions(doubts: Sequence[rules.Doubt], names: dict[UUID, str]) -> dict[str, Any]:
    refused = any(doubt.is_refused for doubt in doubts)
    return {"contradictions": words.doubts(doubts, names), "refused": refused}


def _form(
    request: Asked,
    where: Address,
    typed: dict[Any, forms.Typed],
    given: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    head = given.pop("head", None) or {}
    base = int(given.get("base_version", 0) or whole(head.get("base_version")))
    held = queries.held_back(request.actor, where.place.no, where.day, where.slot)
    pupils = [_pupil(pupil, typed, held) for pupil in _roll(request.actor, where)]
    screening.roll_seen(request.actor, where.place.no, where.day, where.slot)
    found = queries.versions(request.actor, where.place.no, where.day, where.slot) if base else []
    context = {
        **words.place(where),
        "deadline": where.deadline,
        "pupils": pupils,
        "counts": _counts(pupils),
        "rest": words.rest(pupils),
        "symptoms": list(queries.SYMPTOM_NAMES.items()),
        "methods": list(queries.METHOD_NAMES.items()),
        "lines": words.lines(),
        "base_version": base,
        "submission_id": given.get("submission_id") or head.get("submission_id") or uuid7(),
        "reason_required": base > 0,
        "reason": head.get("reason", ""),
        "version_note": words.version_note(found, where),
        "gone": changed.gone(request.actor, found, pupils) if base else "",
        "stands_in": _stands_in(request.actor, where),
        "answer": status != 200,
        "today": where.day,
        "yesterday": where.day - dt.timedelta(days=1),
        "back_url": reverse("web:home"),
        **given,
    }
    shown = render(request, "screening/rollcall.html", context, status=status)
    return kept(request, shown) if status == 200 and not base else shown


def _stands_in(actor: Actor, where: Address) -> dict[str, Any] | None:
    """In whose place the actor reports, and what it will be recorded as; None when it is one's own."""
    due = where.duty(actor)
    named = due.assignee_id if due else None
    entry = screening.entry_as(actor, where.place.no, where.slot, named)
    if entry == "self":
        return None
    name = accounts.names(actor, {named}).get(named, "") if named else ""
    return {"name": name or _("班主任"), "label": queries.ENTRY_NAMES[entry]}


def _roll(actor: Actor, where: Address) -> list[directory.Pupil]:
    roll = directory.class_roll(actor, where.place.no, where.day)
    return [pupil for pupil in roll if pupil.boarder] if where.slot == "evening" else roll


def _names(actor: Actor, where: Address) -> dict[UUID, str]:
    return {pupil.enrolment_id: pupil.name for pupil in _roll(actor, where)}


def _pupil(
    pupil: directory.Pupil, typed: dict[Any, forms.Typed], held: dict[UUID, queries.Held]
) -> dict[str, Any]:
    found, why = typed.get(pupil.enrolment_id), held.get(pupil.enrolment_id)
    return {
        "enrolment_id": str(pupil.enrolment_id),
        "seat": pupil.seat,
        "name": pupil.name,
        "boarder": pupil.boarder,
        "held": queries.HOLD_NAMES[why.kind] if why else "",
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
        "isolated": kinds[rules.Kind.ABSENT_ISOLATION],
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
    found, names = versions_of(actor, where)
    current = next((v for v in found if v.state == "current"), None)
    if current is None:
        raise NotFound
    conflict = any(v.state == "conflict" for v in found)
    standing = [m for v in found if v.state in ("current", "conflict") for m in v.marks]
    may_take = any(actor.may(p, unit_no) for p in takes(slot))
    may_decide = any(actor.may(p, unit_no) for p in screening.resolves(slot))
    due = [
        one
        for one in duties.due_today(actor, clock.today())
        if one.status in ("due", "missed") and one.kind == screening.KIND
    ]
    context = {
        **words.place(where),
        "receipt": words.receipt(current, where, conflict=conflict),
        "slip": slips.slip(actor, where, current),
        "counts": words.counted(current),
        "roll_changed": changed.since(current, _roll(actor, where)),
        "cases": [words.case(mark, names) for mark in queries.gravest(standing)],
        "versions": [words.version(v) for v in found],
        "correct_url": where.url("screening:rollcall") + "?correct=1" if may_take else "",
        "versions_url": where.url("screening:versions"),
        "conflict_url": where.url("screening:conflict") if may_decide else "",
        "next": words.next_due(due),
        "home_url": reverse("web:home"),
        "back_url": reverse("web:home"),
    }
    return render(request, "screening/receipt.html", context)


def versions_of(actor: Actor, where: Address) -> tuple[list[queries.Version], dict[UUID, str]]:
    """All versions, the newest first, and the names on the class's roll that day; that is a look."""
    screening.result_seen(actor, where.place.no, where.day, where.slot)
    roll = directory.class_roll(actor, where.place.no, where.day)
    found = queries.versions(actor, where.place.no, where.day, where.slot)
    names = {pupil.enrolment_id: pupil.name for pupil in roll}
    told = {mark.enrolment_id for one in found for mark in one.marks}
    if told - set(names):  # who has left since keeps the name in what was said then
        names |= directory.enrolment_names(actor, told - set(names))
    return found, names


@page(Permission.SEE_CHECKS)
def versions_page(request: Asked, unit_no: int, day: str, slot: str) -> HttpResponse:
    """Every version of a roll-call, side by side."""
    where = address(request.actor, unit_no, day, slot, (Permission.SEE_CHECKS,))
    found, names = versions_of(request.actor, where)
    if not found:
        raise NotFound
    return beside_each_other(request, where, found, names)


def beside_each_other(
    request: Asked,
    where: Address,
    found: Sequence[queries.Version],
    names: dict[UUID, str],
    message: str = "",
    status: int = 200,
) -> HttpResponse:
    """All versions; `message`: why a decision between two of them was not taken."""
    oldest_first = found[::-1]
    may_take = any(request.actor.may(p, where.place.no) for p in takes(where.slot))
    context = {
        **words.place(where),
        "message": message,
        "versions": [words.version(v) for v in oldest_first],
        "figures": words.figures_beside(oldest_first),
        "pupils": words.pupils_beside(oldest_first, names),
        "correct_url": where.url("screening:rollcall") + "?correct=1" if may_take else "",
        "back_url": where.url("screening:receipt"),
    }
    return render(request, "screening/versions.html", context, status=status)
