"""A report on paper: to print, as a document or PDF in the official layout, as a sheet; of any version,
exactly as it was known then."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from xiaoan.dailyreports import queries
from xiaoan.dailyreports.queries import papers
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.web import papers as web_papers
from xiaoan.web import reading, sheets
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_DAILY)
def known_page(request: Asked, report_id: UUID) -> HttpResponse:
    """To the version that was in force at an instant (`?at=2026-11-23T12:00`); NotFound: none was signed by
    then."""
    row = queries.seen(request.actor, report_id)
    try:
        at = reading.read_moment(request.GET, "at")
    except Invalid:
        raise NotFound from None
    no = queries.as_known_at(row, at or clock.now())
    if not no:
        raise NotFound
    return HttpResponseRedirect(reverse("dailyreports:paper", args=[report_id, no]))


@page(Permission.SEE_DAILY)
def paper_page(request: Asked, report_id: UUID, no: int) -> HttpResponse:
    """A version as it was signed (0: the draft); `?file=docx`, `pdf` or `xlsx` to take away."""
    row = queries.seen(request.actor, report_id)
    kind = request.GET.get("file", "")
    # It goes to an office: in 简体中文 whatever the reader's language.
    with translation.override("zh-hans"):
        told = papers.of_report(row, no)
        mark = _("%(name)s 打印于 %(at)s") % {
            "name": request.actor.name, "at": f"{clock.now().astimezone(clock.ZONE):%Y-%m-%d %H:%M}",
        }  # fmt: skip
        name = f"{told['title']} {row.day.isoformat()} v{no}"
        if kind == "xlsx":
            return sheets.xlsx_response(papers.xlsx(told, mark), f"{name}.xlsx")
        whole = papers.official_paper(told, mark)
    taken = web_papers.take_away(whole, name, kind)
    if taken.response is not None:
        return taken.response
    context = {
        "crumbs": crumbs(request.actor, row.unit_no), "paper": told, "mark": mark, "no": no,
        "here": request.build_absolute_uri(request.path), "pdf_fault": taken.fault,
        "back_url": reverse("dailyreports:report", args=[report_id]),
    }  # fmt: skip
    return render(request, "dailyreports/paper.html", context, status=taken.status)
