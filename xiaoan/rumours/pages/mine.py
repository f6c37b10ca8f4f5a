"""Reporting a rumour by phone, one's own reports, the answers that everybody may read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.rumours import rules, services
from xiaoan.rumours.pages import words
from xiaoan.rumours.queries import mine
from xiaoan.web import pictures, reading
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

_SIZE = 30


@page(Permission.REPORT_RUMOURS)
def home_page(request: Asked) -> HttpResponse:
    """What one has reported, and what became of it."""
    offset = whole(request.GET.get("offset", ""))
    total, rows = mine.mine(request.actor, offset, _SIZE)
    context = {
        "rows": [words.report(one) for one in rows], "total": total,
        "tabs": words.tabs(request.actor, "home"), "pager": pager(request, total, offset, _SIZE),
    }  # fmt: skip
    return render(request, "rumours/home.html", context)


@page(Permission.REPORT_RUMOURS, methods="GET POST")
def new_page(request: Asked) -> HttpResponse:
    """Report one; what has been answered is shown before it is taken."""
    if request.method != "POST":
        return _form(request, None)
    try:
        receipt = services.report(request.actor, _sent(request))
    except (Invalid, Conflict) as refused:
        return _form(request, refused)
    if receipt.how == "known":
        messages.success(request, _("已记下:又有人看到了这条。答复就在下面。"))
    elif receipt.answered:
        messages.success(request, _("这条已经核查过,答复就在下面。"))
    elif receipt.how in ("new", "other"):
        messages.success(request, _("已收到。教育局核查后在这里答复您,不会公开您是谁。"))
    else:
        messages.success(request, _("已收到。这条已有人报过,正在核查,查完一并答复您。"))
    return HttpResponseRedirect(reverse("rumours:report", args=[receipt.id]))


def _sent(request: Asked) -> services.NewReport:
    said = request.POST
    return services.NewReport(
        reading.read_id(said.get("submission_id", "")), said.get("text", ""), said.get("link", ""),
        tuple(one.content for one in pictures.read(request)),
        reading.read_optional_id(said.get("known", "")), said.get("sure") == "1",
    )  # fmt: skip


def _form(request: Asked, refused: Invalid | Conflict | None) -> HttpResponse:
    said: Any = request.POST if refused else request.GET
    known = (
        mine.some(request.actor, refused.item_ids) if isinstance(refused, services.Checked) else []
    )
    context = {
        "error": str(refused or ""), "fields": getattr(refused, "fields", {}), "typed": said,
        "known": [words.correction(one) for one in known], "longest": rules.LONGEST,
        "form_id": said.get("submission_id") or uuid7(), "is_answer": refused is not None,
        "photo": pictures.widget(request.POST if refused else None),
        "back_url": reverse("rumours:home"),
    }  # fmt: skip
    return render(request, "rumours/new.html", context, status=refused.status if refused else 200)


@page(Permission.REPORT_RUMOURS)
def report_page(request: Asked, report_id: UUID) -> HttpResponse:
    """One report of one's own with its answer; opened is read."""
    found = mine.report(request.actor, report_id)
    services.mark_seen(request.actor, report_id)
    context = {"row": words.report(found), "back_url": reverse("rumours:home")}
    return render(request, "rumours/report.html", context)


@page(Permission.REPORT_RUMOURS)
def checked_page(request: Asked) -> HttpResponse:
    """All answers in force, searched by words."""
    text = request.GET.get("q", "")[:60]
    offset = whole(request.GET.get("offset", ""))
    found = mine.corrections(request.actor, text)
    context = {
        "rows": [words.correction(one) for one in found[offset : offset + _SIZE]], "q": text,
        "total": len(found), "tabs": words.tabs(request.actor, "checked"),
        "pager": pager(request, len(found), offset, _SIZE),
    }  # fmt: skip
    return render(request, "rumours/checked.html", context)


@page(Permission.REPORT_RUMOURS)
def correction_page(request: Asked, item_id: UUID) -> HttpResponse:
    """One answer with its sources."""
    found = mine.correction(request.actor, item_id)
    context = {"one": words.correction(found), "back_url": reverse("rumours:checked")}
    return render(request, "rumours/correction.html", context)
