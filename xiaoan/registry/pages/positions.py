"""Positions: what is vacant, the staff of a school, one person's positions."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts import queries as accounts
from xiaoan.accounts.queries import positions, vacancies
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.notices import last_day
from xiaoan.web.paging import pager

PAGE = 100
STATES = {"running": _l("在任"), "ahead": _l("未到"), "past": _l("已结束")}


@page(Permission.SEE_POSITIONS)
def vacancies_page(request: Asked) -> HttpResponse:
    """Positions that nobody holds, by name; the filters stand in the address."""
    actor, asked = request.actor, request.GET
    place = _asked_place(actor, asked.get("unit", ""))
    role = asked.get("role", "")
    role = role if role in vacancies.WANTED_ROLES else ""
    offset = whole(asked.get("offset", ""))
    total, found = vacancies.vacancies(actor, place.interval, role, offset, PAGE)
    if not total and offset:
        raise NotFound
    context = {
        "unit": place,
        "crumbs": crumbs(actor, place.no),
        "total": total,
        "role": role,
        "roles": [(code, accounts.ROLE_NAMES[code]) for code in vacancies.WANTED_ROLES],
        "clear_url": reverse("registry:vacancies") if role or asked.get("unit") else "",
        "rows": _vacant(actor, found),
        "pager": pager(request, total, offset, PAGE),
        "staff_url": reverse("registry:staff", args=[place.no])
        if place.kind in ("school", "township", "county")
        else "",
        "waiting": len(positions.waiting(actor)),
    }
    return render(request, "registry/vacancies.html", context)


def _asked_place(actor: Actor, text: str) -> directory.Place:
    """The unit asked for, or the widest one where the actor sees positions."""
    widest = max(actor.reach(Permission.SEE_POSITIONS), key=lambda r: r[1] - r[0])[0]
    unit_no = whole(text) or widest
    if not actor.may(Permission.SEE_POSITIONS, unit_no):
        raise NotFound
    return directory.place(unit_no)


def _vacant(actor: Actor, found: list[vacancies.Vacancy]) -> list[dict[str, Any]]:
    places = directory.places({one.school_no for one in found if one.school_no})
    deputies = positions.standing_in(actor, [one.unit_no for one in found])
    rows = []
    for one in found:
        deputy = deputies.get((one.unit_no, one.role))
        end = one.unit_no + _size(one.kind)
        rows.append(
            {
                "name": one.name,
                "role": accounts.ROLE_NAMES[one.role],
                "school": places[one.school_no].name
                if one.school_no in places and one.school_no != one.unit_no
                else "",
                "since": one.since,
                "deputy": deputy.name if deputy else "",
                "deputy_last": last_day(deputy.until) if deputy else None,
                "url": f"{reverse('registry:appoint')}?unit={one.unit_no}&role={one.role}"
                if positions.may_give(actor, one.role, one.unit_no, end)
                else "",
            }
        )
    return rows


def _size(kind: str) -> int:
    """How many numbers a unit of a kind takes."""
    sizes = {"township": numbering.TOWNSHIP, "school": numbering.SCHOOL, "grade": numbering.GRADE}
    return sizes.get(kind, 1)


@page(Permission.SEE_POSITIONS)
def staff_page(request: Asked, unit_no: int) -> HttpResponse:
    """Who belongs to a school or an office, and which positions each holds."""
    actor = request.actor
    place = directory.places([unit_no]).get(unit_no)
    if place is None:
        raise NotFound
    found = positions.staff(actor, unit_no)
    if place.kind not in ("school", "township", "county"):
        raise NotFound
    units = directory.places({held.unit_no for one in found for held in one.held})
    gives = actor.may(Permission.KEEP_POSITIONS, unit_no)
    context = {
        "unit": place,
        "crumbs": crumbs(actor, unit_no),
        "rows": [_member(one, units) for one in found],
        "held": sum(any(h.state != "past" for h in one.held) for one in found),
        "appoint_url": f"{reverse('registry:appoint')}?at={unit_no}" if gives else "",
        "vacancies_url": f"{reverse('registry:vacancies')}?unit={unit_no}",
    }
    return render(request, "registry/staff.html", context)


def _member(one: positions.Member, units: dict[int, directory.Place]) -> dict[str, Any]:
    return {
        "name": one.name,
        "number": one.number,
        "post": one.post,
        "url": reverse("registry:member", args=[one.id]),
        "has_account": one.user_id is not None,
        "held": [held_row(held, units) for held in one.held if held.state != "past"],
    }


def held_row(held: positions.Held, units: dict[int, directory.Place]) -> dict[str, Any]:
    """A position as the templates show it."""
    return {
        "id": held.id,
        "role": accounts.ROLE_NAMES[held.role],
        "unit": units[held.unit_no].name if held.unit_no in units else "",
        "since": held.since,
        "last": last_day(held.until) if held.until and held.until > held.since else None,
        "void": held.until is not None and held.until <= held.since,
        "deputy": held.deputises_id is not None,
        "state": held.state,
        "state_label": STATES[held.state],
        "reason": held.end_reason,
    }


@page(Permission.SEE_POSITIONS)
def member_page(request: Asked, member_id: UUID) -> HttpResponse:
    """One person's positions: what runs, what is to come, what is over and why."""
    actor = request.actor
    one, home = positions.member(actor, member_id)
    units = directory.places({home, *(held.unit_no for held in one.held)})
    gives = actor.may(Permission.KEEP_POSITIONS, home) and one.user_id != actor.user_id
    context = {
        "crumbs": crumbs(actor, home),
        "one": one,
        "home": units[home].name if home in units else "",
        "rows": [{**held_row(held, units), "acts": _acts(actor, held)} for held in one.held],
        "appoint_url": f"{reverse('registry:appoint')}?at={home}&who={one.id}" if gives else "",
        "staff_url": reverse("registry:staff", args=[home]),
    }
    return render(request, "registry/member.html", context)


def _acts(actor: Actor, held: positions.Held) -> list[dict[str, str]]:
    """What may be done with a position."""
    if held.state == "past" or not positions.may_give(
        actor, held.role, held.unit_no, held.unit_end
    ):
        return []
    names = [("end", _("结束"))]
    if not held.deputises_id and not positions.needs_two(held.role):
        names = [("hand_over", _("移交")), ("deputise", _("代理")), *names]
    return [
        {"label": label, "url": reverse(f"registry:{name}", args=[held.id])}
        for name, label in names
    ]
