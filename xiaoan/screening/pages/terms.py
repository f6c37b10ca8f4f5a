"""The terms of the county: add one, move the end of one, take back one that has not begun."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory import services
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.screening import forms
from xiaoan.screening.pages.calendar import place_seen
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page

FIELDS = ("name", "since", "until")


@page(Permission.SET_CALENDAR, methods="GET POST")
def terms_page(request: Asked, unit_no: int) -> HttpResponse:
    """The county's terms. Those that are over stay as they are."""
    place = place_seen(request.actor, unit_no)
    if place.kind != "county":
        raise NotFound
    if not request.actor.may(Permission.SET_CALENDAR, unit_no):
        raise Forbidden
    errors: list[str] = []
    if request.method == "POST":
        try:
            _change(request, unit_no)
            return HttpResponseRedirect(reverse("screening:terms", args=[unit_no]))
        except Invalid as refused:
            errors = str(refused).split("\n")
    context = {
        "unit": {"name": place.name, "no": place.no},
        "crumbs": crumbs(request.actor, unit_no),
        "terms": [_row(term, request) for term in directory.terms_at(unit_no)],
        "values": {name: "" if _is_old(request) else request.POST.get(name, "") for name in FIELDS},
        "errors": errors,
        "back_url": reverse("screening:calendar", args=[unit_no]),
    }
    return render(request, "screening/terms.html", context, status=422 if errors else 200)


def _is_old(request: Asked) -> bool:
    """The form of a term that is there, not the one for a new one."""
    return request.POST.get("action") in ("end", "remove")


def _change(request: Asked, unit_no: int) -> None:
    form = forms.TermForm(request.POST)
    if not form.is_valid():
        raise Invalid("\n".join(str(e) for found in form.errors.values() for e in found))
    told = form.cleaned_data
    if request.POST.get("action") == "remove":
        services.remove_term(request.actor, unit_no, told["since"])
        return
    known = {term.since: term for term in directory.terms_at(unit_no)}
    old = known.get(told["since"])
    if _is_old(request) and old is None:
        raise Invalid(_("这个学期已被删除。请刷新页面。"))
    # The same again, as after a second press, changes nothing; anything else is a mistake.
    if not _is_old(request) and old and old != directory.TermAt(unit_no, **told):
        raise Invalid(_("已有从这一天开始的学期。请在上面改它的结束日期。"))
    services.set_term(request.actor, unit_no, told["name"], told["since"], told["until"])


def _row(term: directory.TermAt, request: Asked) -> dict[str, Any]:
    today = clock.today()
    typed = _is_old(request) and request.POST.get("since") == term.since.isoformat()
    return {
        "name": term.name,
        "since": term.since,
        "until": term.until,
        "typed": request.POST.get("until", "") if typed else term.until.isoformat(),
        "state": "over" if term.until < today else "ahead" if term.since > today else "running",
    }
