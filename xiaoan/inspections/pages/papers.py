"""A round on paper: the record of the inspection, the notice to mend (整改通知书)."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from xiaoan.inspections.pages import words
from xiaoan.inspections.queries import findings, list_words, rounds
from xiaoan.inspections.queries.words import RESULT_NAMES, SEVERITY_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page


def _closed(request: Asked, round_id: UUID) -> rounds.Detail:
    found = rounds.detail(request.actor, round_id)
    if found.row.state != "closed":
        raise NotFound
    return found


@page(Permission.SEE_INSPECTIONS)
def record_page(request: Asked, round_id: UUID) -> HttpResponse:
    """Item by item what was seen, with the names to sign."""
    found = _closed(request, round_id)
    context = {
        "row": words.round_(found.row), "detail": found, "as_of": clock.now(),
        "sheets": [
            (
                list_words.told(sheet),
                [
                    (n, list_words.told_item(seen.item), RESULT_NAMES[seen.mark.result] if seen.mark else "",
                     SEVERITY_NAMES.get(seen.mark.severity, "") if seen.mark else "",
                     seen.mark.note if seen.mark else "",
                     seen.mark.by_rest if seen.mark else False)
                    for n, seen in enumerate(items, start=1)
                ],
            )
            for sheet, items in found.sheets
        ],
        "link": request.build_absolute_uri(reverse("inspections:round", args=[round_id])),
    }  # fmt: skip
    return render(request, "inspections/record.html", context)


@page(Permission.SEE_INSPECTIONS)
def notice_page(request: Asked, round_id: UUID) -> HttpResponse:
    """What has to be mended by when and whom; not there where nothing was found."""
    found = _closed(request, round_id)
    if not found.notice:
        raise NotFound
    rows = [one for one in findings.rows_of(request.actor, found.findings) if one.state != "void"]
    context = {
        "row": words.round_(found.row), "detail": found, "as_of": clock.now(),
        "findings": [words.finding(one) for one in rows],
        "day_words": date_format(
            (found.row.ended_at or clock.now()).astimezone(clock.ZONE), _("Y年n月j日")
        ),
        "link": request.build_absolute_uri(reverse("inspections:round", args=[round_id])),
    }  # fmt: skip
    return render(request, "inspections/notice.html", context)
