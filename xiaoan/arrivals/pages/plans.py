"""The plans of a school, one plan, one slot."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.arrivals import queries, services
from xiaoan.arrivals.pages import address
from xiaoan.arrivals.queries import Plan, Slot, siblings
from xiaoan.arrivals.queries.words import (
    HOW_NAMES,
    MEND_NAMES,
    REASON_NAMES,
    STATE_NAMES,
    STATE_SHAPES,
)
from xiaoan.directory import queries as directory
from xiaoan.directory.queries.people import person_names
from xiaoan.directory.services import looking
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_ARRIVALS)
def school_page(request: Asked, school_no: int) -> HttpResponse:
    """What is in force, what is a draft, what was before; where to the desk and the board."""
    actor = request.actor
    place = address.school(actor, school_no)
    rows = queries.plans.of_school(actor, school_no)
    context = {
        "place": place, "rows": [_row(one) for one in rows], "as_of": clock.now(),
        "may_plan": actor.may(Permission.PLAN_ARRIVALS, school_no),
        "may_receive": actor.may(Permission.RECEIVE_ARRIVALS, school_no),
        "back_url": reverse("arrivals:home"),
    }  # fmt: skip
    return render(request, "arrivals/school.html", context)


def _row(one: Plan) -> dict[str, Any]:
    return {
        "one": one, "url": reverse("arrivals:plan", args=[one.pk]), "state": STATE_NAMES[one.state],
        "shape": STATE_SHAPES[one.state],
    }  # fmt: skip


@page(Permission.SEE_ARRIVALS, methods="GET POST")
def plan_page(request: Asked, plan_id: UUID) -> HttpResponse:
    """Slots with how full they are, who has none and why; posted: published or withdrawn."""
    actor, error, status = request.actor, "", 200
    held = queries.plans.held(actor, plan_id)
    address.school(actor, held.row.unit_no)
    if request.method == "POST":
        try:
            _act(request, plan_id)
            return HttpResponseRedirect(reverse("arrivals:plan", args=[plan_id]))
        except (Invalid, Conflict) as refused:
            error, status = str(refused), refused.status
    row = held.row
    # Names are for who may read them elsewhere too; the others have the figures.
    names = actor.may(Permission.SEE_CLEARANCES, row.unit_no)
    left = queries.plans.unplaced(actor, plan_id) if names else []
    leave_trace(actor, row.unit_no, left)
    context = {
        "row": _row(row), "held": held, "place": directory.place(row.unit_no), "error": error,
        "days": _days(held.slots), "compared": queries.plans.compared(row),
        "why": [
            {"n": n, "words": REASON_NAMES[code], "mend": MEND_NAMES[code]}
            for code, n in row.figures.get("why", {}).items()
        ],
        "unplaced": [_placed(plan_id, one) for one in left],
        "classes": _classes(held) if names else [], "names": names,
        **(_elsewhere(actor, row) if names and held.may_plan else {}),
        "ids": {"publish": uuid7(), "withdraw": uuid7()},
        "as_of": clock.now(), "back_url": reverse("arrivals:school", args=[row.unit_no]),
        "may_tell": actor.may(Permission.WRITE_NOTICES, row.unit_no),
    }  # fmt: skip
    return render(request, "arrivals/plan.html", context, status=status)


def _elsewhere(actor: Actor, row: Plan) -> dict[str, Any]:
    """Who is expected on the day of a brother or sister at another school; by name who comes too near."""
    kin = siblings.elsewhere(row.pk, row.unit_no)
    near = [one for one in kin if one.is_near][: queries.plans.MOST]
    called = person_names(actor, [one.person_id for one in near])
    looking.pupils_seen(
        actor, row.unit_no, {one.person_id: one.class_no for one in near}, "due_list"
    )
    return {
        "elsewhere": len({one.person_id for one in kin}),
        "near": [
            {
                "name": called.get(one.person_id, ""), "day": one.day, "hours": f"{one.begins:%H:%M}",
                "other": f"{one.other:%H:%M}",
                "url": reverse("arrivals:pupil", args=[row.pk, one.person_id]),
            }
            for one in near
        ],
    }  # fmt: skip


def _act(request: Asked, plan_id: UUID) -> None:
    said = request.POST
    given = reading.read_id(said.get("submission_id", ""))
    if said.get("act") == "publish":
        told = services.publish(request.actor, given, plan_id, tells=said.get("tells") == "1")
        words = _("已公布。家长能看到孩子的时段和入校码。")
        messages.success(
            request, f"{words} {_('通知已写好,在“通知”里看发送情况。')}" if told else words
        )
    elif said.get("act") == "withdraw":
        services.withdraw(request.actor, given, plan_id)
        messages.success(request, _("已撤回。入校码都作废了。"))
    else:
        raise NotFound


def leave_trace(actor: Actor, school_no: int, rows: list[queries.plans.Placed]) -> None:
    """Pupils shown by name; the class teacher's own class is the day's work."""
    seen = {one.person_id: one.class_no for one in rows if one.class_no not in actor.own_classes}
    looking.pupils_seen(actor, school_no, seen, "due_list")


def _days(slots: tuple[Slot, ...]) -> list[dict[str, Any]]:
    """By day: gates as columns, hours as rows."""
    found = []
    for day, of_day in groupby(slots, key=lambda one: one.day):
        rows = list(of_day)
        gates = sorted({(one.gate, one.gate_name) for one in rows})
        lines = []
        for begins, of_hour in groupby(rows, key=lambda one: one.begins):
            at = {one.gate: one for one in of_hour}
            lines.append(
                {
                    "hours": address.hours(next(iter(at.values()))),
                    "slots": [at.get(gate) for gate, _name in gates], "begins": begins,
                }
            )  # fmt: skip
        found.append(
            {
                "day": day, "gates": [name for _no, name in gates], "lines": lines,
                "placed": sum(one.placed for one in rows), "room": sum(one.capacity for one in rows),
            }
        )  # fmt: skip
    return found


def _classes(held: queries.plans.Held) -> list[directory.Place]:
    place = directory.place(held.row.unit_no)
    grades = held.setting.day_of
    found = directory.places_inside(place.interval, "class")
    return [one for one in found if one.parent_no in grades]


def _placed(plan_id: UUID, one: queries.plans.Placed) -> dict[str, Any]:
    return {
        "one": one, "url": reverse("arrivals:pupil", args=[plan_id, one.person_id]),
        "reason": REASON_NAMES.get(one.reason, ""), "mend": MEND_NAMES.get(one.reason, ""),
        "slot": address.slot_of(one.slot), "how": HOW_NAMES.get(one.how, ""),
    }  # fmt: skip


@page(Permission.SEE_CLEARANCES)
def slot_page(request: Asked, plan_id: UUID, slot_id: UUID) -> HttpResponse:
    """Who comes in a slot, by class; households stand together."""
    actor = request.actor
    held = queries.plans.held(actor, plan_id)
    address.school(actor, held.row.unit_no)
    slot = next((one for one in held.slots if one.pk == slot_id), None)
    if slot is None:
        raise NotFound
    found = queries.plans.in_slot(actor, slot_id)
    leave_trace(actor, held.row.unit_no, found)
    context = {
        "slot": slot, "hours": address.hours(slot), "rows": [_placed(plan_id, one) for one in found],
        "place": directory.place(held.row.unit_no), "back_url": reverse("arrivals:plan", args=[plan_id]),
    }  # fmt: skip
    return render(request, "arrivals/slot.html", context)
