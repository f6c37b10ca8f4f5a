"""找回账号: who asks to be let back in, the check by a named person, the code to hand over."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts import queries as accounts
from xiaoan.accounts.queries import recoveries
from xiaoan.accounts.services import recovering
from xiaoan.directory import queries as directory
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page

STATES = {
    "asked": _l("等核对"),
    "approved": _l("找回码已给,还没用"),
    "refused": _l("没有同意"),
    "used": _l("已找回"),
    "expired": _l("已过期"),
    "withdrawn": _l("本人取消"),
}
# Nothing of the child is opened for it: not even the name.
FORMER = _l("家长(孩子已不在校)")
Places = dict[int, directory.Place]


@page(Permission.RECOVER_ACCOUNTS)
def recoveries_page(request: Asked) -> HttpResponse:
    """What waits, whose codes are out, and what is over of the last thirty days."""
    found = recoveries.requests(request.actor)
    places = _places([*found.waiting, *found.handed_out, *found.past])
    context = {
        "waiting": [_row(one, places) for one in found.waiting],
        "handed_out": [_row(one, places) for one in found.handed_out],
        "past": [_row(one, places) for one in found.past],
    }
    return render(request, "registry/recoveries.html", context)


@page(Permission.RECOVER_ACCOUNTS, methods="GET POST")
def recovery_page(request: Asked, recovery_id: UUID) -> HttpResponse:
    """One request: whom to check and how; a code for the right one, a reason for the others."""
    message, reason = "", request.POST.get("reason", "")
    if request.method == "POST":
        try:
            return _decide(request, recovery_id, request.POST.get("what", ""), reason)
        except Invalid as refused:
            message = str(refused)
    one = recoveries.request(request.actor, recovery_id)
    context = {
        "one": _row(one, _places([one])),
        "press": request.POST.get("press", "") or uuid7(),
        "reason": reason,
        "longest": recoveries.LONGEST_REASON,
        "message": message,
        "back_url": reverse("registry:recoveries"),
    }
    return render(request, "registry/recovery.html", context, status=422 if message else 200)


def _decide(request: Asked, recovery_id: UUID, what: str, reason: str) -> HttpResponse:
    if what == "refuse":
        recovering.refuse(request.actor, recovery_id, reason)
        return HttpResponseRedirect(reverse("registry:recoveries"))
    if what != "approve":
        recoveries.request(request.actor, recovery_id)
        raise Invalid(_("没有这项操作,请刷新后再试。"), {"what": "unknown"})
    code = recovering.approve(request.actor, recovery_id, _press(request))
    one = recoveries.request(request.actor, recovery_id)
    context = {
        "one": _row(one, _places([one])),
        "code": code,
        "address": request.build_absolute_uri(reverse("web:lost_code")),
        "back_url": reverse("registry:recoveries"),
    }
    return render(request, "registry/recovery_code.html", context)


def _press(request: Asked) -> UUID:
    try:
        return UUID(request.POST.get("press", ""))
    except ValueError:
        # Not from our page: a press of its own.
        return uuid7()


def _places(found: list[recoveries.Request]) -> Places:
    numbers = {place.lo for one in found for place in one.subject.places}
    places = directory.places(numbers)
    return places | directory.places({place.school_id for place in places.values()})


def _row(one: recoveries.Request, places: Places) -> dict[str, Any]:
    children: dict[int, list[str]] = {}
    for class_no, name in one.subject.children:
        children.setdefault(class_no, []).append(name)
    return {
        "id": one.id,
        "name": one.subject.name,
        "phone": one.subject.phone,
        "posts": [_post(place, places, children) for place in dict.fromkeys(one.subject.places)],
        "state": one.state,
        "state_words": STATES[one.state],
        "asked_at": one.asked_at,
        "expires_at": one.expires_at,
        "decided_by": one.decided_by,
        "decided_at": one.decided_at,
        "used_at": one.used_at,
        "reason": one.reason,
        "url": reverse("registry:recovery", args=[one.id]),
    }


def _post(place: recoveries.Place, places: Places, children: dict[int, list[str]]) -> str:
    """校医 实验小学; of a guardian the child: 家长 实验小学 一年级1班 王小明."""
    unit = places.get(place.lo)
    numbers = dict.fromkeys([unit.school_id, unit.no]) if unit else {}
    where = [places[no].name for no in numbers if no in places]
    role = str(accounts.ROLE_NAMES.get(place.role, FORMER))
    return " ".join([role, *where, *children.get(place.lo, [])])
