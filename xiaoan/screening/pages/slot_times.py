"""When each slot opens and is due, stage by stage: the county's times, or a school's own."""

import datetime as dt
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.screening import forms, queries, rules
from xiaoan.screening import services as screening
from xiaoan.screening.pages.calendar import SEEING, place_seen
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page

EVERYBODY = "all"
# Who is asked, and boarders on which evenings (rules.NIGHTS).
WHO = {
    EVERYBODY: _l("全体学生"),
    "school_days": _l("住宿生,上学日"),
    "eves": _l("住宿生,次日上学的晚上"),
    "weekends": _l("住宿生,上学日和周末"),
}

Times = dict[tuple[int, str], dict[str, queries.SlotTimes]]


@page(*SEEING, methods="GET POST")
def slot_times_page(request: Asked, unit_no: int) -> HttpResponse:
    """The times of each stage at a unit; changed by who sets its calendar."""
    actor = request.actor
    place = place_seen(actor, unit_no)
    may_set = actor.may(Permission.SET_CALENDAR, unit_no)
    errors: list[str] = []
    if request.method == "POST":
        if not may_set:
            raise Forbidden
        try:
            _change(request, unit_no)
            return HttpResponseRedirect(reverse("screening:slot_times", args=[unit_no]))
        except Invalid as refused:
            errors = str(refused).split("\n")
    times = queries.slot_times(rounds=True)
    context = {
        "unit": {"name": place.name, "no": place.no, "kind": place.kind},
        "crumbs": crumbs(actor, unit_no),
        "stages": [_stage(request, place, stage, times, errors) for stage in _stages(place, times)],
        "who": WHO,
        "own_below": _own_below(place, times),
        "may_set": may_set,
        "errors": errors,
        "back_url": reverse("screening:calendar", args=[unit_no]),
    }
    return render(request, "screening/slot_times.html", context, status=422 if errors else 200)


def _change(request: Asked, unit_no: int) -> None:
    stage = request.POST.get("stage", "")
    if request.POST.get("action") == "clear":
        screening.clear_slot_times(request.actor, unit_no, stage)
        return
    faults: list[str] = []
    found = [_read(request, unit_no, stage, slot, faults) for slot in queries.TIMES_NAMES]
    if faults:
        raise Invalid("\n".join(faults))
    screening.set_slot_times(request.actor, unit_no, stage, [one for one in found if one])


def _read(
    request: Asked, unit_no: int, stage: str, slot: str, faults: list[str]
) -> screening.NewSlot | None:
    """One slot as typed; nothing typed: no such slot. What cannot be read is said in `faults`."""
    times: list[dt.time | None] = []
    for name in ("opens", "deadline"):
        try:
            times.append(forms.read_time(request.POST.get(f"{slot}-{name}", "")))
        except ValueError:
            faults.append(
                _("%(slot)s:时间请写成 06:30 这样。") % {"slot": queries.TIMES_NAMES[slot]}
            )
            return None
    opens, deadline = times
    if opens is None and deadline is None:
        return None
    if opens is None or deadline is None:
        faults.append(_half(slot) % {"slot": queries.TIMES_NAMES[slot]})
        return None
    who = _who_typed(request, slot)
    nights = {} if who == EVERYBODY else {"nights": who}
    return screening.NewSlot(
        unit_no, stage, slot, opens, deadline, boarders_only=who != EVERYBODY, **nights
    )


def _half(slot: str) -> str:
    if slot == rules.ROUND_SLOT:
        return _("%(slot)s:开始和截止都要填;都留空就是 20:30 到 22:30。")
    return _("%(slot)s:开始和截止都要填;不做这项检查就都留空。")


def _stages(place: directory.Place, times: Times) -> list[str]:
    """The stages taught under a unit, and those it has times for, in the order of age."""
    taught = {one.stage for one in directory.places_inside(place.interval, "class")}
    known = taught | {stage for no, stage in times if no == place.no}
    return [stage for stage in directory.STAGE_NAMES if stage in known]


def _stage(
    request: Asked, place: directory.Place, stage: str, times: Times, errors: list[str]
) -> dict[str, Any]:
    # Rooms are gone through in any case, by the first times where none are set.
    inforce = {rules.ROUND_SLOT: queries.FIRST_ROUND} | queries.slots_at(times, place.no, stage)
    typed = bool(errors) and request.POST.get("stage") == stage
    own = (place.no, stage) in times
    return {
        "code": stage,
        "label": directory.STAGE_NAMES[stage],
        "own": own,
        "may_clear": own and place.kind != "county",
        "rows": [
            {
                "slot": slot,
                "label": queries.TIMES_NAMES[slot],
                "asks_who": slot != rules.ROUND_SLOT,
                **(_typed(request, slot) if typed else _set(inforce.get(slot))),
            }
            for slot in queries.TIMES_NAMES
        ],
    }


def _typed(request: Asked, slot: str) -> dict[str, Any]:
    return {
        "opens": request.POST.get(f"{slot}-opens", ""),
        "deadline": request.POST.get(f"{slot}-deadline", ""),
        **_who(_who_typed(request, slot)),
    }


def _who_typed(request: Asked, slot: str) -> str:
    return request.POST.get(f"{slot}-who", EVERYBODY)


def _who(who: str) -> dict[str, Any]:
    return {"who": who, "who_label": WHO.get(who, "")}


def _set(times: queries.SlotTimes | None) -> dict[str, Any]:
    if times is None:
        return {"opens": "", "deadline": "", **_who(EVERYBODY)}
    opens, deadline = times.opens.strftime("%H:%M"), times.deadline.strftime("%H:%M")
    who = times.nights if times.boarders_only else EVERYBODY
    return {"opens": opens, "deadline": deadline, **_who(who)}


def _own_below(place: directory.Place, times: Times) -> list[dict[str, str]]:
    """Units under this one that have times of their own."""
    lo, hi = place.interval
    own = sorted({no for no, _stage in times if lo < no < hi})
    places = directory.places(own)
    return [
        {"name": places[no].name, "url": reverse("screening:slot_times", args=[no])}
        for no in own
        if no in places
    ]
