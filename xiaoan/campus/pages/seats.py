"""校内管理: sittings, the tables of each class, beds; above a school the schools at a glance."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.campus import rules, services
from xiaoan.campus.queries import seats as queries
from xiaoan.campus.queries.door import at_the_door
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page

P = Permission


@page(P.SEE_CAMPUS)
def home_page(request: Asked) -> HttpResponse:
    """One's own school; above it all schools."""
    school = queries.home_school(request.actor)
    if school:
        return HttpResponseRedirect(reverse("campus:school", args=[school]))
    rows = [
        {"one": one, "url": reverse("campus:school", args=[one.place.no])}
        for one in queries.schools(request.actor)
    ]
    context = {"rows": rows, "total": len(rows), "as_of": clock.now()}
    return render(request, "campus/schools.html", context)


@page(P.SEE_CAMPUS, methods="GET POST")
def school_page(request: Asked, school_no: int) -> HttpResponse:
    """The seat plan; posted with ?act=: "sitting" or "seat"."""
    refused: Invalid | Conflict | None = None
    act, found = request.GET.get("act", ""), queries.plan(request.actor, school_no)
    if request.method == "POST":
        if not found.may_keep:
            raise Forbidden
        try:
            return _done(request, school_no, act)
        except (Invalid, Conflict) as error:
            refused = error
    own = set(request.actor.own_classes)
    context = {
        "found": found, "as_of": clock.now(), "act": act, "error": str(refused or ""),
        "fields": getattr(refused, "fields", {}), "typed": request.POST,
        "figures": _figures(found), "classes": [
            {"one": one, "is_own": one.place.no in own, "tables": _("、").join(map(str, one.tables))}
            for one in found.classes
        ],
        "most_tables": rules.MOST_TABLES, "most_seats": rules.MOST_SEATS,
        "sitting_id": request.POST.get("submission_id") if act == "sitting" and refused else uuid7(),
        "seat_id": uuid7(),
        "sheet_url": reverse("campus:sheet", args=[school_no]) if found.may_keep else "",
        "rooms_url": reverse("campus:rooms", args=[school_no])
        if found.ready.boarders and request.actor.may(P.SEE_CAMPUS, school_no) else "",
        "door_url": reverse("campus:door", args=[school_no]) if at_the_door(request.actor, school_no) else "",
    }  # fmt: skip
    return render(request, "campus/school.html", context, status=refused.status if refused else 200)


def _figures(found: queries.Plan) -> list[dict[str, Any]]:
    ready = found.ready
    return [
        {
            "label": _("有固定餐位"), "value": ready.seated, "of": ready.diners, "url": "",
            "state": "late" if ready.seated < ready.diners else "",
        },
        {
            "label": _("有床位"), "value": ready.bedded, "of": ready.boarders, "url": "",
            "state": "late" if ready.bedded < ready.boarders else "",
        },
    ]  # fmt: skip


def _done(request: Asked, school_no: int, act: str) -> HttpResponse:
    actor, said = request.actor, request.POST
    key = reading.read_id(said.get("submission_id", ""))
    if act == "seat":
        sitting = reading.read_optional_id(said.get("sitting", ""))
        if sitting is None:
            raise Invalid(_("请选一个餐次。"), {"sitting": "missing"})
        services.seat_class(actor, key, sitting, whole(said.get("class", "")))
        messages.success(request, _("已排好,从今天起按新的餐桌。"))
    elif act == "sitting":
        services.set_sitting(actor, _sitting(request, key))
        messages.success(request, _("已加上这个餐次。"))
    else:
        raise NotFound
    return HttpResponseRedirect(reverse("campus:school", args=[school_no]))


def _sitting(request: Asked, key: UUID) -> services.NewSitting:
    said = request.POST
    return services.NewSitting(
        key, whole(said.get("canteen", "")), said.get("name", ""),
        _time(said.get("begins", ""), "begins"), _time(said.get("ends", ""), "ends"),
        whole(said.get("tables", "")), whole(said.get("seats", "")),
    )  # fmt: skip


def _time(text: str, name: str) -> dt.time:
    try:
        return dt.time.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(_("时间请按“11:30”填写。"), {name: "unreadable"}) from None
