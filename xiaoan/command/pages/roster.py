"""The roster of a week: read by everybody of the unit, planned by whoever keeps it."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.command import rules, services
from xiaoan.command.pages import words
from xiaoan.command.queries import absences, people, roster, shifts, units
from xiaoan.command.queries.words import SEAT_NAMES, SWAP_NAMES
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page

_WEEK = dt.timedelta(days=7)
# So many weeks at once, for whoever plans by the month.
_MONTH = 4


@page(Permission.SEE_COMMAND, methods="GET POST")
def roster_page(request: Asked, unit_no: int) -> HttpResponse:
    """A week (`?week=` any day of it); posted: who sits where (`?act=plan`), as last week (`?act=copy`)."""
    actor = request.actor
    place = units.require(actor, unit_no)
    keeps = actor.may(Permission.KEEP_COMMAND, unit_no)
    monday, errors, status = week_of(request), [], 200
    fields: dict[str, str] = {}
    weeks = _MONTH if request.GET.get("weeks") == str(_MONTH) else 1
    last = monday + weeks * _WEEK - dt.timedelta(days=1)
    if request.method == "POST":
        if not keeps:
            raise Forbidden
        try:
            if request.GET.get("act") == "absence":
                _end_absence(request, unit_no)
            else:
                messages.success(request, _said(_act(request, place, monday)))
            return HttpResponseRedirect(f"{request.path}?week={monday.isoformat()}&weeks={weeks}")
        except (Conflict, Invalid) as refused:
            errors, status = [str(refused)], refused.status
            fields = getattr(refused, "fields", {})
    found = roster.shifts([place], monday, last).get(place.no, [])
    context = {
        "unit": place, "crumbs": words.crumbs(actor, unit_no), "as_of": clock.now(),
        "errors": errors, "links": words.links(request, unit_no), "keeps": keeps,
        "days": _days(found, monday, last, request), "missing": sum(_missing(one) for one in found),
        "shifts": len(found), "week": monday, "last": last,
        "prev": monday - weeks * _WEEK, "next": monday + weeks * _WEEK,
        "weeks": weeks, "is_month": weeks == _MONTH,
        "people": _people(place) if keeps else [], "act_id": uuid7(), "copy_id": uuid7(),
        "is_over": last < clock.today(),
        "has_kinds": bool(roster.kinds_of([unit_no], monday, monday + _WEEK)),
        "swaps": _swaps(actor, unit_no) if keeps else [],
        "absent": absences.left_open(place) if keeps else [], "typed": request.POST,
        "end_id": request.POST.get("id") if request.GET.get("act") == "absence" else uuid7(),
        "fields": fields,
        "month_url": f"{reverse('command:month', args=[unit_no])}?month={monday:%Y-%m}",
    }  # fmt: skip
    return render(request, "command/roster.html", context, status=status)


def week_of(request: Asked) -> dt.date:
    """The Monday of the week that is asked for; of this week for anything else."""
    try:
        asked = words.day(request.GET.get("week", ""), "week")
    except Invalid:
        asked = clock.today()
    return rules.monday(asked)


def _missing(one: roster.Shift) -> int:
    return sum(one.missing().values()) if one.ends_at > clock.now() else 0


def _people(place: directory.Place) -> list[tuple[str, str]]:
    found = people.candidates(place, clock.today())
    return [(str(one.user_id), f"{one.name} {one.post}") for one in found]


def _days(
    found: list[roster.Shift], first: dt.date, last: dt.date, request: Asked
) -> list[dict[str, Any]]:
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    return [
        {
            "day": day, "is_today": day == clock.today(),
            "shifts": [_shift(one, request) for one in found if one.day == day],
        }
        for day in days
    ]  # fmt: skip


def _shift(one: roster.Shift, request: Asked) -> dict[str, Any]:
    """A shift with its people, and with its seats as fields while it is not over."""
    return {
        "name": one.name, "starts_at": one.starts_at, "ends_at": one.ends_at,
        "is_over": one.ends_at <= clock.now(), "has_begun": one.starts_at <= clock.now(),
        "missing": _missing(one),
        "seats": [words.sitting(seat) for seat in one.seats],
        "fields": _fields(one, request) if one.ends_at > clock.now() else [],
    }  # fmt: skip


def _fields(one: roster.Shift, request: Asked) -> list[dict[str, Any]]:
    found = []
    for seat in rules.SEATS:
        held = one.of(seat)
        wanted = max(int(one.lead) if seat == "lead" else one.watch, len(held))
        for n in range(wanted):
            who = held[n] if n < len(held) else None
            name = f"s-{one.kind_id}-{one.day.isoformat()}-{seat}-{n}"
            was = str(who.user_id) if who else ""
            sent = request.POST.get(name, was) if request.method == "POST" else was
            found.append(
                {"name": name, "label": SEAT_NAMES[seat], "was": was, "value": sent,
                 "is_gone": bool(who and who.is_gone), "gone_name": who.name if who else ""}
            )  # fmt: skip
    return found


def _end_absence(request: Asked, unit_no: int) -> None:
    sent = request.POST
    services.end_absence(
        request.actor, words.uuid(sent.get("id", "")), unit_no,
        words.uuid(sent.get("duty_id", ""), "duty_id"), sent.get("reason", ""),
    )  # fmt: skip
    messages.success(request, _("已了结:缺岗仍记在案,不再往上告知。"))


def _act(request: Asked, place: directory.Place, monday: dt.date) -> services.Planned:
    sent, act = request.POST, request.GET.get("act", "")
    act_id = words.uuid(sent.get("id", ""))
    if act == "copy":
        return services.copy_week(request.actor, act_id, place.no, monday)
    if act != "plan":
        raise NotFound
    changes = tuple(
        _change(name, sent.get(f"was-{name}", ""), value)
        for name, value in sorted(sent.items())
        if name.startswith("s-") and sent.get(f"was-{name}", "") != value
    )
    if not changes:
        raise Invalid(_("没有改动。"), {"changes": "none"})
    return services.plan(request.actor, services.Plan(act_id, place.no, changes))


def _change(name: str, was: str, value: object) -> services.Change:
    """s-<kind>-<day>-<seat>-<n>: which seat a field is."""
    body, *rest = name[2:].rsplit("-", 2)
    seat = rest[0] if rest else ""
    return services.Change(
        words.uuid(body[:36], "kind"), words.day(body[37:]), seat, _who(was), _who(str(value))
    )


def _who(text: str) -> UUID | None:
    return words.uuid(text, "user_id") if text else None


def _said(done: services.Planned) -> str:
    text = _("已保存:新排 %(begun)s 人次,撤下 %(ended)s 人次。") % {
        "begun": done.begun, "ended": done.ended,
    }  # fmt: skip
    if done.skipped:
        text += _("没有照搬(已离任或时间冲突):%(names)s。") % {
            "names": "、".join(done.skipped[:10])
        }
    return text


def _swaps(actor: Actor, unit_no: int) -> list[dict[str, Any]]:
    return [swap(one) for one in shifts.swaps_at(actor, unit_no)]


def swap(one: shifts.Asked) -> dict[str, Any]:
    """A swap in a line."""
    shape = {"asked": "due", "agreed": "done", "declined": "missed"}.get(one.state, "excused")
    return {
        "id": one.id, "day": one.seat.day, "kind": one.kind, "from": one.from_name, "to": one.to_name,
        "back_day": one.back.day if one.back else None, "back_kind": one.back_kind, "note": one.note,
        "state": one.state, "words": SWAP_NAMES[one.state], "shape": shape,
        "asked_at": one.asked_at,
    }  # fmt: skip
