"""The month's report of a school, the quarter's review of the county."""

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.dropout import services
from xiaoan.dropout.queries import reports
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page, require


@page(Permission.SEE_DROPOUT, methods="GET POST")
def report_page(request: Asked, school_no: int) -> HttpResponse:
    """The draft of this month and what was signed; posted: signed."""
    actor, refused = request.actor, None
    place = directory.place(school_no)
    if place.kind != "school" or not actor.may(Permission.SEE_DROPOUT, school_no):
        raise NotFound
    if request.method == "POST":
        require(actor, Permission.REPORT_DROPOUT, school_no)
        try:
            given, month = _posted(request)
            services.sign_report(actor, given, school_no, month, request.POST.get("note", ""))
            messages.success(request, _("已签发。零也是报告。"))
            return HttpResponseRedirect(reverse("dropout:report", args=[school_no]))
        except (Invalid, Conflict) as error:
            refused = error
    month = clock.today().replace(day=1)
    signed = reports.signed(actor, school_no)
    context = {
        "place": place, "month": month, "draft": reports.draft(school_no, month), "signed": signed,
        "may_sign": actor.may(Permission.REPORT_DROPOUT, school_no)
        and not any(one.month == month for one in signed),
        "typed": request.POST, "error": str(refused or ""), "submission_id": uuid7(),
        "as_of": clock.now(), "back_url": reverse("dropout:home"),
    }  # fmt: skip
    return render(
        request, "dropout/report.html", context, status=refused.status if refused else 200
    )


def _posted(request: Asked) -> tuple[UUID, dt.date]:
    day = reading.read_date(request.POST, "month")
    if day is None:
        raise Invalid(_("请选月份。"), {"month": "missing"})
    return reading.read_id(request.POST.get("submission_id", "")), day


@page(Permission.SEE_DROPOUT, methods="GET POST")
def review_page(request: Asked) -> HttpResponse:
    """By township: reports signed of those owed, what is open; posted: the county's review."""
    actor, refused = request.actor, None
    first = reports.quarter_of(clock.today())
    if request.method == "POST":
        if not actor.may(Permission.REVIEW_DROPOUT, numbering.COUNTY):
            raise Forbidden
        try:
            given, quarter = _posted(request)
            services.sign_review(actor, given, quarter, request.POST.get("note", ""))
            messages.success(request, _("已签复核。"))
            return HttpResponseRedirect(reverse("dropout:review"))
        except (Invalid, Conflict) as error:
            refused = error
    found = reports.quarter(actor, first)
    context = {
        "found": found, "as_of": clock.now(),
        "may_sign": actor.may(Permission.REVIEW_DROPOUT, numbering.COUNTY) and found.signed is None,
        "typed": request.POST, "error": str(refused or ""), "submission_id": uuid7(),
    }  # fmt: skip
    return render(
        request, "dropout/review.html", context, status=refused.status if refused else 200
    )
