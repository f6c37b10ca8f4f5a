"""The blind spots of a unit."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.duties import queries, rules
from xiaoan.duties.queries import kinds
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page

SLOT_NAMES = queries.SLOT_NAMES
PAGE = 100


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
