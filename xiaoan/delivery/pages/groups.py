"""Robots of groups, entered by whoever keeps the group's unit."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.delivery import forms, services
from xiaoan.delivery.queries.own import groups
from xiaoan.delivery.queries.words import CHANNEL_NAMES
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page


@page(Permission.KEEP_GROUPS, methods="GET POST")
def groups_page(request: Asked) -> HttpResponse:
    """The robots in use; posted: one more, in place of the unit's earlier one."""
    posted = request.POST if request.method == "POST" else None
    form = forms.GroupForm(posted, units=_units(request))
    status, errors = (422, []) if posted is not None else (200, [])
    if posted is not None and form.is_valid():
        given = form.cleaned_data
        try:
            services.set_group(
                request.actor, given["group_id"], int(given["unit_no"]), given["channel"],
                given["endpoint"], given["secret"],
            )  # fmt: skip
            messages.success(request, _("已登记群机器人。"))
            return HttpResponseRedirect(reverse("delivery:groups"))
        except Invalid as refused:
            errors, status = forms.put(form, refused.fields, str(refused)), refused.status
    rows = groups(request.actor)
    places = directory.places({row.unit_no for row in rows})
    context = {
        "rows": [
            {
                "id": row.pk, "place": places[row.unit_no].name if row.unit_no in places else "",
                "name": CHANNEL_NAMES[row.channel], "at": row.at,
            }
            for row in rows
        ],
        "fields": forms.shown(form), "errors": errors, "group_id": form["group_id"].value() or uuid7(),
    }  # fmt: skip
    return render(request, "delivery/groups.html", context, status=status)


def _units(request: Asked) -> list[tuple[str, str]]:
    """The units whose groups the actor may enter: inside a school all its grades and classes; above, the
    offices and schools."""
    found: list[Any] = []
    for lo, hi in request.actor.reach(Permission.KEEP_GROUPS):
        inside = hi - lo <= numbering.SCHOOL
        kinds = ("school", "grade", "class") if inside else ("county", "township", "school")
        found += directory.places_inside((lo, hi), *kinds)
    return [(str(one.no), one.name) for one in found]


@page(Permission.KEEP_GROUPS, methods="POST")
def end_page(request: Asked, group_id: UUID) -> HttpResponse:
    """Take a robot away."""
    services.end_group(request.actor, group_id)
    messages.success(request, _("已停用这个群机器人。"))
    return HttpResponseRedirect(reverse("delivery:groups"))
