"""The blind spots of a unit, and acting on many of them."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.duties import queries, rules
from xiaoan.duties import services as duties
from xiaoan.duties.queries import kinds
from xiaoan.duties.queries import spots as reading
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

SLOT_NAMES = queries.SLOT_NAMES
PAGE = 100
# From so many minutes on hours are said, from so many hours on days (our own choice).
_HOURS_FROM, _DAYS_FROM = 120, 48


@page(Permission.SEE_DUTIES)
def blind_spots_page(request: Asked) -> HttpResponse:
    """What a unit owes and does not see done: by the units below it, and one by one with the person."""
    actor = request.actor
    place = _asked_place(actor, request.GET.get("unit", ""))
    wanted = _wanted(request.GET)
    offset = whole(request.GET.get("offset", ""))
    found = reading.spots(actor, place, wanted, offset, PAGE)
    narrowed = wanted.slot or wanted.kind or wanted.level
    context = {
        "unit": {"name": place.name, "no": place.no},
        "crumbs": crumbs(actor, place.no),
        "day": clock.today(),
        "as_of": clock.now(),
        "total": found.total,
        "clear_url": f"{reverse('duties:blind_spots')}?unit={place.no}" if narrowed else "",
        "slots": list(SLOT_NAMES.items()),
        "slot": wanted.slot,
        "kinds": list(kinds.named().items()),
        "kind": wanted.kind,
        "levels": [(str(r.level), _level_label(r.level)) for r in rules.FIRST_LADDER],
        "level": str(wanted.level or ""),
        "states": _states(place.no, wanted, found),
        "state": wanted.state,
        "below": [_below(one, place) for one in found.below],
        "groups": _by_school(actor, list(found.dues), found.left),
        "pager": pager(request, found.total, offset, PAGE),
        "ladder_url": _url("ladder", place.no)
        if actor.may(Permission.SET_ESCALATION, place.no)
        else "",
        "may_urge": actor.may(Permission.URGE, place.no),
        "may_give": actor.may(Permission.DECIDE_DUTIES, place.no),
        "most": min(found.total, duties.MOST),
    }
    return render(request, "duties/blind_spots.html", context)


def _url(name: str, unit_no: int) -> str:
    return reverse(f"duties:{name}", args=[unit_no])


def _wanted(given: QueryDict) -> reading.Wanted:
    """What is asked for; what is none of the choices is passed over."""
    state, slot, kind = (given.get(name, "") for name in ("state", "slot", "kind"))
    return reading.Wanted(
        state if state in reading.STATE_NAMES else "overdue",
        slot if slot in SLOT_NAMES else "",
        # One entry stands for all that are called the same.
        next((code for code in kinds.named() if code in kinds.alike(kind)), ""),
        whole(given.get("level", "")) % 100,
    )


def _states(unit_no: int, wanted: reading.Wanted, found: reading.Spots) -> list[dict[str, Any]]:
    """The four kinds of blind spots with how many there are."""
    return [
        {
            "code": code,
            "words": words,
            "count": found.sums[code],
            "url": f"?{urlencode({'unit': unit_no, 'state': code, 'kind': wanted.kind})}",
        }
        for code, words in reading.STATE_NAMES.items()
    ]


def _below(one: reading.Counts, place: directory.Place) -> dict[str, Any]:
    """A unit below; a class is looked into on the list beneath."""
    deeper = one.place.kind in ("township", "school") and one.place.no != place.no
    return {
        "name": one.place.name,
        "url": f"?unit={one.place.no}" if deeper else "",
        "counts": [getattr(one, state) for state in reading.STATE_NAMES],
    }


OUTCOMES = {
    "done": _l("已办"),
    "closed": _l("已经办了或不用办了"),
    "early": _l("还没到可以办的时间"),
    "just": _l("刚催过"),
    "unknown": _l("不在您的范围内,或已不存在"),
    "same": _l("本来就由该人负责"),
    "unfit": _l("该人不能办这件事"),
    "nobody": _l("岗位上没有人"),
    "moved": _l("已经升过级"),
    "top": _l("已到最高一级"),
}


@page(Permission.URGE, methods="POST")
def act_page(request: Asked) -> HttpResponse:
    """Urge, reassign or escalate many at once; what became of each is said row by row."""
    actor = request.actor
    place = _asked_place(actor, request.POST.get("unit", ""))
    what = request.POST.get("what", "")
    if what not in ACTS or (
        what == "reassign" and not actor.may_anywhere(Permission.DECIDE_DUTIES)
    ):
        raise Invalid(_("请选催办、改派或升级。"), {"what": "unknown"})
    ticked = _ticked(request, actor, place)
    said = ACTS[what](actor, ticked)
    context = {
        "unit": {"name": place.name, "no": place.no},
        "crumbs": crumbs(actor, place.no),
        "done": sum(one == "done" for one in said.values()),
        "rest": sum(one != "done" for one in said.values()),
        "rows": _outcomes(actor, said),
        "back_url": f"{reverse('duties:blind_spots')}?unit={place.no}",
        "what": {"urge": _("催办"), "reassign": _("改派"), "escalate": _("升级")}[what],
    }
    return render(request, "duties/acted.html", context)


def _reassign(actor: Actor, ticked: dict[UUID, int]) -> dict[UUID, str]:
    return duties.reassign_each(actor, ticked)


def _urge(actor: Actor, ticked: dict[UUID, int]) -> dict[UUID, str]:
    return duties.urge_each(actor, ticked)


ACTS: dict[str, Callable[[Actor, dict[UUID, int]], dict[UUID, str]]] = {
    "urge": _urge,
    "reassign": _reassign,
    "escalate": duties.escalate_each,
}


def _ticked(request: Asked, actor: Actor, place: directory.Place) -> dict[UUID, int]:
    """The duties that were ticked, each with the level at which it was seen; or all that are listed."""
    if request.POST.get("all"):
        ids = reading.ids_of(actor, place, _wanted(request.POST), duties.MOST)
        return {due.id: due.level for due in queries.dues_of(ids).values()}
    found: dict[UUID, int] = {}
    for text in request.POST.getlist("duty"):
        pk, _colon, level = text.partition(":")
        try:
            found[UUID(pk)] = whole(level)
        except ValueError:
            raise NotFound from None
    if not found:
        raise Invalid(_("请先勾选。"), {"duty": "none"})
    return found


def _outcomes(actor: Actor, said: dict[UUID, str]) -> list[dict[str, Any]]:
    """Row by row, what could not be done first."""
    dues = {pk: due for pk, due in queries.dues_of(said).items() if actor.sees(due.unit_no)}
    places = directory.places({n for d in dues.values() for n in (d.unit_no, d.school_id)})
    names = accounts.names(actor, {d.assignee_id for d in dues.values() if d.assignee_id})
    rows = [
        {
            "school": places[dues[pk].school_id].name if dues[pk].school_id in places else "",
            "place": places[dues[pk].unit_no].name,
            "task": kinds.title_of(dues[pk]),
            "person": names.get(who, "") if (who := dues[pk].assignee_id) else "",
            "code": code,
            "words": OUTCOMES[code],
        }
        if pk in dues
        else {"place": "–", "code": code, "words": OUTCOMES[code]}
        for pk, code in said.items()
    ]
    return sorted(
        rows, key=lambda row: (row["code"] == "done", row.get("school", ""), row["place"])
    )


def _asked_place(actor: Actor, text: str) -> directory.Place:
    """The unit asked for, or the widest one where the actor sees duties."""
    widest = max(actor.reach(Permission.SEE_DUTIES), key=lambda r: r[1] - r[0])[0]
    unit_no = whole(text) or widest
    if not actor.may(Permission.SEE_DUTIES, unit_no):
        raise NotFound
    return directory.place(unit_no)


def _by_school(actor: Actor, due: list[queries.Due], left: frozenset[UUID]) -> list[dict[str, Any]]:
    places = directory.places({n for d in due for n in (d.unit_no, d.school_id)})
    people = {d.assignee_id for d in due if d.assignee_id}
    names, numbers = accounts.names(actor, people), accounts.phones(actor, people)
    groups: dict[int, dict[str, Any]] = {}
    for one in due:
        group = groups.setdefault(
            one.school_id,
            {
                "title": places[one.school_id].name,
                # What a township owes itself stands under it, and it has no page of a school.
                "url": reverse("screening:school", args=[one.school_id])
                if places[one.school_id].kind == "school"
                else "",
                "rows": [],
            },
        )
        row = _blind_spot(one, places, names, numbers)
        group["rows"].append({**row, "left": one.assignee_id in left})
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
        "role_label": _role_label(due.kind) if who else "",
        "phone": numbers.get(who, "") if who else "",
        "due_at": due.due_at,
        "overdue": overdue(clock.now() - due.due_at),
        "value": f"{due.id}:{due.level}",
        "level": due.level,
        "level_label": _level_label(due.level),
        "urged": due.urged,
        "steps_url": reverse("duties:steps", args=[due.id]),
    }


def _role_label(kind: str) -> str:
    found = rules.CATALOGUE.kinds.get(kind)
    return str(accounts.ROLE_NAMES[found.answers[0]]) if found else ""


def overdue(late: dt.timedelta) -> str:
    """By how much its time is over, in the unit that people count in; "" if it is not."""
    minutes = int(late.total_seconds() // 60)
    if minutes < 1:
        return ""
    if minutes < _HOURS_FROM:
        return _("%(n)s 分钟") % {"n": minutes}
    hours = minutes // 60
    if hours < _DAYS_FROM:
        return _("%(n)s 小时") % {"n": hours}
    return _("%(n)s 天") % {"n": hours // 24}


def _level_label(level: int) -> str:
    role = next((r.role for r in rules.FIRST_LADDER if r.level == level), "")
    return _("已到%(role)s") % {"role": accounts.ROLE_NAMES[role]} if role else ""
