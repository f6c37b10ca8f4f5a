"""The school at a glance for its doctor and principal: who has not reported, who is ill; urge, excuse."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.screening import forms, queries
from xiaoan.screening import services as screening
from xiaoan.screening.pages import changed, words
from xiaoan.screening.pages.address import SLOTS, Address, address
from xiaoan.web.context import crumbs
from xiaoan.web.days import read_day, said_of_day
from xiaoan.web.gate import Asked, page
from xiaoan.web.picking import picked

STATES = {
    "missing": _l("未报"),
    "sick": _l("有异常"),
    "late": _l("迟报"),
    "done": _l("已报"),
}


@dataclass(frozen=True)
class _Glance:
    """What was read, in bulk, for one school, day and slot."""

    due: list[duty_queries.Due]
    calls: dict[int, queries.RollCall]
    exceptions: dict[int, list[queries.Exceptional]]
    conflicts: set[int]
    names: dict[UUID, str]
    numbers: dict[UUID, str]
    places: dict[int, directory.Place]
    # On the roll of that day as it stands now, by class: all, and those who board.
    rolls: dict[int, tuple[int, int]]


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
    actor = request.actor
    place = directory.place(school_no)
    interval = _reach(actor, place)
    day = read_day(request.GET["day"]) if request.GET.get("day") else clock.today()
    slot = request.GET.get("slot", "")
    slot = slot if slot in SLOTS else _slot_now()
    wanted = {"grade": request.GET.get("grade", ""), "state": request.GET.get("state", "")}
    found = _read(actor, interval, day, slot)
    rows = [_row(one, found, actor) for one in found.due]
    screening.sick_seen(actor, interval[0], _named(found), "sick_list")
    here = reverse("screening:school", args=[school_no])
    context = {
        "unit": {"name": place.name, "no": place.no},
        "crumbs": crumbs(actor, place.no),
        "day": day,
        "slot": slot,
        "slots": list(queries.SLOT_NAMES.items()),
        "slot_label": queries.SLOT_NAMES[slot],
        "as_of": clock.now(),
        "deadline": min((one.due_at for one in found.due), default=""),
        "clear_url": f"{here}?slot={slot}" if any(wanted.values()) else "",
        **wanted,
        **_lists(rows, found, wanted, slot),
        "may_urge": actor.may(Permission.URGE, interval[0]),
        "urge_url": reverse("screening:urge", args=[place.no]),
        "paper_url": reverse("screening:paper", args=[place.no, day.isoformat(), slot])
        if actor.may(Permission.ENTER_FOR_OTHERS, place.no)
        else "",
        "no_school": _no_school(place, day),
    }
    return render(request, "screening/school.html", context)


def _no_school(place: directory.Place, day: dt.date) -> str:
    off = directory.no_school(place.no, day)
    return said_of_day(day, off) if off else ""


def _named(found: _Glance) -> dict[UUID, int]:
    """The pupils whom the page names, with their classes."""
    due = {one.unit_no for one in found.due}
    cases = [one for no, rows in found.exceptions.items() if no in due for one in rows]
    return {one.person_id: one.unit_no for one in cases if one.name}


def _lists(
    rows: list[dict[str, Any]], found: _Glance, wanted: dict[str, str], slot: str
) -> dict[str, Any]:
    """The parts of the page that follow from the rows; conditions narrow the list, not the figures."""
    due = [row for row in rows if row["state"] != "excused"]
    grades = {no: place.name for no, place in sorted(found.places.items()) if place.kind == "grade"}
    shown = [row for row in rows if _wanted(row, wanted)]
    return {
        "grades": [(str(no), name) for no, name in grades.items()],
        "states": list(STATES.items()),
        "reported": sum(row["reported"] for row in due),
        "due": len(due),
        "figures": _figures(
            due, [row for row in rows if row["state"] == "excused" and row["here"]]
        ),
        "groups": [
            {
                "title": name,
                "reported": sum(row["reported"] for row in due if row["grade_no"] == no),
                "due": sum(row["grade_no"] == no for row in due),
                "rows": [row for row in shown if row["grade_no"] == no],
            }
            for no, name in grades.items()
            if any(row["grade_no"] == no for row in shown)
        ],
        "exceptions": [
            {"name": row["name"], "url": row["url"], "cases": row["cases"]}
            for row in rows
            if row["cases"]
        ],
        "exceptions_note": _("未报的班级不算零。"),
        "rolls_changed": [
            {"name": row["name"], "url": row["url"], "text": row["roll_changed"]}
            for row in rows
            if row["roll_changed"]
        ],
    }


def _wanted(row: dict[str, Any], wanted: dict[str, str]) -> bool:
    if wanted["grade"] and str(row["grade_no"]) != wanted["grade"]:
        return False
    state = wanted["state"]
    return (
        state not in STATES
        or (state == "missing" and row["state"] in ("due", "missed"))
        or (state == "sick" and bool(row["cases"]))
        or (state == row["state"])
    )


def _reach(actor: Actor, place: directory.Place) -> Interval:
    """The part of a school the actor sees: all of it, or the grade they head."""
    if place.kind == "school":
        for lo, hi in actor.reach(Permission.SEE_DUTIES):
            if lo < place.end and hi > place.no:
                return max(lo, place.no), min(hi, place.end)
    raise NotFound


def _slot_now() -> str:
    hour = clock.now().hour
    return "morning" if hour < 12 else "noon" if hour < 17 else "evening"


def _read(actor: Actor, interval: Interval, day: dt.date, slot: str) -> _Glance:
    due = duty_queries.duties_on(actor, interval, day, slot)
    people = {one.assignee_id for one in due if one.assignee_id}
    return _Glance(
        due,
        queries.on_day(actor, interval, day, slot),
        queries.exceptions_in(actor, interval, day, slot),
        queries.in_conflict(actor, interval, day, slot),
        accounts.names(actor, people),
        accounts.phones(actor, people),
        _places(interval, day, {one.unit_no for one in due}),
        directory.roll_counts(actor, interval, day),
    )


def _places(interval: Interval, day: dt.date, due: set[int]) -> dict[int, directory.Place]:
    """The classes and grades of a day; with those that closed on it or were due on it and are no more."""
    found = {p.no: p for p in directory.places_inside(interval, "class", "grade", day=day)}
    if due - found.keys():
        found |= directory.places(due - found.keys())
    above = {p.parent_no for p in found.values() if p.kind == "class" and p.parent_no is not None}
    if above - found.keys():
        found |= directory.places(above - found.keys())
    return found


def _row(due: duty_queries.Due, found: _Glance, actor: Actor) -> dict[str, Any]:
    call = found.calls.get(due.unit_no)
    place = found.places.get(due.unit_no)
    who = due.assignee_id
    args = [due.unit_no, due.day.isoformat(), due.slot]
    may = [actor.may(p, due.unit_no) for p in (Permission.ENTER_FOR_OTHERS, Permission.EXCUSE)]
    late = int((due.done_at - due.due_at).total_seconds() // 60) if due.done_at and due.late else 0
    return {
        "duty_id": str(due.id),
        "name": place.name if place else "",
        "grade_no": place.parent_no if place else None,
        "here": place is not None and place.is_open_on(due.day),
        "state": due.status,
        "reported": call is not None,
        "person": found.names.get(who, "") if who else "",
        "role_label": accounts.ROLE_NAMES["class_teacher"],
        "phone": found.numbers.get(who, "") if who else "",
        "urged": due.urged,
        "at": call.submitted_at if call else None,
        "minutes": late or _overdue(due),
        "enrolled": call.enrolled if call else due.people,
        "present": call.present if call else None,
        "absent": call.enrolled - call.present if call else None,
        "sick": call.absent_sick if call else None,
        "roll_changed": changed.call_changed(call, found.rolls),
        "level_label": accounts.ROLE_NAMES.get(_told(due.level), ""),
        "url": reverse("screening:receipt", args=args) if call else "",
        "conflict_url": reverse("screening:conflict", args=args)
        if due.unit_no in found.conflicts and actor.may(Permission.RESOLVE, due.unit_no)
        else "",
        "enter_url": reverse("screening:rollcall", args=args) if not call and may[0] else "",
        "typed_url": reverse("screening:typed", args=args) if not call and may[0] else "",
        "list_url": reverse("registry:class", args=args[:1])
        if actor.may(Permission.SEARCH_PEOPLE, due.unit_no)
        else "",
        "excuse_url": reverse("screening:excuse", args=args[:2]) if not call and may[1] else "",
        "steps_url": reverse("duties:steps", args=[due.id]),
        "cases": [words.case(one, {}) for one in found.exceptions.get(due.unit_no, [])],
    }


def _overdue(due: duty_queries.Due) -> int:
    if due.status != "missed":
        return 0
    return int((clock.now() - due.due_at).total_seconds() // 60)


def _told(level: int) -> str:
    return {1: "grade_head", 2: "principal", 3: "township_liaison", 4: "bureau_officer"}.get(
        level, ""
    )


def _figures(due: list[dict[str, Any]], excused: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Enrolled = reported + not reported + not due: silence is not a zero."""
    reported = [row for row in due if row["reported"]]
    resting = sum(row["enrolled"] for row in excused)
    asked = sum(row["enrolled"] for row in due)
    enrolled = asked + resting
    known = sum(row["enrolled"] for row in reported)
    return [
        _figure(_("在册"), enrolled, None if enrolled else 0, _("当天这一时段各班名册上的人数")),
        _figure(_("已报"), known, enrolled, _("已提交检查的班级的在册人数")),
        _figure(
            _("未报"), asked - known, enrolled, _("还没有提交的班级的在册人数,不算零"), "missed"
        ),
        _figure(_("不需报"), resting, enrolled, _("外出、停课等不需报的班级的在册人数")),
        _figure(
            _("实到"), sum(row["present"] for row in reported), known, _("已报班级中的实到人数")
        ),
        _figure(
            _("因病缺勤"), sum(row["sick"] for row in reported), known, _("已报班级中因病缺勤人数")
        ),
    ]


def _figure(
    label: str, value: int, of: int | None, definition: str, state: str = ""
) -> dict[str, Any]:
    idle = of == 0  # nothing is due: not a zero of zero
    return {
        "label": label,
        "value": None if idle else value,
        "of": of or None,
        "note": "",
        "url": "",
        "state": state if value else "",
        "definition": definition,
    }


@page(Permission.URGE, methods="POST")
def urge_page(request: Asked, school_no: int) -> HttpResponse:
    """Urge the classes that were ticked."""
    _reach(request.actor, directory.place(school_no))
    try:
        ids = [UUID(text) for text in picked(request.POST, "duty")]
    except ValueError:
        raise NotFound from None
    if not ids:
        raise Invalid(_("请先勾选要催报的班级。"))
    urged = duties.urge(request.actor, ids)
    messages.success(request, duty_queries.said_of_urging(len(set(ids)), urged))
    slot = request.POST.get("slot", "")
    query = f"?slot={slot}" if slot in SLOTS else ""
    return HttpResponseRedirect(reverse("screening:school", args=[school_no]) + query)


@page(Permission.EXCUSE, methods="GET POST")
def excuse_page(request: Asked, unit_no: int, day: str) -> HttpResponse:
    """A class on an outing, or closed: not due, with the reason on record."""
    where = address(request.actor, unit_no, day, "morning", (Permission.EXCUSE,))
    withdraw = request.POST.get("action") == "withdraw"
    form = forms.ExcuseForm(None if withdraw else request.POST or None)
    errors: list[str] = []
    if request.method == "POST" and (withdraw or form.is_valid()):
        try:
            said = (
                _withdraw(request.actor, where, request.POST.get("why", ""))
                if withdraw
                else _excuse(request.actor, where, form)
            )
            messages.success(request, said)
            return _back_to_school(where, "" if withdraw else form.cleaned_data["slot"])
        except Invalid as refused:
            errors = [str(refused)]
    errors += [str(error) for found in form.errors.values() for error in found]
    context = {
        **words.place(where),
        "reasons": list(queries.EXCUSE_NAMES.items()),
        "slots": list(queries.SLOT_NAMES.items()),
        "values": {n: request.POST.get(n, "") for n in ("reason", "slot", "note", "why")},
        "effects": [
            _("%(name)s 当天还没报的检查不再待报,不算未报,也不再升级。已报的不变。")
            % {"name": where.place.name}
        ],
        "errors": errors,
        "existing": _existing(request.actor, unit_no, where.day),
        "back_url": reverse("screening:school", args=[where.place.school_id]),
    }
    return render(request, "screening/excuse.html", context, status=422 if errors else 200)


def _excuse(actor: Actor, where: Address, form: forms.ExcuseForm) -> str:
    given = form.cleaned_data
    screening.excuse_class(
        actor, where.place.no, where.day, given["slot"], given["reason"], given["note"]
    )
    return _("%(name)s 已登记为不需报:%(reason)s。") % {
        "name": where.place.name,
        "reason": queries.EXCUSE_NAMES[given["reason"]],
    }


def _withdraw(actor: Actor, where: Address, why: str) -> str:
    if screening.withdraw_excuse(actor, where.place.no, where.day, why):
        return _("%(name)s 已改为要报。") % {"name": where.place.name}
    return _("%(name)s 没有登记为不需报。") % {"name": where.place.name}


def _back_to_school(where: Address, slot: str) -> HttpResponse:
    query = urlencode({"day": where.day.isoformat(), **({"slot": slot} if slot else {})})
    address_ = reverse("screening:school", args=[where.place.school_id])
    return HttpResponseRedirect(f"{address_}?{query}")


def _existing(actor: Actor, unit_no: int, day: dt.date) -> dict[str, Any] | None:
    found = queries.excuses_on(actor, day, [unit_no]).get(unit_no)
    if not found:
        return None
    row = found[0]
    names = accounts.names(actor, [row.by_id] if row.by_id else [])
    return {
        "words": queries.EXCUSE_NAMES[row.reason],
        "note": row.note,
        "slots": ", ".join(
            str(queries.SLOT_NAMES[one.slot]) if one.slot else _("全天") for one in found
        ),
        "may_withdraw": day >= clock.today(),
        "by": names.get(row.by_id, "") if row.by_id else "",
        "at": row.at,
    }
