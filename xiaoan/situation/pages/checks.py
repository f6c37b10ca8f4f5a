"""数字核对: what the recounts of days found, the newest on top."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xiaoan.indicators.queries import checks
from xiaoan.kernel import clock
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_BOARD)
def checks_page(request: Asked) -> HttpResponse:
    """The checks of the last month; `check`: what one of them found (by default the newest that found
    something)."""
    rows = checks.recent(request.actor)
    wanted = request.GET.get("check", "")
    shown = next(
        (one for one in rows if (str(one.id) == wanted if wanted else one.differing)), None
    )
    if wanted and shown is None:
        raise NotFound
    context = {
        "rows": rows, "shown": shown, "as_of": clock.now(),
        "lines": checks.differences(request.actor, shown.id) if shown else [],
        "back_url": reverse("situation:home"),
    }  # fmt: skip
    return render(request, "situation/checks.html", context)
