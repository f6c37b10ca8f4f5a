"""What is left to 100 %: which schools and classes, and for those who look after them which pupils and why;
and the page of one pupil."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.permission import Permission
from xiaoan.learning import services
from xiaoan.learning.pages import rates as pages
from xiaoan.learning.queries import gaps, rates
from xiaoan.learning.rules import PERIODS
from xiaoan.lessons.queries import gaps as lessons
from xiaoan.lessons.queries.words import HELP_NAMES, LACKS_NAMES
from xiaoan.outreach import queries as outreach
from xiaoan.outreach.queries import family
from xiaoan.outreach.queries.words import OUTCOME_NAMES, STAGE_NAMES, WAY_NAMES
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_LEARNING)
def gap_page(request: Asked, unit_no: int) -> HttpResponse:
    """What a unit lacks on `?day=`, or in the `?by=` week or term of it."""
    place = rates.require(request.actor, unit_no)
    period, day = pages.asked(request)
    found = rates.rates(request.actor, place, period, day)
    gap = gaps.gap(request.actor, place, found)
    pupils = gap.pupils or []
    services.pupils_seen(
        request.actor, unit_no, {one.person_id: one.unit_no for one in pupils[: gaps.MOST]}
    )
    query = f"?by={period}&day={day}"
    context = {
        "unit": place, "crumbs": pages.crumbs_to(request, unit_no), "as_of": clock.now(), "day": day,
        "by": period, "since": found.since, "until": found.until, "finding": pages.finding(gap.whole),
        "periods": _periods(period, day), "back_url": reverse("learning:unit", args=[unit_no]) + query,
        "units": [
            {
                "name": _named(place, one), "figures": one.figures, "gap": one.figures.gap,
                "url": reverse("learning:gap", args=[one.key]) + query,
            }
            for one in gap.units
        ],
        "whole_units": gap.whole_units, "is_named": gap.pupils is not None,
        **_pupils(pupils, query), **_of_classes(gap),
        **dict(zip(("ahead", "ahead_seats", "tasks", "pieces"), gap.to_come, strict=True)),
    }  # fmt: skip
    return render(request, "learning/gap.html", context)


def _pupils(pupils: list[gaps.Lacking], query: str) -> dict[str, Any]:
    """Who lacks something, and apart who is only excused, without a device or late."""
    named = [one for one in pupils if one.lacks]
    apart = [one for one in pupils if not one.lacks]
    return {
        "pupils": [_pupil_row(one, query) for one in named[: gaps.MOST]],
        "pupils_all": len(named), "apart": [_pupil_row(one, query) for one in apart[: gaps.MOST]],
    }  # fmt: skip


def _of_classes(gap: gaps.Gap) -> dict[str, Any]:
    """Lessons that are not reported and tasks that are not marked."""
    total, lessons_left = gap.unreported
    places = directory.places(
        {one.unit_no for one in lessons_left} | {one.unit_no for one in gap.unmarked}
    )
    return {
        "unreported_all": total,
        "unreported": [
            {
                "name": f"{places[one.unit_no].name} {directory.subject_name(one.subject)}",
                "at": one.starts_at, "n": one.due, "url": reverse("lessons:lesson", args=[one.pk]),
            }
            for one in lessons_left if one.unit_no in places
        ],
        "unmarked": [
            {
                "name": f"{places[one.unit_no].name} {directory.subject_name(one.subject)} {one.title}",
                "at": one.due_at, "n": one.handed - one.marked,
                "url": reverse("homework:task", args=[one.pk]),
            }
            for one in gap.unmarked if one.unit_no in places
        ],
    }  # fmt: skip


def _named(place: directory.Place, one: rates.Row) -> str:
    """Schools of a county with their township."""
    if place.kind != "county":
        return one.name
    above = directory.path_to(one.key)
    return f"{above[-2].name} {one.name}" if len(above) > 1 else one.name


def _periods(period: str, day: object) -> list[dict[str, Any]]:
    return [
        {"url": f"?by={one}&day={day}", "words": pages.period_words(one), "is_on": one == period}
        for one in PERIODS
    ]


def _pupil_row(one: gaps.Lacking, query: str) -> dict[str, Any]:
    return {
        "one": one, "url": reverse("learning:pupil", args=[one.person_id]) + query, "why": _why(one),
        "call_url": reverse("outreach:task", args=[one.task_id]) if one.task_id else "",
        "stage": STAGE_NAMES.get(one.stage, ""),
    }  # fmt: skip


def _why(one: gaps.Lacking) -> str:
    """In words what lacks, and what is apart."""
    found = [
        words % {"n": n}
        for n, words in (
            (one.missed, _("没听 %(n)s 节")), (one.not_handed, _("没交 %(n)s 份")),
            (one.hw_unknown, _("%(n)s 份不知道交没交")), (one.late, _("迟交 %(n)s 份")),
            (sum(one.excused), _("请假免 %(n)s 项")), (sum(one.no_device), _("没有设备 %(n)s 项")),
        )
        if n
    ]  # fmt: skip
    return _("、").join(found)


@page(Permission.HAND_IN)
def mine_page(request: Asked) -> HttpResponse:
    """A guardian: the children, each with the own page; of one child that page."""
    names = directory.enrolments(request.actor, request.actor.people, clock.today())
    rows = [
        {"name": one.name, "url": reverse("learning:pupil", args=[who])}
        for who, one in sorted(names.items(), key=lambda item: item[1].name)
    ]
    if len(rows) == 1:
        return HttpResponseRedirect(rows[0]["url"])
    return render(request, "learning/mine.html", {"rows": rows, "as_of": clock.now()})


@page(Permission.SEE_LEARNING, Permission.HAND_IN)
def pupil_page(request: Asked, person_id: UUID) -> HttpResponse:
    """All subjects and days of a pupil, and the calls: for who teaches or leads, and for the family."""
    actor = request.actor
    period, day = pages.asked(request, "term")
    found = gaps.pupil(actor, person_id, period, day)
    if found.is_family:
        calls = [_call(one.way, one.outcome, one.at) for one in family.calls_of(actor, person_id)]
    else:
        services.pupils_seen(actor, found.place.no, {person_id: found.place.no})
        told = outreach.history(actor, person_id)
        calls = [_call(one.way, one.outcome, one.at, one.by, one.note) for one in told]
    help_ = lessons.help_for(person_id)
    back = (
        reverse("homework:home")
        if found.is_family
        else reverse("learning:gap", args=[found.place.no])
    )
    context = {
        "found": found, "as_of": clock.now(), "day": day, "by": period, "calls": calls,
        "periods": _periods(period, day), "finding": pages.finding(found.whole),
        "help": help_, "lacks": LACKS_NAMES[help_.lacks] if help_ else "",
        "help_words": HELP_NAMES.get(help_.help, "") if help_ else "", "back_url": back,
    }  # fmt: skip
    return render(request, "learning/pupil.html", context)


def _call(way: str, outcome: str, at: object, by: str = "", note: str = "") -> dict[str, Any]:
    return {
        "way": WAY_NAMES.get(way, way), "outcome": OUTCOME_NAMES.get(outcome, outcome), "at": at,
        "by": by, "note": note,
    }  # fmt: skip
