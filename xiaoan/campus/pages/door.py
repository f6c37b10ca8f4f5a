"""The entrance register by phone: the list of a day, and a lean form that opens without a network."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.campus import rules, services
from xiaoan.campus.queries import door as queries
from xiaoan.campus.queries.words import VISIT_NAMES, VISIT_SHAPES
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked, kept, page
from xiaoan.web.pressed import pressed_at

P = Permission


@page(P.RECEIVE_ARRIVALS, methods="GET POST")
def door_page(request: Asked, school_no: int) -> HttpResponse:
    """Who came on a day; posted: a visitor (`row`) leaves."""
    actor = request.actor
    queries.require(actor, school_no)
    if request.method == "POST":
        services.let_out(actor, reading.read_id(request.POST.get("row", "")))
        messages.success(request, _("已记下离开。"))
        return HttpResponseRedirect(reverse("campus:door", args=[school_no]))
    fault, day = "", clock.today()
    try:
        day = reading.read_date(request.GET, "day") or day
    except Invalid as error:
        fault = str(error)
    found = queries.door(actor, school_no, day)
    rows = [
        {"one": one, "words": VISIT_NAMES[one.state], "shape": VISIT_SHAPES[one.state]}
        for one in found.rows
    ]
    context = {
        "found": found, "rows": rows, "day": day, "fault": fault, "as_of": clock.now(),
        "new_url": reverse("campus:new", args=[school_no]), "kept_days": rules.KEPT.days,
        "back_url": reverse("campus:school", args=[school_no]),
    }  # fmt: skip
    return render(request, "campus/door.html", context)


@page(P.RECEIVE_ARRIVALS, methods="GET POST")
def new_page(request: Asked, school_no: int) -> HttpResponse:
    """Note somebody who comes; names nobody, so a phone may keep it."""
    place = queries.require(request.actor, school_no)
    refused: Invalid | Conflict | None = None
    if request.method == "POST":
        try:
            services.come(request.actor, _read(request, school_no))
            messages.success(request, _("已登记。"))
            return HttpResponseRedirect(reverse("campus:door", args=[school_no]))
        except (Invalid, Conflict) as error:
            refused = error
    context = {
        "place": place, "typed": request.POST, "error": str(refused or ""), "limit": rules.FEVER,
        "fields": getattr(refused, "fields", {}), "kept_days": rules.KEPT.days,
        "submission_id": request.POST.get("submission_id") if refused else uuid7(),
        "back_url": reverse("campus:door", args=[school_no]),
    }  # fmt: skip
    shown = render(request, "campus/new.html", context, status=refused.status if refused else 200)
    return shown if refused else kept(request, shown)


def _read(request: Asked, school_no: int) -> services.NewVisit:
    said = request.POST
    pressed = said.get("pressed", "")
    at = pressed_at(pressed, request.headers.get("X-Outbox-Now", "")) if pressed else None
    return services.NewVisit(
        reading.read_id(said.get("submission_id", "")), school_no, said.get("name", ""),
        said.get("phone", ""), said.get("whom", ""), said.get("why", ""),
        _celsius(said.get("celsius", "")), said.get("refused") == "1", at,
    )  # fmt: skip


def _celsius(text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        found = Decimal(text.strip())
        if not rules.LOWEST <= found <= rules.HIGHEST:
            raise InvalidOperation
    except InvalidOperation:
        raise Invalid(
            _("体温应在 34.0 到 42.0 之间,例如 36.5。"), {"celsius": "unreadable"}
        ) from None
    return found.quantize(Decimal("0.1"))
