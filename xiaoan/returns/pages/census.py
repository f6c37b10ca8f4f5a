"""What was spared (减负统计): per form and request over some days, and how it is counted."""

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render

from xiaoan.kernel import clock
from xiaoan.kernel.permission import Permission
from xiaoan.returns.pages import frame
from xiaoan.returns.queries.census import census
from xiaoan.web.gate import Asked, page

_USUAL = dt.timedelta(days=29)


@page(Permission.SEE_RETURNS)
def census_page(request: Asked) -> HttpResponse:
    """`?first=&last=`: from and to which day; usually the last thirty."""
    last = frame.day_of(request.GET.get("last", ""))
    text = request.GET.get("first", "")
    first = min(frame.day_of(text) if text else last - _USUAL, last)
    found = census(request.actor, first, last)
    totals = {
        name: found.total(name)
        for name in ("fillings", "asked", "answered", "unknown", "typed", "spared")
    }
    context = {
        "tabs": frame.tabs(request.actor, "census"), "found": found, "totals": totals,
        "as_of": clock.now(),
    }  # fmt: skip
    return render(request, "returns/census.html", context)
