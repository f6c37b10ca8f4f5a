"""Who has not reported, and urging them."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.kernel import clock
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.overview import queries
from xiaoan.overview.pages.filters import Filter, day_off, frame, read_filter
from xiaoan.overview.queries import Responsible, SilentClass, SilentSchool, Unreported
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager_at
from xiaoan.web.picking import picked


@page(Permission.SEE_BOARD)
def unreported_page(request: Asked, unit_no: int | None = None) -> HttpResponse:
    """Schools and classes that have not reported, with the persons who answer for them."""
    wanted = read_filter(request, unit_no)
    actor, no = request.actor, wanted.unit_no
    which = queries.Which(wanted.stage, wanted.text)
    silent = queries.unreported(
        actor, no, wanted.day, wanted.slot, which=which, offset=wanted.offset
    )
    above = silent.place.kind in ("county", "township")
    context = {
        **frame(actor, wanted),
        "unit": silent.place,
        "as_of": silent.as_of,
        "q": wanted.text,
        "stage": wanted.stage,
        "stages": list(queries.STAGE_NAMES.items()) if above else [],
        "total": silent.sums,
        "groups": [_group(school, wanted) for school in silent.schools],
        "pager": _pager(silent, wanted) if above else None,
        **day_off(silent.day, silent.off, wanted),
        "clear_url": wanted.url("unreported") if wanted.stage or wanted.text else "",
        "may_urge": actor.may(Permission.URGE, no),
        "urge_url": reverse("overview:urge", args=[no]),
        "export_url": _export_url(wanted) if actor.may(Permission.EXPORT, no) else "",
    }
    return render(request, "overview/unreported.html", context)


@page(Permission.URGE, methods="POST")
def urge_page(request: Asked, unit_no: int) -> HttpResponse:
    """Urge the classes that were ticked; back to the list."""
    queries.place_seen(request.actor, unit_no)
    try:
        ids = [UUID(text) for text in picked(request.POST, "duty")]
    except ValueError:
        raise NotFound from None
    urged = duties.urge(request.actor, ids)
    messages.success(request, duty_queries.said_of_urging(len(set(ids)), urged))
    query = urlencode({name: request.POST.get(name, "") for name in ("day", "slot")})
    address = reverse("overview:unreported", args=[unit_no])
    return HttpResponseRedirect(f"{address}?{query}")


def _group(school: SilentSchool, wanted: Filter) -> dict[str, Any]:
    return {
        "title": school.place.name,
        "place": school.township,
        "url": wanted.url("board", school.place.no),
        "count": len(school.classes),
        "due": school.due,
        "rows": [class_row(one) for one in school.classes],
    }


def class_row(one: SilentClass) -> dict[str, Any]:
    """A class as the lists show it: the class teacher, else the deputy; how long overdue."""
    who, role = _answering(one)
    overdue = clock.now() - one.due_at
    return {
        "duty_id": str(one.duty_id),
        "name": one.place.name,
        "state": one.status,
        "person": who.name if who else "",
        "role_label": role,
        "phone": who.phone if who else "",
        "due_at": one.due_at,
        "minutes": max(0, int(overdue.total_seconds()) // 60),
        "level_label": one.told,
        "urged": one.urged,
        "people": one.people,
        "steps_url": reverse("duties:steps", args=[one.duty_id]),
    }


def _answering(one: SilentClass) -> tuple[Responsible | None, str]:
    if one.teacher is None and one.deputy is not None:
        return one.deputy, _("副手")
    return one.teacher, str(ROLE_NAMES["class_teacher"]) if one.teacher else ""


def _export_url(wanted: Filter) -> str:
    if not wanted.stage and not wanted.text:
        return wanted.url("export")
    return wanted.url("export", stage=wanted.stage, q=wanted.text)


def _pager(silent: Unreported, wanted: Filter) -> dict[str, Any] | None:
    """Of one day and slot, whatever the clock says by the next click."""
    return pager_at(
        lambda start: wanted.url("unreported", stage=wanted.stage, q=wanted.text, offset=start),
        silent.sums.schools, silent.offset, silent.limit,
    )  # fmt: skip
