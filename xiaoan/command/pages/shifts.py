"""The shifts of a unit, and its places of duty with the codes for their walls; posted with `?act=`."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.command import rules, services
from xiaoan.command.pages import words
from xiaoan.command.queries import roster, shifts, units
from xiaoan.command.queries.words import DAYS_NAMES, DUE_NAMES
from xiaoan.duties import queries as duties
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page


@page(Permission.KEEP_COMMAND, methods="GET POST")
def shifts_page(request: Asked, unit_no: int) -> HttpResponse:
    """The shifts and places of duty of a unit."""
    actor = request.actor
    place = units.keep(actor, unit_no)
    errors, status = [], 200
    if request.method == "POST":
        try:
            messages.success(request, _act(request, unit_no))
            return HttpResponseRedirect(reverse("command:shifts", args=[unit_no]))
        except (Conflict, Invalid) as refused:
            errors, status = [str(refused)], refused.status
    today, ladders = clock.today(), duties.ladders()
    kinds = roster.kinds_of([unit_no], today, today).get(unit_no, [])
    context = {
        "unit": place, "crumbs": words.crumbs(actor, unit_no), "as_of": clock.now(),
        "errors": errors, "links": words.links(request, unit_no),
        "kinds": [
            {"id": one.pk, "name": one.name, "starts": one.starts, "ends": one.ends,
             "crosses": one.ends <= one.starts, "days": DAYS_NAMES[one.days],
             "due": DUE_NAMES[one.due], "lead": one.lead, "watch": one.watch, "until": one.until}
            for one in kinds
        ],
        "shipped": rules.SHIPPED, "nights_due": bool(ladders.value(roster.NIGHTS, unit_no)),
        "within": ladders.value(roster.WITHIN, unit_no),
        "rooms": [
            {"id": one.pk, "name": one.name, "since": one.since, "turn": one.turn,
             "url": reverse("command:room", args=[unit_no, one.pk])}
            for one in shifts.rooms(unit_no)
        ],
        "typed": request.POST, "phone": units.phones([unit_no]).get(unit_no, ""),
        "days": list(DAYS_NAMES.items()), "dues": list(DUE_NAMES.items()),
        "act_id": uuid7(), "room_id": uuid7(), "adopt_id": uuid7(),
        "phone_id": uuid7(),
    }  # fmt: skip
    return render(request, "command/shifts.html", context, status=status)


def _act(request: Asked, unit_no: int) -> str:
    sent, act, actor = request.POST, request.GET.get("act", ""), request.actor
    act_id = words.uuid(sent.get("id", ""))
    if act == "adopt":
        services.adopt(actor, act_id, unit_no)
        return _("已采用。可以排班了。")
    if act == "add":
        services.add_kind(actor, _kind(request, act_id, unit_no))
        return _("已增加班次。")
    if act == "end":
        seats = services.end_kind(actor, act_id, unit_no, words.uuid(sent.get("kind_id", "")))
        return _("明天起不再有这个班;已撤下 %(n)s 人次。") % {"n": seats}
    if act == "room":
        services.open_room(actor, act_id, unit_no, sent.get("room", ""))
        return _("已增加。请打印签到码,贴在值班地点。")
    if act in ("renew", "close"):
        room_id = words.uuid(sent.get("room_id", ""))
        services.renew_room(actor, act_id, unit_no, room_id, close=act == "close")
        return _("已停用。") if act == "close" else _("已换码,旧码作废。请重新打印张贴。")
    if act == "phone":
        services.set_phone(actor, act_id, unit_no, sent.get("phone", ""))
        return _("已保存值班电话。")
    raise NotFound


def _kind(request: Asked, act_id: UUID, unit_no: int) -> services.NewKind:
    sent = request.POST
    watch = sent.get("watch", "")
    return services.NewKind(
        act_id, unit_no, sent.get("name", ""), words.time(sent.get("starts", ""), "starts"),
        words.time(sent.get("ends", ""), "ends"), sent.get("days", ""), sent.get("due", ""),
        "lead" in sent, whole(watch, -1),
    )  # fmt: skip


@page(Permission.KEEP_COMMAND)
def room_page(request: Asked, unit_no: int, room_id: UUID) -> HttpResponse:
    """The sheet for the wall of a place of duty: its code, to print."""
    place, found, code = services.show_code(request.actor, unit_no, room_id)
    path = reverse("command:here", args=[found.pk, code])
    context = {
        "unit": place, "room": found, "link": request.build_absolute_uri(path),
        "crumbs": words.crumbs(request.actor, unit_no),
    }  # fmt: skip
    return render(request, "command/room.html", context)
