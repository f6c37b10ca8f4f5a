"""The form of a plan: gates, hours, days of grades, buses; posted: reckoned."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.arrivals import forms, queries, services
from xiaoan.arrivals.pages import address
from xiaoan.arrivals.rules import numbers, setting
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page, require

_SPARE = 3


@page(Permission.SEE_ARRIVALS, methods="GET POST")
def new_page(request: Asked, school_no: int) -> HttpResponse:
    """What a plan is reckoned from; posted: the plan, as a draft."""
    actor = request.actor
    place = address.school(actor, school_no)
    require(actor, Permission.PLAN_ARRIVALS, school_no)
    grades, lines = queries.people.grades(actor, school_no), queries.people.lines(actor, school_no)
    before = [
        one
        for one in queries.plans.of_school(actor, school_no)
        if one.state in ("draft", "published")
    ]
    said: Mapping[str, str] = request.POST
    faults: dict[str, str] = {}
    error, status = "", 200
    if request.method == "POST":
        try:
            given = services.NewPlan(
                reading.read_id(said.get("submission_id", "")), school_no,
                forms.setting_of(said, grades, lines), said.get("keep") == "1",
            )  # fmt: skip
            made = services.reckon(actor, given)
            messages.success(request, _("已排好,还没有公布。看过再公布。"))
            return HttpResponseRedirect(reverse("arrivals:plan", args=[made]))
        except (Invalid, Conflict) as refused:
            error, status = str(refused), refused.status
            faults = refused.said if isinstance(refused, forms.Faults) else {}
    else:
        said = forms.typed_of(setting.read(before[0].setting)) if before else forms.usual(grades)
    context = {
        "place": place, "grades": _grades(grades, said, faults), "gates": _gates(said, faults),
        "lines": _lines(lines, said, faults), "said": said, "faults": faults, "error": error,
        "keeps": bool(before), "kept": said.get("keep") == "1", "numbers_version": numbers.VERSION,
        "submission_id": said.get("submission_id") or uuid7(),
        "back_url": reverse("arrivals:school", args=[school_no]),
    }  # fmt: skip
    return render(request, "arrivals/new.html", context, status=status)


def _gates(said: Mapping[str, str], faults: Mapping[str, str]) -> list[dict[str, Any]]:
    used = [
        n for n in range(numbers.LIMITS["gates"]) if said.get(f"gate-{n}") or said.get(f"desks-{n}")
    ]
    shown = min((max(used) + 1 if used else 0) + _SPARE, numbers.LIMITS["gates"])
    return [
        {
            "n": n, "name": said.get(f"gate-{n}", ""), "desks": said.get(f"desks-{n}", ""),
            "name_fault": faults.get(f"gate-{n}", ""), "desks_fault": faults.get(f"desks-{n}", ""),
        }
        for n in range(shown)
    ]  # fmt: skip


def _grades(
    grades: list[queries.people.Grade], said: Mapping[str, str], faults: Mapping[str, str]
) -> list[dict[str, Any]]:
    return [
        {
            "one": one, "name": f"day-{one.no}", "value": said.get(f"day-{one.no}", ""),
            "fault": faults.get(f"day-{one.no}", ""),
        }
        for one in grades
    ]  # fmt: skip


def _lines(
    lines: list[queries.people.Line], said: Mapping[str, str], faults: Mapping[str, str]
) -> list[dict[str, Any]]:
    found = []
    for one in lines:
        name = f"bus-{one.no}"
        found.append(
            {
                "one": one, "name": name, "at": said.get(f"{name}-at", ""),
                "seats": said.get(f"{name}-seats", "") or str(max(one.riders, 1)),
                "gate": said.get(f"{name}-gate", "0"),
                "faults": [
                    faults[key] for key in (f"{name}-at", f"{name}-seats", f"{name}-gate") if key in faults
                ],
            }
        )  # fmt: skip
    return found
