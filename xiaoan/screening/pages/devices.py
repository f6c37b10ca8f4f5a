"""The register of measuring devices: add one, see how each is doing, give it a new token, revoke it."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.screening import forms, queries, rules
from xiaoan.screening import services as screening
from xiaoan.screening.pages import device_words
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

PAGE = 100
DAYS = 14


@page(Permission.KEEP_DEVICES, methods="GET POST")
def devices_page(request: Asked) -> HttpResponse:
    """Every device the actor keeps, with its day; and the form for a new one."""
    faults: dict[str, str] = {}
    errors: list[str] = []
    if request.method == "POST":
        try:
            new = _new(request)
            return _shown(request, new.id, screening.add_device(request.actor, new))
        except (Invalid, Conflict) as refused:
            errors = [str(refused)]
            faults = refused.fields if isinstance(refused, Invalid) else {}
    offset = whole(request.GET.get("offset", ""))
    total, found = queries.devices(request.actor, clock.today(), offset, PAGE)
    context = {
        "day": clock.today(),
        "devices": [_device(one) for one in found],
        "pager": pager(request, total, offset, PAGE),
        "total": total,
        "schools": _schools(request.actor),
        "kinds": list(queries.DEVICE_NAMES.items()),
        "methods": list(queries.READ_BY_NAMES.items()),
        "values": request.POST,
        "device_id": uuid7(),
        "today": clock.today(),
        "errors": errors,
        "faults": faults,
    }
    return render(request, "screening/devices.html", context, status=422 if errors else 200)


def _new(request: Asked) -> screening.NewDevice:
    form = forms.DeviceForm(request.POST)
    if not form.is_valid():
        faults = {name: str(found[0]) for name, found in form.errors.items()}
        raise Invalid(_("请改正后再登记。"), faults)
    told = form.cleaned_data
    return screening.NewDevice(
        told["device_id"], told["school"], told["kind"], told["serial"], told["place"],
        told["method"], told["calibrated"],
    )  # fmt: skip


def _schools(actor: Actor) -> list[tuple[int, str]]:
    """Where a device may be added; whoever keeps many schools' finds them by name."""
    return [
        (place.no, place.name)
        for interval in actor.reach(Permission.KEEP_DEVICES)
        for place in directory.places_inside(interval, "school")
    ]


def _device(one: queries.Registered) -> dict[str, Any]:
    row, day = one.row, one.day
    return {
        "url": reverse("screening:device", args=[row.pk]),
        "place": row.place,
        "school": one.school,
        "kind": queries.DEVICE_NAMES[row.kind],
        "method": queries.READ_BY_NAMES[row.method],
        "serial": row.serial,
        "calibrated": row.calibrated,
        "valid_until": row.valid_until,
        "is_over": row.valid_until is not None and row.valid_until < clock.today(),
        "is_out": row.out_at is not None,
        "is_doubted": row.doubtful,
        "seen_at": row.seen_at,
        "revoked_at": row.revoked_at,
        "added_at": row.added_at,
        "token_at": row.token_at,
        "readings": day.readings,
        "faults": day.faults,
        "high": day.high,
        "unknown": day.unknown,
        "is_doubtful": day.fault_share > _DOUBTFUL_SHARE,
    }


# From here on the day's share of device faults is marked (own choice).
_DOUBTFUL_SHARE = 0.05


@page(Permission.KEEP_DEVICES, methods="GET POST")
def device_page(request: Asked, device_id: UUID) -> HttpResponse:
    """One device, day by day; a new token, its calibration, its end."""
    if request.method == "POST":
        return _act(request, device_id)
    return _device_page(request, device_id)


def _act(request: Asked, device_id: UUID) -> HttpResponse:
    actor, action = request.actor, request.POST.get("action", "")
    try:
        if action == "token":
            return _shown(request, device_id, screening.renew_token(actor, device_id))
        if action == "revoke":
            screening.revoke(actor, device_id)
            messages.success(request, _("已停用。它的令牌从现在起无效。"))
        elif action == "calibrate":
            screening.calibrate(actor, device_id, _day(request.POST.get("calibrated", "")))
            messages.success(request, _("已记下校准日期。"))
        else:
            raise Invalid(_("请选择要做什么。"), {"action": "missing"})
    except Invalid as refused:
        return _device_page(request, device_id, str(refused))
    return HttpResponseRedirect(reverse("screening:device", args=[device_id]))


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Invalid(str(forms.A_DATE), {"calibrated": "invalid"}) from None


def _device_page(request: Asked, device_id: UUID, error: str = "") -> HttpResponse:
    today = clock.today()
    one = queries.device(request.actor, device_id, today)
    days = clock.days(today - dt.timedelta(days=DAYS - 1), today)
    context = {
        "device": _device(one),
        "days": [
            {"day": day, "figures": found}
            for day, found in reversed(queries.device_days(request.actor, device_id, days))
        ],
        "today": today,
        "errors": [error] if error else [],
        "back_url": reverse("screening:devices"),
    }
    return render(request, "screening/device.html", context, status=422 if error else 200)


def _shown(request: Asked, device_id: UUID, token: str) -> HttpResponse:
    """The token, this once: it is not kept, so no page can show it again."""
    one = queries.device(request.actor, device_id, clock.today())
    address = request.build_absolute_uri(reverse("api:gate_readings"))
    context = {
        "device": _device(one),
        "token": token,
        "address": address,
        "most": rules.MOST_READINGS,
        **device_words.shown(address, clock.now()),
        "back_url": reverse("screening:device", args=[device_id]),
    }
    return render(request, "screening/device_token.html", context)
