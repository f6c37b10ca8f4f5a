"""The classes that need not report, by name and reason."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xiaoan.kernel.permission import Permission
from xiaoan.overview import queries
from xiaoan.overview.pages.filters import frame, read_filter
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager_at


@page(Permission.SEE_BOARD)
def excused_page(request: Asked, unit_no: int) -> HttpResponse:
    """Who is excused from a slot, why, and who said so."""
    wanted = read_filter(request, unit_no)
    found = queries.excused(request.actor, unit_no, wanted.day, wanted.slot, offset=wanted.offset)
    context = {
        **frame(request.actor, wanted),
        "unit": found.place,
        "as_of": found.as_of,
        "classes": found.classes,
        "people": found.people,
        "rows": [_row(row) for row in found.rows],
        "pager": pager_at(
            lambda start: wanted.url("excused", offset=start),
            found.classes,
            found.offset,
            found.limit,
        ),
        "board_url": wanted.url("board"),
    }
    return render(request, "overview/excused.html", context)


def _row(row: queries.ExcusedClass) -> dict[str, Any]:
    return {
        "name": row.place.name,
        "school": row.school.name,
        "people": row.duty.people,
        "why": row.duty.why,
        "by": row.by,
        "at": row.duty.at,
        "steps_url": reverse("duties:steps", args=[row.duty.duty_id]),
    }
