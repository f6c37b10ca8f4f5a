"""Between the checks: a symptom noted in two taps; the doctor's list of retests and observations."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.screening import queries, rules
from xiaoan.screening import services as screening
from xiaoan.web.gate import Asked, page, require


@page(Permission.OBSERVE)
def watch_page(request: Asked) -> HttpResponse:
    """Today's retests, the open ones first, and what was noted, the newest first."""
    return _watch(request)


def _watch(
    request: Asked, errors: list[str] | None = None, typed: dict[str, str] | None = None
) -> HttpResponse:
    actor, today = request.actor, clock.today()
    measured, noted = queries.retests_on(actor, today), queries.observations_on(actor, today)
    gone = queries.missing_now(actor)
    shown: list[tuple[Any, str]] = [(one.row, one.name) for one in measured]
    shown += [(one.row, one.name) for one in noted]
    shown += [(one.row, one.name) for one in gone]
    _seen(actor, shown)
    retests = [_retest(one, typed or {}) for one in measured]
    context = {
        "day": today,
        "as_of": clock.now(),
        "retests": retests,
        "open_retests": sum(one["done_at"] is None for one in retests),
        "observations": [_observed(one, actor, typed or {}) for one in noted],
        "missing": [
            {"name": one.name, "place": f"{one.class_name} · {one.room}", "at": one.row.at,
             "url": reverse("screening:missing", args=[one.row.pk])}
            for one in gone
        ],
        "observe_url": reverse("screening:observe_home"),
        "devices_url": reverse("screening:devices")
        if actor.may_anywhere(Permission.KEEP_DEVICES)
        else "",
        "errors": errors or [],
        "back_url": reverse("web:home"),
    }  # fmt: skip
    return render(request, "screening/watch.html", context, status=422 if errors else 200)


def _seen(actor: Actor, shown: list[tuple[Any, str]]) -> None:
    """Whom the page names was looked at, where the actor looks after them."""
    named = {row.person_id: row.unit_no for row, name in shown if name}
    for lo, hi in actor.reach(Permission.OBSERVE):
        inside = {one: no for one, no in named.items() if lo <= no < hi}
        screening.sick_seen(actor, lo, inside, "watch_list")


def _retest(one: queries.ToRetest, typed: dict[str, str]) -> dict[str, Any]:
    row, now = one.row, clock.now()
    state = "missed" if row.done_at is None and now > row.due_at else "due"
    return {
        "id": str(row.pk),
        "name": one.name,
        "class_name": one.class_name,
        "celsius": row.celsius,
        "method": queries.READ_BY_NAMES[row.method],
        "at": row.at,
        "due_at": row.due_at,
        "done_at": row.done_at,
        "by": one.by,
        "result": row.result,
        "fever": row.fever,
        "state": "done" if row.done_at else state,
        "typed": typed.get(str(row.pk), ""),
        "url": reverse("screening:retest", args=[row.pk]),
    }


def _observed(one: queries.Observed, actor: Actor, typed: dict[str, str]) -> dict[str, Any]:
    row = one.row
    mine = row.by_id == actor.user_id or actor.may(Permission.CARE, row.unit_no)
    return {
        "name": one.name,
        "class_name": one.class_name,
        "symptoms": _("、").join(str(queries.SYMPTOM_NAMES[code]) for code in one.symptoms),
        "temperature": row.temperature,
        "at": row.at,
        "by": one.by,
        "withdrawn": row.withdrawn_at is not None,
        "reason": row.reason,
        "typed": typed.get(str(row.pk), ""),
        "withdraw_url": reverse("screening:withdraw", args=[row.pk])
        if mine and row.withdrawn_at is None
        else "",
    }


@page(Permission.OBSERVE, methods="POST")
def retest_page(request: Asked, retest_id: UUID) -> HttpResponse:
    """What the thermometer under the arm says."""
    text = request.POST.get("celsius", "")
    try:
        fever = screening.finish_retest(request.actor, retest_id, _celsius(request))
    except Invalid as refused:
        return _watch(request, [str(refused)], {str(retest_id): text})
    if fever:
        messages.warning(request, _("腋温达到发热标准,已记为观察到发热。请带离教室,联系家长。"))
    else:
        messages.success(request, _("腋温正常,已记录。"))
    return HttpResponseRedirect(reverse("screening:watch"))


def _celsius(request: Asked) -> Any:
    return queries.read_celsius(request.POST.get("celsius", ""))


@page(Permission.OBSERVE, methods="POST")
def withdraw_page(request: Asked, observation_id: UUID) -> HttpResponse:
    """It was another pupil, or nothing."""
    reason = request.POST.get("reason", "")
    try:
        screening.withdraw_observation(request.actor, observation_id, reason)
    except Invalid as refused:
        return _watch(request, [str(refused)], {str(observation_id): reason})
    messages.success(request, _("已撤回,记录保留。"))
    return HttpResponseRedirect(reverse("screening:watch"))


@page(Permission.OBSERVE)
def observe_home_page(request: Asked) -> HttpResponse:
    """The classes in which the actor may note something; the only one at once."""
    classes = {
        place.no: place
        for interval in request.actor.reach(Permission.OBSERVE)
        for place in directory.places_inside(interval, "class")
    }
    if len(classes) == 1:
        return HttpResponseRedirect(reverse("screening:observe", args=[*classes]))
    schools = directory.places({place.school_id for place in classes.values()}) if classes else {}
    context = {
        "classes": [
            {
                "name": place.name,
                "school": schools[place.school_id].name,
                "url": reverse("screening:observe", args=[place.no]),
            }
            for place in classes.values()
        ],
        "day": clock.today(),
        "back_url": reverse("screening:watch"),
    }
    return render(request, "screening/observe_home.html", context)


@page(Permission.OBSERVE, methods="GET POST")
def observe_page(request: Asked, unit_no: int) -> HttpResponse:
    """A class: tap the pupil, tap what was seen; it is noted at once."""
    actor = request.actor
    require(actor, Permission.OBSERVE, unit_no)
    places = directory.places([unit_no])
    if unit_no not in places or places[unit_no].kind != "class":
        raise NotFound
    errors: list[str] = []
    if request.method == "POST":
        try:
            row = screening.note_observation(actor, _noted(request, unit_no))
        except Invalid as refused:
            errors = [str(refused)]
        else:
            return _noted_page(request, unit_no, row.symptoms)
    today = clock.today()
    screening.choices_seen(actor, unit_no)
    seen: dict[UUID, list[str]] = {}
    for one in queries.observations_on(actor, today, unit_no):
        if one.row.withdrawn_at is None:
            names = [str(queries.SYMPTOM_NAMES[code]) for code in one.symptoms]
            seen.setdefault(one.row.enrolment_id, []).extend(names)
    context = {
        "unit": {"name": places[unit_no].name},
        "day": today,
        "pupils": [
            {"id": str(pupil.enrolment_id), "seat": pupil.seat, "name": pupil.name,
             "seen": _("、").join(dict.fromkeys(seen.get(pupil.enrolment_id, [])))}
            for pupil in directory.class_roll(actor, unit_no, today)
        ],
        "symptoms": list(queries.SYMPTOM_NAMES.items()),
        "observation_id": uuid7(),
        "errors": errors,
        "back_url": reverse("screening:watch"),
    }  # fmt: skip
    return render(request, "screening/observe.html", context, status=422 if errors else 200)


def _noted_page(request: Asked, unit_no: int, symptoms: int) -> HttpResponse:
    words = _("、").join(str(queries.SYMPTOM_NAMES[code]) for code in rules.codes_of(symptoms))
    messages.success(request, _("已记下:%(what)s。校医看得到,下次点名会提示。") % {"what": words})
    return HttpResponseRedirect(reverse("screening:observe", args=[unit_no]))


def _noted(request: Asked, unit_no: int) -> screening.Noted:
    """`seen` is <enrolment id>:<symptom>, the button that was tapped."""
    who, _colon, symptom = request.POST.get("seen", "").partition(":")
    try:
        return screening.Noted(
            UUID(request.POST.get("observation_id", "")), unit_no, UUID(who),
            rules.symptoms_of([symptom]),
        )  # fmt: skip
    except ValueError:
        raise Invalid(_("请先点学生,再点看到的症状。"), {"seen": "missing"}) from None
