"""One lesson: the roll-call by exceptions, and who is missing now with the families' numbers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.lessons import forms, services
from xiaoan.lessons.pages import words
from xiaoan.lessons.queries import Lesson, lessons, numbers
from xiaoan.lessons.queries.words import EXCUSE_NAMES, SOURCE_NAMES, STATE_NAMES, STATE_SHAPES
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_LESSONS, methods="GET POST")
def lesson_page(request: Asked, lesson_id: UUID) -> HttpResponse:
    """The roll of a lesson; posted: everybody watched except those ticked."""
    actor = request.actor
    row = lessons.lesson(actor, lesson_id)
    refused = forms.Refused()
    if request.method == "POST":
        services.missing_allowed(actor, row.unit_no)
        try:
            said = request.POST
            done = services.report(
                actor,
                services.Report(
                    reading.read_id(said.get("submission_id", "")), row.pk,
                    forms.people_of(said, "missed"), forms.people_of(said, "there"),
                ),
            )  # fmt: skip
            messages.success(
                request,
                _("已记下:%(n)s/%(all)s 人在看。")
                % {"n": done.watched, "all": done.watched + done.missed},
            )
            return HttpResponseRedirect(reverse("lessons:lesson", args=[row.pk]))
        except Invalid as error:
            refused = forms.Refused(str(error), error.fields, error.status)
    return render(
        request, "lessons/lesson.html", _context(request, row, refused), status=refused.status
    )


def _context(request: Asked, row: Lesson, refused: forms.Refused) -> dict[str, object]:
    missed = {str(one) for one in request.POST.getlist("missed")}
    lines = []
    for one in lessons.roll_of(request.actor, row):
        ticked = str(one.person_id) in missed if refused.error else one.state == "missed"
        lines.append(
            {
                "one": one, "ticked": ticked, "shape": STATE_SHAPES[one.state],
                "state": EXCUSE_NAMES.get(one.why, STATE_NAMES[one.state]),
                "is_apart": one.state in ("excused", "no_device"),
            }
        )  # fmt: skip
    teacher = lessons.names_of(request.actor, [row])
    place = directory.place(row.unit_no)
    return {
        "row": words.lesson_row(row, place.name, next(iter(teacher.values()), "")), "lines": lines,
        "error": refused.error, "submission_id": uuid7(),
        "teaches": any(
            request.actor.may(one, row.unit_no) for one in (Permission.TEACH, Permission.KEEP_LESSONS)
        ),
        "source": SOURCE_NAMES.get(row.source, ""), "back_url": reverse("lessons:home"),
        "has_begun": row.starts_at <= clock.now(), "as_of": clock.now(),
    }  # fmt: skip


@page(Permission.TEACH, Permission.KEEP_LESSONS)
def missing_page(request: Asked, lesson_id: UUID) -> HttpResponse:
    """Who is not watching, with the family's numbers as far as the policy shows them. The look is logged."""
    actor = request.actor
    row = lessons.lesson(actor, lesson_id)
    services.missing_allowed(actor, row.unit_no)
    people = [one for one in lessons.roll_of(actor, row) if one.state == "missed"]
    ids = [one.person_id for one in people]
    services.missing_seen(actor, row.unit_no, ids)
    shows = accounts.sees_family_phones(actor)
    contacts = directory.contacts_of(actor, ids, in_full=shows)
    place = directory.place(row.unit_no)
    context = {
        "row": words.lesson_row(row, place.name), "hides": not shows, "as_of": clock.now(),
        "lines": [{"one": one, "contacts": contacts.get(one.person_id, [])} for one in people],
        "after": numbers.call_after(row.unit_no),
        "back_url": reverse("lessons:lesson", args=[row.pk]),
    }  # fmt: skip
    return render(request, "lessons/missing.html", context)
