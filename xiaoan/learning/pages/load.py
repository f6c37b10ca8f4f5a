"""Classes that have more work on a day than a rule allows, with the arithmetic."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.permission import Permission
from xiaoan.learning import rules
from xiaoan.learning.pages.rates import asked
from xiaoan.learning.queries import load, rates
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page


def what_words(what: str) -> str:
    return {"homework": _("作业"), "screen": _("屏幕")}[what]


@page(Permission.SEE_LEARNING)
def load_page(request: Asked, unit_no: int) -> HttpResponse:
    """The classes of a unit over a limit on `?day=`, and the limits."""
    place = rates.require(request.actor, unit_no)
    _period, day = asked(request)
    context = {
        "unit": place, "crumbs": crumbs(request.actor, unit_no), "day": day, "as_of": clock.now(),
        "rows": [_row(one) for one in load.over(request.actor, place, day)],
        "limits": [
            {
                "what": what_words(one.what), "grades": _grades(one), "minutes": one.minutes,
                "source": load.source_words(one), "since": one.since, "place": one.place,
            }
            for one in rules.LIMITS
        ],
        "back_url": reverse("learning:unit", args=[unit_no]) + f"?day={day}",
    }  # fmt: skip
    return render(request, "learning/load.html", context)


def _grades(one: rules.Limit) -> str:
    if one.grades == (0,):
        return _("幼儿园")
    return _("%(a)s 至 %(b)s 年级") % {"a": one.grades[0], "b": one.grades[-1]}


def _row(one: load.Load) -> dict[str, Any]:
    return {
        "name": one.name, "what": what_words(one.what), "sum": one.sum_words,
        "limit": one.limit.minutes if one.limit else 0,
        "over": one.minutes - (one.limit.minutes if one.limit else 0),
        "source": load.source_words(one.limit) if one.limit else "",
    }  # fmt: skip
