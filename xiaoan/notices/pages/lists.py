"""Saved lists of people to write to again."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.notices import queries, services
from xiaoan.notices.pages import words
from xiaoan.notices.queries import lists
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page


@page(Permission.WRITE_NOTICES, methods="GET POST")
def lists_page(request: Asked) -> HttpResponse:
    """The lists in reach; posted: a new one, or one is given up."""
    actor, said, fault = request.actor, request.POST, None
    if request.method == "POST":
        try:
            messages.success(request, _act(request))
            return HttpResponseRedirect(reverse("notices:lists"))
        except (Invalid, Conflict) as refused:
            fault = refused
    found = lists.lists(actor)
    places = directory.places({one.unit_no for one in found})
    fields = getattr(fault, "fields", {})
    context = {
        "tabs": words.tabs(actor, "lists"), "offices": queries.offices(actor),
        "rows": [
            {"one": one, "office": places[one.unit_no].name, "retire_id": uuid7()} for one in found
        ],
        "error": str(fault) if fault else "", "submission_id": uuid7(),
        "name_fault": str(fault) if "name" in fields else "",
        "numbers_fault": str(fault) if "numbers" in fields else "",
        "typed_name": said.get("name", ""), "typed_numbers": said.get("numbers", ""),
        "typed_unit": whole(said.get("unit_no", "")),
    }  # fmt: skip
    return render(request, "notices/lists.html", context, status=fault.status if fault else 200)


def _act(request: Asked) -> str:
    said = request.POST
    form_id = reading.read_id(said.get("submission_id", ""))
    if said.get("act") == "retire":
        services.retire_list(request.actor, form_id, reading.read_id(said.get("list", "")))
        return _("名单已停用。")
    new = services.NewList(
        form_id, whole(said.get("unit_no", "")), said.get("name", ""), said.get("numbers", "")
    )
    return _("名单已保存,共 %(n)s 人。") % {"n": services.make_list(request.actor, new)}
