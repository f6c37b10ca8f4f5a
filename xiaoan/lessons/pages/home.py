"""Today's lessons: one's own, of the units in sight, of one's children; and whom a family tells what."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.clearances import queries as clearances
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.lessons import forms, services
from xiaoan.lessons.pages import help as helping
from xiaoan.lessons.pages import words
from xiaoan.lessons.queries import lessons, rates
from xiaoan.lessons.queries.at_home import lessons_for
from xiaoan.lessons.queries.words import WORD_NAMES
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page

_MOST = 300


@page(Permission.SEE_LESSONS)
def home_page(request: Asked) -> HttpResponse:
    """The own lessons of a day, then sums by school or class."""
    actor = request.actor
    day = _day(request)
    own = lessons.of_day(actor, day)
    places = directory.places({one.unit_no for one in own})
    names = lessons.names_of(actor, own)
    rows = [
        words.lesson_row(
            one, places[one.unit_no].name, names.get(one.teacher_id, "") if one.teacher_id else ""
        )
        for one in own
    ]
    sums = _sums(request, day)
    context = {
        "day": day, "as_of": clock.now(), "rows": rows, "sums": sums[:_MOST], "whole": _whole(sums),
        "rates_url": reverse("learning:home") + f"?by=day&day={day}"
        if actor.may_anywhere(Permission.SEE_LEARNING) else "",
        "keeps": any(map(actor.may_anywhere, (Permission.KEEP_LESSONS, Permission.SET_PLATFORMS))),
        "classes": [
            {
                "place": directory.place(no),
                "helps": any(actor.may(one, no) for one in helping.RIGHTS),
                "imports": any(actor.may(one, no) for one in (Permission.TEACH, Permission.KEEP_LESSONS)),
            }
            for no in sorted(actor.own_classes) if actor.may(Permission.SEE_LESSONS, no)
        ],
        "before": day - dt.timedelta(days=1), "after": day + dt.timedelta(days=1),
        "words": lessons.waiting_words(actor), "parked": lessons.waiting_names(actor),
    }  # fmt: skip
    return render(request, "lessons/home.html", context)


def _day(request: Asked) -> dt.date:
    try:
        return reading.read_date(request.GET, "day") or clock.today()
    except Invalid:
        return clock.today()


def _sums(request: Asked, day: dt.date) -> list[dict[str, Any]]:
    """By school for whoever sees several, else by class."""
    reach = request.actor.reach(Permission.SEE_LESSONS)
    if not any(hi - lo > 1 for lo, hi in reach):
        return []
    by = "school_id" if any(hi - lo > 4096 for lo, hi in reach) else "unit_no"
    found = rates.sums(request.actor, (0, 2**31 - 1), day, day, by)
    places = directory.places([int(str(one[by])) for one in found])
    return [
        {
            **{name.removeprefix("n_"): value for name, value in one.items()},
            "name": places[int(str(one[by]))].name, "no": one[by], "is_class": by == "unit_no",
            "told": int(str(one["n_watched"])) + int(str(one["n_missed"])),
            "demanded": sum(int(str(one[f"n_{name}"])) for name in ("watched", "missed", "unknown")),
        }
        for one in found
    ]  # fmt: skip


def _whole(sums: list[dict[str, Any]]) -> dict[str, int]:
    """All rows together, those too that are not shown."""
    names = (
        "watched",
        "told",
        "demanded",
        "lessons",
        "reported",
        "excused",
        "no_device",
        "unknown",
    )
    return {name: sum(one[name] for one in sums) for name in names}


def _at_home(who: UUID, unit_no: int, stage: str, today: dt.date) -> list[dict[str, Any]]:
    """What a child who may not come today can follow, though its class learns at school."""
    if who not in clearances.at_home(unit_no, today):
        return []
    return [words.entry_row(one, unit_no, {}) for one in lessons_for(unit_no, today, stage)]


@page(Permission.ATTEND, methods="GET POST")
def mine_page(request: Asked) -> HttpResponse:
    """A guardian: today's lessons of each child with links; one tap tells the teacher what is in the way."""
    refused = forms.Refused()
    if request.method == "POST":
        try:
            services.say(
                request.actor, reading.read_id(request.POST.get("submission_id", "")),
                forms.person_of(request.POST), request.POST.get("what", ""),
            )  # fmt: skip
            messages.success(request, _("已告诉班主任。"))
            return HttpResponseRedirect(reverse("lessons:mine"))
        except Invalid as error:
            refused = forms.Refused(str(error), error.fields, error.status)
    today = clock.today()
    said = lessons.said_today(request.actor)
    children = []
    for who, name, unit_no, rows in lessons.of_children(request.actor, today):
        place = directory.place(unit_no)
        children.append(
            {
                "id": who, "name": name, "place": place.name,
                "rows": [words.lesson_row(one, place.name) for one in rows],
                "kept": any(one.of_whom for one in rows),
                "at_home": _at_home(who, unit_no, place.stage, today) if not rows else [],
                "choices": [
                    {"code": code, "words": label, "said": code in said.get(who, []), "id": uuid7()}
                    for code, label in WORD_NAMES.items()
                ],
            }
        )  # fmt: skip
    context = {"children": children, "today": today, "now": clock.now(), "error": refused.error}
    return render(request, "lessons/mine.html", context, status=refused.status)
