"""Accounts and rooms of platforms that nobody knows: a person says whose and which; it is remembered."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.queries.places import Place
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.lessons import queries as lessons
from xiaoan.platforms import services
from xiaoan.platforms.queries import Account, Activity, pages
from xiaoan.platforms.queries.words import OUTCOME_NAMES, OUTCOME_SHAPES
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page


@page(*pages.MAY)
def waiting_page(request: Asked) -> HttpResponse:
    """Units with accounts or rooms that wait for a person."""
    rows = [
        {"place": place, "name": _named(place), "accounts": n, "rooms": m}
        for place, n, m in pages.units_waiting(request.actor)
    ]
    context = {"rows": rows, "back_url": reverse("lessons:home")}
    return render(request, "platforms/waiting.html", context)


def _named(place: Place) -> str:
    return directory.full_name(place.no) if place.kind in ("class", "grade") else place.name


@page(*pages.MAY, methods="GET POST")
def unit_page(request: Asked, unit_no: int) -> HttpResponse:
    """What waits in one unit, what was said before, and which lessons were counted."""
    if not any(request.actor.may(one, unit_no) for one in pages.MAY):
        raise NotFound
    place = directory.place(unit_no)
    error, status, faulty = "", 200, ""
    if request.method == "POST":
        try:
            return _act(request, place)
        except (Invalid, Conflict) as refused:
            error, status, faulty = str(refused), refused.status, request.POST.get("row", "")
    context = {
        "place": place, "name": _named(place), "error": error, "faulty": faulty, "said": request.POST,
        "back_url": reverse("platforms:waiting"), **_rows(request, place),
    }  # fmt: skip
    return render(request, "platforms/unit.html", context, status=status)


def _act(request: Asked, place: Place) -> HttpResponse:
    said = request.POST
    row_id = reading.read_id(said.get("row", ""))
    acts: dict[str, Callable[[Asked, Place, UUID], str]] = {
        "account": _account, "room": _room, "pass": _pass,
    }  # fmt: skip
    act = acts.get(said.get("action", ""))
    if act is None:
        raise Invalid(_("请选择要做什么。"), {"action": "missing"})
    messages.success(request, act(request, place, row_id))
    return HttpResponseRedirect(reverse("platforms:unit", args=[place.no]))


def _account(request: Asked, _place: Place, row_id: UUID) -> str:
    text = request.POST.get("person", "")
    who = reading.read_optional_id(text)
    if who is None and text != "nobody":
        raise Invalid(_("请选是哪名学生,或选“不是学生”。"), {"person": "missing"})
    n = services.settle_account(request.actor, row_id, who, again=_again(request))
    return _("已记住。%(n)s 节课的听课情况随之重算。") % {"n": n}


def _again(request: Asked) -> bool:
    return request.POST.get("again") == "1"


def _room(request: Asked, place: Place, row_id: UUID) -> str:
    said = request.POST
    kind, _colon, value = said.get("room", "").partition(":")
    unit_no = place.no if place.kind == "class" else whole(said.get("unit_no", ""))
    room: services.Room | None
    if kind == "none":
        room = None
    elif kind not in ("any", "subject", "lesson"):
        raise Invalid(_("请选这是哪些课,或选“不是课”。"), {"room": "missing"})
    elif not unit_no:
        raise Invalid(_("请选一个班。"), {"unit_no": "missing"})
    else:
        lesson = reading.read_optional_id(value) if kind == "lesson" else None
        if kind == "lesson" and lesson is None:
            raise Invalid(_("请选这个班的一节课。"), {"room": "unknown"})
        room = services.Room(unit_no, value if kind == "subject" else "", lesson)
    n = services.settle_activity(request.actor, row_id, room, again=_again(request))
    return _("已记住。%(n)s 节课的听课情况随之重算。") % {"n": n}


def _pass(request: Asked, _place: Place, row_id: UUID) -> str:
    school = whole(request.POST.get("school", ""))
    if not school:
        raise Invalid(_("请选一所学校。"), {"school": "missing"})
    services.pass_on(request.actor, row_id, school)
    return _("已转给学校。")


def _rows(request: Asked, place: Place) -> dict[str, Any]:
    waiting, rooms = pages.accounts_waiting(place.no), pages.rooms_waiting(place.no)
    is_class = place.kind == "class"
    known, known_rooms = pages.settled(place.no) if is_class else ([], [])
    names = pages.names(
        {one.row.platform_id for one in waiting} | {one.row.platform_id for one in rooms}
        | {one.platform_id for one in known} | {one.platform_id for one in known_rooms}
    )  # fmt: skip
    roll = _roll(request, place, [_written(one.row) for one in waiting]) if is_class else {}
    return {
        "accounts": [
            {
                "one": one, "platform": names.get(one.row.platform_id, ""),
                "pupils": roll.get(_written(one.row), []),
            }
            for one in waiting
        ],
        "rooms": [{**_room_row(one, names, place), **_typed(request, one.row.pk)} for one in rooms],
        "is_class": is_class, "classes": _classes(place), "schools": _schools(place),
        "subjects": [(one.code, one.name) for one in directory.subjects()],
        "known": [_known(one, names, roll.get("", [])) for one in known],
        "known_rooms": [_known_room(one, names) for one in known_rooms],
        "pupils": roll.get("", []), "watched": _watched(place.no) if is_class else [],
    }  # fmt: skip


def _written(row: Account) -> str:
    return row.shown or row.name


def _roll(request: Asked, place: Place, written: list[str]) -> dict[str, list[lessons.Perhaps]]:
    return lessons.candidates(request.actor, place.no, {*written, ""})


def _room_row(one: pages.RoomWaiting, names: dict[UUID, str], place: Place) -> dict[str, Any]:
    """A room with the lessons of the day on which it was last heard of, those at that time first."""
    rows: list[dict[str, Any]] = []
    if place.kind == "class" and one.last is not None:
        day = one.last.astimezone(clock.ZONE).date()
        for lesson in lessons.of_class(place.no, day):
            at = one.last
            rows.append(
                {
                    "value": f"lesson:{lesson.pk}", "is_then": lesson.starts_at <= at <= lesson.ends_at,
                    "words": f"{lesson.starts_at.astimezone(clock.ZONE):%m-%d %H:%M} "
                    f"{directory.subject_name(lesson.subject)}",
                    "subject": lesson.subject,
                }
            )  # fmt: skip
    then = next((row["subject"] for row in rows if row["is_then"]), "")
    return {
        "one": one, "platform": names.get(one.row.platform_id, ""), "lessons": rows, "then": then,
        "title": one.row.title or one.row.iri,
    }  # fmt: skip


def _typed(request: Asked, row_id: UUID) -> dict[str, str]:
    """What was chosen in the form of a room that was refused."""
    said = request.POST if request.POST.get("row") == str(row_id) else {}
    return {"chosen": said.get("room", ""), "unit_no": said.get("unit_no", "")}


def _classes(place: Place) -> list[Place]:
    if place.kind not in ("school", "grade"):
        return []
    return directory.places_inside(place.interval, "class", day=clock.today())


def _schools(place: Place) -> list[Place]:
    if place.kind not in ("county", "township"):
        return []
    return directory.places_inside(place.interval, "school", day=clock.today())


def _known(row: Account, names: dict[UUID, str], pupils: list[lessons.Perhaps]) -> dict[str, Any]:
    found = next((one for one in pupils if one.person_id == row.person_id), None)
    return {
        "row": row, "platform": names.get(row.platform_id, ""), "written": _written(row),
        "pupil": f"{found.seat} {found.name}" if found else "", "by_number": row.by_id is None,
    }  # fmt: skip


def _known_room(row: Activity, names: dict[UUID, str]) -> dict[str, Any]:
    if row.is_none:
        what = _("不是课")
    elif row.lesson_id:
        what = _("一节课")
    else:
        what = directory.subject_name(row.subject) if row.subject else _("按时间对上的所有课")
    return {
        "row": row,
        "platform": names.get(row.platform_id, ""),
        "what": what,
        "title": row.title or row.iri,
    }


def _watched(unit_no: int) -> list[dict[str, Any]]:
    rows = pages.watched(unit_no)
    known = lessons.by_ids([one.lesson_id for one in rows])
    return [
        {
            "row": one, "url": reverse("lessons:lesson", args=[one.lesson_id]),
            "subject": directory.subject_name(known[one.lesson_id].subject),
            "state": OUTCOME_NAMES[one.outcome], "shape": OUTCOME_SHAPES[one.outcome],
        }
        for one in rows
        if one.lesson_id in known
    ]  # fmt: skip
