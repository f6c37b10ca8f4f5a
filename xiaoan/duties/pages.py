"""Today's due list, the blind spots of a unit, the steps of a duty, the ladder."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.duties import queries, rules
from xiaoan.duties import services as duties
from xiaoan.duties.queries import kinds, starts
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.web import waiting
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, kept, page
from xiaoan.web.notices import own_notices
from xiaoan.web.templatetags.web_tags import day as day_words

SLOT_NAMES = queries.SLOT_NAMES
PAGE = 100


@page(Permission.MY_DUTIES)
def today_page(request: Asked) -> HttpResponse:
    """What I answer for today: what is due first, then what is done."""
    due = queries.due_today(request.actor, clock.today())
    places = directory.places({n for d in due for n in (d.unit_no, d.school_id)})
    names = accounts.names(request.actor, {d.assignee_id for d in due if d.assignee_id})
    whom = kinds.about(request.actor, due)
    duties.names_seen(request.actor, whom.values())
    about = {pk: one.words for pk, one in whom.items()}
    due.sort(key=lambda d: _reading_order(d, about))
    items = [_item(d, places, names, about, request.actor) for d in due]
    open_now = [item for item in items if item["state"] in ("due", "missed") and item["url"]]
    later = [item for item in items if item["state"] in ("due", "missed") and not item["url"]]
    rest = [item for item in items if item["state"] not in ("due", "missed")]
    groups = [
        {"title": _("待办"), "items": open_now},
        {"title": _("稍后"), "items": later},
        {"title": _("已办"), "items": rest},
    ]
    context = {
        "groups": [group for group in groups if group["items"]],
        "first": open_now[0] if open_now else None,
        "next_text": _("下一项:%(title)s,%(due)s")
        % {"title": later[0]["title"], "due": later[0]["due_text"]}
        if later
        else "",
        "day": clock.today(),
        "as_of": clock.now(),
        "notices": own_notices(request.actor),
        "waiting": waiting.lines(request.actor),
        "starts": starts.lines(request.actor),
    }
    return kept(request, render(request, "duties/today.html", context))


def _reading_order(due: queries.Due, about: dict[UUID, str]) -> tuple[Any, ...]:
    """What is due first; of one moment by place and kind, then whom it is about, the same at each look."""
    whom = due.about_id
    return (due.due_at, due.unit_no, due.kind, about.get(whom, "") if whom else "", str(due.id))


def _item(
    due: queries.Due,
    places: dict[int, directory.Place],
    names: dict[UUID, str],
    about: dict[UUID, str],
    actor: Actor,
) -> dict[str, Any]:
    said = _("%(at)s 前") % {"at": _moment(due.due_at)}
    early = due.opens_at is not None and clock.now() < due.opens_at
    if due.done_at:
        words = _("%(at)s 已报") if due.kind == "screening.rollcall" else _("%(at)s 已办")
        said = words % {"at": _hour(due.done_at)}
    elif early:
        said = _("%(from)s 到 %(until)s") % {
            "from": _hour(due.opens_at),
            "until": _moment(due.due_at),
        }
    mine = due.assignee_id == actor.user_id
    return {
        "title": f"{places[due.unit_no].name} {kinds.title_of(due)}",
        "about": about.get(due.about_id, "") if due.about_id else "",
        "place": places[due.school_id].name,
        "slot_label": kinds.title_of(due),
        "due_text": said,
        "state": due.status,
        "url": "" if early else kinds.url_of(due),
        "keep": "" if early or due.done_at else kinds.kept_url(due),
        "urged": due.urged,
        "person": "" if mine or not due.assignee_id else names.get(due.assignee_id, ""),
    }


def _hour(at: dt.datetime | None) -> str:
    return at.astimezone(clock.ZONE).strftime("%H:%M") if at else ""


def _moment(at: dt.datetime) -> str:
    """The hour; of another day with the day."""
    local = at.astimezone(clock.ZONE)
    hour = local.strftime("%H:%M")
    return hour if local.date() == clock.today() else f"{day_words(local.date())} {hour}"


@page(Permission.SEE_DUTIES)
def blind_spots_page(request: Asked) -> HttpResponse:
    """Who was due and is silent: by school, with the person, the level reached and how long it is."""
    actor = request.actor
    place = _asked_place(actor, request.GET.get("unit", ""))
    slot, level = request.GET.get("slot", ""), request.GET.get("level", "")
    slot = slot if slot in SLOT_NAMES else ""
    kind = request.GET.get("kind", "")
    kind = kind if kind in {one.code for one in kinds.kinds()} else ""
    offset = _number(request.GET.get("offset", ""))
    total, due = queries.blind_spots(
        actor,
        place.interval,
        clock.today(),
        offset,
        PAGE,
        slot=slot,
        kind=kind,
        level=_number(level),
    )
    context = {
        "unit": {"name": place.name, "no": place.no},
        "crumbs": crumbs(actor, place.no),
        "day": clock.today(),
        "as_of": clock.now(),
        "total": total,
        "clear_url": reverse("duties:blind_spots") if slot or kind or level else "",
        "slots": list(SLOT_NAMES.items()),
        "slot": slot,
        "kinds": [(one.code, one.words) for one in kinds.kinds()],
        "kind": kind,
        "levels": [(str(r.level), _level_label(r.level)) for r in rules.FIRST_LADDER],
        "level": level,
        "groups": _by_school(actor, due),
        "pager": _pager(request, total, offset),
        "ladder_url": reverse("duties:ladder", args=[place.no])
        if actor.may(Permission.SET_ESCALATION, place.no)
        else "",
    }
    return render(request, "duties/blind_spots.html", context)


def _asked_place(actor: Actor, text: str) -> directory.Place:
    """The unit asked for, or the widest one where the actor sees duties."""
    widest = max(actor.reach(Permission.SEE_DUTIES), key=lambda r: r[1] - r[0])[0]
    unit_no = _number(text) or widest
    if not actor.may(Permission.SEE_DUTIES, unit_no):
        raise NotFound
    return directory.place(unit_no)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 else 0


def _pager(request: Asked, total: int, offset: int) -> dict[str, Any] | None:
    if total <= PAGE:
        return None

    def at(start: int) -> str:
        query = request.GET.copy()
        query["offset"] = str(start)
        return f"?{query.urlencode()}"

    return {
        "first": offset + 1,
        "last": min(offset + PAGE, total),
        "total": total,
        "prev_url": at(max(offset - PAGE, 0)) if offset else "",
        "next_url": at(offset + PAGE) if offset + PAGE < total else "",
    }


def _by_school(actor: Actor, due: list[queries.Due]) -> list[dict[str, Any]]:
    places = directory.places({n for d in due for n in (d.unit_no, d.school_id)})
    people = {d.assignee_id for d in due if d.assignee_id}
    names, numbers = accounts.names(actor, people), accounts.phones(actor, people)
    groups: dict[int, dict[str, Any]] = {}
    for one in due:
        group = groups.setdefault(
            one.school_id,
            {
                "title": places[one.school_id].name,
                "url": reverse("screening:school", args=[one.school_id]),
                "rows": [],
            },
        )
        group["rows"].append(_blind_spot(one, places, names, numbers))
    return [{**group, "count": len(group["rows"])} for group in groups.values()]


def _blind_spot(
    due: queries.Due,
    places: dict[int, directory.Place],
    names: dict[UUID, str],
    numbers: dict[UUID, str],
) -> dict[str, Any]:
    who = due.assignee_id
    return {
        "place": places[due.unit_no].name,
        "task": kinds.title_of(due),
        "person": names.get(who, _("未指定")) if who else _("岗位空缺"),
        "role_label": accounts.ROLE_NAMES["class_teacher"],
        "phone": numbers.get(who, "") if who else "",
        "due_at": due.due_at,
        "minutes": int((clock.now() - due.due_at).total_seconds() // 60),
        "level": due.level,
        "level_label": _level_label(due.level),
        "urged": due.urged,
        "steps_url": reverse("duties:steps", args=[due.id]),
    }


def _level_label(level: int) -> str:
    role = next((r.role for r in rules.FIRST_LADDER if r.level == level), "")
    return _("已到%(role)s") % {"role": accounts.ROLE_NAMES[role]} if role else ""


@page(Permission.MY_DUTIES, Permission.SEE_DUTIES)
def steps_page(request: Asked, duty_id: UUID) -> HttpResponse:
    """One duty: who was told, when, up to which level, and when it was done."""
    actor = request.actor
    due = queries.duty(actor, duty_id)
    names = accounts.names(
        actor, [who for who in (due.assignee_id, due.deputy_id, due.done_by_id) if who]
    )

    def name(who: UUID | None) -> str:
        return names.get(who, "") if who else ""

    place = directory.full_name(due.unit_no)
    context = {
        "crumbs": crumbs(actor, due.unit_no),
        "as_of": clock.now(),
        "duty": {
            "title": f"{place} {kinds.title_of(due)}",
            "place": place,
            "day": due.day,
            "opened_at": due.opened_at,
            "due_at": due.due_at,
            "state": due.status,
            "person": name(due.assignee_id) or (_("未指定") if due.assignee_id else _("岗位空缺")),
            "deputy": name(due.deputy_id),
            "done_at": due.done_at,
            "done_by": name(due.done_by_id),
            "on_behalf": due.on_behalf,
            "people": due.people,
        },
        "steps": [_step(step) for step in queries.steps_of(actor, duty_id)],
        "ahead": _ahead(due),
    }
    return render(request, "duties/steps.html", context)


def _step(step: queries.StepTaken) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "words": _words(step),
        "note": step.note,
        "at": step.at,
        "by": step.by,
        "told": [name for name in step.told if name],
    }


def _words(step: queries.StepTaken) -> str:
    why = {"why": queries.WHY_NAMES.get(step.reason, "")}
    if step.kind == "excuse":
        return _("改为不需报:%(why)s") % why
    if step.kind == "reopen":
        return _("又要报:%(why)s") % why
    role = {"role": accounts.ROLE_NAMES.get(step.role, "")}
    return _("升级到%(role)s") % role if step.kind == "escalate" else _("催报")


def _ahead(due: queries.Due) -> list[dict[str, Any]]:
    """The steps still to come while the duty stays open."""
    if due.state != "open":
        return []
    return [
        {"words": accounts.ROLE_NAMES[rung.role], "at": rules.step_time(due.due_at, rung)}
        for rung in queries.ladders().of(due.unit_no)
        if rung.level > due.level
    ]


@page(Permission.SET_ESCALATION, methods="GET POST")
def ladder_page(request: Asked, unit_no: int) -> HttpResponse:
    """After how many minutes a missed duty goes up, level by level."""
    ladder = queries.ladder_at(request.actor, unit_no)
    given = {rung.role: str(rung.minutes) for rung in ladder}
    errors: list[str] = []
    if request.method == "POST":
        given = {rung.role: request.POST.get(rung.role, "") for rung in rules.FIRST_LADDER}
        try:
            duties.set_ladder(request.actor, unit_no, _minutes(given))
            messages.success(request, _("升级时间已保存,从下一次逾期起生效。"))
            return HttpResponseRedirect(reverse("duties:blind_spots"))
        except Invalid as refused:
            errors = [str(refused)]
    context = {
        "unit": {"name": directory.place(unit_no).name, "no": unit_no},
        "crumbs": crumbs(request.actor, unit_no),
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
    }
    return render(request, "duties/ladder.html", context, status=422 if errors else 200)


def _minutes(given: dict[str, str]) -> dict[str, int]:
    found = {
        role: int(text)
        for role, text in given.items()
        if text.isascii() and text.isdigit() and len(text) < 6
    }
    if len(found) < len(given):
        raise Invalid(_("每一级都要填分钟数(整数)。"))
    return found
