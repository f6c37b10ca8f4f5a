"""A class on the morning of arrival: who is on the way, counted by the class teacher; a child who was
turned away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.arrivals import services
from xiaoan.arrivals.pages import address
from xiaoan.arrivals.queries import boards, checks, desk
from xiaoan.arrivals.queries.words import (
    FOLLOWED_NAMES,
    LINE_NAMES,
    LINE_SHAPES,
    METHOD_NAMES,
    RESULT_NAMES,
    RESULT_SHAPES,
    STANDING_NAMES,
    STANDING_SHAPES,
    TIMING_NAMES,
    WHY_NAMES,
)
from xiaoan.directory import queries as directory
from xiaoan.directory.queries.people import person_names
from xiaoan.directory.services import looking
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page, require


@page(Permission.SEE_CLEARANCES, methods="GET POST")
def class_page(request: Asked, class_no: int) -> HttpResponse:
    """Who is in, on the way, turned away; posted: the count."""
    actor, error, status, today = request.actor, "", 200, clock.today()
    place = directory.place(class_no)
    if place.kind != "class" or not actor.may(Permission.SEE_ARRIVALS, class_no):
        raise NotFound
    if request.method == "POST":
        require(actor, Permission.RECEIVE_ARRIVALS, class_no)
        try:
            _count(request, class_no)
            return HttpResponseRedirect(reverse("arrivals:class", args=[class_no]))
        except (Invalid, Conflict) as refused:
            error, status = str(refused), refused.status
    lines = boards.class_lines(actor, class_no, today)
    # A page that renews itself was looked at once.
    if class_no not in actor.own_classes and "HX-Request" not in request.headers:
        looking.class_seen(actor, class_no, today, "class_list")
    now = clock.now()
    states = [boards.state_of(one, now) for one in lines]
    context = {
        "place": place, "as_of": now, "today": today, "error": error, "typed": request.POST,
        "rows": [_line(one, state) for one, state in zip(lines, states, strict=True)],
        "arrived": states.count("in"), "expected": boards.is_expected(lines, today),
        "enrolled": len(lines), "on_way": states.count("waiting") + states.count("late"),
        "turned": states.count("turned_away") + states.count("followed"), "resting": states.count("resting"),
        "counts": boards.counts_of(class_no, today), "submission_id": uuid7(), "refresh": 20,
        "may_count": actor.may(Permission.RECEIVE_ARRIVALS, class_no),
    }  # fmt: skip
    return render(request, "arrivals/class.html", context, status=status)


def _count(request: Asked, class_no: int) -> None:
    said = request.POST
    text = said.get("counted", "").strip()
    # Longer than any class: whole() gives 0 for what is too long to be a number.
    counted = whole(text) if text.isascii() and text.isdigit() and len(text) < 5 else -1
    differs = services.hand_over(
        request.actor,
        services.NewCount(
            reading.read_id(said.get("submission_id", "")), class_no, clock.today(), counted,
            said.get("note", ""),
        ),
    )  # fmt: skip
    words = (
        _("已清点,和门口放行的一样。")
        if not differs
        else _("已清点。和门口放行的差 %(n)s 人,已记下。")
    )
    messages.success(request, words % {"n": abs(differs)} if differs else words)


def _line(one: boards.Line, state: str) -> dict[str, Any]:
    check = one.check
    return {
        "one": one, "words": LINE_NAMES[state], "shape": LINE_SHAPES[state],
        "slot": address.slot_of(one.slot), "is_today": one.slot is not None and one.slot.day == clock.today(),
        "timing": TIMING_NAMES[check.timing] if check and check.timing != "on_time" else "",
        "url": reverse("arrivals:turned", args=[check.pk]) if check and check.unsettled else "",
        "unsettled": bool(check and check.unsettled and check.result == "in"),
    }  # fmt: skip


@page(Permission.SEE_ARRIVALS, Permission.RECEIVE_ARRIVALS, methods="GET POST")
def turned_page(request: Asked, check_id: UUID) -> HttpResponse:
    """A child who was turned away, or let in with a question; posted: what became of it."""
    actor, error, status = request.actor, "", 200
    check = checks.check(check_id)
    if check is None or not (
        actor.may(Permission.SEE_ARRIVALS, check.unit_no)
        and (check.unit_no in actor.own_classes or _near(request, check))
    ):
        raise NotFound
    if request.method == "POST":
        require(actor, Permission.RECEIVE_ARRIVALS, check.unit_no)
        try:
            said = request.POST
            services.follow(
                actor,
                services.NewFollow(
                    reading.read_id(said.get("submission_id", "")), check_id, said.get("outcome", ""),
                    said.get("note", ""),
                ),
            )  # fmt: skip
            messages.success(request, _("已记下跟进情况。"))
            return HttpResponseRedirect(reverse("arrivals:turned", args=[check_id]))
        except (Invalid, Conflict) as refused:
            error, status = str(refused), refused.status
    if check.unit_no not in actor.own_classes:
        looking.pupils_seen(actor, check.unit_no, {check.person_id: check.unit_no}, "due_list")
    context = _told(request, check) | {
        "error": error, "typed": request.POST, "submission_id": uuid7(),
        "back_url": reverse("arrivals:class", args=[check.unit_no]),
    }  # fmt: skip
    return render(request, "arrivals/turned.html", context, status=status)


def _near(request: Asked, check: checks.Check) -> bool:
    """Readings of a child are for the school; above it there are figures."""
    return any(
        lo <= check.unit_no < hi and hi - lo <= 4096
        for lo, hi in request.actor.reach(Permission.SEE_ARRIVALS)
    )


def _told(request: Asked, check: checks.Check) -> dict[str, Any]:
    actor = request.actor
    detail = desk.detail_of(check)
    later = [one for one in desk.today_of(check.person_id, check.day) if one.at > check.at]
    return {
        "name": person_names(actor, [check.person_id]).get(check.person_id, ""),
        "place": directory.place(check.unit_no), "check": check, "detail": detail,
        "method": METHOD_NAMES.get(detail.get("method", ""), ""),
        "result": RESULT_NAMES[check.result], "shape": RESULT_SHAPES[check.result],
        "why": WHY_NAMES.get(check.why, ""), "standing": STANDING_NAMES[check.standing],
        "standing_shape": STANDING_SHAPES[check.standing],
        "came_back": next((one for one in later if one.result == "in"), None),
        "follows": [
            {"one": one, "words": FOLLOWED_NAMES[one.outcome]} for one in checks.told(check.pk)
        ],
        "outcomes": list(FOLLOWED_NAMES.items()),
        "may_follow": actor.may(Permission.RECEIVE_ARRIVALS, check.unit_no),
    }  # fmt: skip
