"""One family in a plan: why there and then, and another slot by hand."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.arrivals import forms, queries, services
from xiaoan.arrivals.pages import address, plans
from xiaoan.arrivals.queries import Slot
from xiaoan.arrivals.queries.words import HOW_NAMES, MEND_NAMES, REASON_NAMES
from xiaoan.directory import queries as directory
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_CLEARANCES, methods="GET POST")
def pupil_page(request: Asked, plan_id: UUID, person_id: UUID) -> HttpResponse:
    """A child with the household's others, and why; posted: moved."""
    actor, error, status = request.actor, "", 200
    held = queries.plans.held(actor, plan_id)
    address.school(actor, held.row.unit_no)
    if request.method == "POST":
        try:
            said = request.POST
            moved = services.move(
                actor,
                services.Move(
                    reading.read_id(said.get("submission_id", "")), plan_id, person_id,
                    forms.optional_id(said.get("slot", "")), said.get("alone") == "1",
                ),
            )  # fmt: skip
            messages.success(request, _("已改,一起动了 %(n)s 人。") % {"n": moved})
            return HttpResponseRedirect(reverse("arrivals:pupil", args=[plan_id, person_id]))
        except (Invalid, Conflict) as refused:
            error, status = str(refused), refused.status
    family = queries.plans.family_of(actor, plan_id, person_id)
    plans.leave_trace(actor, held.row.unit_no, family)
    child = family[0]
    context = {
        "place": directory.place(held.row.unit_no), "child": child, "slot": address.slot_of(child.slot),
        "why": _why(held, child, family), "mend": MEND_NAMES.get(child.reason, ""),
        "kin": [{"one": one, "slot": address.slot_of(one.slot)} for one in family[1:]],
        "slots": _choices(held, child),
        "may_move": held.may_plan and held.row.state in ("draft", "published"),
        "is_published": held.row.state == "published", "error": error, "typed": request.POST,
        "submission_id": uuid7(), "back_url": reverse("arrivals:plan", args=[plan_id]),
    }  # fmt: skip
    return render(request, "arrivals/pupil.html", context, status=status)


def _why(
    held: queries.plans.Held, child: queries.plans.Placed, family: list[queries.plans.Placed]
) -> list[str]:
    """Sentences a school can say to the family."""
    if child.slot is None:
        return [str(REASON_NAMES.get(child.reason, ""))]
    said = [str(HOW_NAMES[child.how])]
    grade = directory.place(child.class_no).parent_no
    if grade and grade in held.setting.day_of:
        said.append(_("%(grade)s定在这一天到校。") % {"grade": directory.place(grade).name})
    bus = next((one for one in held.setting.buses if one.line_no == child.line_no), None)
    if bus:
        said.append(_("校车 %(at)s 到这个门,在这个时段里。") % {"at": f"{bus.at:%H:%M}"})
    together = [one for one in family[1:] if one.slot and one.slot.pk == child.slot.pk]
    apart = [one for one in family[1:] if not one.slot or one.slot.pk != child.slot.pk]
    if together:
        said.append(_("同一家的 %(n)s 个孩子排在同一个门、同一时段。") % {"n": len(together) + 1})
    if apart:
        said.append(
            _("同一家还有 %(n)s 个孩子不在这个时段:年级不是同一天,或坐校车,或人工改过。")
            % {"n": len(apart)}
        )
    if held.setting.boarders_until:
        until = f"{held.setting.boarders_until:%H:%M}"
        said.append(_("寄宿生(和家里有寄宿生的)在 %(at)s 以前到,其他人在以后。") % {"at": until})
    return said


def _choices(held: queries.plans.Held, child: queries.plans.Placed) -> list[dict[str, Any]]:
    """Slots of the day of the grade that have room."""
    grade = directory.place(child.class_no).parent_no
    day = held.setting.day_of.get(grade or 0)
    rows: list[Slot] = [one for one in held.slots if one.day == day]
    return [
        {
            "id": one.pk, "words": f"{address.hours(one)} {one.gate_name}",
            "free": one.capacity - one.placed,
        }
        for one in rows if one.placed < one.capacity
    ]  # fmt: skip
