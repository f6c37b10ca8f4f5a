"""Official warnings: the list, a new one, one with its schools, a school's answer."""

import datetime as dt
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.statutory import forms
from xiaoan.statutory import services as statutory
from xiaoan.statutory.pages import listing, words
from xiaoan.statutory.queries import warnings
from xiaoan.statutory.queries.words import LEVEL_NAMES, WARNING_KINDS
from xiaoan.statutory.services.warnings import LARGEST
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

_FIELDS = (
    "kind", "level", "issuer", "number", "title", "text", "area", "issued_on", "valid_from",
    "valid_until", "answer_at",
)  # fmt: skip
_KINDS = {".pdf": "application/pdf", ".png": "image/png"}


@page(*warnings.SEES)
def warnings_page(request: Asked) -> HttpResponse:
    """Warnings that concern what the actor sees, those in force first."""
    offset = listing.offset_of(request)
    total, rows = warnings.page_of_warnings(request.actor, offset, listing.PAGE)
    context = {
        "as_of": clock.now(),
        "rows": [words.warning(one) for one in rows],
        "total": total,
        "pager": pager(request, total, offset, listing.PAGE),
        "new_url": reverse("statutory:new_warning")
        if request.actor.may_anywhere(Permission.ENTER_WARNINGS)
        else "",
    }
    return render(request, "statutory/warnings.html", context)


@page(Permission.ENTER_WARNINGS, methods="GET POST")
def new_page(request: Asked) -> HttpResponse:
    """Enter a warning and address it to schools."""
    error, fields = "", {}
    if request.method == "POST":
        try:
            found = statutory.enter(request.actor, _new(request))
            messages.success(request, _("已下发。学校会收到阅知和答复的待办。"))
            return HttpResponseRedirect(reverse("statutory:warning", args=[found]))
        except Invalid as refused:
            error, fields = str(refused), refused.fields
    chosen = forms.read_units(request.POST)
    context = {
        "error": error,
        "fields": fields,
        "values": {name: request.POST.get(name, "") for name in _FIELDS} if error else _empty(),
        "kinds": list(WARNING_KINDS.items()),
        "levels": list(LEVEL_NAMES.items()),
        "units": [(one, one.no in chosen) for one in warnings.addressable(request.actor)],
        "submission_id": uuid7(),
        "back_url": reverse("statutory:warnings"),
    }
    return render(request, "statutory/new.html", context, status=422 if error else 200)


def _empty() -> dict[str, str]:
    """Today, for a week, answered by tomorrow at five: proposals, each to be changed."""
    today = clock.today()
    answer = clock.at(today + dt.timedelta(days=1), dt.time(17))
    return {
        "issued_on": today.isoformat(), "valid_from": today.isoformat(),
        "valid_until": (today + dt.timedelta(days=7)).isoformat(),
        "answer_at": answer.strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip


def _new(request: Asked) -> statutory.NewWarning:
    said = request.POST
    name, content = forms.read_file(request.FILES.get("file"), LARGEST)
    return statutory.NewWarning(
        id=reading.read_id(said.get("submission_id", "")), kind=said.get("kind", ""),
        level=said.get("level", ""), issuer=said.get("issuer", ""), number=said.get("number", ""),
        title=said.get("title", ""), text=said.get("text", ""), area=said.get("area", ""),
        issued_on=reading.read_date(said, "issued_on"), valid_from=reading.read_date(said, "valid_from"),
        valid_until=reading.read_date(said, "valid_until"),
        answer_at=reading.read_moment(said, "answer_at"), units=forms.read_units(said),
        file_name=name, file=content,
    )  # fmt: skip


@page(*warnings.SEES)
def warning_page(request: Asked, warning_id: UUID) -> HttpResponse:
    """One warning, with who has read and answered it, the silent first."""
    found = warnings.warning(request.actor, warning_id)
    context = {**_detail(found), "targets": [words.target(one) for one in found.targets]}
    return render(request, "statutory/warning.html", context)


def _detail(found: warnings.WarningDetail) -> dict[str, Any]:
    return {
        "as_of": clock.now(),
        "row": words.warning(found.row),
        "text": found.text,
        "file_name": found.file_name,
        "file_url": reverse("statutory:warning_file", args=[found.row.id]),
        "entered_at": found.entered_at,
        "entered_by": found.entered_by,
        "back_url": reverse("statutory:warnings"),
    }


@page(*warnings.SEES)
def file_page(request: Asked, warning_id: UUID) -> HttpResponse:
    """The paper as it came; never shown inside a page."""
    name, content = warnings.file_of(request.actor, warning_id)
    kind = _KINDS.get("." + name.rpartition(".")[2].lower(), "image/jpeg")
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


@page(Permission.ANSWER_WARNINGS, Permission.SEE_REPORTS, methods="GET POST")
def target_page(request: Asked, target_id: UUID) -> HttpResponse:
    """A school's part of a warning: read, and what was done."""
    actor, error, status = request.actor, "", 200
    if request.method == "POST":
        detail, one = warnings.target(actor, target_id)
        try:
            if request.POST.get("act") == "answer":
                text = request.POST.get("answer", "")
                statutory.answer(actor, detail.row.id, one.school_id, text)
                messages.success(request, _("已答复。"))
            else:
                statutory.acknowledge(actor, detail.row.id, one.school_id)
                messages.success(request, _("已确认阅知。"))
            return HttpResponseRedirect(reverse("statutory:target", args=[target_id]))
        except (Invalid, Conflict) as refused:
            error, status = str(refused), refused.status
    detail, one = warnings.target(actor, target_id)
    context = {
        **_detail(detail),
        "target": words.target(one),
        "error": error,
        "typed": request.POST.get("answer", ""),
    }
    return render(request, "statutory/target.html", context, status=status)
