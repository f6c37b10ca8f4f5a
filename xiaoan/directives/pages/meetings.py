"""Meetings that started directives: the list, a new one, one with what came of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directives import forms, rules, services
from xiaoan.directives.pages import words
from xiaoan.directives.pages.register import sent_files
from xiaoan.directives.queries import offices, register
from xiaoan.directives.queries.addressing import checkers
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

_FIELDS = ("unit_no", "title", "held_on", "place", "chair", "attended", "minutes")


@page(Permission.SEE_DIRECTIVES)
def meetings_page(request: Asked) -> HttpResponse:
    """Meetings on file, the newest first."""
    actor = request.actor
    offset = whole(request.GET.get("offset", ""))
    total, rows = register.meetings_page(actor, offset, words.PAGE)
    context = {
        "as_of": clock.now(), "tabs": words.tabs(actor, "meetings"), "total": total,
        "rows": [
            {
                "number": rules.number(one.year, one.no), "title": one.title, "held_on": one.held_on,
                "place": one.place, "chair": one.chair,
                "url": reverse("directives:meeting", args=[one.pk]),
            }
            for one in rows
        ],
        "new_url": reverse("directives:new_meeting") if offices(actor) else "",
        "pager": pager(request, total, offset, words.PAGE),
    }  # fmt: skip
    return render(request, "directives/meetings.html", context)


@page(Permission.ISSUE_DIRECTIVES, methods="GET POST")
def new_page(request: Asked) -> HttpResponse:
    """Put a meeting on file."""
    actor, said, error, status = request.actor, request.POST, "", 200
    fields: dict[str, str] = {}
    if request.method == "POST":
        try:
            made = services.register_meeting(actor, _new(request))
            messages.success(request, _("会议已存档。"))
            return HttpResponseRedirect(reverse("directives:meeting", args=[made]))
        except (Invalid, Conflict) as refused:
            error, status = str(refused), refused.status
            fields = getattr(refused, "fields", {})
    values = {name: said.get(name, "") for name in _FIELDS}
    if request.method != "POST":
        values["held_on"] = clock.today().isoformat()
    office = whole(values["unit_no"])
    office = office if office in offices(actor) else offices(actor)[0]
    context = {
        "error": error, "fields": fields, "values": values, "offices": words.office_names(actor),
        "people": [(str(pk), name) for pk, name in checkers(actor, office)],
        "chosen": said.getlist("attended_ids"),
        "submission_id": said.get("submission_id") or uuid7(),
        "back_url": reverse("directives:meetings"),
    }  # fmt: skip
    return render(request, "directives/new_meeting.html", context, status=status)


def _new(request: Asked) -> services.NewMeeting:
    said = request.POST
    return services.NewMeeting(
        id=reading.read_id(said.get("submission_id", "")),
        unit_no=whole(said.get("unit_no", "")), title=said.get("title", ""),
        held_on=reading.read_date(said, "held_on"), place=said.get("place", ""),
        chair=said.get("chair", ""), attended=said.get("attended", ""),
        attended_ids=forms.read_ids(said.getlist("attended_ids")), minutes=said.get("minutes", ""),
        files=sent_files(request),
    )  # fmt: skip


@page(Permission.SEE_DIRECTIVES)
def meeting_page(request: Asked, meeting_id: UUID) -> HttpResponse:
    """A meeting with the directives that came of it."""
    actor = request.actor
    row, people, papers = register.meeting(actor, meeting_id)
    context = {
        "as_of": clock.now(), "row": row, "number": rules.number(row.year, row.no),
        "people": people, "papers": words.papers(papers),
        "rows": [words.head(one) for one in register.of_meeting(actor, meeting_id)],
        "new_url": f"{reverse('directives:new')}?meeting={meeting_id}"
        if row.unit_no in offices(actor)
        else "",
        "back_url": reverse("directives:meetings"),
    }  # fmt: skip
    return render(request, "directives/meeting.html", context)
