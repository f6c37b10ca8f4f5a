"""One boarder who was not found at the round: whom to call, and where they were found."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.duties.queries import evidence
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.screening import queries
from xiaoan.screening import services as screening
from xiaoan.web.gate import Asked, page


@page(Permission.TAKE_ROUNDS, Permission.OBSERVE, methods="GET POST")
def missing_page(request: Asked, missing_id: UUID) -> HttpResponse:
    """Who is missing since when, whom to call; and the form that says where they were found."""
    errors: list[str] = []
    fields: dict[str, str] = {}
    if request.method == "POST":
        found = screening.Found(request.POST.get("where", ""), request.POST.get("note", "").strip())
        try:
            screening.found_boarder(request.actor, missing_id, found)
        except Invalid as refused:
            errors, fields = [str(refused)], refused.fields
        else:
            return HttpResponseRedirect(reverse("screening:missing", args=[missing_id]))
    one = screening.see_missing(request.actor, missing_id)
    context = {
        "one": one,
        "school": directory.place(one.row.school_id).name,
        "contacts": _contacts(request, one),
        "where": [
            (code, words) for code, words in queries.FOUND_NAMES.items() if code != "corrected"
        ],
        "found_where": queries.FOUND_NAMES.get(one.row.found_where, ""),
        "values": request.POST,
        "errors": errors,
        "fields": fields,
        "asked": evidence.words(queries.MISSING, one.row.unit_no),
        "back_url": reverse("web:home"),
    }
    return render(request, "screening/missing.html", context, status=422 if errors else 200)


def _contacts(request: Asked, one: queries.MissingBoarder) -> list[dict[str, Any]]:
    if one.row.found_at is not None:
        return []
    shown = accounts.sees_family_phones(request.actor)
    return [
        {"name": found.name, "relation": found.relation, "phone": found.phone}
        for found in directory.contacts(request.actor, one.row.person_id, in_full=shown)
    ]
