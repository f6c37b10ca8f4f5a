"""A drill to be planned."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.drills import services
from xiaoan.drills.queries import choices
from xiaoan.drills.queries.scenario_words import told
from xiaoan.drills.queries.words import FORM_NAMES
from xiaoan.drills.rules import scenarios
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page


@page(Permission.KEEP_DRILLS, methods="GET POST")
def new_page(request: Asked, unit_no: int) -> HttpResponse:
    """`?scenario=` chooses what is drilled, `?again=` the drill it does again; posted: the plan."""
    if not request.actor.may(Permission.KEEP_DRILLS, unit_no):
        raise NotFound
    place = directory.place(unit_no)
    if place.kind != "school":
        raise NotFound
    refused: Invalid | Conflict | None = None
    if request.method == "POST":
        try:
            made = services.plan(request.actor, _read(request, unit_no))
            messages.success(request, _("已安排演练,参加的人会在待办里看到。"))
            return HttpResponseRedirect(reverse("drills:drill", args=[made]))
        except (Invalid, Conflict) as error:
            refused = error
    return _show(request, place, refused)


def _read(request: Asked, school_no: int) -> services.NewDrill:
    said = request.POST
    roles = {
        name.removeprefix("part-"): reading.read_optional_id(said.get(name, ""))
        for name in said
        if name.startswith("part-")
    }
    return services.NewDrill(
        reading.read_id(said.get("submission_id", "")), school_no, said.get("scenario", ""),
        said.get("form", ""), reading.read_moment(said, "planned_at"),
        reading.read_optional_id(said.get("assessor", "")), said.get("place", ""),
        whole(said.get("class_no", "")) or None, roles,
        reading.read_optional_id(said.get("repeats", "")),
    )  # fmt: skip


def _show(
    request: Asked, place: directory.Place, refused: Invalid | Conflict | None
) -> HttpResponse:
    said, book = request.POST, scenarios.book()
    again = reading.read_optional_id(said.get("repeats", "") or request.GET.get("again", ""))
    code = said.get("scenario", "") or request.GET.get("scenario", "")
    scenario = told(book.scenarios[code]) if code in book.scenarios else None
    offered = [told(one) for one in book.scenarios.values() if place.boarding or not one.boarding]
    context = {
        "unit": place, "as_of": clock.now(), "scenario": scenario, "book": book,
        "scenarios": [
            {"one": one, "forms": [FORM_NAMES[form] for form in one.forms]} for one in offered
        ],
        "error": str(refused or ""), "fields": getattr(refused, "fields", {}), "typed": said,
        "submission_id": said.get("submission_id") or uuid7(), "again": again,
        "back_url": reverse("drills:unit", args=[place.no]),
        **(_choices(request, place, scenario) if scenario else {}),
    }  # fmt: skip
    return render(request, "drills/new.html", context, status=refused.status if refused else 200)


def _choices(
    request: Asked, place: directory.Place, scenario: scenarios.Scenario
) -> dict[str, Any]:
    said = request.POST
    classes = choices.classes(place.no)
    class_no = whole(said.get("class_no", "")) or (classes[0][0] if classes else None)
    parts = [
        {
            "role": role,
            "chosen": _chosen(said.get(f"part-{role.code}"), place.no, role.posts, class_no),
        }
        for role in scenario.roles
    ]
    return {
        "forms": [(code, FORM_NAMES[code]) for code in scenario.forms], "classes": classes,
        "class_no": class_no, "parts": parts, "staff": choices.staff(place.no),
        "assessors": [
            one for one in choices.assessors(place.no) if one[0] != request.actor.user_id
        ],
    }  # fmt: skip


def _chosen(
    typed: str | None, school_no: int, posts: tuple[str, ...], class_no: int | None
) -> UUID | None:
    """Who was chosen, else who holds the post."""
    if typed is not None:
        return reading.read_optional_id(typed)
    return choices.in_posts(school_no, posts, class_no)
