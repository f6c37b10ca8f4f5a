"""Today's due list, the blind spots of a unit, the steps of a duty, the ladder."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties import queries, rules
from xiaoan.duties import services as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page

SLOT_NAMES = {"morning": _l("晨检"), "noon": _l("午检"), "evening": _l("晚检")}
PAGE = 100


@page(Permission.MY_DUTIES)
def today_page(request: Asked) -> HttpResponse:
    """What I answer for today: what is due first, then what is done."""
    due = queries.due_today(request.actor, clock.today())
    places = directory.places({n for d in due for n in (d.unit_no, d.school_id)})
    items = [_item(d, places, request.actor) for d in due]
    waiting = [i for i in items if i["state"] in ("due", "missed")]
    rest = [i for i in items if i["state"] not in ("due", "missed")]
    groups = [{"title": _("待办"), "items": waiting}, {"title": _("已办"), "items": rest}]
    context = {
        "groups": [group for group in groups if group["items"]],
        "waiting": len(waiting),
        "day": clock.today(),
        "as_of": clock.now(),
    }
    return render(request, "duties/today.html", context)


def _item(due: queries.Due, places: dict[int, directory.Place], actor: Actor) -> dict[str, Any]:
    args = [due.unit_no, due.day.isoformat(), due.slot]
    return {
        "title": SLOT_NAMES.get(due.slot, due.kind),
        "place": places[due.unit_no].name,
        "school": places[due.school_id].name,
        "slot_label": SLOT_NAMES.get(due.slot, ""),
        "due_text": due.due_at.astimezone(clock.ZONE).strftime("%H:%M"),
        "done_text": due.done_at.astimezone(clock.ZONE).strftime("%H:%M") if due.done_at else "",
        "people": due.people,
        "state": due.status,
        "url": reverse("screening:rollcall", args=args),
        "urged": due.urged,
        "level": due.level,
        "as_deputy": due.assignee_id != actor.user_id,
    }


@page(Permission.SEE_DUTIES)
def blind_spots_page(request: Asked) -> HttpResponse:
    """Who was due and is silent: by unit, with the person, the level reached and how long it is."""
    actor = request.actor
    place = _asked_place(actor, request.GET.get("unit", ""))
    offset = _offset(request.GET.get("offset", ""))
    total, due = queries.blind_spots(actor, place.interval, clock.today(), offset, PAGE)
    places = directory.places({n for d in due for n in (d.unit_no, d.school_id)})
    people = {who for d in due for who in (d.assignee_id, d.deputy_id) if who}
    names, numbers = accounts.names(actor, people), accounts.phones(actor, people)
    context = {
        "unit": {"name": place.name, "no": place.no},
        "day": clock.today(),
        "as_of": clock.now(),
        "total": total,
        "rows": [_blind_spot(d, places, names, numbers) for d in due],
        "offset": offset,
        "next_offset": offset + PAGE if offset + PAGE < total else None,
        "previous_offset": max(offset - PAGE, 0) if offset else None,
        "may_set_ladder": actor.may(Permission.SET_ESCALATION, place.no),
        "ladder_url": reverse("duties:ladder", args=[place.no]),
    }
    return render(request, "duties/blind_spots.html", context)


def _asked_place(actor: Actor, text: str) -> directory.Place:
    """The unit asked for, or the widest one where the actor sees duties."""
    reach = actor.reach(Permission.SEE_DUTIES)
    widest = max(reach, key=lambda r: r[1] - r[0])[0]
    unit_no = int(text) if text.isdigit() and len(text) < 11 else widest
    if not actor.may(Permission.SEE_DUTIES, unit_no):
        raise NotFound
    return directory.place(unit_no)


def _offset(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 8 else 0


def _blind_spot(
    due: queries.Due,
    places: dict[int, directory.Place],
    names: dict[UUID, str],
    numbers: dict[UUID, str],
) -> dict[str, Any]:
    who = due.assignee_id
    minutes = int((clock.now() - due.due_at).total_seconds() // 60)
    return {
        "duty_id": str(due.id),
        "school": places[due.school_id].name,
        "place": places[due.unit_no].name,
        "school_url": reverse("screening:school", args=[due.school_id]),
        "slot_label": SLOT_NAMES.get(due.slot, ""),
        "people": due.people,
        "person": names.get(who, "") if who else "",
        "phone": numbers.get(who, "") if who else "",
        "deputy": names.get(due.deputy_id, "") if due.deputy_id else "",
        "due_text": due.due_at.astimezone(clock.ZONE).strftime("%H:%M"),
        "minutes_overdue": minutes,
        "level": due.level,
        "urged": due.urged,
        "state": due.status,
        "steps_url": reverse("duties:steps", args=[due.id]),
    }


@page(Permission.MY_DUTIES, Permission.SEE_DUTIES)
def steps_page(request: Asked, duty_id: UUID) -> HttpResponse:
    """One duty: who was told, when, up to which level, and when it was done."""
    actor = request.actor
    due = queries.duty(actor, duty_id)
    steps = queries.steps_of(actor, duty_id)
    people = [who for who in (due.assignee_id, due.deputy_id, due.done_by_id) if who]
    names = accounts.names(actor, people)
    context = {
        "place": directory.full_name(due.unit_no),
        "slot_label": SLOT_NAMES.get(due.slot, ""),
        "day": due.day,
        "due_text": due.due_at.astimezone(clock.ZONE).strftime("%H:%M"),
        "state": due.status,
        "person": names.get(due.assignee_id, "") if due.assignee_id else "",
        "deputy": names.get(due.deputy_id, "") if due.deputy_id else "",
        "done_text": due.done_at.astimezone(clock.ZONE).strftime("%H:%M") if due.done_at else "",
        "done_by": names.get(due.done_by_id, "") if due.done_by_id else "",
        "steps": [
            {
                "kind": step.kind,
                "level": step.level,
                "role_label": accounts.ROLE_NAMES.get(step.role, ""),
                "at": step.at.astimezone(clock.ZONE),
                "by": step.by,
                "told": [name for name in step.told if name],
                "told_count": len(step.told),
            }
            for step in steps
        ],
    }
    return render(request, "duties/steps.html", context)


@page(Permission.SET_ESCALATION, methods="GET POST")
def ladder_page(request: Asked, unit_no: int) -> HttpResponse:
    """After how many minutes a missed duty goes up, level by level."""
    ladder = queries.ladder_at(request.actor, unit_no)
    given = {rung.role: str(rung.minutes) for rung in ladder}
    errors: list[str] = []
    if request.method == "POST":
        given = {rung.role: request.POST.get(rung.role, "") for rung in rules.FIRST_LADDER}
        try:
            minutes = {role: int(text) for role, text in given.items() if text.isdigit()}
            if len(minutes) < len(given):
                raise Invalid(_("每一级都要填分钟数(整数)。"))
            duties.set_ladder(request.actor, unit_no, minutes)
            return HttpResponseRedirect(reverse("duties:blind_spots"))
        except Invalid as refused:
            errors = [str(refused)]
    context = {
        "unit": {"name": directory.place(unit_no).name, "no": unit_no},
        "rungs": [
            {
                "role": rung.role,
                "level": rung.level,
                "label": accounts.ROLE_NAMES[rung.role],
                "minutes": given.get(rung.role, ""),
            }
            for rung in rules.FIRST_LADDER
        ],
        "errors": errors,
        "action": request.path,
        "is_county": unit_no % numbering.COUNTY == 0,
    }
    return render(request, "duties/ladder.html", context, status=422 if errors else 200)
