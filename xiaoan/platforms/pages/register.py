"""The register of platforms: add one, see what comes of it, a new secret, launches, its end."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.lessons.queries import PLATFORM_NAMES
from xiaoan.platforms import rules, services
from xiaoan.platforms.queries import Platform, pages
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

PAGE = 50
_LAUNCH_FIELDS = ("issuer", "client_id", "deployments", "sign_in", "keys")


@page(Permission.SET_PLATFORMS, methods="GET POST")
def home_page(request: Asked) -> HttpResponse:
    """Every platform the actor keeps, with its day; and the form for a new one."""
    error, faults, status = "", {}, 200
    if request.method == "POST":
        said = request.POST
        try:
            new = services.NewPlatform(
                reading.read_id(said.get("submission_id", "")), whole(said.get("unit_no", "")),
                said.get("name", ""), said.get("kind", ""),
            )  # fmt: skip
            return _shown(request, new.id, services.add(request.actor, new))
        except (Invalid, Conflict) as refused:
            error, status = str(refused), refused.status
            faults = refused.fields if isinstance(refused, Invalid) else {}
    offset = whole(request.GET.get("offset", ""))
    total, found = pages.platforms(request.actor, offset, PAGE)
    days = pages.days([one.pk for one in found])
    units = directory.places({one.unit_no for one in found}) if found else {}
    context = {
        "rows": [_row(one, units[one.unit_no].name, days.get(one.pk, [])) for one in found],
        "total": total, "pager": pager(request, total, offset, PAGE), "places": pages.places(request.actor),
        "kinds": list(PLATFORM_NAMES.items()), "said": request.POST, "error": error, "faults": faults,
        "submission_id": request.POST.get("submission_id") or uuid7(), "as_of": clock.now(),
        "waiting": pages.waiting(request.actor),
    }  # fmt: skip
    return render(request, "platforms/home.html", context, status=status)


def _row(row: Platform, unit: str, days: list[Any]) -> dict[str, Any]:
    today = next((one for one in days if one.day == clock.today()), None)
    if row.revoked_at:
        shape, state = "excused", _("已停用")
    elif days:
        shape, state = "done", _("有数据")
    else:
        shape, state = "due", _("还没有数据")
    return {
        "row": row, "unit": unit, "kind": PLATFORM_NAMES.get(row.kind, row.kind), "shape": shape,
        "state": state, "today": today, "last": days[0].last_at if days else None,
        "url": reverse("platforms:platform", args=[row.pk]), "has_launches": bool(row.keys),
    }  # fmt: skip


def _shown(request: Asked, platform_id: UUID, secret: str) -> HttpResponse:
    """The secret, this once: it is not kept, so no page can show it again."""
    row = pages.platform(request.actor, platform_id)
    context = {
        "row": row, "secret": secret, "endpoint": _endpoint(request), "unit": directory.place(row.unit_no),
        "example": _EXAMPLE, "most": rules.NUMBERS["most_at_once"],
        "back_url": reverse("platforms:platform", args=[platform_id]),
    }  # fmt: skip
    return render(request, "platforms/secret.html", context)


def _endpoint(request: Asked) -> str:
    """What a platform is told as the address of the record store: without the resource at its end."""
    return request.build_absolute_uri(reverse("api:about")).removesuffix("about")


_EXAMPLE = """POST …/statements
Authorization: Basic …
X-Experience-API-Version: 1.0.3
Content-Type: application/json

[{"id": "01932b5e-7c1a-7000-8000-000000000001",
  "actor": {"account": {"homePage": "https://class.example.cn", "name": "20260101"}},
  "verb": {"id": "http://activitystrea.ms/join"},
  "object": {"id": "https://class.example.cn/room/8801"},
  "timestamp": "2026-11-23T08:00:05+08:00"}]"""


@page(Permission.SET_PLATFORMS, methods="GET POST")
def platform_page(request: Asked, platform_id: UUID) -> HttpResponse:
    """One platform, day by day; a new secret, launches, its end."""
    row = pages.platform(request.actor, platform_id)
    error, faults, status = "", {}, 200
    if request.method == "POST":
        try:
            return _act(request, row)
        except (Invalid, Conflict) as refused:
            error, status = str(refused), refused.status
            faults = refused.fields if isinstance(refused, Invalid) else {}
    return render(
        request, "platforms/platform.html", _context(request, row, error, faults), status=status
    )


def _act(request: Asked, row: Platform) -> HttpResponse:
    actor, said = request.actor, request.POST
    action = said.get("action", "")
    if action == "secret":
        return _shown(request, row.pk, services.renew(actor, row.pk))
    if action == "revoke":
        services.revoke(actor, row.pk)
        messages.success(request, _("已停用。它的密钥从现在起无效,已记下的不变。"))
    elif action == "launches":
        new = services.NewLaunches(*(said.get(name, "") for name in _LAUNCH_FIELDS))
        services.set_launches(actor, row.pk, new)
        messages.success(request, _("已保存。现在可以从平台里打开课堂。"))
    else:
        raise Invalid(_("请选择要做什么。"), {"action": "missing"})
    return HttpResponseRedirect(reverse("platforms:platform", args=[row.pk]))


def _context(request: Asked, row: Platform, error: str, faults: dict[str, str]) -> dict[str, Any]:
    days = pages.days([row.pk]).get(row.pk, [])
    typed = request.POST if error else {}
    kept = {
        "issuer": row.issuer, "client_id": row.client_id, "deployments": "\n".join(row.deployments),
        "sign_in": row.sign_in, "keys": "",
    }  # fmt: skip
    return {
        "row": row, "one": _row(row, directory.place(row.unit_no).name, days), "days": days,
        "counts": pages.counts(row.pk), "endpoint": _endpoint(request), "last": pages.last_heard(row.pk),
        "fault": next((one for one in days if one.fault), None),
        "values": {name: typed.get(name, kept[name]) for name in _LAUNCH_FIELDS},
        "key_names": [one.get("kid") or one["kty"] for one in row.keys],
        "login": request.build_absolute_uri(reverse("platforms:login", args=[row.pk])),
        "launch": request.build_absolute_uri(reverse("platforms:launch")),
        "error": error, "faults": faults, "back_url": reverse("platforms:home"),
    }  # fmt: skip
