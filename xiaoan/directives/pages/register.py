"""The register: the list, a new directive, a paper."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directives import forms, services
from xiaoan.directives.pages import words
from xiaoan.directives.queries import offices, register
from xiaoan.directives.queries.papers import file_of
from xiaoan.directives.queries.words import FIELD_NAMES, SECRECY_NAMES, SOURCE_NAMES, STATE_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.photos.queries.papers import KINDS, ending
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

FIELDS = (
    "unit_no", "source", "issuer", "paper_no", "dated_on", "title", "text", "secrecy", "not_secret",
    "meeting_id",
)  # fmt: skip


@page(Permission.SEE_DIRECTIVES)
def register_page(request: Asked) -> HttpResponse:
    """Directives in sight, what runs first."""
    actor = request.actor
    asked = {name: request.GET.get(name, "") for name in ("state", "source", "light", "unit")}
    unit_no = whole(asked["unit"])
    if unit_no and not actor.may(Permission.SEE_DIRECTIVES, unit_no):
        raise NotFound
    wanted = register.Wanted(
        asked["state"] if asked["state"] in STATE_NAMES else "",
        asked["source"] if asked["source"] in SOURCE_NAMES else "",
        asked["light"] if asked["light"] in dict(words.lights()) else "",
        unit_no,
    )
    offset = whole(request.GET.get("offset", ""))
    total, rows = register.page_of(actor, wanted, offset, words.PAGE)
    context = {
        "as_of": clock.now(), "asked": asked, "tabs": words.tabs(actor, "register"), "total": total,
        "rows": [words.head(one) for one in rows], "states": list(STATE_NAMES.items()),
        "sources": list(SOURCE_NAMES.items()), "lights": words.lights(),
        "new_url": reverse("directives:new") if offices(actor) else "",
        "clear_url": reverse("directives:register") if any(asked.values()) else "",
        "pager": pager(request, total, offset, words.PAGE),
    }  # fmt: skip
    return render(request, "directives/register.html", context)


@page(Permission.ISSUE_DIRECTIVES, methods="GET POST")
def new_page(request: Asked) -> HttpResponse:
    """Register a directive."""
    error, status = "", 200
    fault: dict[str, Any] = {}
    if request.method == "POST":
        try:
            made = services.register(request.actor, new_directive(request))
            messages.success(request, _("已登记。请添加任务,核对单位后下发。"))
            return HttpResponseRedirect(reverse("directives:directive", args=[made]))
        except (Invalid, Conflict) as refused:
            error, status = str(refused), refused.status
            fault = fault_of(refused)
    said = request.POST
    office = whole(said.get("unit_no", "")) or offices(request.actor)[0]
    values: dict[str, Any] = {name: said.get(name, "") for name in FIELDS}
    if request.method != "POST":
        today = clock.today().isoformat()
        values |= {"dated_on": today, "meeting_id": request.GET.get("meeting", "")}
    context = {
        "error": error, **fault, "values": values,
        "is_again": bool(request.FILES),
        "offices": words.office_names(request.actor), **choices(office),
        "submission_id": said.get("submission_id") or uuid7(),
        "back_url": reverse("directives:register"),
    }  # fmt: skip
    return render(request, "directives/new.html", context, status=status)


def choices(office_no: int) -> dict[str, Any]:
    """What the form of a directive can be chosen from."""
    return {
        "sources": list(SOURCE_NAMES.items()), "secrecies": list(SECRECY_NAMES.items()),
        "meetings": [(str(pk), name) for pk, name in register.meetings_of(office_no)],
    }  # fmt: skip


def fault_of(refused: Invalid | Conflict) -> dict[str, Any]:
    """The fields that are at fault, and what these are called."""
    fields = getattr(refused, "fields", {})
    said: dict[str, str] = getattr(refused, "said", {})
    return {
        "fields": said or fields,
        "summary": [(one, FIELD_NAMES.get(one, one), text) for one, text in said.items()],
        "named": [str(FIELD_NAMES[one]) for one in fields if one in FIELD_NAMES],
    }


def new_directive(request: Asked) -> services.NewDirective:
    said = request.POST
    return services.NewDirective(
        id=reading.read_id(said.get("submission_id", "")),
        unit_no=whole(said.get("unit_no", "")), source=said.get("source", ""),
        issuer=said.get("issuer", ""), paper_no=said.get("paper_no", ""),
        dated_on=reading.read_date(said, "dated_on"), title=said.get("title", ""),
        text=said.get("text", ""), secrecy=said.get("secrecy", ""),
        not_secret=said.get("not_secret") == "1",
        meeting_id=reading.read_optional_id(said.get("meeting_id", "")), files=sent_files(request),
    )  # fmt: skip


def sent_files(request: Asked) -> tuple[services.NewFile, ...]:
    return tuple(services.NewFile(*one) for one in forms.read_files(request.FILES))


@page(Permission.SEE_DIRECTIVES)
def paper_page(request: Asked, paper_id: UUID) -> HttpResponse:
    """A file as it came; never shown inside a page."""
    name, content = file_of(request.actor, paper_id)
    kind = KINDS.get(ending(name), "application/octet-stream")
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return response
