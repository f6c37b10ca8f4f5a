"""Looking for a person."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.overview import queries, services
from xiaoan.overview.forms import SearchForm
from xiaoan.web.gate import Asked, page


@page(Permission.SEARCH_PEOPLE, methods="GET POST")
def search_page(request: Asked) -> HttpResponse:
    """People by name, pinyin or number. Posted: a name in an address would end up in logs."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    searched = request.method == "POST"
    found, message = [], ""
    if searched:
        try:
            text = form.cleaned_data["q"] if form.is_valid() else ""
            found = services.search_people(request.actor, text)
        except Invalid as refused:
            message = str(refused)
    context = {
        "q": form.data.get("q", ""),
        "searched": searched,
        "message": message,
        "scope_label": _scope(request.actor),
        "limit": queries.PEOPLE_LIMIT if len(found) == queries.PEOPLE_LIMIT else 0,
        "rows": [_row(request.actor, one) for one in found],
    }
    return render(request, "overview/search.html", context, status=422 if message else 200)


def _scope(actor: Actor) -> str:
    """The units that are searched, by name."""
    units = [lo for lo, _hi in actor.reach(Permission.SEARCH_PEOPLE)]
    places = directory.places(units)
    return "、".join(places[no].name for no in units if no in places)


def _url(actor: Actor, one: queries.Found) -> str:
    """A pupil's page; of staff the school, for whom it is open."""
    if one.kind == "student":
        return reverse("registry:life", args=[one.person_id])
    opens = actor.may(Permission.SEE_DUTIES, one.school_no)
    return reverse("screening:school", args=[one.school_no]) if opens else ""


def _row(actor: Actor, one: queries.Found) -> dict[str, Any]:
    return {
        "name": one.name,
        "kind_label": _("学生") if one.kind == "student" else _("教职工"),
        "sex_label": _("男") if one.sex == "M" else _("女"),
        "number": one.number,
        "born": one.born,
        "place": one.unit,
        "school": one.school,
        "url": _url(actor, one),
    }
