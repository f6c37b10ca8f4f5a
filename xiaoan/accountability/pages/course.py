"""The course of a unit or a person: every fact between two days; entries are taken from it into a file."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accountability import queries, services
from xiaoan.accountability.forms import CourseForm, PickForm
from xiaoan.accountability.queries import course, files, rights, words
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

# Farther apart the two days are not (our own choice): a term.
MOST_DAYS = 186


@page(Permission.SEE_RECORD, methods="GET POST")
def course_page(request: Asked, unit_no: int) -> HttpResponse:
    """Every fact, the newest first; posted: those ticked are taken into a file."""
    actor, place = request.actor, queries.seen_place(request.actor, unit_no)
    asked, given, error = _asked(request, place)
    errors, status = ([error] if error else []), 200
    file = files.one(actor, given["file"]) if given.get("file") else None
    if request.method == "POST":
        if file is None:
            raise NotFound
        try:
            _pick(request, file.row.id)
            messages.success(request, _("已收入案卷。"))
            return HttpResponseRedirect(reverse("accountability:file", args=[file.row.id]))
        except (Conflict, Invalid) as refused:
            status, errors = refused.status, [str(refused)]
    found = services.see_course(actor, asked)
    context = {
        "crumbs": crumbs(actor, unit_no), "place": place, "errors": errors,
        "asked": {**given, "since": asked.since.date(), "until": asked.until.date()},
        "groups": [(one, words.GROUP_NAMES[one]) for one in rights.groups(actor, place.interval)],
        "rows": found.rows, "total": found.total,
        "deepest": course.DEEPEST, "pager": pager(request, found.total, asked.offset, course.PAGE),
        "file": file.row if file and file.row.state == "open" else None, "step_id": uuid7(),
        "past_url": reverse("accountability:past", args=[unit_no]),
    }  # fmt: skip
    return render(request, "accountability/course.html", context, status=status)


def _asked(request: Asked, place: directory.Place) -> tuple[course.Asked, dict[str, Any], str]:
    form, today = CourseForm(request.GET), clock.today()
    given = form.cleaned_data if form.is_valid() else {}
    error = "" if form.is_valid() else _("请检查条件:日期写成 2026-11-24 这样。")
    until = given.get("until") or today
    since = given.get("since") or until - dt.timedelta(days=1)
    if since > until or (until - since).days > MOST_DAYS or since < clock.FIRST_DAY:
        error = _("开始日期不能晚于结束日期,两者相隔最多 %(n)d 天。") % {"n": MOST_DAYS}
        since, until = today - dt.timedelta(days=1), today
    asked = course.Asked(
        place, clock.at(since, dt.time()), clock.at(until, dt.time(23, 59, 59, 999_999)),
        given.get("group") or "", given.get("person"), given.get("offset") or 0,
    )  # fmt: skip
    return asked, given, error


def _pick(request: Asked, file_id: UUID) -> None:
    form = PickForm(request.POST, prefix="pick")
    if not form.is_valid():
        raise Invalid(_("有几处要改,见下面。"))
    if not request.actor.may_anywhere(Permission.KEEP_FILES):
        raise Forbidden
    given = form.cleaned_data
    sent = services.Sent(given["step_id"], file_id, given["base"], given["text"])
    services.pick(request.actor, sent, [_entry(one) for one in request.POST.getlist("entry")])


def _entry(text: str) -> tuple[int, int]:
    chain, dash, n = text.partition("-")
    if not dash or not all(one.isascii() and one.isdigit() and len(one) < 10 for one in (chain, n)):
        raise Invalid(_("有不认识的记录。"), {"entries": "unknown"})
    return int(chain), int(n)
