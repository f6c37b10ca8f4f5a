"""A second person's look at a place: one that was drawn, or any at which they stand."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.hygiene import services
from xiaoan.hygiene.forms import as_id
from xiaoan.hygiene.pages.doubts import reasons
from xiaoan.hygiene.queries import days, lateness, truth
from xiaoan.hygiene.queries.truth_words import HOW_NAMES, RESULT_NAMES
from xiaoan.hygiene.queries.words import AGENT_NAMES, METHOD_NAMES, TASK_NAMES
from xiaoan.hygiene.rules.looks import HOWS, RESULTS
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web import pictures
from xiaoan.web.gate import Asked, kept, page, require

# Records of so many days are offered at a place.
_BACK = 3


@page(Permission.CHECK_HYGIENE, methods="GET POST")
def check_page(request: Asked, draw_id: UUID) -> HttpResponse:
    """A place that was drawn; posted: what was found."""
    drawn = truth.draw(request.actor, draw_id)
    if drawn.checked_at is not None and request.method == "GET":
        messages.info(request, _("这一处已经查过。"))
    return _look(request, drawn.place_id, drawn.record_id, drawn)


@page(Permission.CHECK_HYGIENE, methods="GET POST")
def look_page(request: Asked, place_id: UUID) -> HttpResponse:
    """Any place, by its code or from a list; `?record=`: about this record."""
    return _look(request, place_id, as_id(request.GET.get("record", "")), None)


def _look(request: Asked, place_id: UUID, record_id: UUID | None, drawn: Any) -> HttpResponse:
    actor = request.actor
    place = days.place(actor, place_id)
    require(actor, Permission.CHECK_HYGIENE, place.unit_no)
    errors: list[str] = []
    faults: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            made = services.check(actor, _sent(request, place_id, drawn))
            messages.success(request, _said(made.result))
            return HttpResponseRedirect(_after(made, place.school_id))
        except (Conflict, Forbidden, Invalid) as refused:
            faults = refused.fields if isinstance(refused, Invalid) else {}
            errors, status = [str(refused)], refused.status
    shown = render(
        request, "hygiene/check.html",
        _context(request, place, record_id, drawn) | {"errors": errors, "faults": _worded(faults, errors)},
        status=status,
    )  # fmt: skip
    return kept(request, shown, today=True) if status == 200 else shown


def _worded(faults: dict[str, str], errors: list[str]) -> dict[str, str]:
    """Codes of faults are said by the sentence."""
    return {name: errors[0] if text.isascii() else text for name, text in faults.items()}


def _context(request: Asked, place: Any, record_id: UUID | None, drawn: Any) -> dict[str, Any]:
    actor, typed = request.actor, request.POST
    since = clock.today() - dt.timedelta(days=_BACK)
    rows = truth.records_at(actor, place.pk, clock.days(since, clock.today()), record_id)
    late = lateness.late_times(one.row.incident_id for one in rows)
    chosen = typed.get("record_id") or (str(record_id) if record_id else "")
    return {
        "place": place, "school": directory.place(place.school_id), "drawn": drawn,
        "rows": [_row(one, late[one.row.incident_id]) for one in rows], "chosen": chosen, "typed": typed,
        "results": [(code, RESULT_NAMES[code]) for code in RESULTS],
        "hows": [(code, HOW_NAMES[code]) for code in HOWS],
        "submission_id": typed.get("submission_id") or uuid7(),
        "photo": pictures.widget(typed, most=1), "chance": f"{drawn.chance / 10:g}%" if drawn else "",
        "back_url": reverse("hygiene:doubts", args=[place.school_id]),
    }  # fmt: skip


def _row(one: truth.AtPlace, late: int) -> dict[str, Any]:
    row = one.row
    return {
        "id": str(row.pk), "task": TASK_NAMES.get(row.task, row.task), "day": row.day,
        "said_at": row.said_at, "by": one.by, "is_own": one.is_own, "usual": row.usual,
        "way": f"{METHOD_NAMES[row.method]} {AGENT_NAMES[row.agent]}",
        "strength": one.wanted, "reasons": reasons(one.reasons), "late": late,
    }  # fmt: skip


def _sent(request: Asked, place_id: UUID, drawn: Any) -> services.Looked:
    given = request.POST
    shots = pictures.read(request)
    if len(shots) > 1:
        raise Invalid(_("一次核查放 1 张照片。"), {"photo": "many"})
    measured = given.get("measured", "").strip()
    if measured and not (measured.isascii() and measured.isdigit() and len(measured) < 7):
        raise Invalid(_("试纸读数请填整数(mg/L)。"), {"measured": "number"})
    record = given.get("record_id", "")
    return services.Looked(
        as_id(given.get("submission_id", "")) or uuid7(), place_id, given.get("result", ""),
        given.get("how", ""),
        record_id=as_id(record) if record else None, draw_id=drawn.pk if drawn else None,
        measured=whole(measured) if measured else None, note=given.get("note", ""),
        photo=services.Shot(shots[0].content, shots[0].taken_at) if shots else None,
    )  # fmt: skip


def _said(result: str) -> str:
    return {
        "true": _("已记下:属实。"),
        "untrue": _("已记下:不实。这一项按没有做算,登记的人可以说明。"),
        "unclear": _("已记下:说不清。"),
    }[result]


def _after(made: Any, school_no: int) -> str:
    if made.record_id:
        return reverse("hygiene:truth", args=[made.record_id])
    return reverse("hygiene:doubts", args=[school_no])
