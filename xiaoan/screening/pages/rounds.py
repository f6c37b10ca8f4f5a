"""The keeper's evening: the rooms of a dormitory, and one room's round."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import SCHOOL, school_of
from xiaoan.duties import queries as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.screening import forms, queries, rules
from xiaoan.screening import services as screening
from xiaoan.web.days import read_day
from xiaoan.web.gate import Asked, kept, page


@page(Permission.TAKE_ROUNDS)
def rounds_home_page(request: Asked) -> HttpResponse:
    """The evening's rooms of the actor's school; until noon those of the evening before."""
    lo, hi = request.actor.reach(Permission.TAKE_ROUNDS)[0]
    if hi - lo > SCHOOL:
        raise NotFound
    now, school_no = clock.now(), school_of(lo)
    day, before = now.date(), now.date() - dt.timedelta(days=1)
    if now.time() < rules.ROUND_ENDS and not _closed(request.actor, school_no, before):
        day = before
    return HttpResponseRedirect(reverse("screening:rounds_at", args=[school_no, day]))


def _deadline(times: queries.SlotTimes) -> str:
    at = times.deadline.strftime("%H:%M")
    return _("次日 %(at)s") % {"at": at} if rules.is_next_day(times.opens, times.deadline) else at


def _closed(actor: Actor, school_no: int, day: dt.date) -> str:
    """Why no round of an evening can be handed in now at a school; "" when one can."""
    now = clock.now()
    owed = [
        duty
        for duty in duties.duties_on(
            actor, (school_no, school_no + SCHOOL), day, queries.ROUND_SLOT, queries.ROUND
        )
        if duty.state != "excused"
    ]
    times = queries.round_times(directory.place(school_no))
    if not owed and day == now.date() and now.time() < times.opens:
        return _("今晚 %(at)s 起查寝。") % {"at": times.opens.strftime("%H:%M")}
    if not owed or not rules.is_round_day(day, now):
        return _("这个晚上不需要查寝。如有误,请联系校长。")
    opens = min((duty.opens_at for duty in owed if duty.opens_at), default=None)
    if opens and now < opens:
        return _("今晚 %(at)s 起查寝。") % {"at": opens.astimezone(clock.ZONE).strftime("%H:%M")}
    return ""


@page(Permission.TAKE_ROUNDS)
def rounds_page(request: Asked, school_no: int, day: str) -> HttpResponse:
    """Building by building, room by room: where somebody has been, and what was found there."""
    actor, on = request.actor, read_day(day)
    if not actor.sees(school_no):
        raise NotFound
    if not actor.may(Permission.TAKE_ROUNDS, school_no):
        raise Forbidden
    school = directory.place(school_no)
    if school.kind != "school":
        raise NotFound
    rooms = [_room(state, on) for state in queries.rooms_of(actor, school, on)]
    gone = [one for one in queries.missing_now(actor) if one.row.school_id == school_no]
    screening.missing_seen(actor, school_no, gone)
    left = [room for room in rooms if room["state"] == "due"]
    closed = _closed(actor, school_no, on)
    context = {
        "unit": {"name": school.name},
        "day": on,
        "as_of": clock.now(),
        "deadline": _deadline(queries.round_times(school)),
        "groups": _by_building(rooms),
        "done": len(rooms) - len(left),
        "total": len(rooms),
        "missing": [_gone(one) for one in gone],
        "closed": closed,
        "first": left[0] if left and not closed else None,
        "back_url": reverse("web:home"),
    }
    return render(request, "screening/rounds.html", context)


def _room(state: queries.RoomState, day: dt.date) -> dict[str, Any]:
    row = state.round
    code = "unknown" if state.in_conflict else "due"
    if row is not None and not state.in_conflict:
        code = "late" if row.late else "done"
    return {
        "name": state.place.name.removeprefix(state.building) or state.place.name,
        "full_name": state.place.name,
        "building": state.building,
        "residents": state.residents,
        "state": code,
        "label": _("两份不同") if state.in_conflict else "",
        "said": said_of(row) if row else "",
        "url": reverse("screening:round", args=[state.place.no, day.isoformat()]),
    }


def said_of(row: queries.Round) -> str:
    """全在 · 已通风."""
    parts = [
        f"{queries.ROUND_NAMES[code]} {count}"
        for code, count in (("leave", row.on_leave), ("missing", row.missing), ("ill", row.ill))
        if count
    ]
    air = _("已通风") if row.ventilated else _("没有通风")
    return " · ".join([*(parts or [_("全在")]), air])


def _by_building(rooms: list[dict[str, Any]]) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for room in rooms:
        groups.setdefault(room["building"], []).append(room)
    return [
        {
            "title": building or _("宿舍"),
            "rooms": found,
            "done": sum(room["state"] != "due" for room in found),
        }
        for building, found in groups.items()
    ]


def _gone(one: queries.MissingBoarder) -> dict[str, Any]:
    return {
        "name": one.name,
        "place": f"{one.class_name} · {one.room}",
        "at": one.row.at,
        "url": reverse("screening:missing", args=[one.row.pk]),
    }


@page(Permission.TAKE_ROUNDS, methods="GET POST")
def round_page(request: Asked, unit_no: int, day: str) -> HttpResponse:
    """One room: who is not simply in bed, and whether it was aired."""
    room, on = queries.room_at(request.actor, unit_no), read_day(day)
    if request.method == "POST":
        return _submit(request, room, on)
    found = queries.round_versions(request.actor, unit_no, on)
    current = next((one for one in found if one.row.state == "current"), None)
    if current is not None and "correct" not in request.GET:
        return _receipt(request, room, on, found)
    message = _closed(request.actor, room.school_id, on) if current is None else ""
    if message:
        context = {**_place(request.actor, room, on), "message": message}
        return render(request, "screening/not_due.html", context)
    typed = {mark.enrolment_id: _typed(mark) for mark in current.marks} if current else {}
    given = {
        "base_version": current.row.version if current else 0,
        "submission_id": uuid7(),
        "ventilated": ("1" if current.row.ventilated else "0") if current else "",
        "reason": "",
    }
    return _form(request, room, on, typed, given)


def _typed(mark: queries.RoundMark) -> forms.TypedInRound:
    return forms.TypedInRound(
        mark.kind, _local(mark.since), _local(mark.until), list(rules.codes_of(mark.symptoms)),
        mark.note,
    )  # fmt: skip


def _local(at: dt.datetime | None) -> str:
    return at.astimezone(clock.ZONE).strftime("%Y-%m-%dT%H:%M") if at else ""


def _submit(request: Asked, room: directory.Place, day: dt.date) -> HttpResponse:
    head, typed = forms.RoundForm(request.POST), forms.read_round(request.POST)
    errors = [str(e) for found in head.errors.values() for e in found]
    faults: dict[str, str] = {}
    if not errors:
        try:
            row = screening.submit_round(request.actor, _sent(head, typed, room, day))
        except Invalid as refused:
            errors, faults = [str(refused)], refused.fields
        else:
            if row.state == "conflict":
                return HttpResponseRedirect(
                    reverse("screening:round", args=[room.no, day.isoformat()])
                )
            messages.success(request, _("%(room)s 已收到。") % {"room": room.name})
            return HttpResponseRedirect(
                reverse("screening:rounds_at", args=[room.school_id, day.isoformat()])
            )
    given = {
        "base_version": head.cleaned_data.get("base_version") or 0,
        "submission_id": head.cleaned_data.get("submission_id") or uuid7(),
        "ventilated": request.POST.get("ventilated", ""),
        "reason": request.POST.get("reason", ""),
        "errors": errors,
        "air_missing": "ventilated" in head.errors,
        "faults": faults,
    }
    return _form(request, room, day, typed, given, 422)


def _sent(
    head: forms.RoundForm,
    typed: dict[UUID, forms.TypedInRound],
    room: directory.Place,
    day: dt.date,
) -> screening.RoundSent:
    told = head.cleaned_data
    return screening.RoundSent(
        id=told["submission_id"],
        room_no=room.no,
        day=day,
        base=told["base_version"],
        ventilated=told["ventilated"],
        seen=tuple(forms.to_seen(who, found) for who, found in typed.items()),
        notes=tuple((who, found.note) for who, found in typed.items() if found.note),
        reason=told["reason"],
    )


def _form(
    request: Asked,
    room: directory.Place,
    day: dt.date,
    typed: dict[UUID, forms.TypedInRound],
    given: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    faults = given.pop("faults", {})
    context = {
        **_place(request.actor, room, day),
        "boarders": _boarders(request.actor, room, day, typed, faults),
        "kinds": list(queries.ROUND_NAMES.items()),
        "symptoms": list(queries.SYMPTOM_NAMES.items()),
        "reason_required": bool(given["base_version"]),
        **given,
    }
    shown = render(request, "screening/round.html", context, status=status)
    return kept(request, shown) if status == 200 else shown


def _place(actor: Actor, room: directory.Place, day: dt.date) -> dict[str, Any]:
    school = directory.place(room.school_id)
    return {
        "unit": {"name": room.name, "school": school.name},
        "day": day,
        "back_url": reverse("screening:rounds_at", args=[school.no, day.isoformat()]),
    }


def _fault_words(code: str) -> str:
    return {
        "leave": _("请写从什么时候到什么时候。"),
        "order": _("结束时间要在开始之后。"),
        "over": _("这次请假已经结束,应该回来了:如果不在,请选“不在(无请假)”。"),
        "symptom": _("请选择症状。"),
    }.get(code, "")


def _boarders(
    actor: Actor,
    room: directory.Place,
    day: dt.date,
    typed: dict[UUID, forms.TypedInRound],
    faults: dict[str, str],
) -> list[dict[str, Any]]:
    people = _residents(actor, room, day)
    classes = directory.places({one.unit_no for one in people}) if people else {}
    return [
        {
            "id": str(one.enrolment_id),
            "name": one.name,
            "class_name": classes[one.unit_no].name,
            "typed": typed.get(one.enrolment_id),
            "label": queries.ROUND_NAMES[typed[one.enrolment_id].kind]
            if one.enrolment_id in typed
            else "",
            "error": _fault_words(faults.get(str(one.enrolment_id), "")),
        }
        for one in people
    ]


def _residents(actor: Actor, room: directory.Place, day: dt.date) -> list[directory.Boarder]:
    """Who sleeps there; that they were shown is a look."""
    found = queries.residents(actor, room.no, day)
    pupils = {one.person_id: one.unit_no for one in found}
    screening.room_seen(actor, room.no, pupils, is_due=rules.is_round_day(day, clock.now()))
    return found


def _receipt(
    request: Asked, room: directory.Place, day: dt.date, found: list[queries.RoundVersion]
) -> HttpResponse:
    names = {one.enrolment_id: one.name for one in _residents(request.actor, room, day)}
    context = {
        **_place(request.actor, room, day),
        "versions": [_version(one, names) for one in found],
        "conflict": any(one.row.state == "conflict" for one in found),
        "correct_url": f"{reverse('screening:round', args=[room.no, day.isoformat()])}?correct=1"
        if rules.is_round_day(day, clock.now())
        else "",
    }
    return render(request, "screening/round_versions.html", context)


def _version(one: queries.RoundVersion, names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "version": one.row.version,
        "state": one.row.state,
        "at": one.row.at,
        "by": one.by,
        "late": one.row.late,
        "reason": one.row.reason,
        "said": said_of(one.row),
        "residents": one.row.residents,
        "in_bed": one.row.in_bed,
        "marks": [
            {
                "name": names.get(mark.enrolment_id, _("一名学生")),
                "kind": queries.ROUND_NAMES[mark.kind],
                "since": mark.since,
                "until": mark.until,
                "symptoms": _("、").join(
                    str(queries.SYMPTOM_NAMES[code]) for code in rules.codes_of(mark.symptoms)
                ),
                "note": mark.note,
            }
            for mark in one.marks
        ],
    }
