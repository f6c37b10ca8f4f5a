"""A guardian's own children: how each was seen at school today."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.screening import queries
from xiaoan.screening.pages import words
from xiaoan.screening.pages.address import SLOTS
from xiaoan.web import waiting
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_CHILD)
def children_page(request: Asked) -> HttpResponse:
    """A guardian's own children: how each was seen at school today."""
    actor, today = request.actor, clock.today()
    roll = directory.enrolments(actor, actor.people, today)
    classes = directory.classes_of_people(actor, actor.people, today)
    children = [
        _child(actor, roll[who], classes[who], today) for who in actor.people if who in roll
    ]
    context = {
        "children": children,
        "day": today,
        "as_of": clock.now(),
        "waiting": waiting.lines(actor),
    }
    return render(request, "screening/child.html", context)


def _child(actor: Actor, pupil: directory.Pupil, unit_no: int, day: dt.date) -> dict[str, Any]:
    marks = {mark.slot: mark for mark in queries.of_child(actor, pupil.person_id, day)}
    place = directory.place(unit_no)
    return {
        "name": pupil.name,
        "unit": place.name,
        "school": directory.place(place.school_id).name,
        "slots": [
            _seen(queries.current_roll_call(actor, unit_no, day, slot), marks.get(slot), slot)
            for slot in (SLOTS if pupil.boarder else SLOTS[:2])
        ],
        "teacher": "",
        "phone": "",
        "advice": "",
    }


def _seen(
    call: queries.RollCall | None, mark: queries.Exceptional | None, slot: str
) -> dict[str, Any]:
    """How a child was seen at one slot; a class that has not reported says nothing about anybody."""
    more = ""
    if call is None:
        said, state = _("班级还没有报"), "unknown"
    elif mark is None:
        said, state = _("出勤"), "done"
    else:
        case = words.case(mark, {})
        said, more, state = str(case["kind_label"]), str(case["symptoms_text"]), "late"
    return {
        "label": queries.SLOT_NAMES[slot],
        "state": state,
        "state_label": said,
        "words": more,
        "at": call.submitted_at if call else None,
    }
