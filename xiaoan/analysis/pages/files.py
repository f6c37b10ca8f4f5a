"""What each indicator is, and a month of figures as a file for analysts."""

import datetime as dt
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xiaoan.analysis import services
from xiaoan.analysis.queries import described
from xiaoan.indicators import queries as indicators
from xiaoan.kernel import clock
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page

PARQUET = "application/vnd.apache.parquet"


@page(Permission.ANALYSE)
def indicators_page(request: Asked) -> HttpResponse:
    """Every indicator: what is counted, over what, whence, how it is kept."""
    context = {
        "groups": [
            {"name": name, "rows": [one for one in indicators.catalogue() if one.group == group]}
            for group, name in indicators.GROUP_NAMES.items()
        ],
        "as_of": clock.now(),
    }
    return render(request, "analysis/indicators.html", context)


@page(Permission.ANALYSE)
def files_page(request: Asked, unit_no: int) -> HttpResponse:
    """The months of which figures are kept."""
    place = indicators.place_seen(request.actor, unit_no)
    rows = [
        {
            "first": one.first,
            "name": _name(one.first),
            "url": reverse("analysis:file", args=[place.no, f"{one.first:%Y-%m}"]),
        }
        for one in services.months(request.actor, place.no)
    ]
    context = {
        "unit": place, "rows": rows, "as_of": clock.now(),
        "back_url": reverse("analysis:ask", args=[place.no]),
        "script_url": reverse("analysis:script", args=[place.no]), "script_name": described.NAME,
        "may": request.actor.may(Permission.EXPORT, place.no),
    }  # fmt: skip
    return render(request, "analysis/files.html", context)


@page(Permission.ANALYSE)
def script_page(request: Asked, unit_no: int) -> HttpResponse:
    """The views over these files, for DuckDB."""
    indicators.place_seen(request.actor, unit_no)
    response = HttpResponse(described.script(), content_type="application/sql; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{described.NAME}"'
    return response


@page(Permission.ANALYSE)
def file_page(request: Asked, unit_no: int, month: str) -> HttpResponse:
    """One month as Parquet."""
    try:
        first = dt.datetime.strptime(month, "%Y-%m").replace(tzinfo=clock.ZONE).date()
    except ValueError as error:
        raise NotFound from error
    content = services.take_month(request.actor, unit_no, first)
    response = HttpResponse(content, content_type=PARQUET)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(_name(first), safe='')}"
    return response


def _name(first: dt.date) -> str:
    return f"indicators-{first:%Y-%m}.parquet"
