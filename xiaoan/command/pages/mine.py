"""One's own shifts on the phone: check-in by the code of the place, swaps, the hand-over note."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.command import rules, services
from xiaoan.command.pages import words
from xiaoan.command.pages.roster import swap
from xiaoan.command.queries import calls, people, roster, shifts, units
from xiaoan.command.queries.words import STATE_NAMES
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page, require

_AHEAD, _BACK = dt.timedelta(days=14), dt.timedelta(hours=24)


@page(Permission.STAND_DUTY, methods="GET POST")
def mine_page(request: Asked) -> HttpResponse:
    """The actor's shifts, what is asked of them; posted with `?act=`: swap, answer, note, read."""
    actor, errors, status = request.actor, [], 200
    failed = ""
    if request.method == "POST":
        try:
            messages.success(request, _act(request))
            return HttpResponseRedirect(reverse("command:mine"))
        except (Conflict, Invalid) as refused:
            errors, status = [str(refused)], refused.status
            failed = request.GET.get("act", "")
    now = clock.now()
    found = shifts.mine(actor, now - _BACK, now + _AHEAD)
    kinds = shifts.kind_names({one.kind_id for one in found})
    places = directory.places({one.unit_no for one in found})
    ahead = {one.unit_no for one in found if one.starts_at > now}
    colleagues = {no: _colleagues(actor, places[no]) for no in ahead}
    rows = [
        {**_own(one, kinds, places, colleagues), "failed": failed if _is_of(one, request) else ""}
        for one in found
    ]
    context = {
        "as_of": now, "errors": errors,
        "rows": rows, "is_in_fold": any(one["failed"] for one in rows),
        "asked": [_asked(actor, one) for one in shifts.swaps_of(actor)],
        "notes": _to_read(actor, found), "typed": request.POST, "longest": rules.LONGEST,
        "instead": [
            {**words.sitting(one), "place": directory.place(one.unit_no).name}
            for one in shifts.taken_over(actor)
        ],
        "calls": [
            {"url": reverse("command:call", args=[one.id]), "at": one.at, "by": one.by,
             "answered": one.answered, **words.result(one.result)}
            for one in calls.about(actor)
        ],
    }  # fmt: skip
    return render(request, "command/mine.html", context, status=status)


def _is_of(one: roster.Sitting, request: Asked) -> bool:
    """Whether what was sent is about this shift."""
    sent = request.POST
    return sent.get("seat_id") == str(one.id) or (
        (sent.get("kind_id"), sent.get("day")) == (str(one.kind_id), one.day.isoformat())
    )


def _own(
    one: roster.Sitting,
    kinds: dict[UUID, str],
    places: dict[int, directory.Place],
    colleagues: dict[int, list[tuple[str, str]]],
) -> dict[str, Any]:
    """One of the actor's shifts, with what may be done about it."""
    now = clock.now()
    runs = one.starts_at <= now
    note = shifts.note_of(one.kind_id, one.day) if runs else None
    return {
        **words.sitting(one), "kind": kinds[one.kind_id], "kind_id": one.kind_id,
        "place": places[one.unit_no].name, "note": note, "may_note": runs and note is None,
        "may_come": not one.checked_at and now >= one.starts_at - services.EARLIEST
        and now < one.ends_at,
        "colleagues": [] if runs else colleagues[one.unit_no],
        "note_id": uuid7(), "swap_id": uuid7(),
    }  # fmt: skip


def _colleagues(actor: Actor, place: directory.Place) -> list[tuple[str, str]]:
    """Whom one may ask: a colleague alone, or for one of their later shifts in exchange."""
    today = clock.today()
    found = [one for one in people.candidates(place, today) if one.user_id != actor.user_id]
    coming = roster.shifts([place], today, today + _AHEAD).get(place.no, [])
    theirs = [
        (f"{seat.user_id}+{seat.id}", f"{seat.name} ⇄ {seat.day:%m-%d} {one.name}")
        for one in coming
        for seat in one.seats
        if seat.user_id != actor.user_id and seat.starts_at > clock.now() and not seat.is_gone
    ]
    return [*theirs, *((str(one.user_id), f"{one.name} {one.post}") for one in found)]


def _asked(actor: Actor, one: shifts.Asked) -> dict[str, Any]:
    is_open = one.state == "asked"
    may_answer = is_open and one.to_id == actor.user_id
    line = swap(one)
    return {
        **line, "may_answer": may_answer, "words": _("请您答复") if may_answer else line["words"],
        "may_withdraw": is_open and one.from_id == actor.user_id,
    }  # fmt: skip


def _to_read(actor: Actor, own: list[roster.Sitting]) -> list[shifts.Note]:
    """Notes of others that the actor's running (or next) shift takes over and nobody has read."""
    now = clock.now() + services.EARLIEST
    found = []
    for unit_no in {one.unit_no for one in own}:
        mine = [one for one in own if one.unit_no == unit_no and one.starts_at <= now]
        for note in shifts.notes(unit_no, 10):
            if note.read_at is None and note.by_id != actor.user_id:
                found += [note] if any(shifts.follows(one, note.ends_at) for one in mine) else []
    return found


def _act(request: Asked) -> str:
    sent, act = request.POST, request.GET.get("act", "")
    row_id = words.uuid(sent.get("id", ""))
    if act == "swap":
        to, _plus, back = sent.get("to", "").partition("+")
        services.ask(
            request.actor,
            services.NewSwap(
                row_id, words.uuid(sent.get("seat_id", "")), words.uuid(to, "to_id"),
                words.uuid(back) if back else None, sent.get("note", ""),
            ),
        )  # fmt: skip
        return _("已请对方换班;对方同意以前,班还是您的。")
    if act == "answer":
        state = services.answer_swap(request.actor, row_id, sent.get("what", ""))
        return _("已同意,值班表已换。") if state == "agreed" else _("已记下。")
    if act == "note":
        services.hand_over(
            request.actor,
            services.NewNote(
                row_id, words.uuid(sent.get("kind_id", "")), words.day(sent.get("day", "")),
                sent.get("happened", ""), sent.get("open", ""),
            ),
        )  # fmt: skip
        return _("交接班记录已写好,等下一班确认。")
    if act == "read":
        services.read(request.actor, row_id)
        return _("已确认接班。")
    raise NotFound


@page(Permission.STAND_DUTY, methods="GET POST")
def here_page(request: Asked, room_id: UUID, code: str) -> HttpResponse:
    """What the code on the wall leads to: the actor's shift at this place, and the button; posted: they have
    come."""
    actor, errors, status = request.actor, [], 200
    room = shifts.room_by_code(room_id, code)
    if not units.reads(actor, room.unit_no):
        raise NotFound
    if request.method == "POST":
        try:
            state = services.check_in(
                actor,
                services.Coming(
                    words.uuid(request.POST.get("submission_id", "")),
                    words.uuid(request.POST.get("seat_id", "")), room_id, code,
                ),
            )  # fmt: skip
            messages.success(request, _("已签到:%(state)s。") % {"state": STATE_NAMES[state]})
            return HttpResponseRedirect(reverse("command:mine"))
        except (Conflict, Invalid) as refused:
            errors, status = [str(refused)], refused.status
    now = clock.now()
    coming = [*shifts.mine(actor, now, now + services.AHEAD), *shifts.taken_over(actor)]
    found = [one for one in coming if one.unit_no == room.unit_no]
    kinds = shifts.kind_names({one.kind_id for one in found})
    context = {
        "room": room, "place": directory.place(room.unit_no).name, "as_of": now, "errors": errors,
        "rows": [
            {**words.sitting(one), "kind": kinds[one.kind_id], "submission_id": uuid7(),
             "instead_of": one.name if one.user_id != actor.user_id else "",
             "may_come": not one.checked_at and now >= one.starts_at - services.EARLIEST,
             "opens_at": one.starts_at - services.EARLIEST}
            for one in found
        ],
        "back_url": reverse("command:mine"),
    }  # fmt: skip
    return render(request, "command/here.html", context, status=status)


@page(Permission.SEE_COMMAND)
def notes_page(request: Asked, unit_no: int) -> HttpResponse:
    """The hand-over notes of a unit: what is open, and which nobody has acknowledged."""
    require(request.actor, Permission.SEE_COMMAND, unit_no)
    place = units.require(request.actor, unit_no)
    found = shifts.notes(unit_no)
    kinds = shifts.kind_names({one.kind_id for one in found})
    context = {
        "unit": place, "crumbs": words.crumbs(request.actor, unit_no), "as_of": clock.now(),
        "rows": [{"note": one, "kind": kinds[one.kind_id]} for one in found],
        "unread": sum(one.read_at is None for one in found),
        "links": words.links(request, unit_no),
    }  # fmt: skip
    return render(request, "command/notes.html", context)
